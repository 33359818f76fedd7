"""Scope: the articles that a question is put to, where these are not all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.filters import Filter

MOST_NAMES = 3
MOST_NAME_CHARACTERS = 60


@dataclass(frozen=True)
class Scope:
    """A filter in the reader's words. ``titles`` are those of the articles in it.

    ``fitting`` of ``total`` articles fit.
    """

    within: Filter
    titles: tuple[str, ...]
    fitting: int
    total: int

    @property
    def count(self) -> str:
        """How many articles are asked.

        >>> Scope(Filter(), (), 12, 5210).count
        '12 of 5,210 articles'
        """
        return f"{self.fitting:,} of {self.total:,} article{'s' * (self.total != 1)}"

    @property
    def words(self) -> str:
        """What was chosen.

        >>> Scope(Filter(publishers=("AP", "Reuters"), since="2026-01", tags=("eu",)), (), 1, 2).words
        'AP or Reuters, since 2026-01, tagged eu'
        """
        chosen = self.within
        parts = (
            _any_of(chosen.publishers),
            f"since {chosen.since}" if chosen.since else "",
            f"until {chosen.until}" if chosen.until else "",
            f"tagged {_any_of(chosen.tags)}" if chosen.tags else "",
            _any_of([f"“{_short(title)}”" for title in self.titles]),
        )
        return ", ".join(part for part in parts if part)


def _any_of(names: Sequence[str]) -> str:
    shown = [_short(name) for name in names[:MOST_NAMES]]
    others = len(names) - len(shown)
    if others:
        shown.append(f"{others} other{'s' * (others != 1)}")
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _short(name: str) -> str:
    return name if len(name) <= MOST_NAME_CHARACTERS else f"{name[: MOST_NAME_CHARACTERS - 1].rstrip()}…"
