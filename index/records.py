"""The records that every layer passes on: articles, and ranges of their canonical text.

Offsets count Unicode code points of the canonical text, from 0, half-open: ``[start, end)``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

ID_HEX_DIGITS = 16
OPENING_WORDS_CHARACTERS = 72


def text_id(text: str) -> str:
    """The id of an article with this canonical text: the first 64 bits of its SHA-256, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:ID_HEX_DIGITS]


@dataclass(frozen=True)
class Article:
    """One source text with what identifies it.

    ``text`` is canonical (see :mod:`index.canonical`) and never changes once the article is stored.
    ``published`` and ``modified`` are ISO 8601 dates, or None. ``origins`` says for each piece of metadata where it
    was read (``{"published": "heading line"}``). ``sentences`` counts the sentences; it is 0 until the article is
    stored. ``added`` is the time of storing, ISO 8601 in UTC, or None. ``tags`` are words of the
    reader's own to find it by.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    modified: str | None = None
    url: str | None = None
    language: str = "en"
    source: str | None = None
    added: str | None = None
    sentences: int = 0
    tags: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def id(self) -> str:
        return text_id(self.text)

    @property
    def headline(self) -> str:
        """The title; without one, the article's opening words, cut at a word and marked with an ellipsis."""
        if self.title:
            return self.title
        opening = " ".join(self.text[: 4 * OPENING_WORDS_CHARACTERS].split())
        if len(opening) <= OPENING_WORDS_CHARACTERS:
            return opening
        cut = opening[: OPENING_WORDS_CHARACTERS + 1].rsplit(" ", 1)[0][:OPENING_WORDS_CHARACTERS]
        return cut.rstrip(" ,;:-–—") + "…"

    def to_dict(self, *, text: bool = True) -> dict[str, Any]:
        """The article as the contract's JSON; lists leave ``text`` out."""
        record: dict[str, Any] = {
            "id": self.id,
            "title": self.headline,
            "publisher": self.publisher,
            "author": self.author,
            "published": self.published,
            "modified": self.modified,
            "url": self.url,
            "language": self.language,
            "source": self.source,
            "added": self.added,
            "sentences": self.sentences,
            "tags": list(self.tags),
            "origins": {"title": "opening words", **self.origins} if not self.title else dict(self.origins),
        }
        if text:
            record["text"] = self.text
        return record


@dataclass(frozen=True, order=True)
class Sentence:
    """A sentence of an article: characters ``[start, end)`` of its canonical text, in paragraph ``paragraph``."""

    start: int
    end: int
    paragraph: int = 0


@dataclass(frozen=True, order=True)
class Passage:
    """A run of whole neighbouring sentences, ``sentences[first:last]`` of their article, and its characters."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Evidence:
    """A range of an article that was found for a question.

    ``score`` is from 0 to 1, higher is better (see :mod:`index.retrieval` for what it means).
    """

    article: Article
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]
