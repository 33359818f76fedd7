"""Where quotations stand in an article, and the article's own words without them.

News puts a new opening mark at the head of each paragraph of a long quotation and closes only the last one. Marks that
do not pair make everything up to the end of their paragraph part of a ``broken`` quotation, of which nothing is said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

MASK = "\x01"
# The last character of a quotation that ends like a sentence or before "said": “Enough,” but not “Cartel”.
SPOKEN = "\x02"
# Longer than any quotation that news prints in single marks: what pairs further apart are apostrophes.
SINGLE_MARKS_CHARACTERS = 600
STRAIGHT_SINGLE_MARKS_CHARACTERS = 200

_DOUBLE = re.compile(r"[\"“”„«»]")
_SINGLE = re.compile(
    rf"(?<![\w’'])‘(?=[^\s’])(?P<curly>[^‘\n]{{1,{SINGLE_MARKS_CHARACTERS}}}?)(?<=\S)’(?!\w)"
    rf"|(?<![\w’'.,!?])'(?=[^\s'\d])(?P<straight>[^'\n]{{1,{STRAIGHT_SINGLE_MARKS_CHARACTERS}}}"
    rf"(?:(?<=\w)'\w[^'\n]{{0,{STRAIGHT_SINGLE_MARKS_CHARACTERS}}}){{0,4}})(?<=[^\s'])'(?!\w)"
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|\Z")
_OPENING_MARKS = '"“„«'


@dataclass(frozen=True)
class Quotation:
    """Characters ``[start, end)``, marks included. ``whole`` numbers the quotation that this is a paragraph of."""

    start: int
    end: int
    whole: int
    broken: bool = False


@dataclass(frozen=True)
class Quotations:
    """The quotations of a text in order, and ``frame``: the text of the same length with them blotted out."""

    spans: tuple[Quotation, ...]
    frame: str

    def within(self, start: int, end: int) -> tuple[Quotation, ...]:
        """The quotations that share a character with ``[start, end)``.

        >>> [(q.start, q.end) for q in quotations_of('He said "no." She said "yes."').within(0, 13)]
        [(8, 13)]
        """
        first = bisect_right(self.spans, start, key=lambda span: span.end)
        found = []
        for span in self.spans[first:]:
            if span.start >= end:
                break
            found.append(span)
        return tuple(found)


def quotations_of(text: str) -> Quotations:
    """The quotations of a text. Time is linear.

    >>> quotations_of('“No,” he said.').frame
    '\\x01\\x01\\x01\\x01\\x02 he said.'
    """
    spans = _double_marks(text)
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += (text[position : span.start], _blot(text, span.start, span.end))
        position = span.end
    frame = "".join([*pieces, text[position:]])
    singles = [
        Quotation(match.start(), match.end(), match.start())
        for match in _SINGLE.finditer(frame)
        if MASK not in match.group()
    ]
    if singles:
        frame = _SINGLE.sub(lambda match: match[0] if MASK in match[0] else _blot(match[0], 0, len(match[0])), frame)
        spans = sorted([*spans, *singles], key=lambda span: span.start)
    return Quotations(tuple(spans), frame)


def _blot(text: str, start: int, end: int) -> str:
    spoken = end - start > 2 and text[end - 2] in ",.?!…—–-"
    return MASK * (end - start - 1) + (SPOKEN if spoken else MASK)


def _double_marks(text: str) -> list[Quotation]:
    spans: list[Quotation] = []
    start = 0
    whole: int | None = None
    for separator in _PARAGRAPH.finditer(text):
        end, following = separator.span()
        opened: int | None = None
        unclear = False
        for mark in _DOUBLE.finditer(text, start, end):
            position = mark.start()
            if opened is None:
                if _opens(text, position) or position == start:
                    opened = position
                    whole = whole if whole is not None and position == start else position
                else:
                    whole = None
            elif _opens_only(text, position):
                unclear = True
            elif mark[0] in '"”»“':
                spans.append(Quotation(opened, mark.end(), opened if whole is None else whole, unclear))
                opened = whole = None
                unclear = False
        if opened is not None:
            goes_on = text[following : following + 1] in _OPENING_MARKS and following < len(text)
            spans.append(Quotation(opened, end, opened if whole is None else whole, broken=not goes_on))
            whole = (opened if whole is None else whole) if goes_on else None
        else:
            whole = None
        start = following
    return spans


def _opens(text: str, position: int) -> bool:
    """Whether a mark can open: inches, and marks that close what never opened, cannot."""
    if text[position] == "”":
        return False
    before = text[position - 1] if position else " "
    after = text[position + 1 : position + 2]
    return bool(after) and not after.isspace() and (not before.isalnum() and before not in ".,!?")


def _opens_only(text: str, position: int) -> bool:
    """Whether a mark inside a quotation can only open, so that the one before it was never closed."""
    before = text[position - 1]
    after = text[position + 1 : position + 2]
    return text[position] != "”" and (before.isspace() or before in "([") and after.isalnum()
