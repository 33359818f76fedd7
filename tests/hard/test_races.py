"""Two writers and four readers at once: nothing is lost, nothing is seen by half, and the only error is "busy"."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from forks import Done, Forks, Job
from material import article, opened

from index.errors import IndexBusy, IndexDamaged
from index.store import DATABASE
from index.store import store as store_module

pytestmark = pytest.mark.hard

RACES = 50
OPENS = 2000
SECONDS = 0.4


@pytest.fixture(scope="module")
def four() -> Iterator[list[Forks]]:
    """Four programs at once."""
    programs = [Forks() for _ in range(4)]
    yield programs
    for program in programs:
        program.close()


def at_once(programs: list[Forks], jobs: list[Job]) -> list[Done]:
    with ThreadPoolExecutor(len(jobs)) as pool:
        done = list(pool.map(lambda pair: pair[0].run(pair[1]), zip(programs, jobs, strict=False)))
    for one in done:
        assert one.finished, one.error
    return done


def test_two_writers_and_four_readers_lose_nothing(four, tmp_path, count):
    told = {"articles": 0, "removed": 0, "busy": 0, "asked": 0}
    for seed in range(RACES):
        folder = str(tmp_path / f"index {seed}")
        assert four[0].run(Job("add", {"folder": folder, "wanted": [(1, 0), (2, 0)]})).finished
        writers = [Job("race", {"folder": folder, "seed": seed, "name": name, "seconds": SECONDS}) for name in (1, 2)]
        # Two programs of two threads each.
        readers = [Job("ask", {"folder": folder, "seconds": SECONDS, "threads": 2}) for _ in range(2)]
        done = at_once(four, [*writers, *readers])
        mine = {article(number, version).id for one in done[:2] for number, version in one.told("mine")[0][0]}
        seen = four[0].run(Job("look", {"folder": folder}))
        assert seen.finished, seen.error
        assert set(seen.told("current")[0][0]) == {article(1).id, article(2).id, *mine}
        told["articles"] += len(mine)
        told["removed"] += sum(len(one.told("removed")) for one in done)
        told["busy"] += sum(len(one.told("busy")) for one in done)
        told["asked"] += sum(one.told("asked")[0][0] for one in done[2:])
    assert told["asked"] > RACES
    count(f"{RACES} races: 0 lost; {told}")


def test_a_folder_can_be_opened_while_others_write(four, tmp_path, count):
    folder = str(tmp_path / "index")
    assert four[0].run(Job("add", {"folder": folder, "wanted": [(1, 0)]})).finished
    writing = [Job("race", {"folder": folder, "seed": 1, "name": name, "seconds": 8}) for name in (1, 2)]
    opening = [Job("open_often", {"folder": folder, "count": OPENS // 2}) for _ in range(2)]
    done = at_once(four, [*writing, *opening])
    busy = sum(one.told("opened")[0][1] for one in done[2:])
    count(f"{OPENS:,} opens while two programs write: 0 errors, {busy} busy")


def test_an_index_is_not_checked_while_another_program_writes_and_is_found_by_then(tmp_path, monkeypatch):
    """FTS5 checks itself only under the lock that writers take."""
    monkeypatch.setattr(store_module, "BUSY_TIMEOUT_S", 0.05)
    index = opened(tmp_path / "index")
    index.add(article(1))
    with closing(sqlite3.connect(tmp_path / "index" / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(IndexBusy, match="is being written by another program"):
            index._store.examine()
        assert index.find("What is it about?").sentences
        other.execute("ROLLBACK")
    index._store.examine()


def test_an_article_that_is_stored_by_half_would_be_noticed(tmp_path):
    """The control: a writer that counts an article, and stores it later."""
    index = opened(tmp_path / "index")
    index.add(article(1))
    with closing(sqlite3.connect(tmp_path / "index" / DATABASE, isolation_level=None)) as raw:
        raw.execute("UPDATE meta SET value = '2' WHERE key = 'articles'")
    with pytest.raises(IndexDamaged, match="articles are missing"):
        index.articles()
