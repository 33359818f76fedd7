"""byline: where a quote or an article comes from, as a reader writes it."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from qa.page.element import element

# Not strftime: its month names follow the locale of the machine, the page speaks English.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def readable_date(published: str | None) -> str | None:
    """An ISO 8601 date in words; what is not one is given back as it is.

    >>> readable_date("2026-01-17")
    '17 January 2026'
    """
    if not published:
        return None
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return published
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def byline(
    *parts: Markup | str | None, published: str | None = None, link: Markup | None = None, speaker: str | None = None
) -> Markup | None:
    """The parts that are known, separated by middle dots, the speaker before them; None where nothing is known.

    >>> byline("Reuters", published="2026-01-17")
    Markup('<p class="byline">Reuters · <time datetime="2026-01-17">17 January 2026</time></p>')
    """
    day = element("time", readable_date(published), datetime=published) if published else None
    known = [part for part in (*parts, day, link) if part]
    dotted = [piece for part in known for piece in (" · ", part)][1:]
    said_by = [element("span", speaker, class_="speaker"), ", in " if dotted else None] if speaker else []
    return element("p", *said_by, *dotted, class_="byline") if said_by or dotted else None
