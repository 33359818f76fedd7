"""The FAISS index of the passages, and its file. The one module that meets FAISS.

The file is derived from the store and never trusted: FAISS has no checksum in its format, and a flipped bit gives
wrong neighbours without a word. So the bytes are hashed, ``manifest.json`` names the hash and the generation they
were made from (which no other store has), and whatever does not match is made again from the store.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np

from index.embedding import Rows

MANIFEST = "manifest.json"
_FILE = "passages.faiss"


class VectorSearch(Protocol):
    """What retrieval asks of a vector index."""

    def search(self, row: Rows, limit: int) -> dict[int, float]:
        """The keys of the ``limit`` nearest passages with their cosine, -1 to 1. ``row``: a unit vector, (dim,)."""
        ...


Engine = Callable[[Sequence[int], Rows], VectorSearch]
"""Makes a vector index of these rows (unit vectors) under these keys."""


class FaissVectors:
    """Exact inner-product search over unit rows."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, keys: Sequence[int], rows: Rows) -> FaissVectors:
        """An index of these rows under these keys. FAISS takes NaN and ranks infinity first, so both are refused."""
        if not np.isfinite(rows).all():
            raise ValueError("a vector is not finite")
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(max(1, rows.shape[1])))
        if keys:
            index.add_with_ids(np.ascontiguousarray(rows), np.asarray(keys, dtype=np.int64))
        return cls(index)

    def search(self, row: Rows, limit: int) -> dict[int, float]:
        if not self._index.ntotal:
            return {}
        scores, keys = self._index.search(row.reshape(1, -1), min(limit, self._index.ntotal))
        return {int(key): float(score) for key, score in zip(keys[0], scores[0], strict=True) if key >= 0}

    def save(self, folder: Path, generation: str) -> None:
        """Write the file and then the manifest that vouches for it, each whole or not at all. Raises OSError."""
        data = faiss.serialize_index(self._index).tobytes()
        _write_atomically(folder / _FILE, data)
        manifest = {"generation": generation, "sha256": hashlib.sha256(data).hexdigest(), "file": _FILE}
        _write_atomically(folder / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())

    @classmethod
    def load(cls, folder: Path, generation: str) -> FaissVectors | None:
        """The saved index of this generation; None where there is none, or where a byte of it is not as written."""
        try:
            manifest = json.loads((folder / MANIFEST).read_bytes())
            data = (folder / _FILE).read_bytes()
        except (OSError, ValueError):
            return None
        if not isinstance(manifest, dict) or manifest.get("generation") != generation:
            return None
        if manifest.get("sha256") != hashlib.sha256(data).hexdigest():
            return None
        try:
            return cls(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))
        except RuntimeError:  # Written by a version of FAISS whose form this one does not know.
            return None


def _write_atomically(path: Path, data: bytes) -> None:
    # A name of its own: two objects of one process may save at once, and process numbers repeat between containers.
    descriptor, beside = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)
