"""Averages over questions. What does not apply is None, and stays out."""

from __future__ import annotations

import math
from collections.abc import Iterable


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are not None; None where there are none. True counts as 1, False as 0.

    >>> mean([True, None, False, 1.0, 1])
    0.75
    """
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


def percentile(values: Iterable[float | None], percent: float) -> float | None:
    """The value below which ``percent`` (0 to 100) of the values lie; 50 is the median. None where there are none.

    Between two values it is interpolated, as numpy's default has it (Hyndman and Fan 1996, definition 7).

    >>> percentile([40, 10, None, 20, 30], 50)
    25.0
    """
    known = sorted(float(value) for value in values if value is not None)
    if not known:
        return None
    position = (len(known) - 1) * percent / 100
    lower, upper = math.floor(position), math.ceil(position)
    return known[lower] + (known[upper] - known[lower]) * (position - lower)
