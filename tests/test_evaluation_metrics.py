"""Metrics of the evaluation, with figures worked out by hand."""

from __future__ import annotations

import pytest

from index.records import Article
from qa.answer import Answer, Claim, Quote, Span
from qa.evaluation.gold import GoldRange, answer_ranges, gold_articles, gold_ranges, located, occurrences
from qa.evaluation.metrics import (
    ConfidenceBin,
    Ratio,
    abstention_f1,
    area_under_risk_coverage,
    area_under_roc,
    article_hit,
    article_rank,
    balanced_accuracy,
    contains_answer,
    exact_match,
    expected_calibration_error,
    holds_answer,
    interval,
    markers_valid,
    mean,
    normalise,
    not_verbatim,
    percentile,
    precision_recall,
    quote_hit,
    reliability,
    risk_coverage,
    shown_as_sure,
    speaker_right,
    sure_and_wrong,
    token_f1,
    verbatim_share,
    word_counts,
    word_overlap,
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


@pytest.mark.parametrize(
    ("prediction", "answers", "em", "f1"),
    [
        # Worked by hand from the published evaluation script: lower case, ASCII punctuation deleted (not replaced by a
        # space), articles deleted as words, white space collapsed; gold answers that normalise to nothing left out.
        pytest.param("Denver Broncos", ["Denver Broncos", "The Denver Broncos"], 1.0, 1.0, id="an article"),
        pytest.param("santa clara, california.", ["Santa Clara, California"], 1.0, 1.0, id="case and punctuation"),
        pytest.param("24-10", ["24–10"], 0.0, 0.0, id="a dash is no ASCII punctuation"),
        pytest.param("24 10", ["24-10"], 0.0, 0.0, id="a hyphen is deleted, not replaced"),
        pytest.param("10th and 11th centuries", ["in the 10th and 11th centuries"], 0.0, 8 / 9, id="4 of 4 and 4 of 5"),
        pytest.param("the a an", ["the"], 1.0, 1.0, id="a gold answer of an article alone is left out"),
        pytest.param("Norman's", ["Normans"], 1.0, 1.0, id="an apostrophe"),
        pytest.param("", ["The"], 1.0, 1.0, id="nothing predicted, nothing left of gold"),
        pytest.param("a", [], 1.0, 1.0, id="an article alone predicts nothing"),
    ],
)
def test_exact_match_and_f1_are_those_of_squads_script(prediction, answers, em, f1):
    assert exact_match(prediction, answers) == em
    assert token_f1(prediction, answers) == pytest.approx(f1)


def passages(*article_ids):
    return [Quote(0, "…", 0, 1, article_id, "…") for article_id in article_ids]


@pytest.mark.parametrize(
    ("found", "right", "rank"),
    [
        pytest.param("ab", {"a"}, 1, id="the first"),
        pytest.param("aaab", {"b"}, 2, id="three passages of one article are one"),
        pytest.param("abac", {"c"}, 3, id="an article that comes back is no other"),
        pytest.param("abc", {"c", "b"}, 2, id="the best of two right ones"),
        pytest.param("ab", {"c"}, None, id="not found"),
        pytest.param("", {"a"}, None, id="nothing found"),
        pytest.param("ab", set(), None, id="a right article that is not indexed"),
    ],
)
def test_the_rank_of_the_right_article(found, right, rank):
    assert article_rank(passages(*found), right) == rank


def test_article_hits():
    assert article_hit(passages("a", "a", "b"), {"b"}, 1) is False
    assert article_hit(passages("a", "a", "b"), {"b"}, 2) is True
    assert article_hit(passages("a"), set(), 5) is False
    assert article_hit(passages("a"), None, 5) is None


@pytest.mark.parametrize(
    ("ranges", "k", "expected"),
    [
        pytest.param([GoldRange(ARTICLE.id, 0, 19)], 1, True, id="the quote itself"),
        pytest.param([GoldRange(ARTICLE.id, 14, 18)], 1, True, id="inside"),
        pytest.param([GoldRange(ARTICLE.id, 14, 20)], 2, False, id="overlapping is not enough"),
        pytest.param([GoldRange(ARTICLE.id, 19, 24)], 2, False, id="beginning before the quote"),
        pytest.param([GoldRange(ARTICLE.id, 32, 36)], 1, False, id="in the second, one looked at"),
        pytest.param([GoldRange(ARTICLE.id, 0, 25), GoldRange(ARTICLE.id, 32, 36)], 2, True, id="one of two ranges"),
        pytest.param([GoldRange("another", 0, 3)], 2, False, id="another article"),
        pytest.param([], 2, False, id="an answer that is nowhere"),
        pytest.param(None, 2, None, id="no answer known"),
    ],
)
def test_holding_the_answer_whole(ranges, k, expected):
    assert holds_answer([ANA, BEN], ranges, k) is expected


def test_words_are_counted_between_white_space():
    assert word_counts([ANA, BEN, Quote(0, " It's  twenty-one\n– now ", 0, 24, "a", "b")]) == (4, 4, 4)
    assert word_counts([]) == ()


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


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # precision 2/3, recall 1/2
        pytest.param([(1, 1), (1, 1), (1, 0), (0, 1), (0, 1)], 4 / 7, id="harmonic mean"),
        pytest.param([(0, 1), (1, 0)], 0.0, id="always the wrong way"),
        pytest.param([(0, 1)], 0.0, id="never abstained"),
        pytest.param([(0, 0)], None, id="nothing to abstain from"),
        pytest.param([], None, id="nothing asked"),
    ],
)
def test_f1_of_abstaining(pairs, expected):
    assert abstention_f1((bool(a), bool(b)) for a, b in pairs) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # 3 of 4 answerable answered, 1 of 2 unanswerable abstained from
        pytest.param([(1, 0), (1, 0), (1, 0), (0, 0), (1, 1), (0, 1)], 0.625, id="a mean of shares"),
        pytest.param([(1, 0)] * 9 + [(0, 1)], 0.5, id="always answered"),
        pytest.param([(0, 0)] * 9 + [(1, 1)], 0.5, id="always abstained"),
        pytest.param([(1, 0)], None, id="all answerable"),
        pytest.param([(1, 1)], None, id="all unanswerable"),
    ],
)
def test_balanced_accuracy(pairs, expected):
    assert balanced_accuracy((bool(a), bool(b)) for a, b in pairs) == expected


