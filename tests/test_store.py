"""The database: what goes in comes out whole, whoever writes, kills or damages meanwhile."""

from __future__ import annotations

import gc
import os
import random
import re
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexBusy, IndexDamaged, IndexFault, IndexMismatch, IndexUnwritable, UnknownArticle
from index.filters import Filter
from index.records import Article, Passage, Sentence
from index.store import DATABASE, PreparedArticle, Store, lexical
from index.store import database as database_module
from index.store.database import NOTE

ENCODER = "an encoder"
RAIN = Article(
    "It rained. The bridge held.",
    title="Weather",
    publisher="The Post",
    author="A. Writer",
    published="2026-01-17",
    modified="2026-01-18",
    url="https://example.org/rain",
    source="rain.txt",
    origins={"title": "heading"},
)
SUN = Article("The sun shone. Ferries sailed.", title="Sunshine")


def prepared(article: Article) -> PreparedArticle:
    """Two sentences and one passage, with rows that can be told apart."""
    first_end = article.text.index(". ") + 1
    return PreparedArticle(
        article=article,
        sentences=[Sentence(0, first_end), Sentence(first_end + 1, len(article.text), 1)],
        sentence_rows=np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32),
        passages=[Passage(0, len(article.text), 0, 2)],
        passage_rows=np.array([[0.6, 0.8, 0]], dtype=np.float32),
    )


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "index", ENCODER)


def put(store: Store, article: Article) -> Article:
    """Add one article."""
    return store.add([prepared(article)])[0].article


def passage_rows(store: Store) -> tuple[list[int], np.ndarray]:
    """Keys and vectors of all passages."""
    with store.snapshot():
        batches = list(store.passage_rows())
    keys = [key for some, _ in batches for key in some]
    return keys, np.concatenate([rows for _, rows in batches]) if batches else np.zeros((0, 0))


def by_words(store: Store, question_terms: list[str], limit: int) -> dict[int, float]:
    """The passages that hold any of the terms, with their BM25."""
    return store.lexical(*store.passage_counts(question_terms), limit)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def assert_clear(error: BaseException, *parts: str) -> None:
    """One line that holds these parts."""
    text = str(error)
    assert "\n" not in text
    for part in parts:
        assert part in text


# --- in and out


def test_an_article_comes_back_as_it_went_in(store):
    added = put(store, RAIN)
    assert added == replace(RAIN, sentences=2, added=added.added)
    assert added.origins == {"title": "heading"}
    assert added.added.endswith("Z")
    assert store.articles() == [added]
    assert store.article(RAIN.id) == added


def test_sentences_and_passages_come_back(store):
    put(store, RAIN)
    stored = store.stored_by_id(RAIN.id)
    assert stored.sentences == (Sentence(0, 10, 0), Sentence(11, 27, 1))
    assert stored.sentence_rows.tolist() == [[1, 0, 0], [0, 1, 0]]
    keys, rows = passage_rows(store)
    assert keys == [1]
    assert rows == pytest.approx(np.array([[0.6, 0.8, 0]]))
    (passage,) = store.passages([1, 2, -1]).values()
    assert (passage.key, passage.article_seq, passage.passage) == (1, 1, Passage(0, 27, 0, 2))
    assert passage.row == pytest.approx([0.6, 0.8, 0])


def test_an_empty_store_has_nothing(store):
    keys, rows = passage_rows(store)
    assert (store.articles(), keys, rows.shape) == ([], [], (0, 0))
    assert store.passages([]) == {}
    assert by_words(store, ["rain"], 5) == {}
    assert store.passage_counts(["rain"]) == ({}, 0)


def test_articles_are_listed_the_newest_first(store):
    put(store, RAIN)
    put(store, SUN)
    assert [article.title for article in store.articles()] == ["Sunshine", "Weather"]


def test_the_same_text_is_one_article(store):
    first = put(store, RAIN)
    assert put(store, replace(RAIN, title="Another title")) == first
    assert len(store.articles()) == len(passage_rows(store)[0]) == 1


def test_another_program_sees_what_was_added(store):
    put(store, RAIN)
    assert [article.title for article in Store(store.folder, ENCODER).articles()] == ["Weather"]


