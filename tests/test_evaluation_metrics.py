"""Metrics of the evaluation, with figures worked out by hand."""

from __future__ import annotations

import pytest

from index.records import Article
from qa.answer import Answer, Claim, Quote, Span
from qa.evaluation.gold import GoldRange, gold_ranges, located, occurrences
from qa.evaluation.metrics import (
    contains_answer,
    exact_match,
    markers_valid,
    mean,
    normalise,
    not_verbatim,
    percentile,
    precision_recall,
    quote_hit,
    token_f1,
    verbatim_share,
)
from qa.evaluation.question import Question

ARTICLE = Article(text="Ana leads the port. Ben left in 2019.")
ANA = Quote(1, "Ana leads the port.", 0, 19, ARTICLE.id, "Port")
BEN = Quote(2, "Ben left in 2019.", 20, 37, ARTICLE.id, "Port")
WRONG_PLACE = Quote(0, "Ana leads the port.", 1, 20, ARTICLE.id, "Port")
OUTSIDE = Quote(0, "", 37, 40, ARTICLE.id, "Port")
ELSEWHERE = Quote(0, "Ana leads the port.", 0, 19, "no such article", "Port")


def an_answer(**changes):
    fields = {
        "question": "Who?",
        "standalone_question": "Who?",
        "status": "answered",
        "text": "Ana leads it. [1] Ben left. [2]",
        "claims": (Claim("Ana leads it.", (1,)), Claim("Ben left.", (2,))),
        "quotes": (ANA, BEN),
    }
    return Answer(**{**fields, **changes})


def tampered(**changes):
    """An answer that breaks its promises, which Answer itself does not let happen."""
    answer = an_answer()
    for name, value in changes.items():
        object.__setattr__(answer, name, value)
    return answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Cat, a dog and AN owl!", "cat dog and owl"),
        ("U.S. $25,000", "us 25000"),
        ("62-year-old", "62yearold"),
        ("theatre another", "theatre another"),
        ("the", ""),
    ],
)
def test_normalisation_is_squads(text, expected):
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        pytest.param("He is now leaving. [1]", ["no"], False, id="no is not in now"),
        pytest.param("No, he stayed. [1]", ["no"], True, id="no as a word"),
        pytest.param("He came with two others. [3]", ["3"], False, id="a marker is no answer"),
        pytest.param("He is 62 [1]years old.", ["62 years"], True, id="a marker in between"),
        pytest.param("the 62-year-old had the power", ["62"], True, id="part of a compound"),
        pytest.param("He is 162.", ["62"], False, id="part of a number"),
        pytest.param("It costs $25,000.", ["25"], False, id="thousands"),
        pytest.param("It costs $25,000.", ["25000"], True, id="thousands without comma"),
        pytest.param("It grew by 2.5 percent", ["5 percent"], False, id="decimals"),
        pytest.param("Rodriguez's grip on power", ["Rodriguez"], True, id="possessive"),
        pytest.param("Rodriguez’s grip on power", ["rodriguez"], True, id="typographic possessive"),
        pytest.param("the US raid", ["U.S."], True, id="abbreviation with stops in the answer"),
        pytest.param("the U.S. raid", ["the US"], True, id="abbreviation with stops in the text"),
        pytest.param("born 1914–18", ["1914"], True, id="a range of years"),
        pytest.param("Nobody knows.", ["somebody", "nobody"], True, id="any of them"),
        pytest.param("His blood type is A", ["A"], True, id="an answer that is an article"),
        pytest.param("His blood type is AB", ["A"], False, id="an article inside a word"),
        pytest.param("anything", [""], False, id="an empty answer"),
        pytest.param("anything", [], False, id="no answers"),
        pytest.param("", ["x"], False, id="no text"),
    ],
)
def test_containing_an_answer(text, answers, expected):
    assert contains_answer(text, answers) is expected


@pytest.mark.parametrize(
    ("prediction", "answers", "em", "f1"),
    [
        pytest.param("The port.", ["port"], 1.0, 1.0, id="same"),
        pytest.param("port city", ["port"], 0.0, 2 / 3, id="one of two words"),
        pytest.param("big old port", ["old port town hall"], 0.0, 4 / 7, id="two of three, two of four"),
        pytest.param("port port", ["port"], 0.0, 2 / 3, id="a repeated word counts once"),
        pytest.param("x", ["y", "x"], 1.0, 1.0, id="the best answer counts"),
        pytest.param("x", ["y"], 0.0, 0.0, id="nothing in common"),
        pytest.param("", ["y"], 0.0, 0.0, id="abstained, answerable"),
        pytest.param("", [], 1.0, 1.0, id="abstained, unanswerable"),
        pytest.param("x", [], 0.0, 0.0, id="answered, unanswerable"),
    ],
)
def test_exact_match_and_f1(prediction, answers, em, f1):
    assert exact_match(prediction, answers) == em
    assert token_f1(prediction, answers) == pytest.approx(f1)


def test_a_quote_beginning_where_the_evidence_ends_is_no_hit():
    assert quote_hit([BEN], [GoldRange(ARTICLE.id, 0, 20)], 1) is False
    assert quote_hit([BEN], [GoldRange(ARTICLE.id, 0, 21)], 1) is True