@pytest.mark.parametrize(
    ("answer", "right", "sure", "expected"),
    [
        pytest.param(an_answer(), False, True, True, id="wrong"),
        pytest.param(an_answer(), None, True, True, id="an answer where there is none"),
        pytest.param(an_answer(), True, True, False, id="right"),
        pytest.param(an_answer(notice="Quotes alone."), False, False, False, id="quotes alone"),
        pytest.param(an_answer(status="partial"), False, False, False, id="partial"),
        pytest.param(an_answer(status="not_found", text="No.", claims=(), quotes=()), False, False, False, id="not"),
    ],
)
def test_wrong_answers_shown_as_sure(answer, right, sure, expected):
    assert shown_as_sure(answer) is sure
    assert sure_and_wrong(answer, right) is expected


def test_an_answer_that_never_came_is_not_shown_as_sure():
    assert sure_and_wrong(None, False) is False


@pytest.mark.parametrize(("flag", "sure"), [(True, False), (False, True)])
def test_an_answers_own_flag_goes_before_its_notice(flag, sure):
    answer = an_answer(notice="Something else.")
    object.__setattr__(answer, "quotes_alone", flag)
    assert shown_as_sure(answer) is sure


@pytest.mark.parametrize(
    ("scores", "positive", "expected"),
    [
        pytest.param([0.9, 0.8, 0.3, 0.1], [1, 1, 0, 0], 1.0, id="told apart"),
        pytest.param([0.1, 0.3, 0.8, 0.9], [1, 1, 0, 0], 0.0, id="the wrong way round"),
        pytest.param([0.5, 0.5, 0.5], [1, 0, 0], 0.5, id="all the same"),
        # pairs: 0.7 > 0.4, 0.7 > 0.1, 0.4 = 0.4, 0.4 > 0.1
        pytest.param([0.7, 0.4, 0.4, 0.1], [1, 1, 0, 0], 3.5 / 4, id="one tie"),
        # 0.2 beats none of 0.3, 0.1 but the last
        pytest.param([0.2, 0.3, 0.1], [1, 0, 0], 0.5, id="one of two pairs"),
        pytest.param([0.2, 0.3], [1, 1], None, id="one kind"),
        pytest.param([], [], None, id="nothing"),
    ],
)
def test_area_under_roc(scores, positive, expected):
    assert area_under_roc(scores, [bool(one) for one in positive]) == expected