def test_every_commit_has_a_generation_of_its_own(store, tmp_path):
    seen = [store.generation, Store(tmp_path / "other", ENCODER).generation]
    for change in (lambda: put(store, RAIN), lambda: store.remove(RAIN.id), lambda: put(store, RAIN)):
        change()
        seen.append(store.generation)
    assert len(set(seen)) == 5


@pytest.mark.parametrize("characters", [16, 8, 1])
def test_an_id_may_be_cut_short(store, characters):
    put(store, RAIN)
    assert store.article(RAIN.id[:characters]).text == RAIN.text


@pytest.mark.parametrize("article_id", ["", "ffff", "g", "%", "' OR 1=1 --", "\x00", "two\nlines", "😀"])
def test_an_unknown_id_is_a_clear_error(store, article_id):
    put(store, RAIN)
    for look_up in (store.article, store.remove, store.stored_by_id):
        with pytest.raises(UnknownArticle) as unknown:
            look_up(article_id)
        assert str(unknown.value) == f"no article has the id {article_id!r}; list the articles with: qa list"


def test_a_short_id_that_fits_two_articles_is_refused(store):
    for number in range(17):  # One more than there are first digits.
        put(store, Article(f"Number {number} rained. And more."))
    digits = [article.id[0] for article in store.articles()]
    shared = max(set(digits), key=digits.count)
    with pytest.raises(UnknownArticle, match=f"several articles have an id beginning with '{shared}'"):
        store.article(shared)


def test_what_is_removed_is_gone(store):
    put(store, RAIN)
    sun = put(store, SUN)
    assert store.remove(RAIN.id[:6]).title == "Weather"
    assert store.articles() == [sun]
    assert passage_rows(store)[0] == [2]
    assert by_words(store, ["rain"], 5) == {}
    assert store.passage_counts(["rain", "ferri"]) == ({"ferri": 1}, 1)
    with pytest.raises(UnknownArticle, match="removed a moment ago"):
        store.stored(1)


def test_keys_are_never_given_twice(store):
    put(store, RAIN)
    store.remove(RAIN.id)
    put(store, SUN)
    assert passage_rows(store)[0] == [2]


def test_a_removed_article_can_be_added_again(store):
    put(store, RAIN)
    store.remove(RAIN.id)
    assert put(store, RAIN).text == RAIN.text


def test_two_programs_that_remove_one_article(store):
    put(store, RAIN)
    other = Store(store.folder, ENCODER)
    results = []

    def remove(which: Store) -> None:
        try:
            results.append(which.remove(RAIN.id).title)
        except UnknownArticle:
            results.append("unknown")

    together([lambda: remove(store), lambda: remove(other)])
    assert sorted(results) == ["Weather", "unknown"]


# --- words


def test_words_are_found_by_their_terms(store):
    put(store, RAIN)
    put(store, SUN)
    assert list(by_words(store, ["bridg", "weather"], 5)) == [1]
    assert set(by_words(store, ["bridg", "ferri"], 5)) == {1, 2}
    assert list(by_words(store, ["bridg", "ferri"], 1)) in ([1], [2])
    assert all(score > 0 for score in by_words(store, ["bridg", "ferri", "sunshin"], 5).values())


def test_passages_are_counted_by_term(store):
    put(store, RAIN)
    put(store, SUN)
    assert store.passage_counts(["bridg", "bridg", "ferri", "snow"]) == ({"bridg": 1, "ferri": 1}, 2)


HARVESTS = [Article(f"{'Corn ' * (number % 4)}harvest {number} began. {'Rain ' * number}fell.") for number in range(9)]


def test_own_scores_are_those_of_the_engine(store):
    for article in HARVESTS:
        put(store, article)
    counts, total = store.passage_counts(["corn", "harvest", "rain", "began", "7"])
    whole = store.lexical(counts, total, 99)
    admitted = store.admitted(Filter(until=None, articles=tuple(article.id for article in HARVESTS)))
    assert len(whole) == 9
    assert store.lexical(counts, total, 99, admitted) == pytest.approx(whole, rel=1e-5)


