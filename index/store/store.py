"""Store: articles in; articles, passages and terms out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.embedding import Rows
from index.errors import IndexFault, UnknownArticle
from index.filters import Filter
from index.records import ID_HEX_DIGITS, Article, Passage
from index.store.additions import Outcome, count_up, forget_passages, insert, known, link, store_article
from index.store.database import BUSY_TIMEOUT_S, Connection, Database, connected
from index.store.keys import forget_keys, holding, passage_key, sentence_key
from index.store.lexical import Lexical
from index.store.schema import ARTICLE_COLUMNS, PASSAGE_COLUMNS
from index.store.stored import (
    PreparedArticle,
    StoredArticle,
    StoredPassage,
    article_of,
    digest,
    passage_row,
    passage_text,
    sentence_text,
    unpacked_ranges,
    unpacked_rows,
)

_ARTICLES_IN_MEMORY = 256
_PASSAGES_AT_ONCE = 4096


@dataclass(frozen=True)
class Addition:
    """What became of an article that was to be added: ``article`` is the one that is stored now.

    ``added``; a new ``version`` of one that is there, which it replaces; a ``reprint`` of one that is there, which was
    linked to it; or ``known``, the same text as before.
    """

    article: Article
    outcome: Outcome


@dataclass(frozen=True)
class Changes:
    """What a vector index that knows the passages of an earlier moment must do to know those of now.

    ``generation``: now. ``whole``: the earlier moment is none of this database's, so that all passages are new.
    ``gone``: keys that are no longer there, as half-open ranges.
    """

    generation: str
    whole: bool
    gone: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Admitted:
    """Passages that may be found. ``flags``: one number for each key from 0 on, 1 for each of these ``count``."""

    flags: npt.NDArray[np.uint8]
    count: int

    def __contains__(self, key: int) -> bool:
        return 0 <= key < len(self.flags) and bool(self.flags[key])


@dataclass(frozen=True)
class Restoring:
    """Stores what stood in another database; see :meth:`Store.restoring`."""

    connection: Connection

    def article(self, prepared: PreparedArticle, added: str | None, story: int | None, *, current: bool) -> int:
        """Store an article as it was, and return its key. ``story``: its first version's key."""
        return insert(self.connection, prepared, added or _now(), story, current=current)

    def reprint(self, article_seq: int, article_id: str, added: str, metadata: str) -> None:
        """Link a reprint as it was linked."""
        link(self.connection, article_id, article_seq, added, metadata)


