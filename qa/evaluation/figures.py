"""Figures: numbers in the form in which a person reads them, on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NONE = "–"


@dataclass(frozen=True)
class Figure:
    """``label`` and ``value`` as shown; ``meaning`` explains the label, or is empty."""

    label: str
    value: str
    meaning: str = ""


@dataclass(frozen=True)
class Group:
    """Figures about one thing, which ``title`` names."""

    title: str
    figures: tuple[Figure, ...]


def sample_note(sample: Mapping[str, int] | None) -> tuple[str, ...]:
    """What a sample is one of, for a list of notes; nothing where all were asked.

    >>> sample_note({"of_questions": 612, "seed": 0}), sample_note(None)
    (('drawn from 612 with seed 0',), ())
    """
    return (f"drawn from {sample['of_questions']} with seed {sample['seed']}",) if sample else ()


def share(value: float | None) -> str:
    """A share from 0 to 1 as a percentage.

    >>> share(0.875), share(None)
    ('87.5 %', '–')
    """
    return NONE if value is None else f"{100 * value:.1f} %"


def share_within(value: float | None, ends: Sequence[float] | None) -> str:
    """A share with its 95 % interval, where there is one.

    >>> share_within(0.875, (0.8, 0.925)), share_within(0.875, None)
    ('87.5 % (80.0–92.5)', '87.5 %')
    """
    return (
        share(value) if value is None or ends is None else f"{share(value)} ({100 * ends[0]:.1f}–{100 * ends[1]:.1f})"
    )


def decimal(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}"


def milliseconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f} ms"