def test_at_size_the_rarest_terms_choose_and_all_of_them_score(store, monkeypatch):
    for article in HARVESTS:
        put(store, article)
    counts, total = store.passage_counts(["corn", "harvest", "7"])
    whole = store.lexical(counts, total, 99)
    monkeypatch.setattr(lexical, "MOST_POSTINGS", 3)
    assert store.lexical(counts, total, 99) == pytest.approx({8: whole[8]}, rel=1e-5)  # the only one with a 7
    monkeypatch.setattr(lexical, "MOST_POSTINGS", 8)
    with_corn = [number + 1 for number in range(9) if number % 4 or number == 7]
    assert sorted(store.lexical(counts, total, 99)) == with_corn
    monkeypatch.setattr(lexical, "_RESCORED", 1)
    assert list(store.lexical(counts, total, 99)) == [8]


def test_counts_are_of_the_present(store):
    put(store, HARVESTS[1])
    assert store.passage_counts(["harvest", "snow"])[0] == {"harvest": 1}
    other = Store(store.folder, ENCODER)
    put(other, HARVESTS[2])
    put(other, Article("Snow fell. It melted."))
    assert store.passage_counts(["harvest", "snow"])[0] == {"harvest": 2, "snow": 1}


@pytest.mark.parametrize(
    "question_terms",
    [
        pytest.param([], id="none"),
        pytest.param([""], id="an empty one"),
        pytest.param(["and", "or", "not", "near"], id="operators"),
        pytest.param(["AND", "NEAR(", "*", "^a", "terms:a", "a-b", "(", "{a b}"], id="syntax"),
        pytest.param(["3.5", "½", "(1)", "l·", "ﾞ", "😀"], id="signs"),
        pytest.param([f"w{number}" for number in range(40_000)], id="more than SQLite has variables"),
    ],
)
def test_no_term_is_syntax(store, question_terms):
    put(store, RAIN)
    assert by_words(store, question_terms, 5) == {}
    assert store.passage_counts(question_terms) == ({}, 1)


# --- opening


def test_a_folder_without_an_index_is_not_read(tmp_path):
    with pytest.raises(IndexFault) as fault:
        Store(tmp_path / "index")
    assert_clear(fault.value, f"{tmp_path / 'index'} holds no index", "qa add FILE --index")
    assert names(tmp_path) == set()


def test_an_index_can_be_read_without_its_encoder(store):
    put(store, RAIN)
    assert len(Store(store.folder).articles()) == 1


def test_folders_on_the_way_are_made(tmp_path):
    assert Store(tmp_path / "a" / "b" / "c", ENCODER).articles() == []


def test_a_foreign_folder_is_left_alone(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"abc")
    with pytest.raises(IndexFault) as fault:
        Store(tmp_path, ENCODER)
    assert_clear(fault.value, f"{tmp_path} is not an index of Verbatim", "--index")
    assert names(tmp_path) == {"holiday.jpg"}


def test_a_file_instead_of_a_folder_is_left_alone(tmp_path):
    file = tmp_path / "article.txt"
    file.write_bytes(b"abc")
    with pytest.raises(IndexFault) as fault:
        Store(file, ENCODER)
    assert_clear(fault.value, f"{file} is a file, not an index folder", "--index")
    assert file.read_bytes() == b"abc"


def test_a_foreign_database_is_left_alone(tmp_path):
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(IndexFault) as fault:
        Store(tmp_path, ENCODER)
    assert_clear(fault.value, f"{tmp_path / DATABASE} is a database of another program", "--index")
    assert (tmp_path / DATABASE).read_bytes() == before


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (99, "was made by a newer version of Verbatim; update this one"),
        (1, "was made by an older version of Verbatim; make it anew from its articles: qa index repair --index"),
        (0, "was made by an older version of Verbatim; make it anew from its articles: qa index repair --index"),
    ],
)
def test_another_format_is_refused(store, version, expected):
    raw = sqlite3.connect(store.folder / DATABASE)
    raw.execute(f"PRAGMA user_version = {version}")
    raw.close()
    with pytest.raises(IndexMismatch) as mismatch:
        Store(store.folder, ENCODER)
    assert_clear(mismatch.value, str(store.folder), expected)


def test_another_encoder_is_refused(store):
    with pytest.raises(IndexMismatch) as mismatch:
        Store(store.folder, "another encoder")
    assert_clear(mismatch.value, f"{store.folder} was made with another embedding model", "--index")


