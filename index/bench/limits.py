"""What the machine allows at best: bytes read from memory, and hashed, in a second."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from index.bench.measuring import seconds_of

# Far more than any processor keeps in its caches.
_READ_BYTES = 1 << 30
_HASHED_BYTES = 64 << 20
_ROUNDS = 7


@dataclass(frozen=True)
class Limits:
    """``read``: bytes of memory read by all processors together; ``hashed``: by SHA-256 on one; both per second."""

    read: float
    hashed: float


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def measured_limits() -> Limits:
    """The best of some rounds."""
    values = np.ones(_READ_BYTES // 4, dtype=np.float32)
    parts = np.array_split(values, processors())
    data = values[: _HASHED_BYTES // 4].tobytes()
    with ThreadPoolExecutor(len(parts)) as pool:
        # A product with itself is bound by memory alone, and numpy lets other threads run meanwhile.
        reading = min(seconds_of(lambda: list(pool.map(lambda part: part @ part, parts)))[0] for _ in range(_ROUNDS))
    hashing = min(seconds_of(lambda: hashlib.sha256(data).digest())[0] for _ in range(_ROUNDS))
    return Limits(_READ_BYTES / reading, _HASHED_BYTES / hashing)
