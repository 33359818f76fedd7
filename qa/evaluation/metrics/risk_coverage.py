"""Risk and coverage: how many answers are wrong where only the most confident ones are given.

El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification"; the area as in Geifman, Uziel
and El-Yaniv 2019, "Bias-reduced uncertainty estimation".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby


def risk_coverage(confidences: Sequence[float], wrong: Iterable[bool]) -> tuple[float, ...]:
    """The risk at each coverage: item k - 1 is the share of wrong ones among the k most confident, lower is better.

    Equally confident ones have no order: each counts as the mean of them.

    >>> risk_coverage([0.2, 0.9, 0.5, 0.5], [True, False, True, False])
    (0.0, 0.25, 0.3333333333333333, 0.5)
    """
    ranked = sorted(zip(confidences, wrong, strict=True), reverse=True)
    risks: list[float] = []
    wrong_so_far = 0.0
    for _, equal in groupby(ranked, key=lambda pair: pair[0]):
        kinds = [is_wrong for _, is_wrong in equal]
        for _ in kinds:
            wrong_so_far += sum(kinds) / len(kinds)
            risks.append(wrong_so_far / (len(risks) + 1))
    return tuple(risks)


def area_under_risk_coverage(risks: Sequence[float]) -> float | None:
    """The mean risk over all coverages, 0 to 1, lower is better; None where there are none.

    >>> area_under_risk_coverage([0.0, 0.25, 0.5])
    0.25
    """
    return sum(risks) / len(risks) if risks else None