def test_files_are_for_their_owner_alone(tmp_path):
    before = os.umask(0)
    try:
        store = Store(tmp_path / "index", ENCODER)
        put(store, RAIN)
        assert store.folder.stat().st_mode & 0o777 == 0o700
        modes = {path.name: path.stat().st_mode & 0o777 for path in store.folder.iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys((DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", NOTE), 384)


def test_a_making_that_was_killed_is_in_nobodys_way(tmp_path):
    (tmp_path / f"{DATABASE}.abc").mkdir()
    (tmp_path / f"{DATABASE}.abc" / DATABASE).write_bytes(b"")
    assert put(Store(tmp_path, ENCODER), RAIN).text == RAIN.text


def test_a_making_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", no_space)
    monkeypatch.setattr(os, "replace", no_space)
    with pytest.raises(IndexUnwritable) as fault:
        Store(tmp_path / "index", ENCODER)
    assert_clear(fault.value, f"{tmp_path / 'index'} cannot be made or opened: No space left on device", "--index")
    assert names(tmp_path / "index") == set()


@pytest.mark.parametrize(("name", "reason"), [("n" * 300, "File name too long"), ("file/index", "Not a directory")])
def test_a_folder_that_cannot_be_is_a_clear_error(tmp_path, name, reason):
    (tmp_path / "file").write_bytes(b"abc")
    with pytest.raises(IndexUnwritable) as fault:
        Store(tmp_path / name, ENCODER)
    assert_clear(fault.value, f"{tmp_path / name} cannot be made or opened: {reason}", "--index")


def test_a_file_system_without_links_will_do(tmp_path, monkeypatch):
    def no_links(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    assert put(Store(tmp_path / "index", ENCODER), RAIN).text == RAIN.text


def test_a_database_that_is_full_is_a_clear_error_and_keeps_what_it_had(store):
    put(store, RAIN)
    pages = store._database.connection().execute("PRAGMA page_count").fetchone()[0]
    store._database.connection().execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(IndexUnwritable) as fault:
        put(store, Article("A long text. " + "word " * 10_000))
    assert_clear(fault.value, str(store.folder), "database or disk is full", "free some space")
    assert [article.title for article in Store(store.folder, ENCODER).articles()] == ["Weather"]


# --- damage


def copied(store: Store, folder: Path) -> Path:
    """The database as a program that ended well leaves it, alone in another folder."""
    store._database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder.mkdir()
    database = folder / DATABASE
    database.write_bytes((store.folder / DATABASE).read_bytes())
    return database


def everything(folder: Path) -> list[object]:
    """All that can be read of the articles, by a program of its own."""
    store = Store(folder, ENCODER)
    read: list[object] = [*store.articles()]
    for article in store.articles():
        stored = store.stored_by_id(article.id)
        read += [stored.article, dict(article.origins), stored.sentences, stored.sentence_rows.tobytes()]
    keys, rows = passage_rows(store)
    passages = store.passages(keys)
    read += [
        rows.tobytes(),
        [(passages[key].article_seq, passages[key].passage) for key in keys],
    ]
    del store
    return read


@pytest.fixture
def database(store, tmp_path) -> Path:
    put(store, RAIN)
    put(store, SUN)
    return copied(store, tmp_path / "copy")


def damaged(database: Path, position: int, data: bytes) -> bytes:
    """The file's bytes with others from a position on; older readers' files beside it are gone."""
    whole = database.read_bytes()
    return whole[:position] + data + whole[position + len(data) :]


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        pytest.param(b"It rained. The bridge", "does not match its hash", id="text"),
        pytest.param(b'"Weather"', "does not match its hash", id="title"),
        pytest.param(b"2026-01-17", "does not match its hash", id="date"),
        pytest.param(np.array([1, 0, 0, 0, 1, 0], dtype="<f2").tobytes(), "do not match their hash", id="sentences"),
        pytest.param(np.array([0.6, 0.8, 0], dtype=np.float32).tobytes(), "does not match its hash", id="passage"),
    ],
)
def test_a_flipped_bit_is_noticed_where_it_is_read(database, wanted, reason):
    position = database.read_bytes().index(wanted) + 2
    broken = damaged(database, position, bytes([database.read_bytes()[position] ^ 1]))
    database.write_bytes(broken)
    with pytest.raises(IndexDamaged) as fault:
        everything(database.parent)
    assert_clear(fault.value, f"{database} is damaged", reason, "restore it from a copy", "--index")
    assert database.read_bytes() == broken


def test_text_that_is_no_longer_text_is_not_shown(database):
    whole = database.read_bytes()
    database.write_bytes(damaged(database, whole.index(b"It rained. The bridge") + 3, b"\xff"))
    with pytest.raises(IndexDamaged) as fault:
        Store(database.parent, ENCODER).articles()
    assert_clear(fault.value, f"{database} is damaged (a text is not UTF-8)")
    assert "bridge" not in str(fault.value)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"garbage", id="garbage"),
        pytest.param(b"garbage" * 10_000, id="much garbage"),
        pytest.param(b"SQLite format 3\x00", id="a beginning"),
    ],
)
def test_a_file_that_is_no_database_is_damage(tmp_path, data):
    (tmp_path / DATABASE).write_bytes(data)
    with pytest.raises(IndexDamaged) as fault:
        Store(tmp_path, ENCODER)
    assert_clear(fault.value, f"{tmp_path / DATABASE} is damaged", "--index")
    assert (tmp_path / DATABASE).read_bytes() == data


