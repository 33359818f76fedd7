"""Dates: each in the claim must be one that the evidence gives, relative ones counted from the article's date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qa.checks.comparison import Comparison

_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|"
    r"sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_FEW = {word: number for number, word in enumerate("a one two three four five six seven eight nine ten".split())} | {
    "a": 1,
    "an": 1,
}
_PATTERNS = [
    re.compile(r"\b(?P<year>(?:1[5-9]|20)\d\d)-(?P<numeric>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<month>{_MONTH})\s+{_DAY}(?:,?\s+{_YEAR})?\b(?!\s?(?:percent|%|million|billion|people))", re.I),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})(?:,?\s+{_YEAR})?(?!\w)", re.I),
    re.compile(rf"\b(?P<month>{_MONTH}),?\s+(?:of\s+)?{_YEAR}\b", re.I),
    re.compile(rf"(?<![\w$€£.,-]){_YEAR}(?![\w%]|[.,]\d|-\w|\s(?:percent|per cent|people|dollars|euros|miles|km)\b)"),
    re.compile(r"\b(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)\b"),
    re.compile(
        r"\b(?:(?P<which>last|next|this|the following|the previous)\s+)?(?P<weekday>" + "|".join(_WEEKDAYS) + r")\b",
        re.I,
    ),
    re.compile(r"\b(?P<named>today|yesterday|tomorrow|tonight|last night)\b", re.I),
    re.compile(
        r"\b(?:(?:earlier|later) )?(?P<which>last|next|this|previous|past|coming)\s+(?P<span>week|month|year)\b", re.I
    ),
    re.compile(
        rf"\b(?P<count>\d+|{'|'.join(_FEW)})\s+(?P<back>day|week|month|year)s?\s+(?P<ago>ago|earlier|later)\b", re.I
    ),
]
_LIMITS = {
    "begin": re.compile(r"\b(?:since|starting|as of)\s+(?:late |early |mid-|last )?$", re.I),
    "end": re.compile(r"\b(?:until|till|through)\s+(?:late |early |mid-|the end of )?$", re.I),
    "before": re.compile(r"\b(?:before|by|prior to)\s+(?:late |early |mid-|the end of )?$", re.I),
    "after": re.compile(r"\bafter\s+(?:late |early |mid-)?$", re.I),
}
_AHEAD = re.compile(r"\b(?:will|until|till|by|due|next|plans?|expected|scheduled|would|before)\b[^.;]{0,40}$", re.I)


@dataclass(frozen=True)
class Day:
    """A date as far as it is known: year, month of the year, day of the month; and the range of its words."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    words: str


@lru_cache(maxsize=4_096)
def dates(text: str, published: str | None = None) -> tuple[Day, ...]:
    """The dates of a text in order, relative ones counted from ``published`` where that is known.

    >>> [(d.year, d.month, d.day) for d in dates("On Jan. 3, in November and yesterday", "2026-01-17")]
    [(2026, 1, 3), (2025, 11, None), (2026, 1, 16)]
    """
    origin = _iso(published)
    found: list[Day] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            read = _read(match, text, origin)
            if read is not None:
                found.append(Day(*read, match.start(), match.end(), match[0].casefold()))
    return tuple(sorted(found, key=lambda day: day.start))


