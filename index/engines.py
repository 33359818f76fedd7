"""Another vector engine in FAISS's place, through LlamaIndex's vector-store interface.

One machine is served by FAISS (:mod:`index.vectors`). Where one is not enough, a store that LlamaIndex speaks to takes
its place: Milvus (:mod:`index.milvus`), or any other behind an :class:`Engine`. The database stays the truth; the
engine holds the passages' vectors under their keys and is asked for the nearest. Words stay with the database, so that
BM25 and the answers are the same with every engine.

**Only what is new is given.** A note in the index folder says up to which key and generation the engine has everything.
It is written after each batch, so that whoever is interrupted goes on from there. Between giving and noting a program
may be killed, and what it gave is given again: the engine must replace a node that has the same id.

**No two folders share a collection.** Its name is drawn at random and stands in the note, with the folder's inode: a
copy of a folder has another one, and draws a name of its own.
"""

from __future__ import annotations

import hashlib
import json
import math
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import filelock
import numpy as np

from index.embedding import Rows
from index.errors import EngineUnavailable, IndexBusy, IndexUnwritable
from index.files import write_atomically
from index.milvus import Milvus
from index.store import Admitted, Store
from index.vectors import FaissVectors

if TYPE_CHECKING:
    from llama_index.core.vector_stores.types import BasePydanticVectorStore

NOTE = "engine.json"
_LOCK = "engine.lock"
# One batch takes a second or two; whoever waits longer is told.
_LOCK_TIMEOUT_S = 30.0
_IDS_AT_ONCE = 4_096
_REASON_CHARACTERS = 200
# So many passages are named in one query by their ids.
MOST_NAMED = 10_000
# Milvus answers with no more (https://milvus.io/docs/limitations.md).
MOST_ANSWERED = 16_384
# A query that names so many ids costs what one more hit does.
_IDS_PER_HIT = 10
_MARGIN = 2
_GROWTH = 4

_T = TypeVar("_T")


class Engine(Protocol):
    """A vector engine that LlamaIndex has a store for."""

    @property
    def name(self) -> str:
        """What and where it is. What was given to an engine of another name is given again."""
        ...

    @property
    def remedy(self) -> str:
        """What to do when it cannot be used."""
        ...

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """What it raises when it cannot be used."""
        ...

    def reason(self, fault: Exception) -> str:
        """What one of its faults says."""
        ...

    def connect(self, collection: str, dimension: int, *, fresh: bool) -> BasePydanticVectorStore:
        """A collection, made where there is none, and empty where it is to be ``fresh``.

        It must rank by inner product, replace nodes that have the same id, and give up after some seconds.
        """
        ...

    def settle(self, store: BasePydanticVectorStore) -> None:
        """Put what was added where it is found fastest."""
        ...


def open_vector_index(
    engine: str, address: str | None, folder: Path, token_env: str | None = None
) -> FaissVectors | LlamaIndexVectors:
    """The vector index of an index folder. ``engine``: "faiss" or "milvus".

    ``address``: of Milvus; see :class:`index.milvus.Milvus`. ``token_env``: the variable that holds its token. Nothing
    is reached before the first passage. Raises EngineUnavailable where that variable is not set.
    """
    if engine == "faiss":
        return FaissVectors(folder)
    if engine == "milvus":
        return LlamaIndexVectors(Milvus.at(address, folder, token_env), folder)
    raise ValueError(f"{engine!r} is no vector engine")


@dataclass(frozen=True)
class _Note:
    """What the engine holds: of ``generation``, the passages up to ``last_key``. ``dimension``: 0 while it has none."""

    engine: str
    collection: str
    inode: int
    dimension: int = 0
    generation: str | None = None
    last_key: int = 0


@dataclass(frozen=True)
class _Held:
    """What is searched: ``total`` passages of one generation."""

    generation: str
    total: int


