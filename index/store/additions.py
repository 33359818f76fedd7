"""What becomes of an article that is added: stored, a new version of one, a reprint of one, or known already.

All of it happens on a connection whose transaction is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from index.filters import day_of, folded
from index.near_duplicates import resemblance, same_facts
from index.records import Article
from index.store.database import Connection
from index.store.keys import band_keys, holding, note_keys, passage_key, sentence_key
from index.store.schema import ARTICLE_COLUMNS, PASSAGE_COLUMNS
from index.store.stored import (
    PreparedArticle,
    digest,
    metadata_of,
    packed_ranges,
    packed_rows,
    passage_text,
    readable,
    sentence_text,
)
from index.terms import terms

# From here on a text is another printing of the same report. An agency's report is changed at its head and its end.
REPRINT_RESEMBLANCE = 0.9
# From here on what comes from the same file is its next version; of an address, which names one article, less will do.
VERSION_RESEMBLANCE, VERSION_AT_ADDRESS_RESEMBLANCE = 0.5, 0.2

# Comparing takes a millisecond; another program's file may hold thousands of articles.
_MOST_OF_ONE_PLACE = 10

Outcome = Literal["added", "version", "reprint", "known"]


def store_article(connection: Connection, prepared: PreparedArticle, added: str) -> tuple[Outcome, int]:
    """Store an article where it is new, and say what became of it, and the key of the article that is stored now."""
    article = prepared.article
    found = known(connection, article)
    if found is not None:
        return found
    earlier = _earlier_version(connection, article)
    if earlier is not None:
        return "version", insert(connection, prepared, added, _retire(connection, earlier))
    original = _original(connection, article, prepared.signature)
    if original is not None:
        link(connection, article.id, original, added, metadata_of(article))
        return "reprint", original
    return "added", insert(connection, prepared, added, None)


def known(connection: Connection, article: Article) -> tuple[Outcome, int] | None:
    """Whether an article with this text is there already, or linked, and the key of the one that is stored."""
    row = connection.execute("SELECT seq FROM article WHERE id = ?", (article.id,)).fetchone()
    if row is not None:
        return "known", row[0]
    row = connection.execute("SELECT article FROM reprint WHERE id = ?", (article.id,)).fetchone()
    return ("reprint", row[0]) if row is not None else None


def _earlier_version(connection: Connection, article: Article) -> int | None:
    """The current article that this one is a later version of: from the same address or file, and like it."""
    if article.url is not None:
        least, column, value = VERSION_AT_ADDRESS_RESEMBLANCE, "url", article.url
    elif article.source is not None:
        least, column, value = VERSION_RESEMBLANCE, "url IS NULL AND source", article.source
    else:
        return None
    rows = connection.execute(
        f"SELECT seq, text FROM article WHERE {column} = ? AND current ORDER BY seq DESC LIMIT ?",
        (readable(value), _MOST_OF_ONE_PLACE),
    )
    return next((seq for seq, text in rows if resemblance(article.text, text) >= least), None)


def _original(connection: Connection, article: Article, signature: Sequence[int]) -> int | None:
    """The current article that this one is a reprint of."""
    for seq in holding(connection, band_keys(signature)):
        row = connection.execute("SELECT text FROM article WHERE seq = ? AND current", (seq,)).fetchone()
        if row and resemblance(article.text, row[0]) >= REPRINT_RESEMBLANCE and same_facts(article.text, row[0]):
            return seq
    return None


def link(connection: Connection, article_id: str, original: int, added: str, metadata: str) -> None:
    """Note that the text with this id is a reprint of an article."""
    values = (article_id, original, added, metadata)
    connection.execute("INSERT OR IGNORE INTO reprint VALUES (?, ?, ?, ?, ?)", (*values, digest(*values)))


def _retire(connection: Connection, seq: int) -> int:
    """Make an article the earlier version of one that comes: still readable by its id, but no longer found."""
    forget_passages(connection, seq)
    row = connection.execute(f"SELECT {ARTICLE_COLUMNS} FROM article WHERE seq = ?", (seq,)).fetchone()
    values = [*row[:2], 0, *row[3:-1]]
    connection.execute("UPDATE article SET current = 0, digest = ? WHERE seq = ?", (digest(*values), seq))
    count_up(connection, "articles", -1)
    return int(row[1])


def insert(
    connection: Connection, prepared: PreparedArticle, added: str, story: int | None, *, current: bool = True
) -> int:
    """Store an article and return its key. ``story``: the key of its first version; None where it is that itself."""
    article = prepared.article
    ranges, vectors = packed_ranges(prepared.sentences), packed_rows(prepared.sentence_rows)
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'article'").fetchone()
    seq = (last[0] if last else 0) + 1
    values = (
        article.id,
        story or seq,
        int(current),
        readable(folded(article.publisher)) if article.publisher else None,
        readable(day_of(article)) or None,
        readable(article.url) if article.url is not None else None,
        added,
        len(prepared.sentences),
        digest(ranges, vectors),
        metadata_of(article),
        article.text,
    )
    connection.execute(
        f"INSERT INTO article (seq, source, {ARTICLE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, readable(article.source) if article.source is not None else None, *values, digest(*values)),
    )
    connection.execute("INSERT INTO article_sentences VALUES (?, ?, ?)", (seq, ranges, vectors))
    connection.executemany(
        "INSERT OR IGNORE INTO tag VALUES (?, ?)",
        [(tag, seq) for tag in {readable(folded(tag)) for tag in article.tags}],
    )
    keys = [
        *band_keys(prepared.signature),
        *(sentence_key(sentence_text(article, sentence)) for sentence in prepared.sentences),
        *(passage_key(passage_text(article, passage)) for passage in prepared.passages),
    ]
    note_keys(connection, seq, dict.fromkeys(keys))
    if current:
        _insert_passages(connection, seq, prepared)
        count_up(connection, "articles", 1)
    return seq


def _insert_passages(connection: Connection, seq: int, prepared: PreparedArticle) -> None:
    count = 0
    for passage, row in zip(prepared.passages, prepared.passage_rows, strict=True):
        text = passage_text(prepared.article, passage)
        values = (seq, passage.start, passage.end, passage.first, passage.last, row.tobytes())
        cursor = connection.execute(
            f"INSERT INTO passage ({PASSAGE_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", (*values, digest(*values))
        )
        held = terms(text)
        connection.execute("INSERT INTO passage_terms (rowid, terms) VALUES (?, ?)", (cursor.lastrowid, " ".join(held)))
        count += len(held)
    count_up(connection, "passages", len(prepared.passages))
    count_up(connection, "terms", count)


def forget_passages(connection: Connection, seq: int) -> None:
    rows = connection.execute(
        "SELECT passage.id, terms FROM passage JOIN passage_terms ON passage_terms.rowid = passage.id "
        "WHERE article = ?",
        (seq,),
    ).fetchall()
    keys = [key for key, _ in rows]
    connection.executemany("DELETE FROM passage_terms WHERE rowid = ?", [(key,) for key in keys])
    connection.execute("DELETE FROM passage WHERE article = ?", (seq,))
    if keys:
        connection.execute("INSERT INTO gone SELECT max(number), ?, ? FROM generation", (min(keys), max(keys) + 1))
    count_up(connection, "passages", -len(keys))
    count_up(connection, "terms", -sum(len(text.split()) for _, text in rows))


def count_up(connection: Connection, key: str, change: int) -> None:
    """Change one of the counts that say how much the database must hold."""
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + ? WHERE key = ?", (change, key))
