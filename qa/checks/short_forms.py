"""Long and short forms of one thing, so that a claim may say "US" where the article says "United States"."""

from __future__ import annotations

import re

_SPELLED_OUT = tuple(
    (re.compile(rf"\b{long}\b", re.I), short)
    for long, short in (
        ("United States", "US"),
        ("United Kingdom", "UK"),
        ("United Nations", "UN"),
        ("European Union", "EU"),
        ("chief executive(?: officer)?", "CEO"),
        ("prime minister", "PM"),
        ("(?:go|goes|going) up", "rise"),
        ("(?:went|gone) up", "rose"),
        ("(?:go|goes|going) down", "fall"),
        ("(?:went|gone) down", "fell"),
    )
)
# Their point ends no sentence.
_ABBREVIATED = re.compile(
    r"\b(Dr|Mr|Mrs|Ms|St|Gen|Sen|Rep|Gov|Prof|Lt|Col|Capt|Sgt|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.(?= )"
)


def in_short(text: str) -> str:
    """The text with its long forms made short, and without points that end no sentence.

    >>> in_short("Dr. Roca of the United Nations said prices went up.")
    'Dr Roca of the UN said prices rose.'
    """
    text = _ABBREVIATED.sub(r"\1", text)
    for pattern, short in _SPELLED_OUT:
        text = pattern.sub(short, text)
    return text
