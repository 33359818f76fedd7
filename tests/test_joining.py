"""The answers to the parts of a question become one."""

from __future__ import annotations

import pytest

from index.records import Article, Evidence
from index.sentences import split_sentences
from qa.answer import MARKER, Answer, Span
from qa.checking import answer_of_claims, not_found
from qa.joining import joined

ARTICLE = Article(
    "Anna Brandt, 61, opened the bridge. It cost $4 million. Karl Weiss attended the opening. He left early."
)
OPENED, COST, ATTENDED, LEFT = (
    Evidence(ARTICLE, sentence.start, sentence.end, 0.5) for sentence in split_sentences(ARTICLE.text)
)
QUESTION = "who opened it and what did it cost"
STANDALONE = "Who opened the bridge and what did it cost?"


def answered(
    question: str, *claims: tuple[str, tuple[Evidence, ...]], confidence=0.9, notice=None, model="model"
) -> Answer:
    return answer_of_claims(question, claims, model, confidence, notice=notice)


def unanswered(question: str, *nearest: Evidence, confidence=0.1, text="The articles do not say.") -> Answer:
    return not_found(question, text, nearest, "model", confidence)


OPENER = answered("Who opened the bridge?", ("Anna Brandt opened the bridge.", (OPENED,)))
PRICE = answered("What did it cost?", ("It cost $4 million.", (COST,)), confidence=0.6)
OPEN = unanswered("Who designed it?", ATTENDED)


def quoted(answer: Answer) -> list[tuple[int, str]]:
    return [(quote.number, quote.text) for quote in answer.quotes]


@pytest.mark.parametrize("answer", [OPENER, PRICE, OPEN], ids=["opener", "price", "open"])
def test_one_answer_stays_as_it_is_but_for_the_question(answer):
    one = joined(QUESTION, STANDALONE, [answer])
    assert (one.question, one.standalone_question) == (QUESTION, STANDALONE)
    unchanged = {**answer.to_dict(), "question": QUESTION, "standalone_question": STANDALONE}
    assert one.to_dict() == unchanged


def test_two_answers_are_said_one_after_the_other():
    one = joined(QUESTION, STANDALONE, [OPENER, PRICE])
    assert (one.question, one.standalone_question, one.status) == (QUESTION, STANDALONE, "answered")
    assert one.text == "Anna Brandt opened the bridge. [1] It cost $4 million. [2]"
    assert quoted(one) == [(1, "Anna Brandt, 61, opened the bridge."), (2, "It cost $4 million.")]
    assert [claim.citations for claim in one.claims] == [(1,), (2,)]
    assert (one.related, one.notice, one.model) == ((), None, "model")


def test_the_span_of_the_first_part_stays_where_it_was():
    assert OPENER.span == Span(1, 0, 11, "Anna Brandt")
    assert joined(QUESTION, STANDALONE, [OPENER, PRICE]).span == OPENER.span
    assert joined(QUESTION, STANDALONE, [OPEN, OPENER]).span == OPENER.span


def test_a_quote_that_two_parts_share_has_one_number():
    second = answered(
        "Who attended, and how old is she?",
        ("Karl Weiss attended.", (ATTENDED,)),
        ("Brandt is 61.", (OPENED,)),
        ("Both were there.", (OPENED, ATTENDED)),
    )
    assert [claim.citations for claim in second.claims] == [(1,), (2,), (2, 1)]
    one = joined(QUESTION, STANDALONE, [OPENER, second])
    assert quoted(one) == [(1, "Anna Brandt, 61, opened the bridge."), (2, "Karl Weiss attended the opening.")]
    assert one.text == (
        "Anna Brandt opened the bridge. [1] Karl Weiss attended. [2] Brandt is 61. [1] Both were there. [1] [2]"
    )


def test_two_quotes_of_which_one_is_a_part_of_the_other_stay_two():
    longer = Evidence(ARTICLE, OPENED.start, COST.end, 0.5)
    one = joined(QUESTION, STANDALONE, [OPENER, answered("What did it cost?", ("It cost $4 million.", (longer,)))])
    assert [number for number, _ in quoted(one)] == [1, 2]