@pytest.mark.parametrize(
    ("confidences", "wrong", "risks"),
    [
        pytest.param([0.9, 0.5, 0.1], [0, 1, 1], (0, 1 / 2, 2 / 3), id="the wrong ones last"),
        pytest.param([0.1, 0.5, 0.9], [0, 1, 1], (1, 1, 2 / 3), id="the wrong ones first"),
        pytest.param([0.9, 0.5, 0.5], [0, 1, 0], (0, 1 / 4, 1 / 3), id="half an error at each of two equals"),
        pytest.param([0.9, 0.5, 0.5], [0, 0, 1], (0, 1 / 4, 1 / 3), id="whichever of them comes first"),
        pytest.param([], [], (), id="nothing"),
    ],
)
def test_risk_and_coverage(confidences, wrong, risks):
    assert risk_coverage(confidences, [bool(one) for one in wrong]) == pytest.approx(risks)


def test_area_under_risk_and_coverage():
    assert area_under_risk_coverage((0, 1 / 2, 2 / 3)) == pytest.approx(7 / 18)
    assert area_under_risk_coverage(()) is None


def test_reliability():
    confidences = [0.0, 0.2, 0.25, 0.7, 0.7000001, 1.0]
    came_true = [False, False, True, True, False, True]
    assert reliability(confidences, came_true, bins=5) == (
        ConfidenceBin(0.0, 0.2, 2, 0.1, 0.0),
        ConfidenceBin(0.2, 0.4, 1, 0.25, 1.0),
        ConfidenceBin(0.6, 0.8, 2, pytest.approx(0.70000005), 0.5),
        ConfidenceBin(0.8, 1.0, 1, 1.0, 1.0),
    )
    assert [(one.low, one.count) for one in reliability([0.7, 0.3, 0.6], [True] * 3)] == [(0.2, 1), (0.5, 1), (0.6, 1)]
    assert reliability([], []) == ()


def test_expected_calibration_error():
    bins = (ConfidenceBin(0.0, 0.5, 3, 0.2, 0.0), ConfidenceBin(0.5, 1.0, 1, 0.6, 1.0))
    assert expected_calibration_error(bins) == pytest.approx((3 * 0.2 + 1 * 0.4) / 4)
    assert expected_calibration_error(()) is None


def test_the_interval_of_a_share():
    # The resampled share of 30 of 100 has a standard error of sqrt(0.3 * 0.7 / 100) = 0.046: 0.3 -+ 1.96 * 0.046.
    share = Ratio.of_share([1] * 30 + [0] * 70)
    assert interval(share) == pytest.approx((0.21, 0.39), abs=0.011)
    assert interval(share) == interval(share)
    assert interval(share, seed=1) == pytest.approx((0.21, 0.39), abs=0.011)


def test_the_interval_of_a_share_is_over_those_that_it_applies_to():
    share = Ratio.of_share([1] * 30 + [0] * 70 + [None] * 100)
    assert interval(share) == pytest.approx((0.21, 0.39), abs=0.02)


def test_the_interval_of_a_mean_of_two_shares_is_that_of_balanced_accuracy():
    # Two independent shares, 0.5 of 100 each: the mean's standard error is sqrt(0.25 / 100 / 2) = 0.035.
    half = [1] * 50 + [0] * 50
    ratios = Ratio(half + [0] * 100, [1] * 100 + [0] * 100), Ratio([0] * 100 + half, [0] * 100 + [1] * 100)
    assert interval(*ratios) == pytest.approx((0.431, 0.569), abs=0.011)


