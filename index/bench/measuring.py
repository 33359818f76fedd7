"""A measurement in a process of its own, percentiles of what took how long, and resident memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

# As qa sets it: else a search waits for threads that another busy program keeps from running.
_ENVIRONMENT = {"OMP_WAIT_POLICY": "PASSIVE", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
_STATUS = Path("/proc/self/status")

_T = TypeVar("_T")


class MeasuringFailed(Exception):
    """A measurement's process ended with an error, whose text is this one's."""


def measured(module: str, *arguments: object) -> dict[str, Any]:
    """What ``python -m index.bench.MODULE ARGUMENTS`` prints last, a JSON object. Raises MeasuringFailed."""
    done = subprocess.run(
        [sys.executable, "-m", f"index.bench.{module}", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**_ENVIRONMENT, **os.environ},
    )
    if done.returncode:
        raise MeasuringFailed(f"index.bench.{module} failed:\n{done.stderr.strip()[-2_000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def seconds_of(call: Callable[[], _T]) -> tuple[float, _T]:
    """How long a call took, and what it returned."""
    started = time.perf_counter()
    result = call()
    return time.perf_counter() - started, result


def both_seconds_of(call: Callable[[], object]) -> tuple[float, float]:
    """How long a call took, and how much of the processors' time, on all threads."""
    before = time.process_time()
    seconds, _ = seconds_of(call)
    return seconds, time.process_time() - before


def percentiles_ms(seconds: Iterable[float]) -> dict[str, float]:
    """Median and 95th percentile, milliseconds."""
    values = np.array(list(seconds)) * 1_000
    return {"median_ms": float(np.median(values)), "p95_ms": float(np.percentile(values, 95))}


def resident_mib() -> dict[str, float | None]:
    """Resident memory of this process, now and at most so far, mapped files included; None where it is not told."""
    figures: dict[str, float | None] = {"resident_mib": None, "peak_mib": None}
    with suppress(OSError):
        for line in _STATUS.read_text().splitlines():
            name, _, value = line.partition(":")
            if name in ("VmRSS", "VmHWM"):
                figures["resident_mib" if name == "VmRSS" else "peak_mib"] = int(value.split()[0]) / 1024
    return figures


def folder_bytes(folder: Path) -> int:
    """The size of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
