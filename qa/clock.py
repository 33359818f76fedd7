"""Clock: how long after the question each thing came."""

from __future__ import annotations

import time
from collections.abc import Mapping


class Clock:
    """Begins with the question. A thing that comes twice keeps its first time."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._times_ms: dict[str, float] = {}

    def stop(self, name: str) -> None:
        self._times_ms.setdefault(name, (time.perf_counter() - self._started) * 1000)

    @property
    def times_ms(self) -> Mapping[str, float]:
        """Milliseconds, by name, in the order in which they came."""
        return dict(self._times_ms)
