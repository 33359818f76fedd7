"""ArticleIndex: articles in, evidence out, whatever becomes of the folder meanwhile."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from encoders import KeywordEncoder

import index.first_look
from index.article_index import ArticleIndex
from index.errors import IndexDamaged, IndexMismatch, ReadError, UnknownArticle
from index.records import Article, Evidence
from index.repair import repair
from index.store import DATABASE
from index.vectors import FILES, MANIFEST

BRIDGE = Article("The bridge was closed on Monday. It rained.", title="Traffic")
HARVEST = Article("Farmers began the harvest. They sang.", title="Farming")
QUESTION = "When was the bridge closed?"


def opened(folder: Path) -> ArticleIndex:
    return ArticleIndex(folder, KeywordEncoder("bridge", "harvest"))


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def filled(folder) -> ArticleIndex:
    articles_index = opened(folder)
    articles_index.add_all([BRIDGE, HARVEST])
    return articles_index


def vectors_of(folder: Path) -> Path:
    """The one FAISS file."""
    (file,) = folder.glob(FILES)
    return file


def found(articles_index: ArticleIndex) -> tuple[Evidence, ...]:
    return articles_index.find(QUESTION).evidence(99)


# --- articles


def test_an_article_is_stored_with_its_canonical_text(folder):
    added = opened(folder).add(replace(BRIDGE, text="The\u00a0bridge  was closed\u200b.\r\n\r\n\r\nIt rained. "))
    assert added.text == "The bridge was closed.\n\nIt rained."
    assert added.sentences == 2
    assert opened(folder).article(added.id) == added


def test_texts_that_look_the_same_are_one_article(filled):
    again = filled.add(replace(BRIDGE, text=f"\ufeff{BRIDGE.text}\r\n", title="Another title"))
    assert again.title == "Traffic"
    assert len(filled.articles()) == 2


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\ufeff", "\ud800"])
def test_an_article_without_text_is_refused(filled, text):
    with pytest.raises(ReadError, match=r"empty\.txt has no text; give a file with the article's words in it"):
        filled.add(Article(text, source="empty.txt"))
    assert len(filled.articles()) == 2


def test_progress_is_told_after_each_article(folder):
    told: list[int] = []
    opened(folder).add_all([BRIDGE, HARVEST, BRIDGE], told.append)
    assert told == [1, 2, 3]


def test_an_article_that_is_refused_does_not_undo_those_before(folder):
    articles_index = opened(folder)
    with pytest.raises(ReadError):
        articles_index.add_all([BRIDGE, Article(""), HARVEST])
    assert [article.title for article in articles_index.articles()] == ["Traffic"]
    assert len(found(articles_index)) == 2


def test_sentences_are_ranges_of_the_text(filled):
    ranges = filled.sentences(BRIDGE)
    assert [BRIDGE.text[sentence.start : sentence.end] for sentence in ranges] == [
        "The bridge was closed on Monday.",
        "It rained.",
    ]
    with pytest.raises(UnknownArticle):
        filled.sentences(Article("Another text."))


@pytest.mark.parametrize(
    "article",
    [
        pytest.param(Article("x"), id="one character"),
        pytest.param(Article("😀"), id="emoji alone"),
        pytest.param(Article("word " * 20_000), id="no full stop"),
        pytest.param(Article("雨" * 5_000), id="no space"),
        pytest.param(Article("A. " * 5_000), id="full stops"),
        pytest.param(Article('"; DROP TABLE article; -- NEAR( AND *'), id="syntax"),
        pytest.param(Article("Text.", title="T\x00\ud800", url="caf\udce9", source="\n"), id="odd metadata"),
        pytest.param(Article("Text.", language="xx"), id="an unknown language"),
    ],
)
def test_any_text_can_be_added_found_and_removed(filled, article):
    added = filled.add(article)
    assert filled.article(added.id) == added
    assert all(piece.text == piece.article.text[piece.start : piece.end] for piece in found(filled))
    assert filled.remove(added.id) == added
    assert len(filled.articles()) == 2


# --- finding, and the file that saves time


def test_evidence_is_found_by_whoever_opens_the_folder(filled, folder):
    assert found(filled)[0].text == "The bridge was closed on Monday."
    assert found(opened(folder)) == found(filled)


def test_what_another_program_adds_and_removes_is_seen(filled, folder):
    other = opened(folder)
    other.remove(BRIDGE.id)
    assert {piece.article.title for piece in found(filled)} == {"Farming"}
    other.add(BRIDGE)
    assert found(filled)[0].article.title == "Traffic"


def _rewritten(path: Path, position: int) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:position] + bytes([data[position] ^ 8]) + data[position + 1 :])


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda folder: (vectors_of(folder)).unlink(), id="no file"),
        pytest.param(lambda folder: (vectors_of(folder)).write_bytes((vectors_of(folder)).read_bytes()[:-9]), id="cut"),
        pytest.param(lambda folder: _rewritten(vectors_of(folder), 60), id="a flipped bit"),
        pytest.param(lambda folder: (folder / MANIFEST).unlink(), id="no manifest"),
        pytest.param(lambda folder: (folder / MANIFEST).write_bytes(b"garbage"), id="garbage for a manifest"),
        pytest.param(lambda folder: _rewritten(folder / MANIFEST, 20), id="another generation"),
    ],
)
def test_a_damaged_vector_file_is_made_again(filled, folder, damage):
    expected = found(filled)
    whole = (vectors_of(folder)).read_bytes()
    damage(folder)
    assert found(opened(folder)) == expected
    assert (vectors_of(folder)).read_bytes() == whole


def test_the_vector_file_of_another_index_is_not_used(filled, folder, tmp_path):
    other = opened(tmp_path / "other")
    other.add_all([HARVEST, BRIDGE])
    expected = found(filled)
    shutil.copy(vectors_of(tmp_path / "other"), folder)
    shutil.copy(tmp_path / "other" / MANIFEST, folder)
    assert found(opened(folder)) == expected


def test_a_vector_file_of_before_a_copy_was_restored_is_not_used(filled, folder, tmp_path):
    filled._store._database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(folder / DATABASE, tmp_path / "copy")
    filled.add(Article("A bridge of stone. It is old."))
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(tmp_path / "copy", restored / DATABASE)
    shutil.copy(vectors_of(folder), restored)
    shutil.copy(folder / MANIFEST, restored)
    opened(restored).add(Article("A bridge of wood. It is new."))
    texts = {piece.text for piece in found(opened(restored))}
    assert "A bridge of wood." in texts
    assert "A bridge of stone." not in texts


def test_a_vector_file_that_cannot_be_written_is_done_without(filled, folder, monkeypatch):
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    expected = found(filled)
    (folder / MANIFEST).unlink()
    monkeypatch.setattr(os, "replace", no_space)
    assert found(opened(folder)) == expected
    left = [path for path in folder.iterdir() if not path.name.startswith("verbatim")]
    assert left == [vectors_of(folder)]


def test_a_damaged_database_is_said_to_be_damaged(filled, folder, tmp_path):
    filled._store._database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = (folder / DATABASE).read_bytes()
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / DATABASE).write_bytes(data.replace(b"The bridge was", b"The bridge is "))
    with pytest.raises(IndexDamaged, match=f"article '{BRIDGE.id}' does not match its hash"):
        found(opened(tmp_path / "copy"))


def test_another_encoder_is_refused(filled, folder):
    with pytest.raises(IndexMismatch, match="was made with another embedding model"):
        ArticleIndex(folder, KeywordEncoder("bridge", "election"))


# --- what is removed

SECRET = Article(
    "Quixotermians gathered at Zanzubridge. Their leader, Wexlorfindel, was jubilating.", title="Ploverwick meeting"
)
SECRET_WORDS = ("quixotermian", "zanzubridge", "wexlorfindel", "jubilat", "ploverwick")


def words_left(folder: Path) -> set[str]:
    """Which of the secret words, or their stems, are in any file of the folder."""
    files = [path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()]
    return {word for word in SECRET_WORDS if any(word.encode() in data for data in files)}


@pytest.mark.parametrize("others", [0, 1, 30])
def test_no_word_of_a_removed_article_stays_in_any_file(folder, others):
    articles_index = opened(folder)
    before = [Article(f"Number {number} went over the bridge. More {number * 7}.") for number in range(others)]
    articles_index.add_all([*before[: others // 2], SECRET, *before[others // 2 :]])
    bystander = opened(folder)  # Another program that has the index open.
    bystander.find("Who was jubilating?")
    assert words_left(folder) == set(SECRET_WORDS)
    articles_index.remove(SECRET.id)
    assert words_left(folder) == set()
    vocabulary = bystander._store._database.connection().execute("SELECT term FROM passage_vocabulary").fetchall()
    assert not {term for (term,) in vocabulary} & {*SECRET_WORDS, "gather", "leader", "meet"}
    assert len(bystander.articles()) == others


def test_nothing_of_a_removed_article_is_found(filled):
    assert filled.remove(BRIDGE.id).title == "Traffic"
    assert {piece.article.title for piece in found(filled)} == {"Farming"}
    filled.remove(HARVEST.id)
    assert found(filled) == ()


def test_all_files_are_for_their_owner_alone(folder):
    before = os.umask(0)
    try:
        opened(folder).add(BRIDGE)
        modes = {path.stat().st_mode & 0o777 for path in folder.iterdir()}
    finally:
        os.umask(before)
    assert (modes, folder.stat().st_mode & 0o777) == ({0o600}, 0o700)


# --- together

WRITER = """
import sys
from pathlib import Path
from encoders import KeywordEncoder
import index.first_look
from index.article_index import ArticleIndex
from index.records import Article
folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
articles_index = ArticleIndex(folder, KeywordEncoder("bridge", "harvest"))
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    article = articles_index.add(Article(f"Writer {name} crossed bridge {number}. Then the harvest of {number} began."))
    print(article.id, flush=True)
