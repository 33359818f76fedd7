"""Every call by which an index is written fails, each in turn: the old state or the new one, and a clear error."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from forks import ANY, OPEN, RENAME, SYNC, WRITE, Done, Forks, Job
from material import article, opened

pytestmark = pytest.mark.hard

BEFORE = [(number, 0) for number in range(6)]
# What is done, and the current articles before and after.
JOBS = {
    "add": (Job("add", {"wanted": [(10, 0), (11, 0)]}), {*BEFORE}, {*BEFORE, (10, 0), (11, 0)}),
    "version": (Job("add", {"wanted": [(2, 1)]}), {*BEFORE}, {*BEFORE, (2, 1)} - {(2, 0)}),
    "remove": (Job("remove", {"ids": [article(4).id]}), {*BEFORE}, {*BEFORE} - {(4, 0)}),
    "repair": (Job("mend", {}), {*BEFORE}, {*BEFORE}),
}
KINDS = {"open": OPEN, "write": WRITE, "sync": SYNC, "rename": RENAME}


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("before") / "index"
    index = opened(folder)
    index.add_all(article(number, version) for number, version in BEFORE)
    index._store.close()
    return folder


def ids(versions: set[tuple[int, int]]) -> set[str]:
    return {article(number, version).id for number, version in versions}


def copied(before: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder)
    return folder


def assert_clear(done: Done, folder: Path) -> None:
    """It was done all the same, or ended with one line of an error of ours that names the folder."""
    kind, text = done.error
    assert done.finished or (kind in ("IndexUnwritable", "IndexBusy") and str(folder) in text), (
        kind,
        text,
    )
    assert "\n" not in text


def assert_old_or_new(forks: Forks, folder: Path, done: Done, old: set[str], new: set[str]) -> bool:
    """What another program finds, with a disk that is well again. Whether it is the new state."""
    seen = forks.run(Job("look", {"folder": str(folder)}))
    assert seen.finished, seen.error
    there = set(seen.told("current")[0][0])
    assert there in (old, new)
    assert there == new or not done.finished, "it was said to be done"
    assert {line[0] for line in done.told("stored")} <= there
    return there == new


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EACCES"])
@pytest.mark.parametrize("name", JOBS)
def test_a_call_that_fails_leaves_the_old_state_or_the_new(failing, forks, before, tmp_path, count, name, error):
    job, old, new = JOBS[name]
    number, states, faults = 0, Counter[str](), Counter[str]()
    folder = tmp_path / "index"
    for kind, mask in KINDS.items():
        copied(before, folder)
        arguments = {**job.arguments, "folder": str(folder)}
        calls = failing.run(Job(job.job, arguments, arm=(str(folder), mask, 0, 0))).calls
        # All calls of a kind where there are few; else every one of so many.
        for call in range(1, calls + 1, max(1, calls // 12)):
            copied(before, folder)
            done = failing.run(Job(job.job, arguments, arm=(str(folder), mask, call, getattr(errno, error))))
            try:
                assert_clear(done, folder)
                is_new = assert_old_or_new(forks, folder, done, ids(old), ids(new))
            except AssertionError as cause:
                raise AssertionError(f"{error} at {kind} {call} of {calls}: {cause}; {done.lines}") from cause
            number += 1
            states["new" if is_new else "old"] += 1
            faults[done.error[0] or "done"] += 1
    count(f"{number} calls failed: {dict(faults)}; the state was {dict(states)}")


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_disk_that_fails_from_some_call_on_leaves_the_old_state_or_the_new(
    failing, forks, before, tmp_path, count, error
):
    number = 0
    folder = tmp_path / "index"
    for job, old, new in JOBS.values():
        arguments = {**job.arguments, "folder": str(folder)}
        for call in (1, 3, 6, 10, 15, 20, 30, 45, 60, 90, 130, 200):
            copied(before, folder)
            done = failing.run(Job(job.job, arguments, arm=(str(folder), ANY, -call, getattr(errno, error))))
            assert_clear(done, folder)
            assert_old_or_new(forks, folder, done, ids(old), ids(new))
            number += 1
    count(f"{number} disks failed for good: the old state or the new")


@pytest.mark.parametrize("error", ["ENOSPC", "EACCES"])
def test_making_an_index_fails_whole_or_not_at_all(failing, forks, tmp_path, count, error):
    wanted = [(1, 0), (2, 0)]
    folder = tmp_path / "index"
    job = {"wanted": wanted, "folder": str(folder)}
    calls = failing.run(Job("add", job, arm=(str(folder), ANY, 0, 0))).calls
    number = 0
    for call in range(1, calls + 1, max(1, calls // 40)):
        shutil.rmtree(folder, ignore_errors=True)
        done = failing.run(Job("add", job, arm=(str(folder), ANY, call, getattr(errno, error))))
        assert_clear(done, folder)
        seen = forks.run(Job("look", {"folder": str(folder)}))
        if seen.finished:
            assert set(seen.told("current")[0][0]) in (set(), ids({*wanted}))
        assert forks.run(Job("add", job)).finished, "the folder cannot be used any more"
        number += 1
    count(f"{number} calls failed while an index was made: it could always be made afterwards")


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A file system of 1.5 MB; skips where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1536k", "none", place]).returncode:
        pytest.skip("no file system can be mounted")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_keeps_what_was_stored(forks, small_disk, count):
    folder = small_disk / "index"
    job = Job("add", {"folder": str(folder), "wanted": [(number, 0) for number in range(400)]})
    full = forks.run(job)
    assert full.error[0] == "IndexUnwritable", full.lines[-1]
    stored = {line[0] for line in full.told("stored")}
    assert stored
    again = forks.run(job)
    assert again.error[0] == "IndexUnwritable"
    stored |= {line[0] for line in again.told("stored")}
    seen = forks.run(Job("look", {"folder": str(folder)}))
    assert seen.finished, seen.error
    assert set(seen.told("current")[0][0]) == stored
    assert forks.run(Job("remove", {"folder": str(folder), "ids": [min(stored)]})).error[0] in ("", "IndexUnwritable")
    count(f"{len(stored)} articles stored, then: {full.error[1].replace(str(folder), 'FOLDER')}")


def test_files_that_may_grow_no_more_keep_what_was_stored(forks, tmp_path, count):
    stored, number = 0, 0
    for most in range(100_000, 900_000, 50_000):
        folder = tmp_path / f"index {most}"
        wanted = [(one, 0) for one in range(60)]
        done = forks.run(Job("add", {"folder": str(folder), "wanted": wanted}, most_file_bytes=most))
        assert_clear(done, folder)
        seen = forks.run(Job("look", {"folder": str(folder)}))
        if seen.finished:
            assert {line[0] for line in done.told("stored")} == set(seen.told("current")[0][0])
        stored += len(done.told("stored"))
        number += 1
    count(f"{number} limits of a file's size: {stored} articles stored, all of them there")
