"""The vector index of the passages in FAISS, and its file. The one module that meets FAISS.

Up to :data:`EXACT_PASSAGES` passages the search is exact (float32). Beyond, all vectors are scanned as product-
quantised codes of half a byte for two dimensions (fast-scan, André et al. 2017), a sixteenth of the memory to read,
for more candidates than are wanted; whoever asks scores these by their stored vectors. There are no clusters that
drift as articles come. FAISS knows no filter for such codes, but to name more candidates costs it next to nothing: so
many are asked for that enough of them are admitted, and where few are admitted at all, just their codes are read.

**The base and what came since.** The file holds the passages of one moment, the base. Keys are never given twice and
vectors never change, so a later moment is the base, without what is gone, and the passages with later keys, which are
read from the store and searched exactly. A new base is written once these are more than a twentieth.

**The file is never trusted.** FAISS has no checksum in its format, and a flipped bit gives wrong neighbours without a
word. ``manifest.json`` names the file, the SHA-256 of its bytes and the generation they were made from (which no other
store has); what does not match is made again from the store. A large file is mapped into memory, not read, and
hashed meanwhile on a thread: nothing is searched before that has ended. Files are never changed in place.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
import numpy.typing as npt

from index.embedding import Rows
from index.files import write_atomically
from index.store import Admitted, Store

MANIFEST = "manifest.json"
FILES = "passages-*.faiss"
# Exact search reads 1.5 KB a passage: under 10 ms for so many on two cores (`make bench`).
EXACT_PASSAGES = 120_000
# By codes the order of near ones is uncertain; so many times what is asked for holds the nearest (`make bench`).
_CANDIDATES_PER_WANTED = 4
# Reading the codes of so few takes 3 ms; naming the nearest of a million until enough are admitted, 6 ms and more.
_FEW = 1_000
_MARGIN, _GROWTH = 2, 8
_MAPPED_BYTES = 64 << 20
# Up to so many passages a new base after every addition costs less than a tenth of a second.
_ALWAYS_NEW_BASE = 20_000
_NEW_BASE_SHARE = 1 / 20
_TRAINED_ROWS = 50_000

Keys = npt.NDArray[np.int64]


class VectorIndex(Protocol):
    """What the passages' vectors are searched in. Any number of threads may search while one follows the store."""

    def follow(self, store: Store) -> None:
        """Take over what was added to the store and removed from it since the last time."""
        ...

    def settle(self, store: Store, *, purge: bool = False) -> None:
        """After writing: keep on disk what saves time the next time. ``purge``: no trace may stay of what is gone."""
        ...

    def search(self, row: Rows, limit: int, admitted: Admitted | None = None) -> list[int]:
        """The keys of the nearest passages, nearest first: ``limit``, or more of which the nearest are to be chosen.

        ``row``: a unit vector, shape (dimension,). ``admitted``: the passages that may be found; None for all.
        """
        ...

    @property
    def state(self) -> str:
        """How it searches, and how much, on one line."""
        ...


@dataclass(frozen=True)
class _Base:
    """Passages up to ``last_key``, as they were at the generation ``mark``."""

    index: faiss.Index
    mark: str
    last_key: int

    @property
    def exact(self) -> bool:
        return self.index.ntotal <= EXACT_PASSAGES


@dataclass(frozen=True)
class _State:
    """What is searched: at ``generation``, the base without ``gone`` keys, and the passages that came since."""

    generation: str
    base: _Base
    gone: tuple[tuple[int, int], ...]
    later: faiss.Index
    later_keys: Keys
    later_rows: Rows

    @property
    def last_key(self) -> int:
        return int(self.later_keys[-1]) if len(self.later_keys) else self.base.last_key


