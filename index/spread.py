"""Embedding spread over several processes, or over several machines.

One process uses all its processors for embedding (:mod:`index.embedding_int8`), so more processes pay only where what
it does between the texts, splitting and storing, leaves processors idle: on machines with many. More machines, reached
through Ray, pay where one would take days: see SCALING.md. Questions are always encoded here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Protocol

import numpy as np

from index.embedding import Encoder, Rows, SentenceTransformerEncoder
from index.embedding_int8 import processors
from index.errors import EncodingFailed

_TEXTS_IN_PART = 64


class Spreading(Protocol):
    """Encodes lists of texts elsewhere, and gives their rows in the order of the lists. Raises EncodingFailed."""

    def __call__(self, parts: Sequence[Sequence[str]]) -> Iterator[Rows]: ...


class SpreadEncoder:
    """An encoder whose long lists of texts are encoded elsewhere, by the same model: the fingerprint is the same."""

    def __init__(self, encoder: Encoder, spreading: Spreading) -> None:
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._spreading = spreading

    def encode(self, texts: Sequence[str]) -> Rows:
        if len(texts) <= _TEXTS_IN_PART:
            return self._encoder.encode(texts)
        # Sorted, so that no part is full of long texts while the others wait; the longest first.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]), reverse=True)
        count = -(-len(texts) // _TEXTS_IN_PART)
        places = [order[first::count] for first in range(count)]
        encoded = list(self._spreading([[texts[place] for place in part] for part in places]))
        rows = np.empty((len(texts), encoded[0].shape[1]), dtype=np.float32)
        for part, some in zip(places, encoded, strict=True):
            rows[part] = some
        return rows


class Processes:
    """Several processes of this machine, started when they are first needed; they end with this one."""

    def __init__(self, model: str, count: int) -> None:
        self._model = model
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, parts: Sequence[Sequence[str]]) -> Iterator[Rows]:
        if self._pool is None:
            # Not forked: a fork of a process with threads may hold their locks for ever.
            self._pool = ProcessPoolExecutor(
                self._count,
                get_context("spawn"),
                initializer=_load,
                initargs=(self._model, -(-processors() // self._count)),
            )
        try:
            yield from self._pool.map(_encode, parts)
        except BrokenProcessPool as cause:
            self._pool = None
            raise EncodingFailed(
                "a process that embeds was ended, perhaps for want of memory; set embedding_processes lower"
            ) from cause


class RayCluster:
    """The machines of a Ray cluster, each of which has Verbatim installed. ``address``: Ray's, or "local".

    Raises EncodingFailed where Ray is not installed or cannot be reached.
    """

    def __init__(self, model: str, address: str) -> None:
        self._model = model
        self._address = address
        self._encode: Callable[[Sequence[Sequence[str]]], Iterator[Rows]] | None = None

    def __call__(self, parts: Sequence[Sequence[str]]) -> Iterator[Rows]:
        if self._encode is None:
            self._encode = _ray_encode(self._model, self._address)
        return self._encode(parts)


def open_encoder(model: str, processes: int = 1, cluster: str | None = None) -> Encoder:
    """The encoder of a model: in this process, in several, or on the machines of a Ray cluster.

    Raises ModelFileFault. What Ray or a process cannot do is met when texts are encoded.
    """
    encoder = SentenceTransformerEncoder(model)
    if cluster is not None:
        return SpreadEncoder(encoder, RayCluster(model, cluster))
    return SpreadEncoder(encoder, Processes(model, processes)) if processes > 1 else encoder


_loaded: SentenceTransformerEncoder | None = None


def _load(model: str, threads: int) -> None:
    """In a process of its own: make the encoder ready."""
    global _loaded
    _loaded = SentenceTransformerEncoder(model, threads)


def _encode(texts: Sequence[str]) -> Rows:
    assert _loaded is not None
    return _loaded.encode(texts)


def _ray_encode(model: str, address: str) -> Callable[[Sequence[Sequence[str]]], Iterator[Rows]]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # it would report to its makers
    try:
        import ray
        from ray.util import ActorPool
    except ImportError as cause:
        raise EncodingFailed("Ray is not installed; run: pip install 'verbatim-qa[ray]'") from cause
    try:
        ray.init(
            None if address == "local" else address,
            include_dashboard=False,
            log_to_driver=False,
            logging_level="ERROR",
            ignore_reinit_error=True,
        )
    except (ConnectionError, ValueError, RuntimeError) as cause:
        raise EncodingFailed(f"the Ray cluster at {address} cannot be reached; check embedding_cluster") from cause

    class Worker:
        def __init__(self) -> None:
            self._encoder = SentenceTransformerEncoder(model, threads=1)

        def encode(self, texts: Sequence[str]) -> Rows:
            return self._encoder.encode(texts)

    # One worker a processor: Ray gives each of them to one machine.
    count = max(1, int(ray.cluster_resources().get("CPU", 1)))
    remote: Any = ray.remote(num_cpus=1)(Worker)
    pool = ActorPool([remote.remote() for _ in range(count)])

    def encode(parts: Sequence[Sequence[str]]) -> Iterator[Rows]:
        try:
            yield from pool.map(lambda worker, part: worker.encode.remote(part), parts)
        except ray.exceptions.RayError as cause:
            raise EncodingFailed(
                "a machine of the Ray cluster failed while it embedded; see that each has Verbatim installed"
            ) from cause

    return encode
