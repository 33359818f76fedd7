"""Speakers: whether a quote is given to the person who said it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answer import Quote


def speaker_right(quotes: Sequence[Quote], speaker: str | None) -> bool | None:
    """Whether the first quote's speaker has the surname of ``speaker``, in whatever case.

    News names a person in full once and by the surname afterwards. No quote, or one without a speaker, is a miss.
    None where no speaker is named: the figure does not apply.
    """
    if speaker is None:
        return None
    named = quotes[0].speaker if quotes else None
    return named is not None and surname(named) == surname(speaker)


def surname(name: str) -> str:
    """The last word of a name, in one case.

    >>> surname("Interior Minister Diosdado CABELLO")
    'cabello'
    """
    words = re.findall(r"[\w'’-]+", name.casefold())
    return words[-1] if words else ""