class _File:
    """The file of the base, read on a thread from the start on, and again whenever the manifest names another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark: str | None = None
        self._base: _Base | None = None
        self._reading = threading.Thread(target=self._read, name="read-vectors", daemon=True)
        self._reading.start()

    def newer_than(self, known: _Base | None) -> _Base | None:
        """The base on disk, unless it is the known one, or there is none."""
        self._reading.join()
        manifest = _manifest(self._folder)
        if manifest is None or (known is not None and manifest.generation == known.mark):
            return None
        if manifest.generation != self._mark:
            self._read()
        return self._base

    def _read(self) -> None:
        manifest = _manifest(self._folder)
        self._mark = manifest.generation if manifest else None
        index = load(self._folder, manifest) if manifest else None
        self._base = _Base(index, manifest.generation, manifest.last_key) if manifest and index is not None else None


class FaissVectors:
    """The vector index of one index folder; see the module. ``writes``: whether it may write its file there."""

    def __init__(self, folder: Path, *, writes: bool = True) -> None:
        self._folder = folder
        self._writes = writes
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._file = _File(folder)

    def follow(self, store: Store) -> None:
        with self._lock, store.snapshot():
            state = self._state
            if state is not None and state.generation == store.generation:
                return
            base = self._newer_base(store, state.base if state else None)
            if base is None:
                self._state = _made(store)
                self._save(self._state.base)
            else:
                self._state = _extended(base, state if state and state.base is base else None, store)

    def settle(self, store: Store, *, purge: bool = False) -> None:
        self.follow(store)
        with self._lock, store.snapshot():
            state = self._state
            assert state is not None
            total, later = store.passage_count, len(state.later_keys)
            stale = later or state.gone
            if stale and (purge or total <= _ALWAYS_NEW_BASE or later > total * _NEW_BASE_SHARE):
                self._state = _made(store)
                self._save(self._state.base)

    def search(self, row: Rows, limit: int, admitted: Admitted | None = None) -> list[int]:
        state = self._state
        if state is None:
            return []
        wanted = limit if state.base.exact else limit * _CANDIDATES_PER_WANTED
        search = _search if state.base.exact else _search_codes
        found = search(state.base.index, row, wanted, _flags(state, admitted))
        found += _search(state.later, row, limit, admitted.flags if admitted else None)
        found.sort(key=lambda one: (-one[0], one[1]))
        return [key for _, key in found[:wanted]]

    @property
    def state(self) -> str:
        if self._state is None:
            return "not loaded"
        base, later = self._state.base, len(self._state.later_keys)
        how = "exact search" if base.exact else "half a byte for two dimensions, re-scored exactly"
        return f"FAISS, {how}: {base.index.ntotal:,} passages" + (f" and {later:,} since" if later else "")

    def _newer_base(self, store: Store, known: _Base | None) -> _Base | None:
        """The base on disk, or the known one, whichever is of this store, the one on disk first."""
        for base in (self._file.newer_than(known), known):
            if base is not None and not store.changes(base.mark).whole:
                return base
        return None

    def _save(self, base: _Base) -> None:
        # The file only saves time: where it cannot be written, the next program makes its own.
        with suppress(OSError):
            if self._writes:
                save(base.index, self._folder, base.mark, base.last_key)


def _made(store: Store) -> _State:
    index, last_key = built(store.passage_rows(), store.passage_count)
    base = _Base(index, store.generation, last_key)
    nothing = np.zeros((0, index.d), dtype=np.float32)
    return _State(base.mark, base, (), _flat(index.d), np.zeros(0, dtype=np.int64), nothing)


def _extended(base: _Base, known: _State | None, store: Store) -> _State:
    """The state of now, from a base and from what was read of later passages."""
    changes = store.changes(base.mark)
    keys = [known.later_keys] if known else []
    rows = [known.later_rows] if known else []
    for some_keys, some_rows in store.passage_rows(known.last_key if known else base.last_key):
        keys.append(np.asarray(some_keys, dtype=np.int64))
        rows.append(some_rows)
    width = rows[-1].shape[1] if rows else base.index.d
    all_keys = np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)
    all_rows = np.concatenate([some.reshape(-1, width) for some in rows]) if rows else np.zeros((0, width), np.float32)
    there = ~_within(changes.gone, all_keys)
    later = _flat(width)
    _add(later, all_keys[there], all_rows[there])
    return _State(changes.generation, base, changes.gone, later, all_keys[there], all_rows[there])


def _within(ranges: Iterable[tuple[int, int]], keys: Keys) -> npt.NDArray[np.bool_]:
    inside = np.zeros(len(keys), dtype=np.bool_)
    for first, last in ranges:
        inside |= (keys >= first) & (keys < last)
    return inside


def _flags(state: _State, admitted: Admitted | None) -> npt.NDArray[np.uint8] | None:
    """Which keys of the base may be found; None where all may."""
    if not state.gone:
        return admitted.flags if admitted else None
    flags = np.ones(state.base.last_key + 1, dtype=np.uint8)
    if admitted is not None:
        flags[:] = 0
        held = admitted.flags[: len(flags)]
        flags[: len(held)] = held
    for first, last in state.gone:
        flags[first:last] = 0
    return flags


def _search(index: faiss.Index, row: Rows, limit: int, flags: npt.NDArray[np.uint8] | None) -> list[tuple[float, int]]:
    if not index.ntotal:
        return []
    parameters = None
    if flags is not None:
        bits = np.packbits(flags, bitorder="little")
        if not bits.any():
            return []
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg, arg-type]
    scores, keys = index.search(row.reshape(1, -1), min(limit, index.ntotal), params=parameters)
    return [(float(score), int(key)) for key, score in zip(keys[0], scores[0], strict=True) if key >= 0]


def _search_codes(
    index: faiss.Index, row: Rows, limit: int, flags: npt.NDArray[np.uint8] | None
) -> list[tuple[float, int]]:
    """The same among codes."""
    if flags is None:
        return _search(index, row, limit, None)
    count = int(flags.sum())
    if count <= _FEW:
        return _search_few(index, row, limit, np.flatnonzero(flags))
    asked = limit * _MARGIN * index.ntotal // count
    while True:
        scores, keys = index.search(row.reshape(1, -1), min(asked, index.ntotal))
        inside = (keys[0] >= 0) & (keys[0] < len(flags))
        inside[inside] = flags[keys[0][inside]] == 1
        if inside.sum() >= min(limit, count) or asked >= index.ntotal:
            best = zip(scores[0][inside], keys[0][inside], strict=True)
            return [(float(score), int(key)) for score, key in best][:limit]
        asked *= _GROWTH


def _search_few(index: faiss.Index, row: Rows, limit: int, keys: Keys) -> list[tuple[float, int]]:
    known = faiss.vector_to_array(index.id_map)  # type: ignore[attr-defined]  # in order, as they were added
    places = np.searchsorted(known, keys)
    there = places < len(known)
    there[there] = known[places[there]] == keys[there]
    if not there.any():
        return []
    codes = faiss.downcast_index(index.index)  # type: ignore[attr-defined]
    scores = codes.reconstruct_batch(places[there]) @ row
    best = np.argsort(-scores)[:limit]
    return [(float(scores[place]), int(keys[there][place])) for place in best]


def _flat(width: int) -> faiss.Index:
    return faiss.IndexIDMap(faiss.IndexFlatIP(max(1, width)))


def _add(index: faiss.Index, keys: Keys, rows: Rows) -> None:
    # FAISS takes vectors that are not finite, and ranks infinity first.
    if not np.isfinite(rows).all():
        raise ValueError("a vector is not finite")
    if len(keys):
        index.add_with_ids(np.ascontiguousarray(rows), keys)


def built(batches: Iterable[tuple[Sequence[int], Rows]], total: int) -> tuple[faiss.Index, int]:
    """An index of these keys and unit rows, ``total`` of them, and the last key (0 where there is none).

    Raises ValueError where a row is not finite.
    """
    index: faiss.Index | None = None
    waiting: list[tuple[Keys, Rows]] = []
    last_key = 0
    for some_keys, rows in batches:
        keys = np.asarray(some_keys, dtype=np.int64)
        last_key = int(keys[-1])
        if index is None:
            if total <= EXACT_PASSAGES:
                index = _flat(rows.shape[1])
            else:  # The codes are learned first.
                waiting.append((keys, rows))
                if sum(len(waited) for waited, _ in waiting) < min(_TRAINED_ROWS, total):
                    continue
                sample = np.concatenate([waited for _, waited in waiting])
                trained = faiss.index_factory(rows.shape[1], f"PQ{rows.shape[1] // 2}x4fs", faiss.METRIC_INNER_PRODUCT)
                trained.train(sample)
                index = faiss.IndexIDMap(trained)
                for waited_keys, waited in waiting:
                    _add(index, waited_keys, waited)
                continue
        _add(index, keys, rows)
    return index if index is not None else _flat(1), last_key


@dataclass(frozen=True)
class _Manifest:
    """What the file of the base holds. ``sha256``: of these values and of the file's bytes."""

    generation: str
    last_key: int
    file: str
    sha256: str


