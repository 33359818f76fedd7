"""Embedding spread over processes and machines gives the same rows."""

from __future__ import annotations

import importlib.util
import os
import signal

import numpy as np
import pytest

from index.errors import EncodingFailed
from index.spread import Processes, RayCluster, SpreadEncoder, open_encoder

TEXTS = [f"Report {number}: the bridge {'was closed ' * (number % 7)}again." for number in range(150)]


class Lengths:
    """Each text as its length; remembers the parts that it was given."""

    fingerprint = "lengths"

    def __init__(self) -> None:
        self.alone: list[int] = []
        self.parts: list[list[str]] = []

    def encode(self, texts):
        self.alone.append(len(texts))
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)

    def __call__(self, parts):
        self.parts = [list(part) for part in parts]
        return iter([self.encode(part) for part in parts])


def test_rows_come_back_in_the_order_of_the_texts():
    lengths = Lengths()
    rows = SpreadEncoder(lengths, lengths).encode(TEXTS)
    assert rows[:, 0].tolist() == [len(text) for text in TEXTS]
    assert [len(part) for part in lengths.parts] == [50, 50, 50]
    total = [sum(map(len, part)) for part in lengths.parts]
    assert max(total) < 1.05 * min(total)


def test_a_question_is_encoded_here():
    lengths = Lengths()
    assert SpreadEncoder(lengths, lengths).encode(["Who?"]).tolist() == [[4, 1]]
    assert (lengths.alone, lengths.parts) == ([1], [])


def test_several_processes_give_the_same_rows(packaged_encoder):
    spread = open_encoder(packaged_encoder.name, processes=2)
    assert spread.fingerprint == packaged_encoder.fingerprint
    assert np.array_equal(spread.encode(TEXTS), packaged_encoder.encode(TEXTS))


def test_a_process_that_is_killed_is_a_clear_error_and_others_take_over(packaged_encoder):
    processes = Processes(packaged_encoder.name, 2)
    list(processes([TEXTS[:3]]))
    for process in list(processes._pool._processes):
        os.kill(process, signal.SIGKILL)
    many = [TEXTS[:3]] * 100
    with pytest.raises(EncodingFailed, match="set embedding_processes lower"):
        list(processes(many))
    assert len(next(processes([TEXTS[:3]]))) == 3


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray_it_is_said_how_to_install_it():
    with pytest.raises(EncodingFailed, match="Ray is not installed; run: pip install"):
        RayCluster("all-MiniLM-L6-v2", "local")([["Text."]])


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install '.[ray]'")
def test_a_ray_cluster_gives_the_same_rows(packaged_encoder):
    spread = open_encoder(packaged_encoder.name, cluster="local")
    assert np.array_equal(spread.encode(TEXTS), packaged_encoder.encode(TEXTS))
