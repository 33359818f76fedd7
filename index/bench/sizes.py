"""All that is measured of one index size, one process after the other."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from index.bench.corpus import Built, Corpus
from index.bench.material import DIMENSION, PASSAGES_PER_ARTICLE, Material
from index.bench.measuring import folder_bytes, measured
from index.bench.questions import write_questions

NEAREST = 10
# LlamaIndex holds all texts in memory, and reads and writes them as one JSON: beyond, FAISS alone is measured.
MOST_PLAIN = 200_000
_ARTICLES_ADDED = 11
# Index, vectors, a copy to add to, and the plain pipeline's files.
_BYTES_PER_PASSAGE = 24_000


class NoSpace(Exception):
    """The folder's disk has too little space; the text says how much is needed."""


def check_space(folder: Path, sizes: Sequence[int]) -> None:
    """Raise NoSpace where indexes of these sizes would not fit."""
    folder.mkdir(parents=True, exist_ok=True)
    free, needed = shutil.disk_usage(folder).free, sum(sizes) * _BYTES_PER_PASSAGE
    if free < needed:
        raise NoSpace(
            f"{folder} has {free / 1e9:.1f} GB free and {needed / 1e9:.1f} GB may be needed; "
            "choose another --folder or smaller --sizes"
        )


def measured_size(folder: Path, passages: int, queries: int) -> dict[str, Any]:
    """Figures of an index of so many passages, which is built in ``folder`` unless it is there."""
    corpus = Corpus(folder / str(passages), passages // PASSAGES_PER_ARTICLE * PASSAGES_PER_ARTICLE, Material())
    built = corpus.build()
    # One half is timed, the other is asked for where the time goes.
    questions = corpus.questions(2 * queries)
    truth = corpus.nearest(np.stack([question.row for question in questions[:queries]]), NEAREST)
    with TemporaryDirectory(prefix="work-", dir=folder) as work:
        file = Path(work) / "questions.npz"
        write_questions(questions, file)
        reading = measured("reading", corpus.index, file)
        reading["recall"] = recall(reading.pop("nearest"), truth)
        plain = _plain(corpus, Path(work) / "plain", file, truth)
        copy = Path(work) / "copy"
        shutil.copytree(corpus.index, copy)
        adding = measured("adding", copy, _ARTICLES_ADDED)
    return {
        "passages": corpus.passages,
        "built": asdict(built),
        "bytes": folder_bytes(corpus.index),
        "database_bytes": folder_bytes(corpus.index) - _vector_bytes(corpus),
        "vector_bytes": _vector_bytes(corpus),
        "least_bytes": _least_bytes(built),
        "reading": reading,
        "plain": plain,
        "adding": adding,
    }


def _vector_bytes(corpus: Corpus) -> int:
    return sum(path.stat().st_size for path in corpus.index.glob("*.faiss"))


def _least_bytes(built: Built) -> int:
    """The articles' text and the passages' vectors in float32, and nothing else."""
    return built.text_bytes + built.passages * 4 * DIMENSION


def _plain(corpus: Corpus, folder: Path, questions: Path, truth: Sequence[Sequence[int]]) -> dict[str, Any] | None:
    """The plain pipeline's figures; None where LlamaIndex's FAISS store is not installed."""
    if importlib.util.find_spec("llama_index.vector_stores.faiss") is None:
        return None
    kind = "index" if corpus.passages <= MOST_PLAIN else "flat"
    common = (kind, corpus.folder, corpus.passages, folder, questions)
    figures = {"kind": kind, **measured("plain", "build", *common), **measured("plain", "query", *common)}
    figures["recall"] = recall(figures.pop("nearest"), truth)
    shutil.rmtree(folder)
    return figures


def recall(found: Sequence[Sequence[int]], truth: Sequence[Sequence[int]]) -> float:
    """The share of what is nearest that was found: 0 to 1."""
    shares = [len({*some} & {*right}) / len(right) for some, right in zip(found, truth, strict=True)]
    return float(np.mean(shares))
