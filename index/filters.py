"""Which articles a question is put to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.errors import FilterRefused
from index.records import Article

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_AFTER_ALL_DAYS = "~"


@dataclass(frozen=True)
class Filter:
    """Articles by publisher, day of publication, id and tag; what is left empty admits all.

    Of several publishers, ids or tags one is enough; all four kinds must fit. ``since`` and ``until`` are days
    (``2026-01-17``), months (``2026-01``) or years, both included; an article without a date fits neither.
    Publishers and tags are compared without regard to case. Raises FilterRefused where a date is not of that form.

    >>> Filter(since="2026-01", until="2026-01").admits(Article("Text.", published="2026-01-31"))
    True
    >>> Filter(publishers=("Reuters",)).admits(Article("Text.", publisher="AP"))
    False
    """

    publishers: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    articles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for day in (self.since, self.until):
            if day is not None and not _DATE.fullmatch(day):
                raise FilterRefused(f"{day!r} is not a date; write it as 2026-01-17, 2026-01 or 2026")
        if self.since and self.until and self.since > f"{self.until}{_AFTER_ALL_DAYS}":
            raise FilterRefused(f"{self.since} is after {self.until}; no day is in between")

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.publishers or self.since or self.until or self.articles or self.tags)

    @property
    def by_day(self) -> bool:
        return bool(self.since or self.until)

    @property
    def first_day(self) -> str:
        """No day that is admitted sorts before this text."""
        return self.since or ""

    @property
    def last_day(self) -> str:
        """No day that is admitted sorts after this text."""
        return f"{self.until or ''}{_AFTER_ALL_DAYS}"

    @property
    def publisher_keys(self) -> list[str]:
        return [folded(publisher) for publisher in self.publishers]

    @property
    def tag_keys(self) -> list[str]:
        return [folded(tag) for tag in self.tags]

    def admits(self, article: Article) -> bool:
        day = day_of(article)
        return (
            (not self.by_day or (bool(day) and self.first_day <= day <= self.last_day))
            and (not self.publishers or folded(article.publisher or "") in self.publisher_keys)
            and (not self.articles or article.id in self.articles)
            and (not self.tags or not {folded(tag) for tag in article.tags}.isdisjoint(self.tag_keys))
        )


def day_of(article: Article) -> str:
    """The day of publication, ``2026-01-17``; empty where it is not known."""
    return (article.published or "")[:10]


def folded(name: str) -> str:
    """A publisher or a tag as it is compared."""
    return " ".join(name.casefold().split())


def tags_of(words: Iterable[str]) -> tuple[str, ...]:
    """Tags without repetitions, in order; empty ones are left out.

    >>> tags_of(["Economy ", "", "economy", "EU"])
    ('Economy', 'EU')
    """
    return tuple({folded(word): " ".join(word.split()) for word in reversed([*words]) if word.strip()}.values())[::-1]
