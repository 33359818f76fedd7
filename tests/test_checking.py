"""From drafts and evidence to checked answers; what is quoted, numbered and set off."""

from __future__ import annotations

import pytest

from index.records import Article, Evidence
from index.sentences import split_sentences
from qa.checking import answer_of_claims, answer_of_quotes, check, not_found
from qa.spans import find_span

ARTICLE = Article(
    "Anna Brandt, 61, opened the bridge on Jan. 3. It cost $4 million [2], up from 3 million.\n\n"
    "Karl Weiss attended the opening. He left early.",
    title="A bridge",
)
SENTENCES = split_sentences(ARTICLE.text)


def evidence(*numbers: int, score: float = 0.5) -> list[Evidence]:
    return [Evidence(ARTICLE, SENTENCES[number].start, SENTENCES[number].end, score) for number in numbers]


def test_a_draft_is_cut_down_to_what_holds():
    draft = "Karl Weiss attended the opening. Karl Weiss is 70."
    checked = check(draft, "Who attended the opening?", evidence(0, 1, 2, 3))
    assert [claim for claim, _ in checked.claims] == ["Karl Weiss attended the opening."]
    assert [piece.text for piece in checked.claims[0][1]] == ["Karl Weiss attended the opening."]
    assert checked.beside  # 70 is in no article


BRIDGE = Article("A clerk allegedly stole the plans. The bridge is safe, according to two engineers.", title="A bridge")
CASTLE = Article("The castle was sold for 3 million.", title="A castle", published="2026-01-17")


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        ("A clerk stole the plans.", ["A clerk allegedly stole the plans."]),
        ("The bridge is safe.", ["The bridge is safe, according to two engineers."]),
        ('The castle was "sold cheaply" for 3 million.', []),
        ('The castle was "sold for three" million.', ["The castle was sold for three million."]),
        ("The bridge was sold for 3 million.", []),
        ("The castle was sold for 3 million.", ["The castle was sold for 3 million."]),
    ],
)
def test_a_claim_is_mended_or_dropped_and_rests_on_one_article(draft, shown):
    pieces = [
        Evidence(article, sentence.start, sentence.end, 0.5)
        for article in (BRIDGE, CASTLE)
        for sentence in split_sentences(article.text)
    ]
    assert [text for text, _ in check(draft, "What happened?", pieces).claims] == shown


@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        ("Karl Weiss attended the opening (the ceremony).", "Karl Weiss attended the opening."),
        ("**Karl Weiss** attended the opening.", "Karl Weiss attended the opening."),
        ("Karl Weiss attended the opening", "Karl Weiss attended the opening."),
    ],
)
def test_glosses_and_markup_of_a_model_are_left_out(draft, kept):
    checked = check(draft, "Who attended?", evidence(0, 1, 2))
    assert [claim for claim, _ in checked.claims] == [kept]


def test_citations_are_numbered_by_first_use_and_shared():
    first, second = evidence(0, 2)
    claims = [("One.", (second,)), ("Two.", (first, second))]
    answer = answer_of_claims("What?", claims, "model")
    assert answer.text == "One. [1] Two. [2] [1]"
    assert [quote.text for quote in answer.quotes] == [
        "Karl Weiss attended the opening.",
        "Anna Brandt, 61, opened the bridge on Jan. 3.",
    ]


def test_brackets_of_the_article_never_become_markers():
    answer = answer_of_quotes("What did it cost?", evidence(1), "notice")
    assert answer.quotes[0].text == "It cost $4 million [2], up from 3 million."
    assert answer.text == "It cost $4 million ［2］, up from 3 million. [1]"


def test_not_found_has_nothing_but_what_is_near():
    answer = not_found("Who?", "The articles do not say.", evidence(0), "model", 0.1)
    assert (answer.status, answer.quotes, answer.claims, answer.span) == ("not_found", (), (), None)
    assert (answer.text, answer.confidence) == ("The articles do not say.", 0.1)
    assert [quote.number for quote in answer.related] == [0]


@pytest.mark.parametrize(
    ("question", "claim", "sentence", "span"),
    [
        ("How old is Anna Brandt?", "Anna Brandt is 61 years old.", 0, "61"),
        ("When was the bridge opened?", "The bridge was opened on January 3.", 0, "Jan. 3"),
        ("How much did it cost?", "It cost $4 million.", 1, "$4 million"),
        ("Who attended the opening?", "Karl Weiss attended the opening.", 2, "Karl Weiss"),
        ("Why did he leave?", "He left early.", 3, None),
    ],
)
def test_the_span_is_the_shortest_stretch_that_answers(question, claim, sentence, span):
    quotes = answer_of_claims(question, [(claim, tuple(evidence(sentence)))], None).quotes
    found = find_span(question, claim, quotes)
    assert (found.text if found else None) == span
