"""A bulk addition is interrupted: it loses nothing that it reported, and goes on where it stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from forks import ANY, Job
from material import article

pytestmark = pytest.mark.hard

FILES = 1000


def qa(*arguments: str) -> subprocess.Popen[str]:
    command = "from qa.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_thousand_files_interrupted_five_times_are_all_there_once(tmp_path, count):
    """The real command, the real embedding model, and ``kill -9``."""
    files, folder = tmp_path / "files", tmp_path / "index"
    files.mkdir()
    for number in range(FILES):
        (files / f"{number:04}.txt").write_text(article(number, sentences=8).text, encoding="utf-8")
    chance = random.Random(4)
    told: dict[str, str] = {}
    kills = 0
    for reported in (1, 150, 330, 500, 680):
        program = qa("add", str(files), "--index", str(folder), "--json")
        assert program.stdout is not None
        lines = [program.stdout.readline() for _ in range(reported)]
        time.sleep(chance.uniform(0, 1))
        os.kill(program.pid, signal.SIGKILL)
        kills += program.wait() == -signal.SIGKILL
        lines += program.stdout.read().splitlines()
        told |= {json.loads(line)["id"]: "stored" for line in lines if line.rstrip().endswith("}")}
        listed = qa("list", "--index", str(folder), "--json").communicate()[0]
        there = [one["id"] for one in json.loads(listed)] if listed else []
        assert {*told} <= {*there}, "an article that was reported is lost"
        assert len(there) == len({*there})
    assert kills == 5
    begun = len(there)
    program = qa("add", str(files), "--index", str(folder), "--json")
    output, errors = program.communicate()
    assert (program.returncode, errors) == (0, "")
    outcomes = Counter(json.loads(line)["outcome"] for line in output.splitlines())
    assert outcomes == {"known": begun, "added": FILES - begun}
    there = [one["id"] for one in json.loads(qa("list", "--index", str(folder), "--json").communicate()[0])]
    assert {*there} == {article(number, sentences=8).id for number in range(FILES)}
    assert len(there) == FILES
    program = qa("index", "check", "--index", str(folder))
    assert "all as they were written" in program.communicate()[0]
    count(f"{FILES:,} files, {kills} kills: 0 lost, 0 twice; {begun} were there before the last run")


def test_what_was_stored_before_a_kill_is_not_embedded_again(failing, tmp_path, count):
    folder = str(tmp_path / "index")
    job = Job("add_counting", {"folder": folder, "count": 300})
    times: Counter[str] = Counter()
    stored: set[str] = set()
    unstored = 0  # what was encoded when the kill came
    for call in (200, 300, 400, 500, 600, 0):
        done = failing.run(Job(job.job, job.arguments, arm=(folder, ANY, call, 0)))
        assert done.killed == bool(call)
        encoded = {text for texts in done.told("encoded") for text in texts}
        assert not encoded & stored, "what was stored was embedded again"
        times.update(encoded)
        texts = failing.run(Job("stored_texts", {"folder": folder})).told("texts")
        stored = {text for some in texts for text in some}
        unstored += len(encoded - stored)
    again = sum(many - 1 for many in times.values())
    assert again <= unstored
    count(f"300 articles, 5 kills: {again} of {len(times)} texts embedded twice, none of them stored before")


def test_forgetting_what_is_stored_would_embed_it_again(tmp_path):
    """The control: an encoder that counts notices a second embedding."""
    from jobs import Counting

    from index.article_index import ArticleIndex

    encoder = Counting()
    for name in ("one", "another"):
        ArticleIndex(tmp_path / name, encoder).add(article(1))
    assert set(encoder.encoded.values()) == {2}
