"""The area under the receiver operating characteristic: how well a score tells two kinds apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby


def area_under_roc(scores: Sequence[float], positive: Iterable[bool]) -> float | None:
    """The chance, 0 to 1, that a positive one scores higher than a negative one; equal scores count one half.

    0.5 tells nothing, 1 everything (Hanley and McNeil 1982). None where all are of one kind.

    >>> area_under_roc([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
    0.875
    """
    ranked = sorted(zip(scores, positive, strict=True))
    negatives_below = 0
    wins = 0.0
    positives = 0
    for _, equal in groupby(ranked, key=lambda pair: pair[0]):
        kinds = [is_positive for _, is_positive in equal]
        here = sum(kinds)
        wins += here * (negatives_below + (len(kinds) - here) / 2)
        positives += here
        negatives_below += len(kinds) - here
    return wins / (positives * negatives_below) if positives and negatives_below else None
