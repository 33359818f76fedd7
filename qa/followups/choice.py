"""One wording among several, by the weights of what speaks for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.followups.mentions import Mention
from qa.followups.weights import WEIGHTS


@dataclass(frozen=True)
class Candidate:
    """One way to word a question, and what speaks for and against it."""

    text: str
    features: tuple[str, ...]
    mention: Mention | None = None


Choose = Callable[[Sequence[Candidate]], Candidate]


def by_weight(candidates: Sequence[Candidate]) -> Candidate:
    """The candidate with the highest sum of weights; the earlier of two equals.

    >>> by_weight([Candidate("Is it old?", ("keep it",)), Candidate("Is Lindow old?", ("one:one", "ago 1"))]).text
    'Is Lindow old?'
    """
    scores = [sum(WEIGHTS.get(feature, 0.0) for feature in candidate.features) for candidate in candidates]
    return candidates[max(range(len(candidates)), key=scores.__getitem__)]