@pytest.mark.parametrize(
    ("gold", "k", "expected"),
    [
        pytest.param([GoldRange(ARTICLE.id, 18, 20)], 1, True, id="one character in common"),
        pytest.param([GoldRange(ARTICLE.id, 19, 20)], 1, False, id="neighbours do not overlap"),
        pytest.param([GoldRange(ARTICLE.id, 37, 38)], 2, False, id="neighbours after the last quote"),
        pytest.param([GoldRange(ARTICLE.id, 32, 36)], 1, False, id="in the second quote, one looked at"),
        pytest.param([GoldRange(ARTICLE.id, 32, 36)], 2, True, id="in the second quote, two looked at"),
        pytest.param([GoldRange("another", 0, 19)], 2, False, id="another article"),
        pytest.param([], 2, False, id="evidence that is nowhere"),
        pytest.param(None, 2, None, id="no evidence named"),
    ],
)
def test_quote_hits(gold, k, expected):
    assert quote_hit([ANA, BEN], gold, k) is expected


def test_abstaining():
    assert precision_recall([(True, True), (True, True), (True, False), (False, True), (False, False)]) == (
        2 / 3,
        2 / 3,
    )
    assert precision_recall([(False, True)]) == (None, 0.0)
    assert precision_recall([(True, False)]) == (0.0, None)
    assert precision_recall([]) == (None, None)


def test_averages():
    assert mean([True, False, None, 1.0]) == pytest.approx(2 / 3)
    assert mean([None]) is None
    assert percentile([100, None, 300, 200], 50) == 200
    assert percentile([100, 200], 50) == 150
    assert percentile(range(101), 95) == 95
    assert percentile([100, 200], 95) == pytest.approx(195)
    assert percentile([7], 95) == 7
    assert percentile([], 95) is None


def test_quotes_are_compared_with_the_article():
    articles = {ARTICLE.id: ARTICLE}
    assert not_verbatim([ANA, BEN, WRONG_PLACE, OUTSIDE, ELSEWHERE], articles) == (WRONG_PLACE, OUTSIDE, ELSEWHERE)
    assert verbatim_share(an_answer(), articles) == 1
    assert verbatim_share(an_answer(related=(WRONG_PLACE, ELSEWHERE)), articles) == 0.5
    nothing = an_answer(status="not_found", text="They do not say.", claims=(), quotes=())
    assert verbatim_share(nothing, articles) is None


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(an_answer(), id="two quotes"),
        pytest.param(an_answer(span=Span(2, 32, 36, "2019")), id="a span"),
        pytest.param(an_answer(status="not_found", text="No.", claims=(), quotes=()), id="not found"),
    ],
)
def test_valid_markers(answer):
    assert markers_valid(answer)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(tampered(text="Ana leads it. [1]"), id="a quote that is not marked"),
        pytest.param(tampered(text="Ben left. [2] Ana leads it. [1]"), id="another order"),
        pytest.param(tampered(text="Ana. [1] Ben. [2] Cid. [3]"), id="a marker without a quote"),
        pytest.param(tampered(claims=(Claim("Ana leads it.", (1,)),)), id="a quote that no claim cites"),
        pytest.param(tampered(quotes=(BEN, ANA)), id="numbers out of order"),
        pytest.param(tampered(status="not_found"), id="not found, with quotes"),
        pytest.param(tampered(quotes=(), claims=(), text="Yes."), id="answered without quotes"),
        pytest.param(tampered(span=Span(1, 32, 36, "2019")), id="a span in another quote"),
        pytest.param(tampered(span=Span(2, 32, 36, "2018")), id="a span with other words"),
        pytest.param(tampered(span=Span(3, 32, 36, "2019")), id="a span without a quote"),
    ],
)
def test_invalid_markers(answer):
    assert not markers_valid(answer)


def test_occurrences():
    assert occurrences("the cat, the cat", "the cat") == [(0, 7), (9, 16)]
    assert occurrences("one two\n\nthree", "two three") == [(4, 14)]
    assert occurrences("aaa", "aa") == [(0, 2), (1, 3)]
    assert occurrences("now or no", "no", whole_words=True) == [(7, 9)]
    assert occurrences("a+b", "+") == [(1, 2)]
    assert occurrences("anything", " ") == []


def test_an_answer_is_located_where_it_was_marked():
    context = "Ann\u00a0met  Bo.\nBo\tmet Cy."
    text = "Ann met Bo. Bo met Cy."
    assert located(text, "Bo", context, 9) == (8, 10)
    assert located(text, "Bo", context, 13) == (12, 14)
    assert located(text, "met Cy", context, 16) == (15, 21)
    assert located(text, "Bo", context, 4) is None


def test_gold_of_a_quote_is_everywhere_it_stands():
    other = Article(text="Yes: Ben left in 2019.")
    articles = {ARTICLE.id: ARTICLE, other.id: other}
    question = Question("q", "When?", quotes=("Ben left",))
    assert gold_ranges(question, articles) == (GoldRange(ARTICLE.id, 20, 28), GoldRange(other.id, 5, 13))
    assert gold_ranges(Question("q", "When?", quotes=("Cid left",)), articles) == ()
    assert gold_ranges(Question("q", "When?", answers=("2019",)), articles) is None


def test_gold_of_a_context_is_in_its_article_only():
    other = Article(text="Ben left in 2019, not in 2018.")
    articles = {ARTICLE.id: ARTICLE, other.id: other}
    marked = Question(
        "q", "When?", answers=("2019",), context="Ana leads the port.  Ben left in 2019.", answer_starts=(33,)
    )
    assert gold_ranges(marked, articles) == (GoldRange(ARTICLE.id, 32, 36),)
    mismarked = Question("q", "What?", answers=("in",), context=other.text, answer_starts=(0,))
    assert gold_ranges(mismarked, articles) == (GoldRange(other.id, 9, 11), GoldRange(other.id, 22, 24))
    assert gold_ranges(Question("q", "?", answers=("x",), context="x", answer_starts=(0,)), articles) == ()