class Store:
    """The database of one index folder, for any number of threads. Reading never waits for writing.

    Errors of opening: see :class:`index.store.database.Database`.
    """

    def __init__(self, folder: Path, encoder: str | None = None) -> None:
        self.folder = folder
        self._database = Database(folder, encoder)
        self._lexical = Lexical(self._database)
        self._stored = lru_cache(maxsize=_ARTICLES_IN_MEMORY)(self._read_stored)

    # --- writing

    def standing(self, article: Article) -> Addition | None:
        """What is known already of an article with this text; None where it is new."""
        with self._database.snapshot() as connection:
            found = known(connection, article)
            return Addition(self._by_seq(connection, found[1]), found[0]) if found else None

    def add(self, prepared: Sequence[PreparedArticle]) -> list[Addition]:
        """Store articles in one transaction, and say what became of each. Raises IndexBusy, IndexUnwritable."""
        added = _now()
        with self._database.writing() as connection:
            done = [store_article(connection, one, added) for one in prepared]
            additions = [Addition(self._by_seq(connection, seq), outcome) for outcome, seq in done]
        if any(addition.outcome == "version" for addition in additions):
            self._stored.cache_clear()
        return additions

    @contextmanager
    def restoring(self) -> Iterator[Restoring]:
        """One transaction in which articles are stored as they were in another database."""
        with self._database.writing() as connection:
            yield Restoring(connection)

    def remove(self, article_id: str) -> Article:
        """Remove an article, its earlier versions and the links to its reprints; of an earlier version, that alone.

        Raises UnknownArticle.
        """
        article = self.article(article_id)
        with self._database.writing() as connection:
            row = connection.execute("SELECT seq, story, current FROM article WHERE id = ?", (article.id,)).fetchone()
            if row is None:  # Another program was faster.
                raise self._unknown(article.id)
            seq, story, current = row
            doomed = [seq]
            if current:
                forget_passages(connection, seq)
                count_up(connection, "articles", -1)
                doomed = [one for (one,) in connection.execute("SELECT seq FROM article WHERE story = ?", (story,))]
            for one in doomed:
                forget_keys(connection, one)
                connection.execute("DELETE FROM article WHERE seq = ?", (one,))
            # What is deleted stays in old segments until these are merged.
            connection.execute("INSERT INTO passage_terms (passage_terms) VALUES ('optimize')")
            connection.execute("INSERT INTO article_keys (article_keys) VALUES ('optimize')")
        self._stored.cache_clear()
        self._database.forget_old_pages()
        return article

    # --- reading articles

    @property
    def generation(self) -> str:
        """The mark of the last commit: no other commit, of this database or another, has the same."""
        with self._database.translated():
            row = (
                self._database.connection()
                .execute("SELECT mark FROM generation ORDER BY number DESC LIMIT 1")
                .fetchone()
            )
        if row is None or not isinstance(row[0], str):
            raise self._database.damaged("no generation")
        return row[0]

    def close(self) -> None:
        """Close this thread's connection."""
        self._database.close()

    def snapshot(self) -> AbstractContextManager[object]:
        """Whatever this thread reads inside is of one moment, whatever is committed meanwhile."""
        return self._database.snapshot()

    @property
    def count(self) -> int:
        """How many articles there are, earlier versions and reprints aside."""
        with self._database.translated():
            return self._database.count("articles")

    def count_within(self, within: Filter) -> int:
        """How many articles a filter admits."""
        where, values = _chosen(within)
        with self._database.translated():
            row = self._database.connection().execute(f"SELECT count(*) FROM article WHERE {where}", values).fetchone()
        return int(row[0])

    @property
    def passage_count(self) -> int:
        with self._database.translated():
            return self._database.count("passages")

    def articles(self, within: Filter | None = None, limit: int | None = None) -> list[Article]:
        """Articles in their current versions, the newest first. ``within``: only those that it admits."""
        where, values = _chosen(within)
        with self._database.snapshot() as connection:
            rows = connection.execute(
                f"SELECT {ARTICLE_COLUMNS} FROM article WHERE {where} ORDER BY seq DESC LIMIT ?",
                (*values, -1 if limit is None else limit),
            )
            articles = [self._article(row) for row in rows]
            if not within and limit is None and len(articles) != self._database.count("articles"):
                raise self._database.damaged("articles are missing")
        return articles

    def publishers(self) -> list[str]:
        """The publishers of the articles, each once, in the order of the alphabet."""
        return self._distinct(
            "SELECT min(json_extract(metadata, '$.publisher')) FROM article WHERE current AND publisher IS NOT NULL "
            "GROUP BY publisher ORDER BY publisher"
        )

    def tags(self) -> list[str]:
        """The tags of the articles, as they are compared, in the order of the alphabet."""
        return self._distinct("SELECT DISTINCT tag FROM tag ORDER BY tag")

    def _distinct(self, query: str) -> list[str]:
        with self._database.translated():
            return [str(value) for (value,) in self._database.connection().execute(query)]

    def article(self, article_id: str) -> Article:
        """The article with this id, or with an id that begins so; earlier versions too. Raises UnknownArticle."""
        with self._database.translated():
            found = (
                self._database.connection()
                .execute(
                    f"SELECT {ARTICLE_COLUMNS} FROM article WHERE id >= ? AND id < ? LIMIT 2",
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

    def versions(self, article_id: str) -> list[Article]:
        """All versions of an article, the newest first, itself among them. Raises UnknownArticle."""
        with self._database.snapshot() as connection:
            row = connection.execute("SELECT story FROM article WHERE id = ?", (article_id,)).fetchone()
            if row is None:
                raise self._unknown(article_id)
            rows = connection.execute(f"SELECT {ARTICLE_COLUMNS} FROM article WHERE story = ? ORDER BY seq DESC", row)
            return [self._article(one) for one in rows]

    def reprints(self, article_id: str) -> list[Article]:
        """What identifies the reprints of an article, the oldest first. Their text is that of the article itself."""
        article = self.article(article_id)
        with self._database.translated():
            rows = self._database.connection().execute(
                "SELECT reprint.id, reprint.article, reprint.added, reprint.metadata, reprint.digest FROM reprint "
                "JOIN article ON article.seq = reprint.article WHERE article.id = ? ORDER BY reprint.rowid",
                (article.id,),
            )
            return [self._reprint(row, article) for row in rows]

    def _reprint(self, row: Sequence[Any], article: Article) -> Article:
        *values, expected = row
        if digest(*values) != expected:
            raise self._database.damaged(f"a reprint of article {article.id} does not match its hash")
        return article_of(article.text, values[3], added=values[2], sentences=article.sentences)

    def _unknown(self, article_id: str) -> IndexFault | UnknownArticle:
        with self._database.translated():
            # Ids are looked up in an index of SQLite's, whose damage would hide an article. Reads all articles: 5 ms
            # for 1,000 of them.
            state = self._database.connection().execute("PRAGMA integrity_check(article)").fetchone()[0]
        if state != "ok":
            return self._database.damaged("its articles and their ids do not match")
        return UnknownArticle(f"no article has the id {article_id!r}; list the articles with: qa list")

    def _by_seq(self, connection: Connection, seq: int) -> Article:
        row = connection.execute(f"SELECT {ARTICLE_COLUMNS} FROM article WHERE seq = ?", (seq,)).fetchone()
        if row is None:
            raise UnknownArticle("the article was removed a moment ago; ask again")
        return self._article(row)

    def _article(self, row: Sequence[Any]) -> Article:
        *values, expected = row
        if digest(*values) != expected:
            raise self._database.damaged(f"article {str(values[0])[:ID_HEX_DIGITS]!a} does not match its hash")
        return article_of(values[10], values[9], added=values[6], sentences=values[7])

    def stored(self, article_seq: int) -> StoredArticle:
        """The article with this key, with its sentences and their vectors. Kept in memory for the next question."""
        return self._stored(article_seq, self._database.file)

    def stored_by_id(self, article_id: str) -> StoredArticle:
        """The same, by the article's id. Raises UnknownArticle."""
        with self._database.translated():
            row = self._database.connection().execute("SELECT seq FROM article WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise self._unknown(article_id)
        return self.stored(int(row[0]))

    def _read_stored(self, article_seq: int, _file: object) -> StoredArticle:
        # Kept by the file too: in the database that a repair has made, other articles have these keys.
        with self._database.snapshot() as connection:
            row = connection.execute(f"SELECT {ARTICLE_COLUMNS} FROM article WHERE seq = ?", (article_seq,)).fetchone()
            if row is None:
                raise UnknownArticle("the article was removed a moment ago; ask again")
            article = self._article(row)
            found = connection.execute(
                "SELECT ranges, vectors FROM article_sentences WHERE article = ?", (article_seq,)
            ).fetchone()
        if found is None or digest(*found) != row[8]:
            raise self._database.damaged(f"the sentences of article {article.id} do not match their hash")
        ranges, vectors = found
        return StoredArticle(article_seq, article, unpacked_ranges(ranges), unpacked_rows(vectors, article.sentences))

    # --- what was embedded already

    def embedded_sentence(self, text: str) -> Rows | None:
        """The vector of a text that is a sentence of a stored article, shape (dimension,). Raises IndexDamaged."""
        for stored in self._holding(sentence_key(text)):
            for sentence, row in zip(stored.sentences, stored.sentence_rows, strict=True):
                if sentence_text(stored.article, sentence) == text:
                    found: Rows = row
                    return found
        return None

    def embedded_passage(self, text: str) -> Rows | None:
        """The vector of a text that is a passage of an article, shape (dimension,). Raises IndexDamaged."""
        for stored in self._holding(passage_key(text)):
            with self._database.translated():
                rows = self._database.connection().execute(
                    f"SELECT {PASSAGE_COLUMNS} FROM passage WHERE article = ?", (stored.seq,)
                )
                passages = [self._passage(row) for row in rows]
            for passage in passages:
                if passage_text(stored.article, passage.passage) == text:
                    return passage.row
        return None

    def _holding(self, key: str) -> Iterator[StoredArticle]:
        with self._database.translated():
            found = holding(self._database.connection(), [key])
        return map(self.stored, found)

    # --- reading passages

    def passages(self, keys: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages with these keys; one that was removed meanwhile is left out."""
        with self._database.translated():
            rows = self._database.connection().execute(
                f"SELECT {PASSAGE_COLUMNS} FROM passage WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(keys),),
            )
            return {row[0]: self._passage(row) for row in rows}

    def changes(self, since: str | None) -> Changes:
        """What became of the passages since a generation, but for those that were added: :meth:`passage_rows`."""
        with self._database.snapshot() as connection:
            generation = self.generation
            row = connection.execute("SELECT number FROM generation WHERE mark = ?", (since,)).fetchone()
            if row is None:
                return Changes(generation, whole=True)
            gone = connection.execute("SELECT first, last FROM gone WHERE generation > ? ORDER BY first", row)
            return Changes(generation, whole=False, gone=tuple((first, last) for first, last in gone))

    def passage_rows(self, after: int = 0) -> Iterator[tuple[list[int], Rows]]:
        """Keys above ``after`` in order, and their passages' vectors, some thousands at a time; inside a snapshot.

        Raises IndexDamaged, at its end also where passages are missing.
        """
        connection = self._database.connection()
        seen = 0
        cursor = connection.execute(f"SELECT {PASSAGE_COLUMNS} FROM passage WHERE id > ? ORDER BY id", (after,))
        while rows := cursor.fetchmany(_PASSAGES_AT_ONCE):
            passages = [self._passage(row) for row in rows]
            seen += len(passages)
            yield [passage.key for passage in passages], np.stack([passage.row for passage in passages])
        if not after and seen != self._database.count("passages"):
            raise self._database.damaged("passages are missing")

    def _passage(self, row: Sequence[Any]) -> StoredPassage:
        key, *values, expected = row
        if digest(*values) != expected:
            raise self._database.damaged(f"passage {key} does not match its hash")
        seq, start, end, first, last, vector = values
        return StoredPassage(key, seq, Passage(start, end, first, last), passage_row(vector))

    def admitted(self, within: Filter) -> Admitted:
        """The passages of the articles that a filter admits."""
        where, values = _chosen(within)
        with self._database.snapshot() as connection:
            # In the order of an index of SQLite's, and of nothing but that index.
            rows = connection.execute(
                "SELECT min(id), max(id) FROM passage "
                f"WHERE article IN (SELECT seq FROM article WHERE {where}) GROUP BY article",
                values,
            ).fetchall()
        flags = np.zeros(max((last for _, last in rows), default=0) + 1, dtype=np.uint8)
        for first, last in rows:  # An article's passages are stored together, so that no other's are between them.
            flags[first : last + 1] = 1
        return Admitted(flags, int(flags.sum()))

    def lexical(
        self, counts: Mapping[str, int], total: int, limit: int, admitted: Admitted | None = None
    ) -> dict[int, float]:
        """BM25 of the passages that hold any of the terms; see :meth:`index.store.lexical.Lexical.search`."""
        return self._lexical.search(counts, total, limit, admitted.flags if admitted else None)

    def passage_counts(self, question_terms: Sequence[str]) -> tuple[Mapping[str, int], int]:
        """In how many passages each term occurs; see :meth:`index.store.lexical.Lexical.counts`."""
        with self._database.snapshot():
            return self._lexical.counts(question_terms, self.generation)

    # --- examination

    def examine(self) -> None:
        """Read everything, and raise IndexDamaged where anything is not as it was written."""
        with self._database.snapshot() as connection:
            for (state,) in connection.execute("PRAGMA integrity_check(1)"):
                if state != "ok":
                    raise self._database.damaged("its structure is broken")
            for (seq,) in connection.execute("SELECT seq FROM article").fetchall():
                article = self._read_stored(seq, self._database.file).article
                self.reprints(article.id)
            self.articles()
            for _ in self.passage_rows():
                pass
        self.check_words(BUSY_TIMEOUT_S)

    def check_words(self, busy_timeout_s: float = 0) -> None:
        """Hold the lexical index against its terms, and what filters use against the articles. Changes nothing.

        No hash is kept of these, and damage would change what is found without a word. Takes 10 ms for 1,000 passages.
        Raises IndexDamaged; IndexBusy where another program writes, which FTS5 waits for as if it wrote itself.
        """
        with self._database.translated(), closing(connected(self._database.path, busy_timeout_s)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO passage_terms (passage_terms) VALUES ('integrity-check')")
            connection.execute("INSERT INTO article_keys (article_keys) VALUES ('integrity-check')")
            connection.execute("ROLLBACK")
            for table in ("article", "tag"):  # Their indexes choose what a filter admits.
                if connection.execute(f"PRAGMA integrity_check({table})").fetchone()[0] != "ok":
                    raise self._database.damaged("its articles and what they are found by do not match")

    @property
    def file(self) -> tuple[int, int] | None:
        """Which file is read: device and inode. A repair puts another one in its place."""
        return self._database.file


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def _chosen(within: Filter | None) -> tuple[str, list[str]]:
    """The condition of SQL for the articles that a filter admits, and its values."""
    conditions, values = ["article.current"], []
    if within is None:
        return conditions[0], []
    if within.publishers:
        conditions.append("article.publisher IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(within.publisher_keys))
    if within.by_day:
        conditions.append("article.published BETWEEN ? AND ?")
        values += [within.first_day, within.last_day]
    if within.articles:
        conditions.append("article.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(within.articles)))
    if within.tags:
        conditions.append("article.seq IN (SELECT article FROM tag WHERE tag IN (SELECT value FROM json_each(?)))")
        values.append(json.dumps(within.tag_keys))
    return " AND ".join(conditions), values
