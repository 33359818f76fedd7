"""A file of an index is damaged: what is read is what was written, or an error says what to do; nothing is guessed."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from damages import Came, damages, outcomes, whole
from material import article, fill, opened

from index.errors import IndexFault
from index.store import DATABASE
from index.vectors import FILES, MANIFEST

pytestmark = pytest.mark.hard

ARTICLES = 20
# What the errors of opening and reading a damaged index tell a reader to do.
_WAY_OUT = re.compile(r"qa index repair --index |--index$|restore it from a copy|update this one")


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """An index that its last program has closed; ``reference`` beside it stays whole."""
    folder = tmp_path_factory.mktemp("sound") / "sound"
    fill(folder, ARTICLES)
    shutil.copytree(folder, folder.with_name("reference"))
    return folder


@pytest.fixture(scope="module")
def live(tmp_path_factory) -> Path:
    """An index as a program that was killed leaves it: half of the articles are in the log alone."""
    folder = tmp_path_factory.mktemp("live") / "sound"
    index = opened(folder)
    index.add_all(article(number) for number in range(ARTICLES // 2))
    index._store._database.forget_old_pages()
    # As long as somebody reads an earlier state, what is stored stays in the log.
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM article").fetchone()
        for number in range(ARTICLES // 2, ARTICLES):
            index.add(article(number))
    copy = folder.with_name("copy")
    for name in ("reference", "copy"):
        shutil.copytree(folder, folder.with_name(name))
    index._store.close()
    shutil.rmtree(folder)
    copy.rename(folder)
    return folder


def vectors_of(folder: Path) -> str:
    (file,) = folder.glob(FILES)
    return file.name


def told(results: Sequence[Came]) -> str:
    kinds = Counter(one.kind for one in results)
    undetected = [one for one in results if one.kind == "changed"]
    found = sum(bool(one.examined) for one in undetected)
    return f"{len(results)} damages: {dict(kinds)}; of {len(undetected)} undetected, `qa index check` finds {found}"


def assert_no_crash(results: Sequence[Came]) -> None:
    """An error is one clear line with a way out, nothing crashes, and the reader leaves the damaged file alone."""
    for one in results:
        assert one.kind in ("same", "fault", "changed"), (one.name, one.kind, one.text)
        assert one.kind != "fault" or ("\n" not in one.text and _WAY_OUT.search(one.text)), (one.name, one.text)
        assert not one.examined.startswith("traceback"), (one.name, one.examined)
        assert one.left, f"{one.name}: the reader changed the damaged file"


def cases(folder: Path, file: str, other: Path, cuts: int, flips: int, holes: int):
    data = (folder / file).read_bytes()
    return [*damages(data, cuts, flips, holes, 1), ("of another index", whole(other.read_bytes()))]


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Path:
    """Another index, as a killed program leaves it."""
    folder = tmp_path_factory.mktemp("other") / "index"
    index = opened(folder)
    index.add_all(article(number) for number in range(500, 505))
    shutil.copytree(folder, folder.with_name("copy"))
    index._store.close()
    return folder.with_name("copy")


@pytest.fixture(scope="module")
def of_database(sound, other, tmp_path_factory) -> list[Came]:
    """What came of 300 damages of the database. That of another index is an index like any other."""
    some = cases(sound, DATABASE, other / DATABASE, 20, 200, 76)[:-1]
    return outcomes(sound, ARTICLES, DATABASE, some, tmp_path_factory.mktemp("work"))


def test_a_damaged_database_is_never_a_crash_and_always_found_by_a_check(of_database, count):
    count(told(of_database))
    assert_no_crash(of_database)
    assert all(one.examined for one in of_database if one.kind == "changed")


def test_a_damaged_database_never_gives_a_wrong_or_missing_article(of_database):
    articles = {"articles", "ids", "counts", "each", "reprints", "sentences"}
    assert [one for one in of_database if one.kind == "changed" and articles & {*one.parts}] == []


def test_a_damaged_database_never_changes_what_is_found(of_database, count):
    undetected = [one for one in of_database if one.kind == "changed"]
    count(f"undetected at asking: {len(undetected)} of {len(of_database)}")
    assert undetected == []


@pytest.mark.parametrize(("file", "cuts", "flips", "holes"), [(MANIFEST, 10, 20, 0), ("vectors", 10, 50, 10)])
def test_damage_of_what_can_be_made_again_changes_nothing(sound, other, tmp_path, count, file, cuts, flips, holes):
    file, of_other = (file, file) if file == MANIFEST else (vectors_of(sound), vectors_of(other))
    results = outcomes(sound, ARTICLES, file, cases(sound, file, other / of_other, cuts, flips, holes), tmp_path)
    count(told(results))
    assert {one.kind for one in results} == {"same"}


def test_damage_of_the_vectors_would_change_what_is_found_but_for_their_hash(sound, tmp_path, monkeypatch, count):
    """The control: with the hash not asked, flipped bits give wrong neighbours."""
    monkeypatch.setenv("HARD_WITHOUT_HASH", "1")  # see reading.py
    file = vectors_of(sound)
    data = (sound / file).read_bytes()
    results = outcomes(sound, ARTICLES, file, [*damages(data, 0, 40, 10, 1)], tmp_path)
    count(f"control without the hash: {told(results)}")
    assert sum(one.kind != "same" for one in results) > 3


def test_a_database_with_a_live_log_is_never_a_crash(live, tmp_path, count):
    data = (live / DATABASE).read_bytes()
    results = outcomes(live, ARTICLES, DATABASE, [*damages(data, 6, 40, 12, 2)], tmp_path)
    count(told(results))
    assert_no_crash([one for one in results if one.name not in ("empty", "missing")])


@pytest.fixture(scope="module")
def of_log(live, other, tmp_path_factory) -> list[Came]:
    log = f"{DATABASE}-wal"
    some = cases(live, log, other / log, 15, 30, 5)
    return outcomes(live, ARTICLES, log, some, tmp_path_factory.mktemp("work"))


def test_a_damaged_log_is_never_a_crash(of_log, count):
    count(told(of_log))
    assert_no_crash(of_log)


def test_a_damaged_log_never_loses_an_article_without_a_word(of_log):
    assert [one.name for one in of_log if one.kind == "changed"] == []


@pytest.mark.parametrize("log", [b"", b"garbage" * 5000, bytes(32768), None])
def test_an_index_of_the_log_that_is_damaged_is_made_again(live, tmp_path, log):
    """SQLite's file in shared memory is of no use once no program has it open."""
    folder = tmp_path / "index"
    shutil.copytree(live, folder)
    (folder / f"{DATABASE}-shm").unlink(missing_ok=True)
    if log is not None:
        (folder / f"{DATABASE}-shm").write_bytes(log)
    assert len(opened(folder).articles()) == ARTICLES


def test_a_folder_whose_database_is_missing_is_refused_and_left_alone(live, tmp_path):
    folder = tmp_path / "index"
    shutil.copytree(live, folder)
    (folder / DATABASE).unlink()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(IndexFault) as fault:
        opened(folder)
    assert str(fault.value).startswith(f"{folder} is not an index of Verbatim (no {DATABASE}) and is not empty")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