def test_intervals_of_no_width_and_of_nothing():
    assert interval(Ratio.of_share([True] * 20)) == (1.0, 1.0)
    assert interval(Ratio.of_share([None, None])) is None
    assert interval(Ratio.of_share([])) is None
    # A quarter of the resamples draw only the question that the ratio does not apply to: they are left out.
    assert interval(Ratio([1, 0], [1, 0])) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("shown", "expected_speaker", "right"),
    [
        pytest.param("Diosdado Cabello", "Cabello", True, id="in full for a surname"),
        pytest.param("cabello", "Diosdado Cabello", True, id="a surname for the full name, in another case"),
        pytest.param("President Maduro", "Nicolas Maduro", True, id="a title"),
        pytest.param("Maria O’Neil-Sand.", "O’Neil-Sand", True, id="a surname with signs in it"),
        pytest.param("Cabello Rodriguez", "Cabello", False, id="the last name counts"),
        pytest.param("Diosdado", "Diosdado Cabello", False, id="a given name alone"),
        pytest.param(None, "Cabello", False, id="no speaker"),
        pytest.param("Cabello", None, None, id="none named"),
    ],
)
def test_speakers(shown, expected_speaker, right):
    quote = Quote(1, "…", 0, 1, "a", "…", speaker=shown)
    assert speaker_right([quote, ANA], expected_speaker) is right


def test_without_a_quote_the_speaker_is_missed():
    assert speaker_right([], "Cabello") is False


@pytest.mark.parametrize(
    ("claim", "sentences", "expected"),
    [
        pytest.param("The bridge fell in May.", ["A bridge fell.", "It was in June."], 3 / 4, id="over all sentences"),
        pytest.param("no no no snow", ["Snow!"], 1 / 2, id="a word counts once"),
        pytest.param("Bridges", ["bridge"], 0.0, id="words, not stems"),
        pytest.param("A bridge", [], 0.0, id="no sentences"),
        pytest.param("The", ["The"], 0.0, id="no words"),
    ],
)
def test_word_overlap(claim, sentences, expected):
    assert word_overlap(claim, sentences) == expected


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


def test_an_answer_stands_in_the_gold_quotes_that_hold_it():
    articles = {ARTICLE.id: ARTICLE}
    gold = (GoldRange(ARTICLE.id, 0, 19), GoldRange(ARTICLE.id, 20, 37))

    def ranges(*answers, gold=gold, **fields):
        return answer_ranges(Question("q", "?", answers=answers, **fields), gold, articles)

    assert ranges("2019", "Ana") == (GoldRange(ARTICLE.id, 0, 3), GoldRange(ARTICLE.id, 32, 36))
    assert ranges("Ana", gold=gold[1:]) == gold[1:], "Ana stands elsewhere in the article"
    assert ranges("port of Ana") == gold, "an answer in other words"
    assert ranges("201") == gold, "a part of a word is no answer"
    assert ranges() == gold
    assert ranges("Ana", gold=()) == ()
    assert ranges("Ana", gold=None) is None
    assert ranges("leads", context=ARTICLE.text, answer_starts=(4,)) == gold, "ranges of a context are answers already"


def test_the_right_articles():
    gold = (GoldRange("a", 0, 1), GoldRange("b", 5, 6), GoldRange("a", 7, 8))
    assert gold_articles(Question("q", "?", quotes=("x",)), gold) == {"a", "b"}
    assert gold_articles(Question("q", "?", quotes=("x",)), ()) == set()
    assert gold_articles(Question("q", "?", answers=("x",)), None) is None
    of_context = Question("q", "?", answers=("nowhere",), context=f" {ARTICLE.text} ", answer_starts=(0,))
    assert gold_articles(of_context, ()) == {ARTICLE.id}, "though the answer is not where the file says"
    impossible = Question("q", "?", context=ARTICLE.text, answerable=False)
    assert gold_articles(impossible, None) is None