@pytest.mark.parametrize("twentieth", range(19))
def test_a_file_that_was_cut_is_damage(database, twentieth):
    cut = database.read_bytes()[: database.stat().st_size * twentieth // 20]
    database.write_bytes(cut)
    with pytest.raises(IndexDamaged) as fault:
        everything(database.parent)
    assert_clear(fault.value, f"{database} is damaged", "--index")
    assert database.read_bytes() == cut


def _notice(database: Path, whole: bytes, damages: dict[str, bytes]) -> None:
    expected = everything(database.parent)
    for name, data in damages.items():
        for path in database.parent.iterdir():
            path.unlink()
        database.write_bytes(data)
        try:
            read = everything(database.parent)
        except IndexFault as fault:
            assert_clear(fault, str(database.parent))
        else:
            assert read == expected, name
        gc.collect()
        assert database.exists(), name
    database.write_bytes(whole)
    assert everything(database.parent) == expected


def test_flipped_bits_never_change_what_is_read(database):
    whole = database.read_bytes()
    chance = random.Random(7)
    used = [position for position, byte in enumerate(whole) if byte]  # Most of a small database is empty.
    places = [(chance.choice(used), 1 << chance.randrange(8)) for _ in range(100)]
    flipped = {
        f"bit {bit} of byte {position}": damaged(database, position, bytes([whole[position] ^ bit]))
        for position, bit in places
    }
    _notice(database, whole, flipped)


def test_holes_never_change_what_is_read(database):
    whole = database.read_bytes()
    holes = {
        f"hole at {position}": damaged(database, position, bytes(512))
        for position in range(0, len(whole), 512)
        if any(whole[position : position + 512])
    }
    assert len(holes) > 10
    _notice(database, whole, holes)


def test_cuts_never_change_what_is_read(database):
    whole = database.read_bytes()
    # SQLite reads a page that is there in part, and that part may be all that was used of it.
    cuts = {f"cut at {length}": whole[:length] for length in range(0, len(whole), 2048)}
    _notice(database, whole, cuts)


def test_an_id_that_damage_hides_is_not_called_unknown(database):
    whole = database.read_bytes()
    positions = [match.start() for match in re.finditer(RAIN.id.encode(), whole)]
    hidden = 0
    for position in positions:  # In the table, and in two indexes of SQLite's, of which one is asked.
        database.write_bytes(damaged(database, position + len(RAIN.id) - 1, b"g"))
        try:
            assert Store(database.parent, ENCODER).article(RAIN.id).text == RAIN.text
        except IndexDamaged as fault:
            hidden += 1
            assert_clear(fault, f"{database} is damaged")
        database.write_bytes(whole)
    assert (len(positions), hidden) == (3, 1)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM article_sentences WHERE article = 1", "the sentences of article"),
        ("DELETE FROM passage WHERE article = 1", "passages are missing"),
        ("DELETE FROM article WHERE seq = 1", "articles are missing"),
        ("UPDATE article SET current = 0 WHERE seq = 1", "articles are missing"),
        ("UPDATE article SET publisher = 'another'", "does not match its hash"),
        ("DELETE FROM meta WHERE key = 'passages'", "no passages"),
        ("UPDATE meta SET value = 'x' WHERE key = 'articles'", "articles is not a number"),
    ],
)
def test_rows_that_are_missing_or_changed_are_noticed(database, statement, reason):
    raw = sqlite3.connect(database)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute(statement)
    raw.commit()
    raw.close()
    with pytest.raises(IndexDamaged) as fault:
        everything(database.parent)
    assert_clear(fault.value, str(database), reason)


