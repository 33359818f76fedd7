"""A repair saves all that is whole, names what is lost, and may itself be killed at any moment."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from damages import damages
from forks import ANY, RENAME, Forks, Job
from material import article, encoder, fill, opened

from index.repair import repair
from index.store import DATABASE

pytestmark = pytest.mark.hard

ARTICLES = 16
EXPECTED = {article(number).id for number in range(ARTICLES)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "index"
    fill(folder, ARTICLES)
    return folder


def looked_at(forks: Forks, folder: Path) -> tuple[set[str], set[str]]:
    """The ids of the current articles and of all versions."""
    seen = forks.run(Job("look", {"folder": str(folder)}))
    assert seen.finished, seen.error
    return set(seen.told("current")[0][0]), set(seen.told("versions")[0][0])


def test_what_is_whole_is_saved_and_what_is_lost_is_named(forks, sound, tmp_path, count):
    data = (sound / DATABASE).read_bytes()
    every = looked_at(forks, sound)[1]
    came, missing = Counter[str](), []
    for name, damage in damages(data, 8, 60, 40, 5):
        folder = tmp_path / "index"
        shutil.copytree(sound, folder)
        damaged = damage(data)
        if damaged is None:
            shutil.rmtree(folder)
            continue
        (folder / DATABASE).write_bytes(damaged)
        done = forks.run(Job("mend", {"folder": str(folder)}))
        if done.finished:
            _, bare, lost, kept = done.told("repaired")[0]
            there = looked_at(forks, folder)[1]
            assert there <= every, f"{name}: an article that never was"
            assert Path(kept).read_bytes() == damaged, f"{name}: the old database was changed"
            unnamed = len(every - there) - len(lost)
            if unnamed > 0:
                missing.append((name, unnamed))
            came["whole" if there == every and not bare else "in part"] += 1
        else:
            assert str(folder) in done.error[1], (name, done.lines)
            assert (folder / DATABASE).read_bytes() == damaged, name
            came[done.error[0]] += 1
        shutil.rmtree(folder)
    count(f"repairs of {came.total()} damaged databases: {dict(came)}; with articles lost unnamed: {len(missing)}")
    assert missing == []


@pytest.fixture(scope="module")
def live(forks, tmp_path_factory) -> Path:
    """An index whose log holds articles that the database file does not."""
    folder = tmp_path_factory.mktemp("live") / "index"
    opened(folder)._store.close()
    wanted = [(number, 0) for number in range(ARTICLES)]
    done = forks.run(Job("leave_log", {"folder": str(folder), "wanted": wanted}, kill_after_s=20))
    assert done.told("stored")[0][0] > 100_000
    return folder


@pytest.mark.parametrize(
    "do", [lambda folder: opened(folder).add(article(2)), lambda folder: repair(folder, encoder())]
)
def test_a_vector_of_an_article_that_is_missing_is_made_again(sound, tmp_path, do):
    """A sentence that is said to stand in an article that damage, or another program at this moment, took away."""
    folder = tmp_path / "index"
    shutil.copytree(sound, folder)
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as raw:
        raw.execute("DELETE FROM article WHERE id = ?", (article(2).id,))
    do(folder)


def killed(failing: Forks, live: Path, folder: Path, kinds: int, number: int, **how: bool) -> set[str] | None:
    """The ids that are there after a repair was killed at a call; None where it has to be repaired again."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(live, folder)
    mend = Job("mend", {"folder": str(folder), **how}, arm=(str(folder), kinds, number, 0))
    assert failing.run(mend).killed == bool(number)
    seen = failing.run(Job("look", {"folder": str(folder)}))
    if not seen.finished:
        assert "qa index repair" in seen.error[1]
        return None
    return set(seen.told("current")[0][0])


def calls_of(failing: Forks, live: Path, folder: Path, kinds: int) -> int:
    shutil.copytree(live, folder)
    return failing.run(Job("mend", {"folder": str(folder)}, arm=(str(folder), kinds, 0, 0))).calls


@pytest.mark.parametrize("kinds", [ANY, RENAME])
def test_a_repair_that_is_killed_loses_no_article(failing, live, tmp_path, count, kinds):
    folder = tmp_path / "index"
    calls = calls_of(failing, live, folder, kinds)
    numbers = sorted({*range(1, calls + 1, max(1, calls // 30)), *range(max(1, calls - 12), calls + 1)})
    states = {number: killed(failing, live, folder, kinds, number) for number in numbers}
    again = [number for number, there in states.items() if there is None]
    lost = [number for number, there in states.items() if there is not None and there != EXPECTED]
    count(f"{len(numbers)} kills of a repair ({calls} calls): {len(lost)} lost articles, {len(again)} cannot be opened")
    assert (lost, again) == ([], [])


def test_a_repair_that_leaves_the_log_where_it_is_loses_articles(failing, live, tmp_path, count):
    """The control: the log and the database cannot take other names at one moment."""
    calls = calls_of(failing, live, tmp_path / "index", RENAME)
    states = [killed(failing, live, tmp_path / "index", RENAME, number, careless=True) for number in range(1, calls)]
    lost = sum(there != EXPECTED for there in states)
    count(f"control: {len(states)} kills of a careless repair: {lost} lost articles")
    assert lost