"""


def writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A program that adds articles, and prints the id of each once it is stored; it waits for a line to begin."""
    tests = Path(__file__).parent
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)])},
    )


def assert_whole(folder: Path, ids: set[str]) -> None:
    """All these articles are there, every one that is there is whole, and all can be found."""
    articles_index = opened(folder)
    articles = articles_index.articles()
    assert ids <= {article.id for article in articles}
    for article in articles:
        assert re.fullmatch(r"Writer \w+ crossed bridge \d+\. Then the harvest of \d+ began\.", article.text)
        assert len(articles_index.sentences(article)) == article.sentences == 2
    assert articles_index.passage_count == articles_index.article_count == len(articles)
    articles_index._store.examine()
    if articles:
        assert "bridge" in articles_index.find("Who crossed the bridge?").evidence(1)[0].text


def test_two_programs_that_write_at_once_lose_nothing(folder):
    writers = [writer(folder, name, 20) for name in ("one", "two")]
    ids: set[str] = set()
    for program in writers:
        assert program.stdout.readline() == "ready\n", program.communicate()[1]
        program.stdin.write("\n")
        program.stdin.flush()
    for program in writers:
        printed, errors = program.communicate(timeout=60)
        assert (program.returncode, errors) == (0, "")
        ids |= set(printed.split())
    assert len(ids) == 40
    assert_whole(folder, ids)
    assert len(opened(folder).articles()) == 40


