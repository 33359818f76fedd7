"""What can still be read of a database's articles, whatever its state, format or embedding model.

An article's text vouches for itself: its id is derived from it. What identifies the article (title, date, …) is kept
only where the row's hash is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from index.records import Article, text_id
from index.store.database import Connection, DatabaseFault
from index.store.schema import ARTICLE_COLUMNS
from index.store.stored import article_of, digest

# The columns of an article's row by the format of the database; ``digest`` is always the last.
_COLUMNS = {
    2: "id, text, metadata, added, sentences, sentences_digest, digest",
    3: ARTICLE_COLUMNS,
}


@dataclass(frozen=True)
class Salvaged:
    """An article that was read: ``key``, ``story`` and ``current`` as in the database; see its schema.

    ``whole`` is false where only the text is certain, and all else was left out.
    """

    key: int
    story: int
    current: bool
    article: Article
    whole: bool


@dataclass(frozen=True)
class Lost:
    """A row whose article cannot be read, or is not the text that was stored. ``article_id``: None where unknown."""

    key: int
    article_id: str | None


def salvage(connection: Connection) -> Iterator[Salvaged | Lost]:
    """Every article of a database in the order of storing, and then those that are lost.

    Raises DatabaseFault where not even their number can be read.
    """
    columns = _COLUMNS[max(number for number in _COLUMNS if number <= _format(connection))]
    ids = _ids(connection)
    saved: set[str] = set()
    lost: list[Lost] = []
    for key in sorted({*_keys(connection), *ids}):
        one = _read(connection, columns, key)
        if isinstance(one, Lost):
            lost.append(one)
        else:
            saved.add(one.article.id)
            yield one
    for one in lost:
        name = one.article_id or ids.get(one.key)
        if name not in saved:
            yield Lost(one.key, name)


def _read(connection: Connection, columns: str, key: int) -> Salvaged | Lost:
    try:
        row = connection.execute(f"SELECT {columns} FROM article WHERE seq = ?", (key,)).fetchone()
    except (DatabaseFault, UnicodeDecodeError):
        row = None
    return _salvaged(key, dict(zip(columns.split(", "), row, strict=True))) if row else Lost(key, None)


def salvage_reprints(connection: Connection) -> Iterator[tuple[int, str, str, str]]:
    """The links to reprints that can be read whole: the article's key, the reprint's id, when added, its metadata."""
    try:
        for row in connection.execute("SELECT id, article, added, metadata, digest FROM reprint"):
            if digest(*row[:-1]) == row[-1]:
                yield row[1], row[0], row[2], row[3]
    except (DatabaseFault, UnicodeDecodeError):
        return


def _format(connection: Connection) -> int:
    return max(min(_COLUMNS), int(connection.execute("PRAGMA user_version").fetchone()[0]))


def _keys(connection: Connection) -> Iterator[int]:
    """The keys of all articles: as many as can be listed, and then all others up to the last that was ever given."""
    listed = set()
    try:
        for (key,) in connection.execute("SELECT seq FROM article NOT INDEXED ORDER BY seq"):
            listed.add(key)
            yield key
        return
    except DatabaseFault:
        pass
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'article'").fetchone()
    for key in range(1, (last[0] if last else 0) + 1):
        if key not in listed and _is_there(connection, key):
            yield key


def _ids(connection: Connection) -> dict[int, str]:
    """The ids of articles by key, from an index of SQLite's: it knows also what a broken page hides of the table."""
    ids: dict[int, str] = {}
    with suppress(DatabaseFault, UnicodeDecodeError):
        for key, article_id in connection.execute("SELECT seq, id FROM article INDEXED BY sqlite_autoindex_article_1"):
            if isinstance(article_id, str):
                ids[key] = article_id
    return ids


def _is_there(connection: Connection, key: int) -> bool:
    """Whether there is a row with this key; one that cannot be read counts as there."""
    try:
        return connection.execute("SELECT 1 FROM article WHERE seq = ?", (key,)).fetchone() is not None
    except DatabaseFault:
        return True


def _salvaged(key: int, row: dict[str, Any]) -> Salvaged | Lost:
    text, article_id = row["text"], row["id"]
    if not isinstance(text, str) or not text or text_id(text) != article_id:
        return Lost(key, article_id if isinstance(article_id, str) else None)
    whole = digest(*list(row.values())[:-1]) == row["digest"]
    story, current = row.get("story", key), bool(row.get("current", 1))
    if whole:
        try:
            return Salvaged(key, story, current, article_of(text, row["metadata"], added=row["added"]), whole=True)
        except (ValueError, TypeError):
            pass
    return Salvaged(key, key, True, Article(text=text), whole=False)
