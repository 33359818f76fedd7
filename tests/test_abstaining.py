"""Whether the articles answer at all: the signs of it, and the confidence that they add up to.

The weights are fitted, and fitted anew; what is tested is what must hold whatever they are.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from index.ranking import LEAST_MARGIN, Features, FoundSentence
from index.records import Article, Evidence
from index.retrieval import Found
from index.sentences import split_sentences
from index.span_reader import SpanFound
from qa.abstaining import (
    LEAST_CONFIDENCE,
    LEAST_FIT,
    LEAST_WITHOUT_MODEL,
    SURE,
    WORTH_ASKING,
    DraftSigns,
    Signs,
    confidence,
    draft_inputs,
    draft_signs,
    inputs,
    signs_of,
)
from qa.checking import CheckedDraft
from qa.drafting import Draft

ARTICLE = Article("Anna Brandt, 61, opened the bridge on Jan. 3. It cost $4 million.")
OPENED, COST = split_sentences(ARTICLE.text)


def span(words: str, margin: float = 1.5) -> SpanFound:
    start = ARTICLE.text.index(words)
    return SpanFound(start, start + len(words), margin)


def found(best: SpanFound | None, *more: FoundSentence) -> Found:
    """The first sentence with this span is the best one."""
    features = Features(meaning=0.5, wording=0.25, surroundings=0.1, passage=0, kind=1, introduction=0)
    return Found((FoundSentence(ARTICLE, OPENED, 0, features, 0.9, best), *more), ())


HOLDS = CheckedDraft((("Anna Brandt opened it.", (Evidence(ARTICLE, OPENED.start, OPENED.end, 0.9),)),))

# --- the signs


def test_the_signs_are_those_of_the_best_sentence():
    signs = signs_of(found(span("Anna Brandt")))
    assert (signs.margin, signs.meaning, signs.wording) == (1.5, 0.5, 0.25)
    assert signs.fit == found(None).sentences[0].features.fit > 0


def test_fit_and_margin_are_the_best_of_any_sentence():
    fitting = Features(1, 1, 1, 1, 1, 1)
    signs = signs_of(found(span("Jan. 3"), FoundSentence(ARTICLE, COST, 1, fitting, 0.1, span("$4 million", 9.0))))
    assert (signs.fit, signs.margin, signs.meaning, signs.wording) == (fitting.fit, 9.0, 0.5, 0.25)


def test_what_no_span_reader_has_read_has_the_least_margin():
    assert signs_of(found(None)).margin == LEAST_MARGIN


@pytest.mark.parametrize("whole", [True, False])
def test_whether_the_model_saw_the_whole_article_is_a_sign(whole):
    assert draft_signs(Draft("Anna Brandt.", 0.1), HOLDS, found(None), whole=whole).whole is whole


@pytest.mark.parametrize(
    ("text", "refusal", "doubt"),
    [
        ("Anna Brandt opened it.", 0.3, 0.3),
        ("Anna Brandt opened it.", None, 0.0),
        ("Anna Brandt opened it.", 0.0, 0.0),
        ("NONE", 0.3, 1.0),
        (" none. ", 0.3, 1.0),
        ("NONE", None, 1.0),
        ("", None, 1.0),
        (" \n", 0.2, 1.0),
    ],
)
def test_doubt_is_the_probability_of_a_refusal_and_whole_where_the_model_refused(text, refusal, doubt):
    assert draft_signs(Draft(text, refusal), CheckedDraft(), found(None), whole=False).doubt == doubt


@pytest.mark.parametrize(
    ("checked", "holds", "beside"),
    [
        (CheckedDraft(), False, False),
        (HOLDS, True, False),
        (replace(HOLDS, beside=True), True, True),
        (CheckedDraft(beside=True), False, True),
        (CheckedDraft(nearest=HOLDS.claims[0][1]), False, False),
    ],
)
def test_what_was_made_of_a_draft_is_a_sign(checked, holds, beside):
    signs = draft_signs(Draft("Anna Brandt opened it.", 0.1), checked, found(None), whole=False)
    assert (signs.holds, signs.beside) == (holds, beside)


@pytest.mark.parametrize(
    ("best", "text", "share"),
    [
        (span("Anna Brandt"), "Anna Brandt opened it.", 1.0),
        (span("Anna Brandt"), "BRANDT'S bridge.", 1 / 2),
        (span("Anna Brandt"), "Karl Weiss.", 0.0),
        (span("the bridge on Jan. 3"), "The bridge, in January.", 2 / 3),  # "the" and "on" are no words that matter
        (span("on"), "On it.", 0.0),
        (span("Anna Brandt"), "", 0.0),
        (None, "Anna Brandt opened it.", 0.0),
    ],
)
def test_a_draft_agrees_with_the_share_of_the_span_readers_answer_that_it_has(best, text, share):
    signs = draft_signs(Draft(text, 0.1), CheckedDraft(), found(best), whole=False)
    assert signs.agrees == pytest.approx(share)


# --- what the regressions are over


@pytest.mark.parametrize(("low", "high"), [(-50.0, -12.0), (8.0, 1e4), (-float("inf"), -12.0)])
def test_a_margin_far_off_says_no_more(low, high):
    signs = Signs(0.5, 0.0, 0.5, 0.5)
    assert inputs(replace(signs, margin=low)) == inputs(replace(signs, margin=high))
    assert inputs(signs)["margin"] == 0.0


@pytest.mark.parametrize(("doubt", "same"), [(0.0, 0.002), (1.0, 0.998), (1e-300, 0.002)])
def test_no_doubt_is_without_limit(doubt, same):
    signs = DraftSigns(False, doubt, True, False, 0.5)
    assert draft_inputs(0.0, signs) == draft_inputs(0.0, replace(signs, doubt=same))


def test_even_doubt_says_nothing():
    assert draft_inputs(0.0, DraftSigns(True, 0.5, True, False, 0.5))["sure"] == 0
    assert draft_inputs(0.0, DraftSigns(True, 0.25, True, False, 0.5))["sure"] == pytest.approx(1.0986123)  # ln 3


def test_inputs_are_numbers_by_name():
    assert inputs(Signs(fit=0.4, margin=2.0, meaning=0.5, wording=0.25)) == {
        "fit": 0.4,
        "margin": 2.0,
        "meaning": 0.5,
        "wording": 0.25,
    }
    signs = DraftSigns(whole=True, doubt=0.25, holds=True, beside=True, agrees=0.5)
    sure = pytest.approx(1.0986123)
    assert draft_inputs(-0.7, signs) == {
        "before": -0.7,
        "sure": sure,
        "holds": 1.0,
        "beside": 1.0,
        "agrees": 0.5,
        "whole": 1.0,
        "whole_sure": sure,
        "whole_beside": 1.0,
    }
    beside_none = draft_inputs(-0.7, replace(signs, whole=False))
    assert (beside_none["whole"], beside_none["whole_sure"], beside_none["whole_beside"]) == (0.0, 0.0, 0.0)


# --- the confidence

SIGNS = [Signs(fit, margin, meaning, 0.5) for fit, margin, meaning in product((0.1, 0.5, 1.0), (-20, 0, 7), (0.0, 0.9))]
DRAFTS = [
    DraftSigns(whole, doubt, holds, beside, agrees)
    for whole, doubt, holds, beside, agrees in product(
        (False, True), (0.0, 0.4, 1.0), (False, True), (False, True), (0.0, 0.5, 1.0)
    )
]


@pytest.mark.parametrize("signs", SIGNS)
def test_a_confidence_is_a_probability(signs):
    for draft in (None, *DRAFTS):
        assert 0 < confidence(signs, draft) < 1


@pytest.mark.parametrize("signs", SIGNS)
def test_better_evidence_is_never_less_sure(signs):
    better = [replace(signs, margin=signs.margin + 3), replace(signs, meaning=signs.meaning + 0.1)]
    for draft in (None, *DRAFTS):
        for one in better:
            assert confidence(one, draft) >= confidence(signs, draft)


@pytest.mark.parametrize("name", ["margin", "fit", "meaning"])
def test_better_evidence_can_make_surer(name):
    signs = Signs(fit=0.3, margin=-3.0, meaning=0.3, wording=0.3)
    better = replace(signs, **{name: getattr(signs, name) + 0.5})
    assert confidence(better) > confidence(signs)
    assert confidence(better, DRAFTS[0]) > confidence(signs, DRAFTS[0])


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_better_draft_is_never_less_sure(draft):
    signs = Signs(0.5, 0.0, 0.5, 0.5)
    sure = confidence(signs, draft)
    assert confidence(signs, replace(draft, doubt=min(1.0, draft.doubt + 0.3))) <= sure
    assert confidence(signs, replace(draft, holds=True)) >= sure
    assert confidence(signs, replace(draft, beside=True)) <= sure
    assert confidence(signs, replace(draft, agrees=1.0)) >= sure


@pytest.mark.parametrize("whole", [False, True])
def test_doubt_makes_less_sure(whole):
    signs, draft = Signs(0.5, 0.0, 0.5, 0.5), DraftSigns(whole, 0.1, True, False, 1.0)
    sure = [confidence(signs, replace(draft, doubt=doubt)) for doubt in (0.05, 0.3, 0.6, 0.95)]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > sure[-1]


# --- the thresholds


def test_the_thresholds_are_in_order():
    assert 0 < WORTH_ASKING < LEAST_WITHOUT_MODEL < 1
    assert WORTH_ASKING < LEAST_CONFIDENCE <= SURE < 1
    assert 0 < LEAST_FIT < 1


def test_what_speaks_for_an_answer_is_enough_and_what_speaks_against_it_is_too_little():
    good, poor = Signs(fit=0.9, margin=8.0, meaning=0.9, wording=1.0), Signs(fit=0.25, margin=-12, meaning=0, wording=0)
    held, refused = DraftSigns(False, 0.01, True, False, 1.0), DraftSigns(False, 1.0, False, False, 0.0)
    assert confidence(good) >= max(LEAST_WITHOUT_MODEL, LEAST_CONFIDENCE)
    assert confidence(good, held) >= SURE
    assert confidence(poor) < LEAST_WITHOUT_MODEL
    assert confidence(poor, refused) < LEAST_CONFIDENCE
    assert confidence(good, refused) < confidence(good) < confidence(good, held)