def test_a_program_that_is_killed_loses_nothing_that_it_reported(folder):
    chance = random.Random(11)
    ids: set[str] = set()
    for round_number in range(10):
        program = writer(folder, f"number{round_number}", 10_000)
        try:
            program.stdin.write("\n")
            program.stdin.flush()
            if round_number < 3:  # While it starts, and makes the index.
                time.sleep(chance.uniform(0.1, 0.5))
            else:
                assert program.stdout.readline() == "ready\n"
                for _ in range(chance.randrange(4)):
                    ids.add(program.stdout.readline().strip())
                time.sleep(chance.uniform(0, 0.02))
        finally:
            os.kill(program.pid, signal.SIGKILL)
        printed = program.communicate(timeout=60)[0]
        ids |= {line for line in printed.split() if line != "ready"}
        assert_whole(folder, ids)
    assert len(ids) > 10


def test_readers_are_not_troubled_by_a_writer(filled, folder):
    finished = threading.Event()
    errors: list[Exception] = []
    asked = [0, 0, 0]

    def ask(number: int) -> None:
        mine = filled if number else opened(folder)
        try:
            while not finished.is_set():
                for piece in found(mine):
                    assert piece.text == piece.article.text[piece.start : piece.end]
                assert len(mine.articles()) >= 2
                asked[number] += 1
        except Exception as error:  # noqa: BLE001 (whatever it is, the test shows it)
            errors.append(error)

    readers = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for reader in readers:
        reader.start()
    try:
        added = [filled.add(Article(f"Bridge {number} was closed. It has {number} piers.")) for number in range(20)]
        for article in added:
            filled.remove(article.id)
    finally:
        finished.set()
        for reader in readers:
            reader.join()
    assert errors == []
    assert min(asked) > 0
    assert len(filled.articles()) == 2


# --- the first look at its words


def damaged_words(folder: Path) -> None:
    """The lexical index says that passages hold other terms than they do."""
    with closing(sqlite3.connect(folder / DATABASE)) as raw:
        block_id, block = raw.execute("SELECT id, block FROM passage_terms_data WHERE id > 100 LIMIT 1").fetchone()
        assert b"rain" in block
        changed = block.replace(b"rain", b"raim")
        raw.execute("UPDATE passage_terms_data SET block = ? WHERE id = ?", (changed, block_id))
        raw.commit()


def test_nothing_is_found_by_words_that_are_not_as_they_were_written(filled, folder):
    damaged_words(folder)
    with pytest.raises(IndexDamaged, match=f"qa index repair --index {folder}"):
        found(opened(folder))
    repair(folder, KeywordEncoder("bridge", "harvest"))
    assert found(opened(folder))[0].text == "The bridge was closed on Monday."


def test_of_many_passages_the_first_look_is_taken_beside_the_first_questions(filled, folder, monkeypatch):
    monkeypatch.setattr(index.first_look, "WAITED_FOR_PASSAGES", 0)
    damaged_words(folder)
    reader = opened(folder)

    def ask_on() -> None:
        for _ in range(1000):
            found(reader)
            time.sleep(0.005)

    with pytest.raises(IndexDamaged):
        ask_on()
    monkeypatch.setattr(index.first_look, "MOST_PASSAGES", 0)
    assert found(opened(folder))


def test_a_repair_ends_the_fault_in_a_program_that_runs(filled, folder):
    damaged_words(folder)
    running = opened(folder)
    with pytest.raises(IndexDamaged):
        found(running)
    repair(folder, KeywordEncoder("bridge", "harvest"))
    assert found(running)[0].text == "The bridge was closed on Monday."
