"""Reading: what the span reader makes of one text, and the best span within any range of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LONGEST_SPAN_TOKENS = 24


@dataclass(frozen=True)
class SpanFound:
    """Characters ``[start, end)`` of the text that was read.

    ``margin``: how much better than "no answer" the span fits, in logits: above 0 where the reader believes in it.
    """

    start: int
    end: int
    margin: float


@dataclass(frozen=True)
class Reading:
    """For each token of a text, in order: its characters and the logits of an answer that begins or ends with it.

    ``offsets``: shape (tokens, 2), half-open character ranges. ``begins``, ``ends``: shape (tokens,).
    ``nothing``: the sum of both logits of "no answer in this text".
    """

    offsets: npt.NDArray[np.int64]
    begins: npt.NDArray[np.float32]
    ends: npt.NDArray[np.float32]
    nothing: float

    def best(self, start: int, end: int) -> SpanFound | None:
        """The best span within characters ``[start, end)``, of at most LONGEST_SPAN_TOKENS tokens; None where no token
        stands there.

        >>> reading = Reading(np.array([[0, 3], [4, 8]]), np.array([0.0, 2.0]), np.array([0.0, 1.0]), 0.5)
        >>> reading.best(0, 8)
        SpanFound(start=4, end=8, margin=2.5)
        """
        inside = np.flatnonzero((self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end))
        if not inside.size:
            return None
        first, last = int(inside[0]), int(inside[-1]) + 1
        sums = self.begins[first:last, None] + self.ends[None, first:last]
        size = last - first
        band = np.triu(np.ones((size, size), dtype=bool)) & ~np.triu(
            np.ones((size, size), dtype=bool), k=LONGEST_SPAN_TOKENS
        )
        sums = np.where(band, sums, -np.inf)
        begin, finish = divmod(int(sums.argmax()), size)
        return SpanFound(
            int(self.offsets[first + begin, 0]),
            int(self.offsets[first + finish, 1]),
            float(sums[begin, finish]) - self.nothing,
        )
