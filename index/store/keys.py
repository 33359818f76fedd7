"""What an article is recognised by: its bands of shingles, and the texts of it that were embedded.

Each is a word in the article's row of ``article_keys``: a letter for its kind, and 63 bits in hexadecimal digits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from index.store.database import Connection

_MOST_FOUND = 50


def band_keys(signature: Iterable[int]) -> list[str]:
    """The keys of an article's bands (:mod:`index.near_duplicates`)."""
    return [f"b{band:016x}" for band in signature]


def sentence_key(text: str) -> str:
    return f"s{_hashed(text)}"


def passage_key(text: str) -> str:
    return f"p{_hashed(text)}"


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def note_keys(connection: Connection, article_seq: int, keys: Iterable[str]) -> None:
    """Note what an article is recognised by."""
    connection.execute("INSERT INTO article_keys (rowid, keys) VALUES (?, ?)", (article_seq, " ".join(keys)))


def forget_keys(connection: Connection, article_seq: int) -> None:
    connection.execute("DELETE FROM article_keys WHERE rowid = ?", (article_seq,))


def holding(connection: Connection, keys: Sequence[str]) -> list[int]:
    """The articles that have any of these keys, the oldest first; of very many, some."""
    if not keys:
        return []
    query = " OR ".join(keys)
    rows = connection.execute(
        "SELECT rowid FROM article_keys WHERE article_keys MATCH ? ORDER BY rowid LIMIT ?", (query, _MOST_FOUND)
    )
    return [seq for (seq,) in rows]