@pytest.mark.parametrize("answers", [[OPENER, OPEN], [OPEN, OPENER]], ids=["second open", "first open"])
def test_a_part_that_stays_open_is_named_and_what_is_near_it_is_shown(answers):
    one = joined(QUESTION, STANDALONE, answers)
    assert one.status == "partial"
    assert one.text == "Anna Brandt opened the bridge. [1] The articles do not answer “Who designed it?”."
    assert quoted(one) == [(1, "Anna Brandt, 61, opened the bridge.")]
    assert [(quote.number, quote.text) for quote in one.related] == [(0, "Karl Weiss attended the opening.")]


def test_brackets_in_a_part_that_stays_open_become_no_marker():
    one = joined(QUESTION, STANDALONE, [OPENER, unanswered("Who designed [7] pier[12]?", ATTENDED)])
    assert MARKER.findall(one.text) == ["1"]
    assert "The articles do not answer “Who designed" in one.text


def test_where_all_is_open_it_is_said_once():
    answers = [unanswered("Who designed it?", ATTENDED, LEFT), unanswered("Who painted it?", LEFT, COST)]
    one = joined(QUESTION, STANDALONE, answers)
    assert (one.status, one.text, one.claims, one.quotes) == ("not_found", "The articles do not say.", (), ())
    assert (one.question, one.standalone_question) == (QUESTION, STANDALONE)
    assert [quote.text for quote in one.related] == [ATTENDED.text, LEFT.text, COST.text]


def test_where_all_is_open_for_different_reasons_each_is_said():
    answers = [unanswered("Who?", text="Not said."), unanswered("When?", text="Nor this."), unanswered("Why?")]
    assert joined(QUESTION, STANDALONE, answers).text == "Not said. Nor this. The articles do not say."


@pytest.mark.parametrize(
    ("confidences", "expected"),
    [
        ((0.9, 0.6), 0.6),
        ((0.6, 0.9), 0.6),
        ((0.9, None), 0.9),
        ((None, None), None),
        ((0.0, 0.9), 0.0),
    ],
)
def test_an_answer_is_no_surer_than_its_least_sure_part(confidences, expected):
    questions = ("Who opened it?", "What did it cost?")
    answers = [
        answered(question, ("It is so.", (piece,)), confidence=confidence)
        for question, piece, confidence in zip(questions, (OPENED, COST), confidences, strict=True)
    ]
    assert joined(QUESTION, STANDALONE, answers).confidence == expected


def test_what_is_open_makes_what_is_shown_no_less_sure():
    assert joined(QUESTION, STANDALONE, [OPENER, OPEN, PRICE]).confidence == 0.6


def test_where_all_is_open_the_likeliest_part_tells_how_likely_an_answer_is():
    answers = [
        unanswered("Who?", confidence=0.1),
        unanswered("When?", confidence=0.3),
        unanswered("Why?", confidence=None),
    ]
    assert joined(QUESTION, STANDALONE, answers).confidence == 0.3


@pytest.mark.parametrize(
    ("notices", "expected"),
    [
        ((None, None), None),
        (("Quotes alone.", None), "Quotes alone."),
        (("Quotes alone.", "Quotes alone."), "Quotes alone."),
        (("The model failed.", "Quotes alone."), "The model failed. Quotes alone."),
    ],
)
def test_each_notice_is_given_once(notices, expected):
    answers = [
        answered("Who?", ("It is so.", (piece,)), notice=notice)
        for piece, notice in zip((OPENED, COST), notices, strict=True)
    ]
    assert joined(QUESTION, STANDALONE, answers).notice == expected


def test_three_parts_keep_their_order():
    third = answered("Who attended?", ("Karl Weiss attended.", (ATTENDED,)))
    one = joined(QUESTION, STANDALONE, [OPENER, OPEN, third])
    assert one.text == (
        "Anna Brandt opened the bridge. [1] Karl Weiss attended. [2] The articles do not answer “Who designed it?”."
    )
