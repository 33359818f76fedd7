"""A new database from the articles of another one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from encoders import KeywordEncoder

from index.article_index import ArticleIndex
from index.errors import IndexBusy, IndexDamaged, IndexFault, IndexMismatch
from index.records import Article, text_id
from index.repair import repair
from index.store import DATABASE
from index.store import database as database_module
from index.store.schema import APPLICATION_ID
from index.store.stored import digest

WORDS = " ".join(f"w{first}{second}" for first in "abcdefghij" for second in "abcdefghij")
BRIDGE = Article(
    f"The bridge was closed. {WORDS}",
    title="Traffic",
    publisher="The Post",
    published="2026-01-17",
    url="https://example.org/bridge",
    tags=("Road",),
    origins={"title": "heading"},
)
REOPENED = replace(BRIDGE, text=f"The bridge was opened. {WORDS}")
REPRINT = replace(BRIDGE, text=f"The old bridge was opened. {WORDS}", publisher="AP", url="https://ap.org/1")
HARVEST = Article("Farmers began the harvest. They sang.", title="Farming")


def opened(folder: Path, *keywords: str) -> ArticleIndex:
    return ArticleIndex(folder, KeywordEncoder(*(keywords or ("bridge", "harvest"))))


@pytest.fixture
def folder(tmp_path) -> Path:
    made = opened(tmp_path / "index")
    additions = list(made.add_each([BRIDGE, REOPENED, REPRINT, HARVEST]))
    assert [addition.outcome for addition in additions] == ["added", "version", "reprint", "added"]
    made._store._database.forget_old_pages()
    return tmp_path / "index"


def known(index: ArticleIndex) -> list[object]:
    """All that is known of the articles."""
    articles = [*index.versions(BRIDGE.id), *index.articles(), *index.reprints(REOPENED.id)]
    return [(article, dict(article.origins)) for article in articles]


def found(index: ArticleIndex) -> list[str]:
    return [piece.text for piece in index.find("Was the bridge opened?").evidence(2)]


def test_everything_is_there_again(folder):
    expected, evidence = known(opened(folder)), found(opened(folder))
    done = repair(folder, KeywordEncoder("bridge", "harvest"))
    assert (done.articles, done.bare, done.lost) == (3, (), ())
    assert known(opened(folder)) == expected
    assert found(opened(folder)) == evidence
    opened(folder)._store.examine()
    assert [path.name for path in folder.iterdir() if path.is_dir()] == []


def test_what_was_embedded_is_not_embedded_again(folder, monkeypatch):
    encoder = KeywordEncoder("bridge", "harvest")
    monkeypatch.setattr(encoder, "encode", None)
    # But for the passages of an earlier version, which are not kept.
    opened(folder).remove(BRIDGE.id)
    assert repair(folder, encoder).articles == 2
    assert found(opened(folder))[0].startswith("The bridge was opened.")


def test_progress_is_told(folder):
    told: list[int] = []
    repair(folder, KeywordEncoder("bridge", "harvest"), told.append)
    assert told == [3]


def test_the_old_database_is_kept_and_can_be_put_back(folder):
    before = (folder / DATABASE).read_bytes()
    done = repair(folder, KeywordEncoder("other"))
    assert done.kept.read_bytes() == before
    done.kept.replace(folder / DATABASE)
    assert len(opened(folder).articles()) == 2


def test_what_only_the_log_held_is_kept_too(folder):
    writer = opened(folder)
    writer.add(Article("A later bridge. It is long."))
    assert (folder / f"{DATABASE}-wal").stat().st_size
    repair(folder, KeywordEncoder("bridge", "harvest"))
    assert len(opened(folder).articles()) == 3


def test_another_embedding_model(folder):
    with pytest.raises(IndexMismatch, match=f"qa index repair --index {folder}"):
        opened(folder, "rain")
    repair(folder, KeywordEncoder("rain"))
    assert len(opened(folder, "rain").articles()) == 2


def test_a_program_that_runs_meanwhile_sees_the_new_database(folder):
    running = opened(folder)
    running.remove(BRIDGE.id)  # so that the articles after it get other keys
    before = found(running)
    repair(folder, KeywordEncoder("bridge", "harvest"))
    assert found(running) == before
    opened(folder).add(Article("The bridge was opened once more."))
    assert "The bridge was opened once more." in found(running)
    running.add(Article("It was written by the program that ran."))
    assert len(opened(folder).articles()) == 4
    assert {article.text for article in running.articles()} == {article.text for article in opened(folder).articles()}


def test_nobody_writes_meanwhile(folder, monkeypatch):
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(IndexBusy, match="is being written by another program"):
            repair(folder, KeywordEncoder("bridge"))
        other.execute("ROLLBACK")
    impatient = opened(folder)

    def write(_: int) -> None:
        with pytest.raises(IndexBusy):
            impatient.add(Article("It must not be lost."))

    repair(folder, KeywordEncoder("bridge", "harvest"), write)
    impatient.add(Article("It must not be lost."))
    assert len(opened(folder).articles()) == 3


def _changed(folder: Path, old: bytes, new: bytes) -> None:
    data = (folder / DATABASE).read_bytes()
    assert old in data
    (folder / DATABASE).write_bytes(data.replace(old, new))


def test_an_article_whose_text_was_changed_is_lost_and_named(folder):
    _changed(folder, b"Farmers began", b"Farmers begun")
    with pytest.raises(IndexDamaged):
        opened(folder).articles()
    done = repair(folder, KeywordEncoder("bridge", "harvest"))
    assert (done.articles, done.lost) == (2, (HARVEST.id,))
    assert [article.title for article in opened(folder).articles()] == ["Traffic"]


def test_metadata_that_was_changed_is_left_out_and_the_article_named(folder):
    _changed(folder, b'"Farming"', b'"Framing"')
    done = repair(folder, KeywordEncoder("bridge", "harvest"))
    assert (done.articles, done.bare, done.lost) == (3, (HARVEST.id,), ())
    harvest = opened(folder).article(HARVEST.id)
    assert (harvest.title, harvest.text) == (None, HARVEST.text)


def test_a_page_that_cannot_be_read_costs_what_is_on_it(folder):
    many = opened(folder)
    many.add_all(
        Article(f"Number {number} crossed the bridge. " + f"Then came {number}. " * 300) for number in range(9)
    )
    many._store._database.forget_old_pages()
    data = (folder / DATABASE).read_bytes()
    at = data.index(b"Number 5 crossed") // 8192 * 8192
    (folder / DATABASE).write_bytes(data[:at] + bytes(8192) + data[at + 8192 :])
    done = repair(folder, KeywordEncoder("bridge", "harvest"))
    assert done.articles + len(done.lost) == 12
    assert done.articles >= 10
    opened(folder)._store.examine()


@pytest.mark.parametrize("data", [b"", b"garbage" * 1000, b"SQLite format 3\x00"])
def test_a_database_of_which_nothing_is_left_is_left_alone(folder, data):
    (folder / DATABASE).write_bytes(data)
    with pytest.raises(IndexFault, match="nothing can be read of"):
        repair(folder, KeywordEncoder("bridge"))
    assert (folder / DATABASE).read_bytes() == data


def test_a_folder_without_an_index_is_named(tmp_path):
    with pytest.raises(IndexFault, match="holds no index; add an article first"):
        repair(tmp_path / "none", KeywordEncoder("bridge"))


def test_an_index_of_the_format_before_is_taken_over(tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as old:
        old.execute(
            "CREATE TABLE article (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, "
            "metadata TEXT NOT NULL, added TEXT NOT NULL, sentences INTEGER NOT NULL, sentences_digest BLOB NOT NULL, "
            "digest BLOB NOT NULL)"
        )
        values = (text_id(HARVEST.text), HARVEST.text, json.dumps({"title": "Farming"}), "2026-01-01T00:00:00Z", 2, b"")
        old.execute("INSERT INTO article VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", (*values, digest(*values)))
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 2")
        old.commit()
    with pytest.raises(IndexMismatch, match="was made by an older version of Verbatim; make it anew"):
        opened(folder)
    assert repair(folder, KeywordEncoder("bridge", "harvest")).articles == 1
    (article,) = opened(folder).articles()
    assert (article.title, article.text, article.added) == ("Farming", HARVEST.text, "2026-01-01T00:00:00Z")
