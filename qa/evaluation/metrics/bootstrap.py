"""Bootstrap: how far a figure might be off because only so many questions were asked.

Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13: the percentile interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

RESAMPLES = 2_000
_COVERED_PERCENT = (2.5, 97.5)
_BATCH_DRAWS = 1_000_000


class Ratio(NamedTuple):
    """A figure that is the sum of ``parts`` over the sum of ``wholes``; both have one number for each question."""

    parts: Sequence[float]
    wholes: Sequence[float]

    @classmethod
    def of_share(cls, values: Iterable[float | None]) -> Ratio:
        """The mean of the values that are not None, as a ratio.

        >>> Ratio.of_share([True, None, 0.5])
        Ratio(parts=(1.0, 0.0, 0.5), wholes=(1.0, 0.0, 1.0))
        """
        known = tuple(values)
        return cls(tuple(float(value or 0) for value in known), tuple(float(value is not None) for value in known))


def interval(*ratios: Ratio, seed: int = 0) -> tuple[float, float] | None:
    """The 95 % interval of the mean of the ratios, from 2,000 resamples of the questions, always the same for a seed.

    A resample in which a ratio does not apply is left out; None where one never does. Where all questions score the
    same the interval has no width: resampling cannot show what was never seen.

    >>> interval(Ratio.of_share([True, False] * 50))
    (0.4, 0.6)
    """
    if any(not sum(ratio.wholes) for ratio in ratios):
        return None
    parts = np.array([ratio.parts for ratio in ratios], dtype=np.float64)
    wholes = np.array([ratio.wholes for ratio in ratios], dtype=np.float64)
    generator = np.random.default_rng(seed)
    questions = parts.shape[1]
    figures = []
    for resamples in _batches(questions):
        drawn = generator.integers(questions, size=(resamples, questions))
        divisors = wholes[:, drawn].sum(axis=2)
        applies = divisors.all(axis=0)
        figures.append((parts[:, drawn].sum(axis=2)[:, applies] / divisors[:, applies]).mean(axis=0))
    low, high = np.percentile(np.concatenate(figures), _COVERED_PERCENT)
    return float(low), float(high)


def _batches(questions: int) -> Iterator[int]:
    """Numbers of resamples that are drawn at once: all at once would take gigabytes for a large set."""
    size = max(1, _BATCH_DRAWS // questions)
    for first in range(0, RESAMPLES, size):
        yield min(size, RESAMPLES - first)