def date_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Where a text has dates."""
    for day in dates(text):
        yield day.start, day.end


def dates_kept(compared: Comparison) -> str | None:
    """Why a date of the claim is none of the evidence's; None where all are.

    >>> dates_kept(Comparison("It opened on January 16.", "It opened yesterday.", published="2026-01-17"))
    >>> dates_kept(Comparison("It opened on January 15.", "It opened yesterday.", published="2026-01-17"))
    'the date "January 15" is not in the evidence'
    """
    given = list(dates(compared.evidence, compared.published))
    for day in dates(compared.claim, compared.published):
        same = [other for other in given if is_same(day, other)]
        side = _side(compared.claim, day)
        if any(_of_something(compared.evidence, other) or side == _side(compared.evidence, other) for other in same):
            continue
        written = compared.claim[day.start : day.end]
        if same:
            return f'"{written}" is a beginning or an end in one of claim and evidence only'
        if not given and any(is_same(day, other) for other in dates(compared.published or "")):
            continue
        return f'the date "{written}" is not in the evidence'
    return None


def is_same(claimed: Day, given: Day) -> bool:
    """Whether the claim's date says no more than the evidence's, and nothing else."""
    if claimed.words == given.words:
        return True
    if claimed.year is claimed.month is claimed.day is None:
        return False
    pairs = ((claimed.year, given.year), (claimed.month, given.month), (claimed.day, given.day))
    return all(said is None or said == known for said, known in pairs)


def _side(text: str, day: Day) -> str:
    """Whether a date is where something begins or ends, rather than when it is."""
    before = text[: day.start]
    return next((name for name, pattern in _LIMITS.items() if pattern.search(before)), "")


def _of_something(text: str, day: Day) -> bool:
    """Whether a date only says which one is meant: "since the Jan. 3 raid"."""
    return bool(re.search(r"\b(?:the|an?|his|her|its|their)\s+$", text[: day.start]))


def _read(match: re.Match[str], text: str, origin: date | None) -> tuple[int | None, int | None, int | None] | None:
    parts = match.groupdict()
    if parts.get("weekday"):
        return _weekday(parts["weekday"], (parts.get("which") or "").lower(), text[: match.start()], origin)
    if parts.get("named"):
        shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(parts["named"].lower(), 0)
        return _fields(origin and origin + timedelta(days=shift))
    if parts.get("span"):
        return _span(parts["span"].lower(), (parts["which"] or "").lower(), origin)
    if parts.get("back"):
        return _back(parts, origin)
    year = int(parts["year"]) if parts.get("year") else None
    month = int(parts["numeric"]) if parts.get("numeric") else _month(parts.get("month"))
    day = int(parts["day"]) if parts.get("day") else None
    if day is not None and not 1 <= day <= 31:
        return None
    if (
        month == 5
        and day is None
        and year is None
        and not re.search(
            r"\b(?:in|since|until|by|of|last|late|early|mid|from|to|and|next|this)[\s-]$", text[: match.start()], re.I
        )
    ):
        return None  # the auxiliary, or a name
    if year is None and month is not None and origin is not None:
        year = _nearest_year(month, day, origin, bool(_AHEAD.search(text[: match.start()])))
    return year, month, day


def _nearest_year(month: int, day: int | None, origin: date, ahead: bool) -> int:
    here, there = (origin.month, origin.day), (month, day or (31 if ahead else 1))
    if ahead:
        return origin.year if there >= here else origin.year + 1
    return origin.year if there <= here else origin.year - 1


def _weekday(name: str, which: str, before: str, origin: date | None) -> tuple[int | None, int | None, int | None]:
    if origin is None:
        return None, None, None
    back = (origin.weekday() - _WEEKDAYS.index(name.lower())) % 7
    if which in ("next", "this", "the following") or (not which and _AHEAD.search(before)):
        return _fields(origin + timedelta(days=(7 - back) % 7 or 7))
    return _fields(origin - timedelta(days=back or (7 if which == "last" else 0)))


def _span(span: str, which: str, origin: date | None) -> tuple[int | None, int | None, int | None]:
    step = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    if origin is None or span == "week":
        return None, None, None
    if span == "year":
        return origin.year + step, None, None
    months = origin.year * 12 + origin.month - 1 + step
    return months // 12, months % 12 + 1, None


def _back(parts: dict[str, str], origin: date | None) -> tuple[int | None, int | None, int | None]:
    count = int(parts["count"]) if parts["count"].isdigit() else _FEW[parts["count"].lower()]
    if origin is None or parts["ago"].lower() != "ago":
        return None, None, None
    span = parts["back"].lower()
    if span in ("day", "week"):
        try:
            return _fields(origin - timedelta(days=count * {"day": 1, "week": 7}[span]))
        except OverflowError:
            return None, None, None
    if span == "year":
        return origin.year - count, None, None
    months = origin.year * 12 + origin.month - 1 - count
    return months // 12, months % 12 + 1, None


def _fields(day: date | None) -> tuple[int | None, int | None, int | None]:
    return (day.year, day.month, day.day) if day else (None, None, None)


def _month(written: str | None) -> int | None:
    if not written:
        return None
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(written.lower().rstrip(".")[:3])), None)


def _iso(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
