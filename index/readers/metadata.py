"""Metadata: what identifies an article, and where each piece of it was read."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from index.canonical import canonicalise

VALUE_CHARACTERS = 300
ADDRESS_CHARACTERS = 2000

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = (
    r"(?:(?:T|,? (?:at )?)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?"
    r"(?: ?(?:Z|UTC|GMT|E[SD]?T|[+-]\d\d:?\d\d))?)?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
DATE = re.compile(
    _WEEKDAY + r"(?:(?P<year>\d{4})(?P<mark>[-/.])(?P<number>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
    rf"|{_MONTH_NAME} (?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year_after>\d{{4}})"
    r"|(?P<day_before>\d{1,2})(?:st|nd|rd|th)? "
    rf"{_MONTH_NAME.replace('<month>', '<month_between>')},? (?P<year_last>\d{{4}})"
    r"|(?P<compact>(?:19|20)\d{6})(?!\d))" + _CLOCK,
    re.I,
)


@dataclass(frozen=True)
class Metadata:
    """The fields of :class:`index.records.Article` that identify it, each None until it is read."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    modified: str | None = None
    url: str | None = None
    language: str | None = None
    origins: dict[str, str] = field(default_factory=dict)

    def with_value(self, name: str, value: str | None, origin: str) -> Metadata:
        """With ``value`` for the field ``name``, unless there is one already or ``value`` is none that fits it."""
        fitting = None if value is None else _FITTING[name](value)
        if getattr(self, name) is not None or fitting is None:
            return self
        values: dict[str, Any] = {name: fitting, "origins": {**self.origins, name: origin}}
        return replace(self, **values)


def one_line(value: str) -> str | None:
    """``value`` on one line, without invisible characters and at most 300 characters; None if nothing is left."""
    line = " ".join(canonicalise(value[: 4 * VALUE_CHARACTERS]).split())
    return line[:VALUE_CHARACTERS].rstrip() or None


def iso_date(value: str) -> str | None:
    """The date that ``value`` is, as ISO 8601; None if it is none, or could be two ("03/04/2026").

    >>> iso_date("Jan. 17, 2026"), iso_date("2026-01-17T08:00:00Z"), iso_date("yesterday")
    ('2026-01-17', '2026-01-17', None)
    """
    found = DATE.fullmatch(" ".join(value.split())[:80])
    return None if found is None else date_found(found)


def date_found(found: re.Match[str]) -> str | None:
    """The ISO 8601 date of a match of ``DATE``; None for a day that does not exist."""
    if found["compact"]:
        digits = found["compact"]
        year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    elif found["year"]:
        year, month, day = int(found["year"]), int(found["number"]), int(found["day"])
    else:
        year = int(found["year_after"] or found["year_last"])
        month = 1 + _MONTHS.index((found["month"] or found["month_between"])[:3].lower())
        day = int(found["day_after"] or found["day_before"])
    if not 1600 <= year <= 2200:
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def web_address(value: str) -> str | None:
    """``value`` if it is an http or https address without credentials, else None."""
    address = value.strip()
    if len(address) > ADDRESS_CHARACTERS or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None


def language_code(value: str) -> str | None:
    """The ISO 639 code at the start of a language tag such as "en-US", else None."""
    code = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", value)
    return code[1].lower() if code else None


_FITTING = {
    **dict.fromkeys(("title", "publisher", "author"), one_line),
    **dict.fromkeys(("published", "modified"), iso_date),
    "url": web_address,
    "language": language_code,
}
