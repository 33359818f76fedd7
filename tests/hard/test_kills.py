"""A writer is killed at any moment: nothing that it reported is lost, and nothing is there by half."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from forks import ANY, Done, Forks, Job
from material import article

pytestmark = pytest.mark.hard

ARTICLES = 24


@dataclass
class Expected:
    """What a folder must hold after what was told: the current version of each article."""

    folder: Path
    current: dict[int, int] = field(default_factory=dict)

    def wanted(self, chance: random.Random) -> Job:
        """The next thing to do: additions, new versions, reprints, removals, or a repair."""
        kind = chance.choice(["add", "add", "version", "reprint", "remove", "mend"])
        folder = str(self.folder)
        known = sorted(self.current)
        if kind == "add" or len(known) < 4:
            first = max(known, default=-1) + 1
            return Job("add", {"folder": folder, "wanted": [(number, 0) for number in range(first, first + ARTICLES)]})
        some = chance.sample(known, min(4, len(known)))
        if kind == "version":
            wanted = [(number, self.current[number] + 1) for number in some if self.current[number] < 8]
            return Job("add", {"folder": folder, "wanted": wanted, "at_once": 1000})
        if kind == "reprint":
            # Of a later version, it would be an article of its own.
            wanted = [(number, -1) for number in some if not self.current[number]]
            return Job("add", {"folder": folder, "wanted": wanted, "at_once": 1000})
        if kind == "remove":
            return Job("remove", {"folder": folder, "ids": [article(one, self.current[one]).id for one in some]})
        return Job("mend", {"folder": folder})

    def learn(self, job: Job, done: Done, seen: set[str]) -> None:
        """Take over what was told, and of what was not, what is there."""
        told = {line[0] for word in ("stored", "removed") for line in done.told(word)}
        if job.job == "add":
            for number, version in job.arguments["wanted"]:
                if version >= 0 and (article(number, version).id in told | seen):
                    self.current[number] = version
        if job.job == "remove":
            for number, version in [*self.current.items()]:
                one = article(number, version).id
                if one in told or (one in job.arguments["ids"] and one not in seen):
                    del self.current[number]


def looked_at(forks: Forks, expected: Expected, job: Job, done: Done) -> None:
    """Open the folder and read all: everything that was told is so, and nothing else has changed."""
    before = {article(number, version).id for number, version in expected.current.items()}
    seen = forks.run(Job("look", {"folder": str(expected.folder)}))
    if seen.error[1].endswith(f"--index {expected.folder}") and "add an article first" in seen.error[1]:
        assert not before | {line[0] for line in done.told("stored")}, seen.error
        return
    assert seen.finished, seen.error
    there = set(seen.told("current")[0][0])
    removing = set(job.arguments.get("ids", ()))
    stored = {line[0] for line in done.told("stored") if line[1] in ("added", "version")}
    changing = {
        article(number, expected.current[number]).id
        for number, _ in job.arguments.get("wanted", ())
        if number in expected.current
    }
    assert stored <= there, "an article that was reported as stored is lost"
    assert before - removing - changing <= there, "an article that nobody touched is lost"
    assert changing <= set(seen.told("versions")[0][0]), "an earlier version is lost"
    assert not {line[0] for line in done.told("removed")} & there, "an article that was reported as removed is there"
    wanted = {article(number, version).id for number, version in job.arguments.get("wanted", ()) if version >= 0}
    assert there <= before | wanted, "there is an article that nobody added"
    expected.learn(job, done, there)
    assert {article(number, version).id for number, version in expected.current.items()} == there


def again(forks: Forks, expected: Expected, job: Job, done: Done) -> None:
    """The same addition once more completes it; what was there is known, and nothing is there twice."""
    if job.job != "add":
        return
    told = {line[0] for line in done.told("stored")}
    finished = forks.run(job)
    assert finished.finished
    for article_id, outcome in finished.told("stored"):
        assert article_id not in told or outcome in ("known", "reprint"), outcome
    looked_at(forks, expected, job, finished)


def killed_at_a_call(forks: Forks, folder: Path, job: Job, chance: random.Random) -> Done:
    """Kill a job in the middle of one of the calls by which it writes, opens, syncs, renames."""
    number = int(2 ** chance.uniform(0, 9.2))
    return forks.run(Job(job.job, job.arguments, arm=(str(folder), ANY, number, 0)))


def killed_at_a_moment(forks: Forks, folder: Path, job: Job, chance: random.Random) -> Done:
    """Kill a job after any time."""
    return forks.run(Job(job.job, job.arguments, kill_after_s=chance.uniform(0.003, 0.15)))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kill", [killed_at_a_call, killed_at_a_moment])
def test_a_writer_that_is_killed_loses_nothing_that_it_reported(failing, tmp_path, count, kill, seed):
    chance = random.Random(seed)
    kills = finished = folders = 0
    by_kind: dict[str, int] = {}
    expected = Expected(tmp_path / "index 0")
    while kills < 50:
        if len(expected.current) > 3 * ARTICLES:
            folders += 1
            expected = Expected(tmp_path / f"index {folders}")
        job = expected.wanted(chance)
        done = kill(failing, expected.folder, job, chance)
        assert done.killed or done.finished, done.error
        kills += done.killed
        finished += not done.killed
        by_kind[job.job] = by_kind.get(job.job, 0) + done.killed
        looked_at(failing, expected, job, done)
        if kills % 5 == 0:
            again(failing, expected, job, done)
    count(f"{kills} kills ({by_kind}; {finished} were faster): 0 lost, 0 unloadable")


def test_kills_lose_articles_that_are_reported_before_they_are_stored(failing, tmp_path, count):
    """The control: with the promise broken, the test above would notice."""
    lost = 0
    for number in range(8):
        folder = tmp_path / f"index {number}"
        wanted = [(one, 0) for one in range(ARTICLES)]
        job = Job("add_carelessly", {"folder": str(folder), "wanted": wanted})
        done = failing.run(Job(job.job, job.arguments, arm=(str(folder), ANY, 60 + 30 * number, 0)))
        assert done.killed
        seen = failing.run(Job("look", {"folder": str(folder)}))
        there = set(seen.told("current")[0][0]) if seen.finished else set()
        lost += len({line[0] for line in done.told("stored")} - there)
    count(f"control: 8 kills of a careless writer: {lost} lost")
    assert lost > 10