def _manifest(folder: Path) -> _Manifest | None:
    try:
        manifest = _Manifest(**json.loads((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    good = (
        isinstance(manifest.generation, str)
        and isinstance(manifest.last_key, int)
        and isinstance(manifest.sha256, str)
        and isinstance(manifest.file, str)
        and Path(manifest.file).name == manifest.file
    )
    return manifest if good else None


def _hashed(mark: str, last_key: int) -> hashlib._Hash:
    return hashlib.sha256(f"{mark} {last_key}\n".encode())


def save(index: faiss.Index, folder: Path, mark: str, last_key: int) -> None:
    """Write an index's file and then the manifest that vouches for it, each whole or not at all. Raises OSError."""
    data = faiss.serialize_index(index).tobytes()
    total = _hashed(mark, last_key)
    total.update(data)
    manifest = _Manifest(mark, last_key, FILES.replace("*", mark), total.hexdigest())
    write_atomically(folder / manifest.file, data)
    write_atomically(folder / MANIFEST, (json.dumps(asdict(manifest), indent=1) + "\n").encode())
    for old in folder.glob(FILES):
        if old.name != manifest.file:
            old.unlink(missing_ok=True)


def load(folder: Path, manifest: _Manifest) -> faiss.Index | None:
    """The saved index; None where there is none, or a byte of it is not as written."""
    path = folder / manifest.file
    total = _hashed(manifest.generation, manifest.last_key)
    try:
        if path.stat().st_size > _MAPPED_BYTES:
            with path.open("rb") as file:
                while part := file.read(1 << 20):
                    total.update(part)
            if total.hexdigest() != manifest.sha256:
                return None
            return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        data = path.read_bytes()
        total.update(data)
        if total.hexdigest() != manifest.sha256:
            return None
        return faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    except (OSError, RuntimeError):  # RuntimeError: written by a version of FAISS whose form this one does not know.
        return None