def test_a_database_that_lost_what_was_stored_is_damaged(store, tmp_path):
    put(store, RAIN)
    earlier = copied(store, tmp_path / "copy")
    put(store, SUN)
    (tmp_path / "copy" / NOTE).write_bytes((store.folder / NOTE).read_bytes())
    with pytest.raises(IndexDamaged) as fault:
        Store(earlier.parent, ENCODER)
    assert_clear(fault.value, f"{earlier} is damaged (changes that were stored are missing", "qa index repair --index")
    (tmp_path / "copy" / NOTE).unlink()
    assert [article.title for article in Store(earlier.parent, ENCODER).articles()] == ["Weather"]


def test_what_is_stored_does_not_stand_in_the_log_alone(store, tmp_path):
    put(store, RAIN)
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / DATABASE).write_bytes((store.folder / DATABASE).read_bytes())
    assert [article.title for article in Store(tmp_path / "copy", ENCODER).articles()] == ["Weather"]


def test_what_a_repair_kept_is_not_taken_for_an_empty_folder(tmp_path):
    (tmp_path / f"{DATABASE}.before-repair-20260117").write_bytes(b"abc")
    with pytest.raises(IndexFault, match="is not an index of Verbatim"):
        Store(tmp_path, ENCODER)


# --- together


def together(jobs: list[Callable[[], object]]) -> None:
    """Run jobs at one moment, each on a thread of its own; an error of any is an error of the test."""
    barrier = threading.Barrier(len(jobs))
    errors: list[Exception] = []

    def run(job: Callable[[], object]) -> None:
        barrier.wait()
        try:
            job()
        except Exception as error:  # noqa: BLE001 (whatever it is, the test shows it)
            errors.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_S", 0.05)


@pytest.mark.usefixtures("impatient")
def test_while_another_program_writes_reading_goes_on_and_writing_is_busy(store):
    put(store, RAIN)
    other = sqlite3.connect(store.folder / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    impatient = Store(store.folder, ENCODER)
    assert len(impatient.articles()) == 1
    for write in (lambda: put(impatient, SUN), lambda: impatient.remove(RAIN.id)):
        with pytest.raises(IndexBusy) as busy:
            write()
        assert str(busy.value) == f"{store.folder} is being written by another program; try again in a moment"
    other.execute("ROLLBACK")
    other.close()
    put(impatient, SUN)
    assert [article.title for article in store.articles()] == ["Sunshine", "Weather"]


def test_a_writer_that_fails_leaves_no_lock_and_no_half(store):
    half = replace(prepared(RAIN), passage_rows=np.zeros((2, 3), dtype=np.float32))
    with pytest.raises(ValueError, match="zip"):
        store.add([prepared(SUN), half])
    assert store.articles() == []
    assert put(Store(store.folder, ENCODER), RAIN).text == RAIN.text


@pytest.mark.parametrize("attempt", range(5))
def test_many_may_make_one_index_at_once(tmp_path, attempt):
    folder = tmp_path / "index"
    articles = [Article(f"Number {number} rained. And more.") for number in range(6)]
    together([lambda article=article: put(Store(folder, ENCODER), article) for article in articles])
    assert {article.text for article in Store(folder).articles()} == {article.text for article in articles}
    gc.collect()
    assert {name for name in names(folder) if not name.startswith(f"{DATABASE}-")} == {DATABASE, NOTE}


@pytest.mark.usefixtures("impatient")  # Emptying the log waits for readers.
def test_a_snapshot_sees_no_later_change(store):
    put(store, RAIN)
    other = Store(store.folder, ENCODER)
    with store.snapshot():
        generation = store.generation
        put(other, SUN)
        other.remove(RAIN.id)
        assert [article.title for article in store.articles()] == ["Weather"]
        assert store.generation == generation
    assert [article.title for article in store.articles()] == ["Sunshine"]
    with pytest.raises(KeyError), store.snapshot():
        raise KeyError("an error ends it too")
    with store.snapshot():
        assert len(store.articles()) == 1
