"""The FAISS index and its file, which is used only where every byte of it is as written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from index.vectors import MANIFEST, FaissVectors

FILE = "passages.faiss"
KEYS = [11, 7, 5]
ROWS = np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 0, -1]], dtype=np.float32)
QUESTION = np.array([1, 0, 0], dtype=np.float32)


@pytest.fixture
def saved(tmp_path) -> Path:
    FaissVectors.build(KEYS, ROWS).save(tmp_path, "generation")
    return tmp_path


@pytest.mark.parametrize(
    ("question", "limit", "expected"),
    [
        ([1, 0, 0], 3, {11: 1.0, 7: 0.6, 5: 0.0}),
        ([1, 0, 0], 1, {11: 1.0}),
        ([0, 1, 0], 1, {7: 0.8}),
        ([0, 0, 1], 3, {11: 0.0, 7: 0.0, 5: -1.0}),
        ([1, 0, 0], 99, {11: 1.0, 7: 0.6, 5: 0.0}),
    ],
)
def test_the_nearest_keys_come_with_their_cosine(question, limit, expected):
    found = FaissVectors.build(KEYS, ROWS).search(np.array(question, dtype=np.float32), limit)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("shape", [(0, 0), (0, 384)])
def test_an_index_of_nothing_finds_nothing(tmp_path, shape):
    empty = FaissVectors.build([], np.zeros(shape, dtype=np.float32))
    assert empty.search(QUESTION, 5) == {}
    empty.save(tmp_path, "generation")
    assert FaissVectors.load(tmp_path, "generation").search(QUESTION, 5) == {}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_rows_that_are_not_finite_are_refused(value):
    rows = ROWS.copy()
    rows[1, 2] = value
    with pytest.raises(ValueError, match="a vector is not finite"):
        FaissVectors.build(KEYS, rows)


def test_what_was_saved_is_loaded(saved):
    loaded = FaissVectors.load(saved, "generation")
    assert loaded.search(QUESTION, 3) == pytest.approx({11: 1.0, 7: 0.6, 5: 0.0})
    assert sorted(path.name for path in saved.iterdir()) == [MANIFEST, FILE]


def test_files_are_for_their_owner_alone(saved):
    assert {path.stat().st_mode & 0o777 for path in saved.iterdir()} == {0o600}


def test_saving_again_replaces(saved):
    FaissVectors.build(KEYS[:1], ROWS[:1]).save(saved, "next")
    assert FaissVectors.load(saved, "generation") is None
    assert FaissVectors.load(saved, "next").search(QUESTION, 3) == {11: 1.0}
    assert sorted(path.name for path in saved.iterdir()) == [MANIFEST, FILE]


def _changed_manifest(**changes: object):
    def change(folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text())
        (folder / MANIFEST).write_text(json.dumps({**manifest, **changes}))

    return change


def _garbage_that_is_vouched_for(folder: Path) -> None:
    (folder / FILE).write_bytes(b"abc")
    _changed_manifest(sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")(folder)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda folder: (folder / FILE).unlink(), id="no file"),
        pytest.param(lambda folder: (folder / FILE).write_bytes(b""), id="empty file"),
        pytest.param(lambda folder: (folder / FILE).write_bytes(b"garbage"), id="garbage"),
        pytest.param(_garbage_that_is_vouched_for, id="garbage that the manifest vouches for"),
        pytest.param(lambda folder: (folder / MANIFEST).unlink(), id="no manifest"),
        pytest.param(lambda folder: (folder / MANIFEST).write_bytes(b""), id="empty manifest"),
        pytest.param(lambda folder: (folder / MANIFEST).write_bytes(b"\xff{]"), id="garbage for a manifest"),
        pytest.param(lambda folder: (folder / MANIFEST).write_bytes(b"[1]"), id="a manifest of another form"),
        pytest.param(_changed_manifest(generation="other"), id="another generation"),
        pytest.param(_changed_manifest(generation=None), id="no generation"),
        pytest.param(_changed_manifest(sha256="0" * 64), id="another hash"),
        pytest.param(_changed_manifest(sha256=None), id="no hash"),
    ],
)
def test_whatever_does_not_match_is_not_loaded(saved, damage):
    damage(saved)
    assert FaissVectors.load(saved, "generation") is None


def test_every_cut_is_noticed(saved):
    data = (saved / FILE).read_bytes()
    for length in range(len(data)):
        (saved / FILE).write_bytes(data[:length])
        assert FaissVectors.load(saved, "generation") is None, length


def test_every_flipped_byte_is_noticed(saved):
    data = (saved / FILE).read_bytes()
    for position in range(len(data)):
        (saved / FILE).write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        assert FaissVectors.load(saved, "generation") is None, position


def test_a_folder_without_files_has_no_index(tmp_path):
    assert FaissVectors.load(tmp_path, "generation") is None
    assert FaissVectors.load(tmp_path / "missing", "generation") is None


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_files_and_nothing_beside_them(saved, monkeypatch, fails):
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = {path.name: path.read_bytes() for path in saved.iterdir()}
    monkeypatch.setattr(os, fails, no_space)
    with pytest.raises(OSError, match="No space left"):
        FaissVectors.build(KEYS[:1], ROWS[:1]).save(saved, "next")
    assert {path.name: path.read_bytes() for path in saved.iterdir()} == before
    assert FaissVectors.load(saved, "generation") is not None
