"""Do the articles answer at all? Decided on evidence, not on the model's word alone."""

from __future__ import annotations

from dataclasses import dataclass

from index.retrieval import Found
from qa.drafting import Draft


@dataclass(frozen=True)
class Signals:
    """What speaks for or against an answer; each from 0 to 1. ``refusal`` is None where no model drafted."""

    fit: float
    wording: float
    known: float
    refusal: float | None
    grounded: float

    @classmethod
    def of(cls, found: Found, draft: Draft | None, grounded: bool) -> Signals:
        best = found.sentences[0] if found.sentences else None
        return cls(
            fit=best.score if best else 0.0,
            wording=max((one.features.surroundings for one in found.sentences[:3]), default=0.0),
            known=found.known,
            refusal=draft.refusal if draft else None,
            grounded=float(grounded),
        )


def likely_answered(signals: Signals) -> bool:
    return (signals.refusal or 0.0) < 0.4
