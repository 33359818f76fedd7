"""Highlight: a range of an article to be marked; and Stretch: what lies between the edges of highlights."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from qa.answer import Quote, Span
from qa.page.turn import Turn

Kind = Literal["quote", "candidate", "related"]
PARAGRAPH_BREAK = re.compile(r"\n[ \t\r]*\n\s*")


@dataclass(frozen=True)
class Highlight:
    """Characters ``[start, end)`` of an article, marked as ``kind``; ``number`` is 0 where no text cites them."""

    start: int
    end: int
    kind: Kind
    number: int = 0


@dataclass(frozen=True)
class Stretch:
    """Characters ``[start, end)`` under the same highlights; ``ends`` are those that stop where it stops."""

    start: int
    end: int
    highlights: tuple[Highlight, ...]
    ends: tuple[Highlight, ...]


def highlights_of(turn: Turn, article_id: str) -> list[Highlight]:
    """What a turn marks in an article: the quotes of its answer, or as long as there is none, the candidates."""
    if turn.answer is not None:
        quotes = [_highlight(quote, "quote") for quote in turn.answer.quotes if quote.article_id == article_id]
        related = [_highlight(quote, "related") for quote in turn.answer.related if quote.article_id == article_id]
        return quotes or related
    return [_highlight(quote, "candidate") for quote in turn.candidates or () if quote.article_id == article_id]


def span_of(turn: Turn, article_id: str) -> Span | None:
    """The answer's span where it lies in this article."""
    if turn.answer is None or turn.answer.span is None:
        return None
    span = turn.answer.span
    return span if turn.answer.quotes[span.quote - 1].article_id == article_id else None


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text as ranges: what blank lines separate, without empty ones.

    >>> list(paragraphs("One.\\n\\nTwo."))
    [(0, 4), (6, 10)]
    """
    start = 0
    for gap in PARAGRAPH_BREAK.finditer(text):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)


def stretches(start: int, end: int, highlights: Sequence[Highlight]) -> Iterator[Stretch]:
    """Cut ``[start, end)`` at the edges of the highlights, which may overlap and reach beyond it.

    >>> [(s.start, s.end, len(s.highlights)) for s in stretches(0, 9, [Highlight(2, 5, "quote", 1)])]
    [(0, 2, 0), (2, 5, 1), (5, 9, 0)]
    """
    edges = {edge for highlight in highlights for edge in (highlight.start, highlight.end) if start < edge < end}
    cuts = [start, *sorted(edges), end]
    for left, right in pairwise(cuts):
        covering = tuple(one for one in highlights if one.start <= left and right <= one.end)
        yield Stretch(left, right, covering, tuple(one for one in covering if one.end == right))


def _highlight(quote: Quote, kind: Kind) -> Highlight:
    # Without the white space at its end: it may lie between two paragraphs, where nothing can be marked.
    return Highlight(quote.start, quote.start + len(quote.text.rstrip()), kind, quote.number)
