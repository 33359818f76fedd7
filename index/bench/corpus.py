"""An index filled with the synthetic material through the store's own door, and what exact search finds in it."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.bench.material import DIMENSION, PASSAGES_PER_ARTICLE, Material, Question
from index.embedding import Rows
from index.store import Store
from index.store.schema import SCHEMA
from index.vectors import FaissVectors

FINGERPRINT = "synthetic vectors of index.bench"
_BUILT = "built.json"
_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Built:
    """How an index was made. ``store_s``: in the store; ``settle_s``: the file of vectors; ``text_bytes``: articles."""

    passages: int
    store_s: float
    settle_s: float
    text_bytes: int


@dataclass(frozen=True)
class Corpus:
    """A folder with an ``index`` of so many passages, and their vectors once more, for exact search."""

    folder: Path
    passages: int
    material: Material

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def articles(self) -> int:
        return self.passages // PASSAGES_PER_ARTICLE

    @property
    def rows(self) -> Rows:
        """The vector of the passage with key k is row k - 1."""
        rows: Rows = np.load(self.folder / "vectors.npy", mmap_mode="r")
        return rows

    def questions(self, count: int) -> list[Question]:
        return self.material.questions(self.articles, count)

    def build(self) -> Built:
        """Fill the index, unless an earlier run has, with the same tables."""
        note = self.folder / _BUILT
        # While a format is being worked on its number stays.
        tables = hashlib.sha256(SCHEMA.encode()).hexdigest()
        if note.exists():
            found = json.loads(note.read_text())
            if found.pop("tables", None) == tables:
                return Built(**found)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        built = self._filled()
        note.write_text(json.dumps({**asdict(built), "tables": tables}))
        return built

    def _filled(self) -> Built:
        store = Store(self.index, FINGERPRINT)
        rows = np.lib.format.open_memmap(
            self.folder / "vectors.npy", mode="w+", dtype=np.float32, shape=(self.passages, DIMENSION)
        )
        seconds, text_bytes, done = 0.0, 0, 0
        for block in self.material.blocks(self.articles):
            some = np.concatenate([one.passage_rows for one in block])
            rows[done : done + len(some)] = some
            done += len(some)
            text_bytes += sum(len(one.article.text) for one in block)
            started = time.perf_counter()
            store.add(block)
            seconds += time.perf_counter() - started
        assert store.passage_count == done == self.passages, "an article was taken for another one's reprint"
        started = time.perf_counter()
        FaissVectors(self.index).settle(store)
        settled = time.perf_counter() - started
        store.close()
        return Built(self.passages, seconds, settled, text_bytes)

    def nearest(self, questions: npt.NDArray[np.float32], limit: int) -> list[list[int]]:
        """The keys of the passages nearest to each row of ``questions``, found by multiplying with all of them."""
        rows = self.rows
        best: list[list[tuple[float, int]]] = [[] for _ in questions]
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            scores = questions @ np.asarray(rows[first : first + _ROWS_AT_ONCE]).T
            kept = min(limit, scores.shape[1])
            places = np.argpartition(-scores, kept - 1, axis=1)[:, :kept]
            for number, some in enumerate(places):
                best[number] += [(-float(scores[number, place]), first + int(place) + 1) for place in some]
        return [[key for _, key in sorted(held)[:limit]] for held in best]
