"""Do the articles answer at all? Code decides, on signs that do not depend on each other's mistakes.

The confidence is the estimated probability that the articles answer the question: a logistic regression over what
retrieval, the span reader and, where there is one, the language model make of it. The weights were fitted to the tuning
halves of SQuAD 2 and XQuAD (``python -m qa.training.confidence``); ``qa eval`` prints how well it is calibrated.

The model's own doubt is the probability of its refusal at the first word of its reply. As a number it tells answered
from unanswered questions far better than its decision to refuse.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from index.retrieval import Found
from index.terms import is_function_word, term, words
from qa.checking import CheckedDraft
from qa.drafting import Draft

LEAST_FIT = 0.24
"""Where even the best sentence fits less, the articles are about something else, and no model is asked. Of 69 seed
questions and 300 of XQuAD that have an answer, none fits less than 0.25; questions about other things mostly do."""


@dataclass(frozen=True)
class Signs:
    """What speaks for the articles answering a question.

    ``fit``: of the sentence that fits best, 0 to 1 (see :mod:`index.ranking`). Of the best sentence: ``margin``, the
    span reader's in logits; ``meaning``, ``wording``, ``surroundings`` and ``kind``, its features. ``known``: the share
    of the question's words, by weight, that any article has.
    """

    fit: float
    margin: float
    meaning: float
    wording: float
    surroundings: float
    kind: float
    known: float


@dataclass(frozen=True)
class DraftSigns:
    """What speaks for a draft.

    ``doubt``: the model's, 0 to 1. ``holds``: a sentence of it holds against the articles. ``beside``: it brings a
    number or a name that no article has, or lacks what was asked for. ``agrees``: the share of the words of the span
    reader's answer that the draft has, 0 to 1.
    """

    doubt: float
    refuses: bool
    holds: bool
    beside: bool
    agrees: float


def signs_of(question: str, found: Found) -> Signs:
    """The signs that need no language model. ``found`` has sentences."""
    best = found.sentences[0]
    return Signs(
        fit=max(sentence.features.fit for sentence in found.sentences),
        margin=best.margin,
        meaning=best.features.meaning,
        wording=best.features.wording,
        surroundings=best.features.surroundings,
        kind=best.features.kind,
        known=found.known,
    )


def draft_signs(draft: Draft, checked: CheckedDraft, found: Found) -> DraftSigns:
    """The signs of a draft."""
    refuses = draft.refuses or not draft.text.strip()
    best = found.sentences[0]
    span = best.article.text[best.span.start : best.span.end] if best.span else ""
    return DraftSigns(
        doubt=1.0 if refuses else (draft.refusal or 0.0),
        refuses=refuses,
        holds=bool(checked.claims),
        beside=checked.beside,
        agrees=_share_held(span, draft.text),
    )


def _share_held(span: str, text: str) -> float:
    wanted = {term(span[start:end]) for start, end in words(span) if not is_function_word(span[start:end])}
    held = {term(text[start:end]) for start, end in words(text)}
    return len(wanted & held) / len(wanted) if wanted else 0.0


@dataclass(frozen=True)
class _Weights:
    bias: float
    fit: float
    margin: float
    meaning: float
    wording: float
    surroundings: float
    kind: float
    known: float
    sure: float = 0.0
    refuses: float = 0.0
    holds: float = 0.0
    beside: float = 0.0
    agrees: float = 0.0


_WITHOUT_DRAFT = _Weights(
    bias=-1.5, fit=1.5, margin=0.15, meaning=1.0, wording=1.0, surroundings=0.0, kind=0.0, known=0.0
)
_WITH_DRAFT = _Weights(
    bias=-1.5,
    fit=1.5,
    margin=0.15,
    meaning=1.0,
    wording=1.0,
    surroundings=0.0,
    kind=0.0,
    known=0.0,
    sure=0.3,
    holds=1.0,
    beside=-1.0,
    agrees=1.0,
)
# Beyond these a doubt says no more.
_LEAST_DOUBT, _MOST_DOUBT = 0.002, 0.998
_LEAST_MARGIN, _MOST_MARGIN = -12.0, 8.0


def inputs(signs: Signs, draft: DraftSigns | None = None) -> dict[str, float]:
    """What the regressions are over, by the names of their weights."""
    values = {"bias": 1.0, **asdict(signs), "margin": max(_LEAST_MARGIN, min(_MOST_MARGIN, signs.margin))}
    if draft is not None:
        doubt = min(_MOST_DOUBT, max(_LEAST_DOUBT, draft.doubt))
        values |= {
            "sure": math.log((1 - doubt) / doubt),
            "refuses": float(draft.refuses),
            "holds": float(draft.holds),
            "beside": float(draft.beside),
            "agrees": draft.agrees,
        }
    return values


def confidence(signs: Signs, draft: DraftSigns | None = None) -> float:
    """The estimated probability, 0 to 1, that the articles answer the question."""
    weights = _WITHOUT_DRAFT if draft is None else _WITH_DRAFT
    odds = sum(getattr(weights, name) * value for name, value in inputs(signs, draft).items())
    return 1 / (1 + math.exp(-odds))


WORTH_ASKING = 0.05
"""With less confidence before anything is drafted, no model is asked."""
LEAST_CONFIDENCE = 0.35
"""With less confidence the answer is that the articles do not say."""
SURE = 0.5
"""From this confidence on a draft that holds is shown; below, the article's own words and a notice."""
