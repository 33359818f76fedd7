"""Sampling: some of the questions of a set, always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

Entry = TypeVar("Entry")

Progress = Callable[[int, int], None]
"""Told how many questions were asked, and of how many."""


@dataclass(frozen=True)
class Sample:
    """The questions were drawn at random from ``of_questions``, with this seed."""

    of_questions: int
    seed: int

    def to_dict(self) -> dict[str, int]:
        return asdict(self)


def drawn(entries: Sequence[Entry], limit: int | None, seed: int) -> tuple[Sequence[Entry], Sample | None]:
    """At most ``limit`` of the entries in their order, and what they are a sample of; None where they are all.

    >>> drawn("abc", 5, 0)
    ('abc', None)
    """
    if limit is None or limit >= len(entries):
        return entries, None
    if limit < 1:
        raise ValueError("limit must be 1 or more")
    chosen = random.Random(seed).sample(range(len(entries)), limit)
    return [entries[number] for number in sorted(chosen)], Sample(len(entries), seed)
