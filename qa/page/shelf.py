"""Shelf: the articles that a reader can choose from in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Article

MOST_ARTICLES = 200
# One more than is listed tells whether there are more, without reading them all.
ENOUGH_ARTICLES = MOST_ARTICLES + 1


@dataclass(frozen=True)
class Shelf:
    """Articles as (headline, id), the newest first. ``is_cut`` says that there are older ones beside these."""

    choices: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False

    @classmethod
    def of(cls, newest: Sequence[Article], besides: Sequence[tuple[str, str]] = ()) -> Shelf:
        """A shelf of the newest articles, of which ``ENOUGH_ARTICLES`` were looked for, and of some in any case."""
        choices = [(article.headline, article.id) for article in newest[:MOST_ARTICLES]]
        listed = {article_id for _, article_id in choices}
        return cls((*choices, *(one for one in besides if one[1] not in listed)), len(newest) > MOST_ARTICLES)

    def label(self, name: str) -> str:
        """The name of the list, which says so where it is cut."""
        return f"{name} (the newest {MOST_ARTICLES})" if self.is_cut else name