class LlamaIndexVectors:
    """The vector index of one index folder in an engine; see the module, and :class:`index.vectors.VectorIndex`.

    Raises EngineUnavailable where the engine cannot be used, and IndexBusy where another program keeps giving to it.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._lock = threading.Lock()
        self._store: BasePydanticVectorStore | None = None
        self._collection = ""
        self._held: _Held | None = None

    def follow(self, store: Store) -> None:
        held = self._held
        if held is not None and held.generation == store.generation and (self._store is not None or not held.total):
            return
        with self._lock:
            added = 0
            while some := self._take_over(store):
                added += some
            if added:
                self._asked(partial(self._engine.settle, self._connection))

    def settle(self, store: Store, *, purge: bool = False) -> None:
        # Nothing more for ``purge``: no text is in the engine, and vectors that were deleted go when it compacts.
        self.follow(store)

    def search(self, row: Rows, limit: int, admitted: Admitted | None = None) -> list[int]:
        held = self._held
        if held is None or not held.total:
            return []
        if admitted is None:
            return self._nearest(row, limit)
        # The admitted ones among the nearest of all are the nearest admitted ones, if only there are enough.
        asked = math.ceil(limit * _MARGIN * held.total / max(1, admitted.count))
        while asked <= (MOST_ANSWERED if admitted.count > MOST_NAMED else admitted.count // _IDS_PER_HIT):
            found = [key for key in self._nearest(row, asked) if key in admitted]
            if len(found) >= limit:
                return found[:limit]
            asked *= _GROWTH
        # Few are admitted, or none of them is near: each is named, some thousands in a query.
        keys = np.flatnonzero(admitted.flags)
        scored: list[tuple[float, int]] = []
        for start in range(0, len(keys), MOST_NAMED):
            named = [str(key) for key in keys[start : start + MOST_NAMED]]
            scored += self._scored(row, limit, named)
        return [key for _, key in sorted(scored)[:limit]]

    @property
    def state(self) -> str:
        if self._held is None:
            return "not loaded"
        return f"{self._engine.name}: {self._held.total:,} passages"

    # --- giving

    def _take_over(self, store: Store) -> int:
        """One batch of what the engine does not have yet; how many passages were in it, 0 when it has all."""
        with self._alone(), store.snapshot():
            known = self._known()
            changes = store.changes(known.generation)
            whole = changes.whole or not known.dimension or not self._is_there(known)
            nothing: tuple[list[int], Rows] = [], np.zeros((0, known.dimension), dtype=np.float32)
            keys, rows = next(store.passage_rows(0 if whole else known.last_key), nothing)
            note = replace(known, dimension=rows.shape[1], generation=changes.generation)
            if whole:
                # First, so that nobody takes a collection that was begun for one that has all.
                self._write(replace(known, generation=None, last_key=0))
                self._store = self._connected(note, fresh=True) if note.dimension else None
                note = replace(note, last_key=0)
            else:
                self._delete(key for first, last in changes.gone for key in range(first, last))
            if keys:
                self._add(keys, rows)
                note = replace(note, last_key=keys[-1])
            if note != known:
                self._write(note)
            if not keys:
                self._held = _Held(changes.generation, store.passage_count)
            return len(keys)

    def _is_there(self, note: _Note) -> bool:
        """Whether the collection of the note still holds something, where it should: somebody may have dropped it."""
        # Another program may have drawn a new collection, where the note was lost.
        if self._store is None or self._collection != note.collection:
            self._store = self._connected(note, fresh=False)
            axis = np.zeros(note.dimension, dtype=np.float32)
            axis[0] = 1
            return not note.last_key or bool(self._nearest(axis, 1))
        return True

    def _add(self, keys: Iterable[int], rows: Rows) -> None:
        from llama_index.core.schema import TextNode

        if not np.isfinite(rows).all():
            raise ValueError("a vector is not finite")
        nodes = [TextNode(id_=str(key), text="", embedding=row.tolist()) for key, row in zip(keys, rows, strict=True)]
        self._asked(partial(self._connection.add, nodes))

    def _delete(self, keys: Iterable[int]) -> None:
        waiting = iter(keys)
        while some := [str(key) for key in islice(waiting, _IDS_AT_ONCE)]:
            self._asked(partial(self._connection.delete_nodes, some))

    # --- asking

    def _nearest(self, row: Rows, limit: int) -> list[int]:
        return [key for _, key in sorted(self._scored(row, limit))]

    def _scored(self, row: Rows, limit: int, ids: list[str] | None = None) -> list[tuple[float, int]]:
        """The nearest of all, or of those with these ids, as (negative inner product, key)."""
        from llama_index.core.vector_stores.types import VectorStoreQuery

        query = VectorStoreQuery(query_embedding=row.tolist(), similarity_top_k=limit, node_ids=ids, output_fields=[])
        found = self._asked(partial(self._connection.query, query))
        return [(-score, int(key)) for key, score in zip(found.ids or (), found.similarities or (), strict=True)]

    @property
    def _connection(self) -> BasePydanticVectorStore:
        if self._store is None:  # Another thread met a fault since this one followed.
            raise EngineUnavailable(f"{self._engine.name} was lost a moment ago; try again")
        return self._store

    def _connected(self, note: _Note, *, fresh: bool) -> BasePydanticVectorStore:
        self._collection = note.collection
        return self._asked(partial(self._engine.connect, note.collection, note.dimension, fresh=fresh))

    def _asked(self, call: Callable[[], _T]) -> _T:
        try:
            return call()
        except EngineUnavailable:
            raise
        except self._engine.faults as cause:
            self._store = None  # What is there is looked at anew the next time.
            reason = " ".join(self._engine.reason(cause).split())[:_REASON_CHARACTERS]
            raise EngineUnavailable(
                f"{self._engine.name} cannot be used ({reason}); no article is lost: {self._engine.remedy}"
            ) from cause

    # --- the note

    def _known(self) -> _Note:
        """What the engine holds by the note, or a new note where there is none of this folder and engine."""
        inode = self._folder.stat().st_ino
        drawn = f"verbatim_{secrets.token_hex(8)}"
        try:
            values = json.loads((self._folder / NOTE).read_bytes())
            expected = values.pop("sha256")
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return _Note(self._engine.name, drawn, inode)
        if expected != _hashed(values) or values.get("inode") != inode:
            return _Note(self._engine.name, drawn, inode)
        note = _Note(**values)
        if note.engine != self._engine.name:
            return _Note(self._engine.name, note.collection, inode)
        return note

    def _write(self, note: _Note) -> None:
        values = asdict(note)
        try:
            write_atomically(
                self._folder / NOTE, (json.dumps({**values, "sha256": _hashed(values)}, indent=1) + "\n").encode()
            )
        except OSError as cause:
            raise self._unwritable(cause) from cause

    def _unwritable(self, cause: OSError) -> IndexUnwritable:
        return IndexUnwritable(
            f"{self._folder} cannot be written: {cause.strerror}; free some space or check its permissions"
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other program gives to the engine meanwhile."""
        lock = filelock.FileLock(self._folder / _LOCK)
        try:
            lock.acquire(timeout=_LOCK_TIMEOUT_S)
        except filelock.Timeout as cause:
            raise IndexBusy(
                f"another program is giving passages of {self._folder} to {self._engine.name}; try again in a moment"
            ) from cause
        except OSError as cause:
            raise self._unwritable(cause) from cause
        try:
            yield
        finally:
            lock.release()


def _hashed(values: Mapping[str, object]) -> str:
    """SHA-256 of what a note says: a key that is not as it was written would leave passages out without a word."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
