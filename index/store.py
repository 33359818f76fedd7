"""The truth: one SQLite database with the articles, their sentences and passages, vectors and terms.

Layout of the folder: ``verbatim.sqlite3`` (write-ahead log) is all that cannot be made again. The FAISS file beside it
(:mod:`index.vectors`) is derived from it and carries the generation it was made from. A commit draws a new generation
at random, so that readers see at a glance whether what they hold is current, and whether it is of this database at all.

SQLite sees a damaged page only where its structure breaks, so every row that is read carries a hash of its values.

Why SQLite: one file, atomic, many readers beside one writer, survives ``kill -9``, in the standard library; and its
FTS5 is the lexical index, inside the same transaction as the text it indexes.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from index.embedding import Rows
from index.errors import IndexBusy, IndexDamaged, IndexFault, IndexMismatch, IndexUnwritable, UnknownArticle
from index.names import Names, names_of
from index.records import ID_HEX_DIGITS, Article, Passage, Sentence
from index.speakers import Speakers, read_speakers
from index.terms import terms

DATABASE = "verbatim.sqlite3"
FORMAT = 2
_APPLICATION_ID = 0x76657262  # "verb"
_BUSY_TIMEOUT_S = 5.0
_ARTICLES_IN_MEMORY = 256

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, metadata TEXT NOT NULL,
    added TEXT NOT NULL, sentences INTEGER NOT NULL, sentences_digest BLOB NOT NULL, digest BLOB NOT NULL);
CREATE TABLE sentence (
    article INTEGER NOT NULL REFERENCES article(seq) ON DELETE CASCADE, number INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, paragraph INTEGER NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (article, number)) WITHOUT ROWID;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES article(seq) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    vector BLOB NOT NULL, digest BLOB NOT NULL);
CREATE INDEX passage_of_article ON passage (article);
CREATE VIRTUAL TABLE passage_terms USING fts5(terms, tokenize = "unicode61 tokenchars '.'");
CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_terms, row);
"""
_ARTICLE = "id, text, metadata, added, sentences, sentences_digest, digest"
_PASSAGE = 'id, article, start, "end", first, last, vector, digest'
# How SQLite's messages begin: what follows may quote the database, and hold any word.
_BUSY = ("database is locked", "database table is locked", "database schema is locked")
_UNWRITABLE = (
    "database or disk is full",
    "attempt to write a readonly database",
    "unable to open database file",
    "disk I/O error",
)
_METADATA = ("title", "publisher", "author", "published", "modified", "url", "language", "source", "origins")


@dataclass(frozen=True)
class PreparedArticle:
    """An article with all that is derived from its text. ``*_rows`` are unit vectors, one row a sentence or passage."""

    article: Article
    sentences: Sequence[Sentence]
    sentence_rows: Rows
    passages: Sequence[Passage]
    passage_rows: Rows


@dataclass(frozen=True)
class StoredArticle:
    """An article as it is read back, with its sentences and their unit vectors, shape (sentences, dimension)."""

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


