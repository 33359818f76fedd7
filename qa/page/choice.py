"""Choice: what a reader has chosen of publishers, dates, tags and articles, as it stands in the fields."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import FilterRefused
from index.filters import Filter
from qa.page.typed_date import typed_date

MOST_CHOSEN = 20
HOW_TO_WRITE = "write 2026, 2026-01 or 2026-01-17"


@dataclass(frozen=True)
class Choice:
    """The fields of the filter; empty ones choose nothing. ``articles`` are ids, the dates are texts as typed."""

    publishers: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    tags: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @classmethod
    def of(cls, publishers: object, since: object, until: object, tags: object, articles: object) -> Choice:
        """The choice in values that come from the browser, which may be anything; what is no text is left out.

        So is what the page lets nobody choose: more than ``MOST_CHOSEN`` of a kind.
        """
        return cls(_texts(publishers), _text(since), _text(until), _texts(tags), _texts(articles))

    def __bool__(self) -> bool:
        """Whether anything is chosen, understood or not."""
        return self != Choice()

    def understood(self) -> tuple[Filter, dict[str, str]]:
        """The filter, and by the name of its field, what is wrong with a date that the filter is therefore without."""
        days: dict[str, str | None] = {"since": None, "until": None}
        faults = {}
        for field, typed in (("since", self.since), ("until", self.until)):
            try:
                days[field] = typed_date(typed)
            except ValueError:
                faults[field] = f"{field.title()}: “{typed}” is not a date; {HOW_TO_WRITE}."
        try:
            within = Filter(self.publishers, days["since"], days["until"], self.articles, self.tags)
        except FilterRefused as refused:
            faults["until"] = f"Until: {refused}."
            within = Filter(self.publishers, days["since"], None, self.articles, self.tags)
        return within, faults


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(values: object) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str))[:MOST_CHOSEN] if isinstance(values, list) else ()
