"""An answer that was saved -> which of its quotes still stand in the articles, verbatim and at their places."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.errors import ReadError, UnknownArticle
from index.records import Article


class Library(Protocol):
    """Where articles are looked up. ``article`` raises UnknownArticle."""

    def article(self, article_id: str) -> Article: ...


@dataclass(frozen=True)
class CheckedQuote:
    """A quote of the saved answer; ``reason`` says why it stands or fails."""

    article_id: str
    start: int
    end: int
    stands: bool
    reason: str


def verify_file(file: Path, library: Library) -> list[CheckedQuote]:
    """Check the answer in a file, as ``qa ask --json`` prints it. Raises ReadError for anything else."""
    try:
        answer = json.loads(file.read_text(encoding="utf-8"))
        quotes = [*answer["quotes"], *answer["related"]]
        return [_checked(quote, library) for quote in quotes]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as cause:
        raise ReadError(f"{file} is not an answer as printed by: qa ask QUESTION --json") from cause


def _checked(quote: dict[str, Any], library: Library) -> CheckedQuote:
    article_id, start, end = quote["article_id"], quote["start"], quote["end"]
    if not (isinstance(article_id, str) and type(start) is type(end) is int):
        raise TypeError("a quote's place is an article's id and two whole numbers")
    try:
        article = library.article(article_id)
    except UnknownArticle:
        article = None
    if article is None or article.id != article_id:  # the library also finds an article by the beginning of its id
        return CheckedQuote(article_id, start, end, False, "the article is not in this index")
    text = article.text
    stands = 0 <= start < end <= len(text) and text[start:end] == quote["text"]
    return CheckedQuote(article_id, start, end, stands, "verbatim" if stands else "the article has other words there")
