"""Do the articles answer at all? Code decides, on signs that do not depend on each other's mistakes.

The confidence is the estimated probability that the articles answer the question: a logistic regression over what
retrieval, the span reader and, where there is one, the language model make of it. The weights were fitted to
questions of SQuAD 2 and XQuAD that the span reader was not trained on, and to the seed questions
(``python -m qa.training.confidence``); ``qa eval`` prints how well it is calibrated.

The model's own doubt is the probability of its refusal at the first word of its reply. As a number it tells answered
from unanswered questions far better than its decision to refuse.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from index.retrieval import Found
from index.terms import is_function_word, term, words
from qa.checking import CheckedDraft
from qa.drafting import Draft

LEAST_FIT = 0.24
"""Where even the best sentence fits less, the articles are about something else, and no model is asked. Of the 735
questions with an answer that the confidence was fitted to, none fits less than 0.25."""


@dataclass(frozen=True)
class Signs:
    """What speaks for the articles answering a question, before anything is drafted.

    ``fit``: of the sentence that fits best, 0 to 1 (see :mod:`index.ranking`). ``margin``: the span reader's best, in
    logits. ``meaning`` and ``wording``: features of the best sentence.
    """

    fit: float
    margin: float
    meaning: float
    wording: float


@dataclass(frozen=True)
class DraftSigns:
    """What speaks for a draft.

    ``whole``: the model saw the whole article; what it brings along that no article has means more then.
    ``doubt``: the model's, 0 to 1. ``holds``: a sentence of the draft holds against the articles. ``beside``: it
    brings a number or a name that no article has, or lacks what was asked for. ``agrees``: the share of the words of
    the span reader's answer that the draft has, 0 to 1.
    """

    whole: bool
    doubt: float
    holds: bool
    beside: bool
    agrees: float


def signs_of(found: Found) -> Signs:
    """The signs that need no language model. ``found`` has sentences."""
    best = found.sentences[0]
    return Signs(
        fit=max(sentence.features.fit for sentence in found.sentences),
        margin=max(sentence.margin for sentence in found.sentences),
        meaning=best.features.meaning,
        wording=best.features.wording,
    )


def draft_signs(draft: Draft, checked: CheckedDraft, found: Found, *, whole: bool) -> DraftSigns:
    """The signs of a draft. ``whole``: whether the model saw the whole article."""
    refuses = draft.refuses or not draft.text.strip()
    best = found.sentences[0]
    span = best.article.text[best.span.start : best.span.end] if best.span else ""
    return DraftSigns(
        whole=whole,
        doubt=1.0 if refuses else (draft.refusal or 0.0),
        holds=bool(checked.claims),
        beside=checked.beside,
        agrees=_share_held(span, draft.text),
    )


def _share_held(span: str, text: str) -> float:
    wanted = {term(span[start:end]) for start, end in words(span) if not is_function_word(span[start:end])}
    held = {term(text[start:end]) for start, end in words(text)}
    return len(wanted & held) / len(wanted) if wanted else 0.0


# Natural logarithms of the odds: what each sign adds. The second regression begins with the first one's ("before").
_WITHOUT_DRAFT = {"bias": -0.943, "fit": 0.992, "margin": 0.18, "meaning": 1.061, "wording": -0.058}
_WITH_DRAFT = {
    "bias": -0.44,
    "before": 0.962,
    "sure": 0.225,
    "holds": 0.313,
    "beside": -0.665,
    "agrees": 0.099,
    "whole": 2.177,
    "whole_sure": 0.005,
    "whole_beside": -2.596,
}
# Beyond these a doubt says no more, nor does a margin.
_LEAST_DOUBT, _MOST_DOUBT = 0.002, 0.998
_LEAST_MARGIN, _MOST_MARGIN = -12.0, 8.0


def inputs(signs: Signs) -> dict[str, float]:
    """What the regression before a draft is over, by the names of its weights; the bias is left out."""
    return {**asdict(signs), "margin": max(_LEAST_MARGIN, min(_MOST_MARGIN, signs.margin))}


def draft_inputs(before: float, draft: DraftSigns) -> dict[str, float]:
    """What the one after a draft is over. ``before``: logarithm of the odds before it."""
    doubt = min(_MOST_DOUBT, max(_LEAST_DOUBT, draft.doubt))
    sure, beside, whole = math.log((1 - doubt) / doubt), float(draft.beside), float(draft.whole)
    return {
        "before": before,
        "sure": sure,
        "holds": float(draft.holds),
        "beside": beside,
        "agrees": draft.agrees,
        "whole": whole,
        "whole_sure": whole * sure,
        "whole_beside": whole * beside,
    }


def confidence(signs: Signs, draft: DraftSigns | None = None) -> float:
    """The estimated probability, 0 to 1, that the articles answer the question."""
    odds = before = _log_odds(_WITHOUT_DRAFT, inputs(signs))
    if draft is not None:
        odds = _log_odds(_WITH_DRAFT, draft_inputs(before, draft))
        # A refusal never speaks for an answer.
        odds = min(odds, before) if draft.doubt == 1.0 else odds
    return 1 / (1 + math.exp(-odds))


def _log_odds(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    return weights["bias"] + sum(weights[name] * value for name, value in values.items())


WORTH_ASKING = 0.05
"""With less confidence before anything is drafted, no model is asked."""
LEAST_WITHOUT_MODEL = 0.45
"""With less confidence, where no model drafts, the answer is that the articles do not say."""
LEAST_CONFIDENCE = 0.5
"""The same, where a model has drafted."""
SURE = 0.6
"""From this confidence on a draft that holds is shown; below, the article's own words and a notice."""
