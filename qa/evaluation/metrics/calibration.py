"""Calibration: whether what is said with confidence 0.8 is so four times out of five.

Guo et al. 2017, "On calibration of modern neural networks", section 2: bins of equal width, each with its mean
confidence and its share of what came true.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ConfidenceBin:
    """The answers with a confidence above ``low`` and up to ``high`` (the first bin includes 0).

    ``confidence`` is their mean confidence and ``share`` the share of them that came true, both 0 to 1.
    """

    low: float
    high: float
    count: int
    confidence: float
    share: float


def reliability(confidences: Sequence[float], came_true: Iterable[bool], bins: int = 10) -> tuple[ConfidenceBin, ...]:
    """The bins of equal width that hold anything, the lowest first.

    >>> [(one.high, one.count, one.share) for one in reliability([0.1, 0.95, 1.0], [False, True, False])]
    [(0.1, 1, 0.0), (1.0, 2, 0.5)]
    """
    highs = [number / bins for number in range(1, bins + 1)]
    members: list[list[tuple[float, bool]]] = [[] for _ in highs]
    for confidence, true in zip(confidences, came_true, strict=True):
        members[bisect_left(highs, confidence)].append((confidence, true))
    return tuple(
        ConfidenceBin(
            low=number / bins,
            high=highs[number],
            count=len(held),
            confidence=sum(confidence for confidence, _ in held) / len(held),
            share=sum(true for _, true in held) / len(held),
        )
        for number, held in enumerate(members)
        if held
    )


def expected_calibration_error(bins: Sequence[ConfidenceBin]) -> float | None:
    """The mean distance, 0 to 1, between a bin's confidence and its share, weighted by its count; None without bins.

    >>> expected_calibration_error(reliability([0.25, 0.25, 0.75, 0.75], [False, False, True, True]))
    0.25
    """
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.share - one.confidence) for one in bins) / total if total else None
