"""One wording among several, by the weights of what speaks for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.followups.mentions import Mention
from qa.followups.weights import WEIGHTS

# Two wordings nearer than this (a ratio of odds of e^0.5) leave the choice open.
_SURE_MARGIN = 0.5


@dataclass(frozen=True)
class Candidate:
    """One way to word a question, and what speaks for and against it."""

    text: str
    features: tuple[str, ...]
    mention: Mention | None = None


@dataclass(frozen=True)
class Chosen:
    """The best candidate, and whether no other comes near it."""

    best: Candidate
    sure: bool


Choose = Callable[[Sequence[Candidate]], Chosen]


def by_weight(candidates: Sequence[Candidate]) -> Chosen:
    """The candidate with the highest sum of weights; the earlier of two equals.

    >>> by_weight([Candidate("Is it old?", ("keep it",)), Candidate("Is Lindow old?", ("one:one", "ago 1"))]).best.text
    'Is Lindow old?'
    """
    scores = [sum(WEIGHTS.get(feature, 0.0) for feature in candidate.features) for candidate in candidates]
    best = max(range(len(candidates)), key=scores.__getitem__)
    near = any(
        score > scores[best] - _SURE_MARGIN and candidate.text != candidates[best].text
        for score, candidate in zip(scores, candidates, strict=True)
    )
    return Chosen(candidates[best], not near)
