"""What goes into the store and comes back: articles with all that is derived from them, and passages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from index.embedding import Rows
from index.names import Names, names_of
from index.records import Article, Passage, Sentence
from index.speakers import Speakers, read_speakers

_METADATA = ("title", "publisher", "author", "published", "modified", "url", "language", "source")


@dataclass(frozen=True)
class PreparedArticle:
    """An article with all that is derived from its text. ``*_rows`` are unit vectors, one row a sentence or passage.

    ``signature``: its words' shingles in short (:mod:`index.near_duplicates`).
    """

    article: Article
    sentences: Sequence[Sentence]
    sentence_rows: Rows
    passages: Sequence[Passage]
    passage_rows: Rows
    signature: Sequence[int] = field(default=())


@dataclass(frozen=True)
class StoredArticle:
    """An article as it is read back, with its sentences and their unit vectors, shape (sentences, dimension).

    ``seq``: its key in the store.
    """

    seq: int
    article: Article
    sentences: tuple[Sentence, ...]
    sentence_rows: Rows

    @cached_property
    def names(self) -> Names:
        """What the article calls people and organisations."""
        return names_of(self.article.text)

    @cached_property
    def speakers(self) -> Speakers:
        """Whose words its sentences report."""
        return read_speakers(self.article.text, self.sentences)


@dataclass(frozen=True)
class StoredPassage:
    """A passage, its key in the vector and lexical indexes, and the article it belongs to."""

    key: int
    article_seq: int
    passage: Passage
    row: Rows


def passage_text(article: Article, passage: Passage) -> str:
    """What of a passage is embedded: its words under the article's title, which often names what they are about."""
    words = article.text[passage.start : passage.end]
    return f"{article.title}\n{words}" if article.title else words


def sentence_text(article: Article, sentence: Sentence) -> str:
    return article.text[sentence.start : sentence.end]


def readable(text: str) -> str:
    """The text without halves of surrogate pairs, which SQLite does not take, and names of files may hold."""
    return text.encode("utf-8", "replace").decode()


def metadata_of(article: Article) -> str:
    """What identifies an article, as JSON."""
    values: dict[str, Any] = {name: getattr(article, name) for name in _METADATA}
    return json.dumps({**values, "tags": list(article.tags), "origins": dict(article.origins)})


def article_of(text: str, metadata: str, **others: Any) -> Article:
    """The article again. Raises ValueError and TypeError where the JSON is not of that form."""
    values: Mapping[str, Any] = json.loads(metadata)
    return Article(text=text, **{**values, "tags": tuple(values.get("tags", ()))}, **others)


def digest(*values: str | int | bytes | None) -> bytes:
    """SHA-256 of a row's values, which differs whenever one of them, or its type, does."""
    total = hashlib.sha256()
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode()
        total.update(f"{type(value).__name__} {len(data)} ".encode())
        total.update(data)
    return total.digest()


def packed_ranges(sentences: Sequence[Sentence]) -> bytes:
    ranges = [(sentence.start, sentence.end, sentence.paragraph) for sentence in sentences]
    return np.array(ranges, dtype="<i4").tobytes()


def unpacked_ranges(data: bytes) -> tuple[Sentence, ...]:
    return tuple(Sentence(*row) for row in np.frombuffer(data, dtype="<i4").reshape(-1, 3).tolist())


def packed_rows(rows: Rows) -> bytes:
    """Unit vectors at half precision: half the size, and cosines that differ by less than 0.001."""
    return rows.astype("<f2").tobytes()


def unpacked_rows(data: bytes, count: int) -> Rows:
    """The rows again, float32, shape (count, dimension)."""
    if not count:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(data, dtype="<f2").reshape(count, -1).astype(np.float32)


def passage_row(data: bytes) -> Rows:
    return np.frombuffer(data, dtype=np.float32)
