"""typed_date: what a reader types as a date, as the index compares it."""

from __future__ import annotations

import re
from datetime import date

from qa.page.byline import MONTHS

_BETWEEN = re.compile(r"[\s,./–—-]+")
_LEAST_LETTERS = 3


def typed_date(text: str) -> str | None:
    """A year, month or day as ``2026``, ``2026-01`` or ``2026-01-17``; None where nothing is typed.

    Year first, however it is separated, or as the page writes dates. Raises ValueError for anything else: of 1/2/2026
    nobody knows which is the month.

    >>> typed_date(" 2026/1/7 "), typed_date("17 January 2026"), typed_date("Jan 2026")
    ('2026-01-07', '2026-01-17', '2026-01')
    """
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    if not pieces:
        return None
    if len(pieces) > 1 and pieces[-2].isalpha():
        pieces.reverse()
    year, *rest = pieces
    if len(rest) > 2 or not re.fullmatch(r"[0-9]{4}", year):
        raise ValueError(text)
    month, day = (*(_number(piece) for piece in rest), 1, 1)[:2]
    return date(int(year), month, day).isoformat()[: 4 + 3 * len(rest)]


def _number(piece: str) -> int:
    if re.fullmatch(r"[0-9]{1,2}", piece):
        return int(piece)
    found = [number for number, month in enumerate(MONTHS, start=1) if month.lower().startswith(piece.lower())]
    if len(piece) < _LEAST_LETTERS or not found:
        raise ValueError(piece)
    return found[0]