class Store:
    """The database of one index folder, for any number of threads. Reading never waits for writing.

    Opening raises IndexFault where the folder is something else, IndexDamaged where the database cannot be read, and
    IndexMismatch where it was made by a newer format or with another embedding model (``encoder``: its fingerprint).
    """

    def __init__(self, folder: Path, encoder: str | None = None) -> None:
        self.folder = folder
        self._path = folder / DATABASE
        self._local = threading.local()
        self._write_lock = threading.Lock()
        self._stored = lru_cache(maxsize=_ARTICLES_IN_MEMORY)(self._read_stored)
        try:
            if not self._path.exists():
                self._create(encoder)
        except OSError as cause:
            raise IndexUnwritable(
                f"{self.folder} cannot be made or opened: {cause.strerror}; choose another folder with --index"
            ) from cause
        self._check(encoder)

    # --- opening

    def _create(self, encoder: str | None) -> None:
        if self.folder.is_file():
            raise IndexFault(f"{self.folder} is a file, not an index folder; choose another folder with --index")
        # What begins like the database is another program making it at this moment, or one that was killed meanwhile.
        beside = f"{DATABASE}."
        if self.folder.is_dir() and any(not entry.name.startswith(beside) for entry in self.folder.iterdir()):
            # Unless that other program has finished just now.
            if self._path.exists():
                return
            raise IndexFault(
                f"{self.folder} is not an index of Verbatim (no {DATABASE}) and is not empty; "
                "choose another folder with --index"
            )
        if encoder is None:
            raise IndexFault(f"{self.folder} holds no index; add an article first: qa add FILE --index {self.folder}")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryDirectory(prefix=beside, dir=self.folder) as work, self._translated():
            made = Path(work) / DATABASE
            # Before SQLite makes it: its log takes over the permissions of the database.
            made.touch(mode=0o600)
            _make_database(made, encoder)
            _publish(made, self._path)

    def _check(self, encoder: str | None) -> None:
        with self._translated():
            connection = self._connection()
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if application != _APPLICATION_ID:
                if not self._path.stat().st_size:
                    raise self._damaged("it is empty")
                raise IndexFault(f"{self._path} is a database of another program; choose another folder with --index")
            if version > FORMAT:
                raise IndexMismatch(f"{self.folder} was made by a newer version of Verbatim; update this one")
            if version < FORMAT:
                raise IndexMismatch(
                    f"{self.folder} was made by an older version of Verbatim; "
                    "choose another folder with --index, and add the articles there"
                )
            made_with = self._meta("encoder")
        if encoder is not None and made_with != encoder:
            raise IndexMismatch(
                f"{self.folder} was made with another embedding model; use that model, "
                "or another folder with --index, and add the articles there"
            )

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as cause:
            reason = str(cause)
            if reason.startswith(_BUSY):
                raise IndexBusy(f"{self.folder} is being written by another program; try again in a moment") from cause
            if reason.startswith(_UNWRITABLE):
                raise IndexUnwritable(
                    f"{self.folder} cannot be used: {reason}; free some space or check its permissions"
                ) from cause
            if reason.startswith("Could not decode"):
                reason = "a text is not UTF-8"  # SQLite's own reason quotes the text.
            raise self._damaged(reason) from cause
        except sqlite3.DatabaseError as cause:
            raise self._damaged(str(cause)) from cause
        except UnicodeDecodeError as cause:  # An error of SQLite's that quotes a broken schema.
            raise self._damaged("its schema is not UTF-8") from cause

    def _damaged(self, reason: str) -> IndexDamaged:
        return IndexDamaged(
            f"{self._path} is damaged ({reason}); nothing was changed: restore it from a copy, "
            "or add the articles to a new folder with --index"
        )

    def _unknown(self, article_id: str) -> IndexFault | UnknownArticle:
        with self._translated():
            # Ids are looked up in an index of SQLite's, whose damage would hide an article. Reads all articles: 5 ms
            # for 1,000 of them.
            state = self._connection().execute("PRAGMA integrity_check(article)").fetchone()[0]
        if state != "ok":
            return self._damaged("its articles and their ids do not match")
        return UnknownArticle(f"no article has the id {article_id!r}; list the articles with: qa list")

    def _meta(self, key: str) -> str:
        row = self._connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise self._damaged(f"no {key}")
        return str(row[0])

    # --- writing

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._write_lock, self._translated():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (_new_generation(),))
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def add(self, prepared: PreparedArticle) -> Article:
        """Store an article in one transaction and return it as stored; one that is there already is left as it is."""
        article = prepared.article
        added = datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
        metadata = {name: getattr(article, name) for name in _METADATA}
        metadata["origins"] = dict(article.origins)
        values = (
            article.id,
            article.text,
            json.dumps(metadata),
            added,
            len(prepared.sentences),
            _sentences_digest(prepared.sentences, prepared.sentence_rows.tobytes()),
        )
        with self._writing() as connection:
            cursor = connection.execute(
                f"INSERT OR IGNORE INTO article ({_ARTICLE}) VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, _digest(*values))
            )
            if cursor.rowcount:
                self._add_ranges(connection, int(cursor.lastrowid or 0), prepared)
        return self.article(article.id)

    @staticmethod
    def _add_ranges(connection: sqlite3.Connection, seq: int, prepared: PreparedArticle) -> None:
        connection.executemany(
            "INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?)",
            (
                (seq, number, sentence.start, sentence.end, sentence.paragraph, row.tobytes())
                for number, (sentence, row) in enumerate(zip(prepared.sentences, prepared.sentence_rows, strict=True))
            ),
        )
        title = prepared.article.title or ""
        for passage, row in zip(prepared.passages, prepared.passage_rows, strict=True):
            values = (seq, passage.start, passage.end, passage.first, passage.last, row.tobytes())
            cursor = connection.execute(
                f"INSERT INTO passage ({_PASSAGE}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", (*values, _digest(*values))
            )
            text = f"{title} {prepared.article.text[passage.start : passage.end]}"
            connection.execute(
                "INSERT INTO passage_terms (rowid, terms) VALUES (?, ?)", (cursor.lastrowid, " ".join(terms(text)))
            )

    def remove(self, article_id: str) -> Article:
        """Remove an article and all that was derived from it. Raises UnknownArticle."""
        article = self.article(article_id)
        with self._writing() as connection:
            row = connection.execute("SELECT seq FROM article WHERE id = ?", (article.id,)).fetchone()
            if row is None:  # Another program was faster.
                raise self._unknown(article.id)
            connection.execute(
                "DELETE FROM passage_terms WHERE rowid IN (SELECT id FROM passage WHERE article = ?)", row
            )
            connection.execute("DELETE FROM article WHERE seq = ?", row)
            # Deleted terms stay in old segments until these are merged.
            connection.execute("INSERT INTO passage_terms (passage_terms) VALUES ('optimize')")
        self._stored.cache_clear()
        with self._translated():
            # Old pages stay in the log until it is emptied.
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return article

    # --- reading

    @property
    def generation(self) -> str:
        """The mark of the last commit: no other commit, of this database or another, has the same."""
        with self._translated():
            return self._meta("generation")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Whatever this thread reads inside is of one moment, whatever is committed meanwhile. May not be nested."""
        with self._translated():
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                yield
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def articles(self) -> list[Article]:
        """All articles, the newest first."""
        with self._translated():
            rows = self._connection().execute(f"SELECT {_ARTICLE} FROM article ORDER BY seq DESC")
            return [self._article(row) for row in rows]

    def has(self, article_id: str) -> bool:
        with self._translated():
            return bool(self._connection().execute("SELECT 1 FROM article WHERE id = ?", (article_id,)).fetchone())

    def article(self, article_id: str) -> Article:
        """The article with this id, or with an id that begins so. Raises UnknownArticle."""
        with self._translated():
            found = (
                self._connection()
                .execute(
                    f"SELECT {_ARTICLE} FROM article WHERE id >= ? AND id < ? LIMIT 2",
                    (article_id, article_id + "g"),
                )
                .fetchall()
            )
        if not found or not article_id:
            raise self._unknown(article_id)
        if len(found) > 1:
            raise UnknownArticle(
                f"several articles have an id beginning with {article_id!r}; list the articles with: qa list"
            )
        return self._article(found[0])

    def stored(self, article_seq: int) -> StoredArticle:
        """The article with this key, with its sentences and their vectors. Kept in memory for the next question."""
        return self._stored(article_seq)

    def stored_by_id(self, article_id: str) -> StoredArticle:
        """The same, by the article's id. Raises UnknownArticle."""
        with self._translated():
            row = self._connection().execute("SELECT seq FROM article WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise self._unknown(article_id)
        return self.stored(int(row[0]))

    def _read_stored(self, article_seq: int) -> StoredArticle:
        with self._translated():
            connection = self._connection()
            found = connection.execute(f"SELECT {_ARTICLE} FROM article WHERE seq = ?", (article_seq,)).fetchone()
            rows = connection.execute(
                'SELECT start, "end", paragraph, vector FROM sentence WHERE article = ? ORDER BY number', (article_seq,)
            ).fetchall()
        if found is None:
            raise UnknownArticle("the article was removed a moment ago; ask again")
        article = self._article(found)
        sentences = tuple(Sentence(start, end, paragraph) for start, end, paragraph, _ in rows)
        vectors = [vector for *_, vector in rows]
        if _sentences_digest(sentences, *vectors) != found[5]:
            raise self._damaged(f"the sentences of article {article.id} do not match their hash")
        return StoredArticle(article, sentences, _rows(vectors))

    def _article(self, row: Sequence[Any]) -> Article:
        *values, digest = row
        if _digest(*values) != digest:
            raise self._damaged(f"article {str(values[0])[:ID_HEX_DIGITS]!a} does not match its hash")
        _, text, metadata, added, sentences, _ = values
        return replace(Article(text=text, **json.loads(metadata)), added=added, sentences=sentences)

    def passages(self, keys: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages with these keys; one that was removed meanwhile is left out."""
        with self._translated():
            rows = self._connection().execute(
                f"SELECT {_PASSAGE} FROM passage WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
            )
            return {row[0]: self._passage(row) for row in rows}

    def passage_rows(self) -> tuple[list[int], Rows, str]:
        """Keys and vectors of all passages, and the generation they belong to, read in one transaction."""
        with self.snapshot():
            rows = self._connection().execute(f"SELECT {_PASSAGE} FROM passage ORDER BY id")
            passages = [self._passage(row) for row in rows]
            generation = self._meta("generation")
        vectors = np.stack([passage.row for passage in passages]) if passages else np.zeros((0, 0), dtype=np.float32)
        return [passage.key for passage in passages], vectors, generation

    def _passage(self, row: Sequence[Any]) -> StoredPassage:
        key, *values, digest = row
        if _digest(*values) != digest:
            raise self._damaged(f"passage {key} does not match its hash")
        seq, start, end, first, last, vector = values
        return StoredPassage(key, seq, Passage(start, end, first, last), np.frombuffer(vector, dtype=np.float32))

    def lexical(self, question_terms: Sequence[str], limit: int) -> dict[int, float]:
        """BM25 of the passages that hold any of the terms, best ``limit``, by key; higher is better, above 0."""
        if not question_terms:
            return {}
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys(question_terms))
        with self._translated():
            rows = (
                self._connection()
                .execute(
                    "SELECT rowid, bm25(passage_terms) FROM passage_terms WHERE passage_terms MATCH ? "
                    "ORDER BY rank LIMIT ?",
                    (query, limit),
                )
                .fetchall()
            )
        return {key: -score for key, score in rows}

    def passage_counts(self, question_terms: Sequence[str]) -> tuple[Mapping[str, int], int]:
        """In how many passages each term occurs (terms that occur in none are left out), and how many there are."""
        wanted = json.dumps(list(dict.fromkeys(question_terms)))
        with self._translated():
            connection = self._connection()
            counts = connection.execute(
                "SELECT term, doc FROM passage_vocabulary WHERE term IN (SELECT value FROM json_each(?))", (wanted,)
            ).fetchall()
            total = connection.execute("SELECT count(*) FROM passage").fetchone()[0]
        return dict(counts), int(total)


def _make_database(path: Path, encoder: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        values = [("encoder", encoder), ("generation", _new_generation())]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", values)
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")


def _publish(made: Path, path: Path) -> None:
    """Give a finished file its name, unless another program has given it to a file of its own meanwhile."""
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError:  # Some file systems have no links; renaming cannot tell whether the name is taken.
        if not path.exists():
            os.replace(made, path)


def _new_generation() -> str:
    return secrets.token_hex(8)


def _rows(blobs: Sequence[bytes]) -> Rows:
    if not blobs:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(blobs), dtype=np.float32).reshape(len(blobs), -1)


def _digest(*values: str | int | bytes) -> bytes:
    """SHA-256 of a row's values, which differs whenever one of them, or its type, does."""
    total = hashlib.sha256()
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode()
        total.update(f"{type(value).__name__} {len(data)} ".encode())
        total.update(data)
    return total.digest()


def _sentences_digest(sentences: Sequence[Sentence], *vectors: bytes) -> bytes:
    total = hashlib.sha256(b"".join(vectors))
    total.update(repr([(sentence.start, sentence.end, sentence.paragraph) for sentence in sentences]).encode())
    return total.digest()
