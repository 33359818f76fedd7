"""The FAISS index of a store's passages, and its file, which is used only where every byte of it is as written."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import index.vectors
from index.filters import Filter
from index.records import Article, Passage, Sentence
from index.store import Admitted, PreparedArticle, Store
from index.vectors import FILES, MANIFEST, FaissVectors, built, load, save

QUESTION = np.array([1, 0, 0], dtype=np.float32)
WIDTH = 256
ROWS = {"one": [1, 0, 0], "two": [0.6, 0.8, 0], "three": [0, 0, -1]}


def put(store: Store, name: str, row: list[float], publisher: str | None = None) -> None:
    """An article of one sentence, whose passage has this vector."""
    text = f"Report {name}."
    rows = np.array([row], dtype=np.float32)
    article = Article(text, publisher=publisher)
    store.add([PreparedArticle(article, [Sentence(0, len(text))], rows, [Passage(0, len(text), 0, 1)], rows)])


@pytest.fixture
def store(tmp_path) -> Store:
    made = Store(tmp_path / "index", "an encoder")
    for name, row in ROWS.items():
        put(made, name, row)
    return made


def opened(store: Store) -> FaissVectors:
    """As another program opens it."""
    vectors = FaissVectors(store.folder)
    vectors.follow(store)
    return vectors


@pytest.fixture
def saved(store) -> Store:
    FaissVectors(store.folder).settle(store)
    return store


def file_of(store: Store) -> Path:
    (file,) = store.folder.glob(FILES)
    return file


# --- searching


@pytest.mark.parametrize(
    ("question", "limit", "expected"),
    [
        ([1, 0, 0], 3, [1, 2, 3]),
        ([1, 0, 0], 1, [1]),
        ([0, 1, 0], 1, [2]),
        ([0, 0, -1], 1, [3]),
        ([1, 0, 0], 99, [1, 2, 3]),
    ],
)
def test_the_nearest_passages_come_first(store, question, limit, expected):
    assert opened(store).search(np.array(question, dtype=np.float32), limit) == expected


def test_an_index_of_nothing_finds_nothing(tmp_path):
    empty = Store(tmp_path / "index", "an encoder")
    vectors = opened(empty)
    assert vectors.search(QUESTION, 5) == []
    vectors.settle(empty)
    assert opened(empty).search(QUESTION, 5) == []
    put(empty, "first", [1, 0, 0])
    vectors.follow(empty)
    assert vectors.search(QUESTION, 5) == [1]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_rows_that_are_not_finite_are_refused(value):
    rows = np.array([[1, 0, 0], [0, value, 0]], dtype=np.float32)
    with pytest.raises(ValueError, match="a vector is not finite"):
        built([([1, 2], rows)], 2)


def test_only_what_a_filter_admits_is_found(store):
    put(store, "four", [0.8, 0.6, 0], publisher="Reuters")
    vectors = opened(store)
    put(store, "five", [0, 1, 0], publisher="Reuters")  # after the base was made
    vectors.follow(store)
    reuters = store.admitted(Filter(publishers=("reuters",)))
    assert (reuters.count, [key for key in range(8) if key in reuters]) == (2, [4, 5])
    assert vectors.search(QUESTION, 9, reuters) == [4, 5]
    assert vectors.search(QUESTION, 1, reuters) == [4]
    assert vectors.search(QUESTION, 9, store.admitted(Filter(publishers=("nobody",)))) == []


def test_what_is_added_and_removed_later_is_seen(store, monkeypatch):
    monkeypatch.setattr(index.vectors, "_ALWAYS_NEW_BASE", 0)
    monkeypatch.setattr(index.vectors, "_NEW_BASE_SHARE", 1)
    vectors = opened(store)
    base = vectors._state.base
    put(store, "four", [0.8, 0.6, 0])
    vectors.settle(store)
    assert vectors.search(QUESTION, 9) == [1, 4, 2, 3]
    store.remove(store.articles()[-1].id)
    vectors.follow(store)
    assert vectors.search(QUESTION, 9) == [4, 2, 3]
    assert vectors.search(QUESTION, 9, store.admitted(Filter(since=None))) == [4, 2, 3]
    store.remove(store.articles()[0].id)
    put(store, "five", [0.6, 0, 0.8])
    vectors.follow(store)
    assert vectors.search(QUESTION, 2) == [2, 5]
    assert opened(store).search(QUESTION, 9) == [2, 5, 3]
    assert vectors._state.base is base


def test_a_base_that_little_was_added_to_is_kept_and_one_that_much_was_added_to_is_not(store, monkeypatch):
    monkeypatch.setattr(index.vectors, "_ALWAYS_NEW_BASE", 0)
    vectors = opened(store)
    for number in range(60):
        put(store, f"number {number}", [0, 1, 0])
    vectors.settle(store)
    first = file_of(store).name
    assert vectors.state == "FAISS, exact search: 63 passages"
    for number in range(3):
        put(store, f"later {number}", [0, 1, 0])
        vectors.settle(store)
    assert vectors.state == "FAISS, exact search: 63 passages and 3 since"
    assert file_of(store).name == first
    put(store, "last", [0, 1, 0])
    vectors.settle(store)
    assert vectors.state == "FAISS, exact search: 67 passages"
    assert file_of(store).name != first


def test_what_is_gone_leaves_no_trace_where_that_is_asked_for(store, monkeypatch):
    monkeypatch.setattr(index.vectors, "_ALWAYS_NEW_BASE", 0)
    row = np.array([0.6, 0.8, 0], dtype=np.float32).tobytes()
    vectors = opened(store)
    assert row in file_of(store).read_bytes()
    store.remove(store.articles()[1].id)
    vectors.settle(store, purge=True)
    assert row not in file_of(store).read_bytes()


def _unit_rows(count: int) -> np.ndarray:
    """Around 200 centres, as texts are around their topics."""
    chance = np.random.default_rng(3)
    rows = np.tile(chance.standard_normal((200, WIDTH)), (-(-count // 200), 1))[:count]
    rows = (rows + chance.standard_normal((count, WIDTH))).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def many(monkeypatch) -> tuple[FaissVectors, np.ndarray]:
    """4,000 passages with the keys 10 to 4,009, searched by codes."""
    monkeypatch.setattr(index.vectors, "EXACT_PASSAGES", 1000)
    monkeypatch.setattr(index.vectors, "_TRAINED_ROWS", 2000)
    rows = _unit_rows(4000)
    keys = list(range(10, 4010))
    made, last_key = built([(keys[at : at + 300], rows[at : at + 300]) for at in range(0, 4000, 300)], 4000)
    assert (made.ntotal, last_key) == (4000, 4009)
    vectors = FaissVectors(Path("nowhere"), writes=False)
    base = index.vectors._Base(made, "mark", last_key)
    nothing = np.zeros((0, WIDTH), dtype=np.float32)
    vectors._state = index.vectors._State("mark", base, (), index.vectors._flat(WIDTH), np.zeros(0, np.int64), nothing)
    assert vectors.state == "FAISS, half a byte for two dimensions, re-scored exactly: 4,000 passages"
    return vectors, rows


def _admitting(keys: np.ndarray) -> Admitted:
    flags = np.zeros(5000, dtype=np.uint8)
    flags[keys] = 1
    return Admitted(flags, len(keys))


@pytest.mark.parametrize(
    ("keys", "few"),
    [
        pytest.param(np.arange(10, 4010), 0, id="all"),
        pytest.param(np.arange(10, 4010, 7), 0, id="a seventh"),
        pytest.param(np.arange(10, 4010, 7), 1000, id="few"),
        pytest.param(np.arange(3500, 4500), 0, id="some of them not there"),
        pytest.param(np.arange(3500, 4500), 1000, id="few, some of them not there"),
    ],
)
def test_candidates_by_codes_hold_the_nearest_that_are_admitted(many, monkeypatch, keys, few):
    monkeypatch.setattr(index.vectors, "_FEW", few)
    vectors, rows = many
    there = keys[keys < 4010]
    hits = 0
    for question in rows[::100]:
        nearest = there[np.argsort(-(rows[there - 10] @ question))[:10]].tolist()
        found = vectors.search(question, 10, _admitting(keys))
        assert {*found} <= {*there.tolist()}
        hits += len({*nearest} & {*found})
    assert hits >= 0.97 * 400


def test_admitted_passages_are_found_however_far_they_are(many, monkeypatch):
    monkeypatch.setattr(index.vectors, "_FEW", 0)
    vectors, rows = many
    far = 10 + np.argsort(rows @ rows[0])[:100]
    assert len({*vectors.search(rows[0], 10, _admitting(far))} & {*far.tolist()}) == 40
    assert vectors.search(rows[0], 10, _admitting(np.array([4500]))) == []


def test_what_is_gone_is_not_found_by_codes(many):
    vectors, rows = many
    assert vectors.search(rows[5], 1)[0] == 15
    vectors._state = replace(vectors._state, gone=((15, 16), (20, 4010)))
    found = vectors.search(rows[5], 10)
    assert {*found} == {*range(10, 20)} - {15}


# --- the file


def test_what_was_saved_is_loaded(saved, monkeypatch):
    monkeypatch.setattr(index.vectors, "built", None)  # nothing is made again
    assert opened(saved).search(QUESTION, 3) == [1, 2, 3]
    names = {path.name for path in saved.folder.iterdir() if not path.name.startswith("verbatim")}
    assert names == {MANIFEST, file_of(saved).name}


def test_a_large_file_is_mapped(saved, monkeypatch):
    monkeypatch.setattr(index.vectors, "_MAPPED_BYTES", 0)
    monkeypatch.setattr(index.vectors, "built", None)
    assert opened(saved).search(QUESTION, 3) == [1, 2, 3]


def test_files_are_for_their_owner_alone(saved):
    assert {path.stat().st_mode & 0o777 for path in saved.folder.iterdir()} == {0o600}


def test_a_newer_file_of_another_program_is_taken_over(saved):
    vectors = opened(saved)
    put(saved, "four", [0.8, 0.6, 0])
    FaissVectors(saved.folder).settle(saved)
    vectors.follow(saved)
    assert vectors.search(QUESTION, 2) == [1, 4]
    assert vectors.state == "FAISS, exact search: 4 passages"


def _changed_manifest(**changes: object):
    def change(store: Store) -> None:
        manifest = json.loads((store.folder / MANIFEST).read_text())
        (store.folder / MANIFEST).write_text(json.dumps({**manifest, **changes}))

    return change


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda store: file_of(store).unlink(), id="no file"),
        pytest.param(lambda store: file_of(store).write_bytes(b""), id="empty file"),
        pytest.param(lambda store: file_of(store).write_bytes(b"garbage"), id="garbage"),
        pytest.param(lambda store: (store.folder / MANIFEST).unlink(), id="no manifest"),
        pytest.param(lambda store: (store.folder / MANIFEST).write_bytes(b""), id="empty manifest"),
        pytest.param(lambda store: (store.folder / MANIFEST).write_bytes(b"\xff{]"), id="garbage for a manifest"),
        pytest.param(lambda store: (store.folder / MANIFEST).write_bytes(b"[1]"), id="a manifest of another form"),
        pytest.param(lambda store: (store.folder / MANIFEST).write_bytes(b"{}"), id="an empty record"),
        pytest.param(_changed_manifest(generation="other"), id="another generation"),
        pytest.param(_changed_manifest(generation=None), id="no generation"),
        pytest.param(_changed_manifest(last_key=2), id="another last key"),
        pytest.param(_changed_manifest(sha256="0" * 64), id="another hash"),
        pytest.param(_changed_manifest(sha256=None), id="no hash"),
        pytest.param(_changed_manifest(file="../passages.faiss"), id="a file elsewhere"),
        pytest.param(_changed_manifest(more=1), id="a value that is not known"),
    ],
)
def test_whatever_does_not_match_is_made_again(saved, monkeypatch, damage, mapped):
    monkeypatch.setattr(index.vectors, "_MAPPED_BYTES", 0 if mapped else 1 << 30)
    damage(saved)
    made: list[int] = []
    whole = index.vectors.built
    monkeypatch.setattr(index.vectors, "built", lambda *given: (made.append(1), whole(*given))[1])
    assert opened(saved).search(QUESTION, 3) == [1, 2, 3]
    assert made == [1]


def test_garbage_that_is_vouched_for_is_not_loaded(saved):
    manifest = index.vectors._manifest(saved.folder)
    total = index.vectors._hashed(manifest.generation, manifest.last_key)
    total.update(b"abc")
    file_of(saved).write_bytes(b"abc")
    _changed_manifest(sha256=total.hexdigest())(saved)
    assert load(saved.folder, index.vectors._manifest(saved.folder)) is None


def test_every_cut_and_every_flipped_byte_is_noticed(saved):
    file, manifest = file_of(saved), index.vectors._manifest(saved.folder)
    data = file.read_bytes()
    for length in range(len(data)):
        file.write_bytes(data[:length])
        assert load(saved.folder, manifest) is None, length
    for position in range(len(data)):
        file.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        assert load(saved.folder, manifest) is None, position
    file.write_bytes(data)
    assert load(saved.folder, manifest) is not None


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_files_and_nothing_beside_them(saved, monkeypatch, fails):
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = {path.name: path.read_bytes() for path in saved.folder.iterdir()}
    monkeypatch.setattr(os, fails, no_space)
    made, last_key = built([([1], np.array([[1, 0, 0]], dtype=np.float32))], 1)
    with pytest.raises(OSError, match="No space left"):
        save(made, saved.folder, "next", last_key)
    assert {path.name: path.read_bytes() for path in saved.folder.iterdir()} == before


def test_one_that_may_not_write_does_not(store):
    vectors = FaissVectors(store.folder, writes=False)
    vectors.follow(store)
    assert vectors.search(QUESTION, 1) == [1]
    assert not (store.folder / MANIFEST).exists()
