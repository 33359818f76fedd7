"""Answer, Quote, Span: each promise of the contract, broken one at a time, is refused at construction."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from index.records import Article, Evidence
from qa.answer import Answer, Claim, PromiseBroken, Quote, Span, compose
from qa.checking import answer_of_claims, answer_of_quotes

TEXT = "Brandt, 61, is mayor of Lindow. The bridge cost 4 million euros."
ARTICLE = Article(TEXT, title="A bridge", publisher="The Paper", published="2026-01-17", url="https://example.org/b")
MAYOR, COST = Evidence(ARTICLE, 0, 31, 0.81239), Evidence(ARTICLE, 32, 64, 0.4)
ANSWER = Answer(
    question="How old is she?",
    standalone_question="How old is Brandt?",
    status="answered",
    text="Brandt is 61. [1] The bridge cost 4 million euros. [2] [1]",
    claims=(Claim("Brandt is 61.", (1,)), Claim("The bridge cost 4 million euros.", (2, 1))),
    span=Span(1, 8, 10, "61"),
    quotes=(Quote.of(MAYOR, 1), Quote.of(COST, 2)),
)


def test_the_text_of_an_answer_is_its_claims_with_their_markers():
    assert compose(ANSWER.claims) == ANSWER.text
    assert compose([Claim("So it is.", ())]) == "So it is."
    assert compose([]) == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"text": "Brandt is 61. [1] It cost 4 million. [2] [3]"}, "marks", id="marker names nothing"),
        pytest.param({"text": "Brandt is 61. [0] [1] It cost 4 million. [2]"}, "marks", id="marker 0"),
        pytest.param({"text": "Brandt is 61. [1] It cost 4 million."}, "marks", id="quote that the text never cites"),
        pytest.param({"text": "It cost 4 million. [2] Brandt is 61. [1]"}, "marks", id="markers not in order"),
        pytest.param({"text": "Brandt is 61. [1] It cost [２] [２２]"}, "marks", id="marker in other digits"),
        pytest.param({"claims": (Claim("Brandt is 61.", (1,)),)}, "cited", id="quote that no claim cites"),
        pytest.param({"claims": (Claim("Both.", (2, 1)),)}, "cited", id="citations not in order"),
        pytest.param({"claims": (Claim("Three.", (1, 2, 3)),)}, "cited", id="citation names nothing"),
        pytest.param({"claims": ()}, "without claims", id="no claims"),
        pytest.param({"quotes": ()}, "without quotes", id="no quotes"),
        pytest.param({"status": "partial", "quotes": (), "claims": (), "span": None}, "without", id="partly nothing"),
        pytest.param({"quotes": (Quote.of(COST, 2), Quote.of(MAYOR, 1))}, "cited", id="quotes not in order"),
        pytest.param({"quotes": (Quote.of(MAYOR, 1), Quote.of(COST, 1))}, "cited", id="two quotes of one number"),
        pytest.param({"quotes": (Quote.of(MAYOR, 1), Quote.of(COST, 3))}, "cited", id="number left out"),
        pytest.param({"quotes": (Quote.of(MAYOR, 0), Quote.of(COST, 1))}, "cited", id="numbers from 0"),
        pytest.param({"status": "not_found"}, "not found", id="not found, with everything"),
        pytest.param({"span": Span(3, 8, 10, "61")}, "not inside quote 3", id="span of no quote"),
        pytest.param({"span": Span(0, 8, 10, "61")}, "not inside quote 0", id="span of quote 0"),
        pytest.param({"span": Span(-1, 8, 10, "61")}, "not inside quote -1", id="span of a quote from the end"),
        pytest.param({"span": Span(2, 8, 10, "61")}, "not inside quote 2", id="span of another quote"),
        pytest.param({"span": Span(1, 8, 10, "62")}, "not inside quote 1", id="span with other words"),
        pytest.param({"span": Span(1, 8, 8, "")}, "not inside quote 1", id="empty span"),
        pytest.param({"span": Span(1, 10, 8, "")}, "not inside quote 1", id="span backwards"),
        pytest.param({"span": Span(1, 24, 35, TEXT[24:35])}, "not inside quote 1", id="span beyond its quote"),
    ],
)
def test_a_broken_promise_is_refused(change: dict[str, Any], reason: str):
    with pytest.raises(PromiseBroken, match=reason):
        replace(ANSWER, **change)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"quotes": (Quote.of(MAYOR, 1),)}, id="quotes"),
        pytest.param({"claims": (Claim("Brandt is 61.", ()),)}, id="claims"),
        pytest.param({"text": "Not said. [1]"}, id="marker"),
        pytest.param({"span": Span(1, 8, 10, "61")}, id="span"),
    ],
)
def test_what_was_not_found_has_nothing_to_show(change: dict[str, Any]):
    empty = Answer("Who?", "Who?", "not_found", "The articles do not say.", related=(Quote.of(MAYOR),))
    with pytest.raises(PromiseBroken):
        replace(empty, **change)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(0, 0, id="empty"),
        pytest.param(10, 4, id="backwards"),
        pytest.param(-5, 5, id="before the start"),
        pytest.param(60, 65, id="beyond the end"),
        pytest.param(900, 905, id="outside"),
    ],
)
def test_a_quote_is_a_range_of_its_article(start: int, end: int):
    with pytest.raises(PromiseBroken, match="is not the text of article"):
        Quote.of(Evidence(ARTICLE, start, end, 0.5), 1)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"text": "Brandt, 62, is mayor of Lindow."}, id="one character"),
        pytest.param({"text": TEXT[0:31].upper()}, id="other case"),
        pytest.param({"start": 1, "end": 32}, id="one place on"),
        pytest.param({"start": 0, "end": 30}, id="one shorter"),
        pytest.param({"article_id": "0" * 16}, id="another article"),
    ],
)
def test_the_quote_lock(change: dict[str, Any]):
    quote = Quote.of(MAYOR, 1)
    quote.check(ARTICLE)
    with pytest.raises(PromiseBroken, match="is not the text of article"):
        replace(quote, **change).check(ARTICLE)


def test_offsets_count_code_points():
    article = Article("Ａ😀é: “Ja”, sagte Ünal. Ende.")
    quote = Quote.of(Evidence(article, 5, 9, 0.5), 1)
    assert (quote.text, quote.start, quote.end) == ("“Ja”", 5, 9)


@pytest.mark.parametrize(("score", "shown"), [(-0.3, 0.0), (0.81239, 0.8124), (1.7, 1.0)])
def test_a_score_is_from_0_to_1(score: float, shown: float):
    assert Quote.of(Evidence(ARTICLE, 0, 31, score)).score == shown


def test_json_is_the_contract_key_for_key():
    record = ANSWER.with_timings({"retrieve": 14.2499, "total": 1710.0}).to_dict()
    assert json.loads(json.dumps(record)) == {
        "question": "How old is she?",
        "standalone_question": "How old is Brandt?",
        "status": "answered",
        "text": "Brandt is 61. [1] The bridge cost 4 million euros. [2] [1]",
        "claims": [
            {"text": "Brandt is 61.", "citations": [1]},
            {"text": "The bridge cost 4 million euros.", "citations": [2, 1]},
        ],
        "span": {"quote": 1, "start": 8, "end": 10, "text": "61"},
        "quotes": [
            {
                "number": 1,
                "text": "Brandt, 61, is mayor of Lindow.",
                "start": 0,
                "end": 31,
                "article_id": ARTICLE.id,
                "title": "A bridge",
                "publisher": "The Paper",
                "published": "2026-01-17",
                "url": "https://example.org/b",
                "speaker": None,
                "score": 0.8124,
            },
            {
                "number": 2,
                "text": "The bridge cost 4 million euros.",
                "start": 32,
                "end": 64,
                "article_id": ARTICLE.id,
                "title": "A bridge",
                "publisher": "The Paper",
                "published": "2026-01-17",
                "url": "https://example.org/b",
                "speaker": None,
                "score": 0.4,
            },
        ],
        "related": [],
        "model": None,
        "notice": None,
        "confidence": None,
        "timings_ms": {"retrieve": 14.2, "total": 1710.0},
    }


@pytest.mark.parametrize(("confidence", "in_json"), [(None, None), (0, 0), (0.123456, 0.1235), (1, 1)])
def test_a_confidence_is_from_0_to_1(confidence: float | None, in_json: float | None):
    assert replace(ANSWER, confidence=confidence).to_dict()["confidence"] == in_json


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_a_confidence_outside_of_0_to_1_is_refused(confidence: float):
    with pytest.raises(PromiseBroken, match="is not from 0 to 1"):
        replace(ANSWER, confidence=confidence)


def test_json_shares_nothing_with_the_answer():
    record = ANSWER.to_dict()
    record["quotes"][0]["text"] = record["span"]["text"] = "changed"
    assert (ANSWER.quotes[0].text, ANSWER.span) == ("Brandt, 61, is mayor of Lindow.", Span(1, 8, 10, "61"))


MARKED = Article("The mayor, the survey [3] says, is 61 [note 2]. A second [1] [22] source [１２] agrees.")


def test_a_marker_in_an_articles_own_words_never_becomes_a_marker_of_the_answer():
    evidence = [Evidence(MARKED, 0, 47, 0.9), Evidence(MARKED, 48, len(MARKED.text), 0.5)]
    answer = answer_of_quotes("How old?", evidence, "Quotes alone.")
    assert answer.text == (
        "The mayor, the survey ［3］ says, is 61 [note 2]. [1] A second ［1］ ［22］ source ［１２］ agrees. [2]"
    )
    assert [quote.text for quote in answer.quotes] == [MARKED.text[0:47], MARKED.text[48:]]


def test_a_marker_in_a_claim_never_becomes_a_marker_of_the_answer():
    claims = [("She is 61 [2] [1].", (MAYOR,)), ("It [\n3] cost 4 million.", (COST, MAYOR))]
    answer = answer_of_claims("Who?", claims, "a-model")
    assert answer.text == "She is 61 ［2］ ［1］. [1] It [ 3] cost 4 million. [2] [1]"
    assert answer.model == "a-model"
