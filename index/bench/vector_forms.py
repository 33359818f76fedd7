"""Forms in which FAISS can hold the vectors: latency, size, and recall once the candidates are scored exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import faiss
import numpy as np

from index.bench.corpus import Corpus
from index.bench.measuring import percentiles_ms, seconds_of
from index.bench.sizes import NEAREST, recall
from index.embedding import Rows

# As many as the product takes of vectors that are not exact.
_CANDIDATES = 96
_TRAINED_ROWS = 50_000
_ROWS_AT_ONCE = 50_000
# Built on two processors, 100,000 take a minute.
_MOST_IN_GRAPH = 200_000
_FORMS = {
    "exact, float32": "Flat",
    "one byte a dimension (SQ8), scanned": "SQ8",
    "half a byte for two dimensions (PQ192x4), fast-scan": "PQ192x4fs",
    "graph (HNSW32, efSearch 96)": "HNSW32",
}


def compared(corpus: Corpus, queries: int) -> Iterator[Mapping[str, Any]]:
    """Figures of each form, one after the other; one that is not measured at this size has none but its name."""
    questions = np.stack([question.row for question in corpus.questions(queries)])
    truth = corpus.nearest(questions, NEAREST)
    rows = corpus.rows
    for name, factory in _FORMS.items():
        if factory.startswith("HNSW") and len(rows) > _MOST_IN_GRAPH:
            yield {"name": name}
            continue
        build_s, index = seconds_of(lambda: _built(factory, rows))  # noqa: B023
        index.search(questions[:1], _CANDIDATES)
        timed = [seconds_of(lambda: _nearest(index, rows, row)) for row in questions]  # noqa: B023
        yield {
            "name": name,
            "build_s": build_s,
            "bytes": len(faiss.serialize_index(index)) / len(rows),
            **percentiles_ms(seconds for seconds, _ in timed),
            "recall": recall([found for _, found in timed], truth),
        }


def _built(factory: str, rows: Rows) -> faiss.Index:
    index = faiss.index_factory(rows.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    if not index.is_trained:
        index.train(np.ascontiguousarray(rows[:_TRAINED_ROWS]))
    if factory.startswith("HNSW"):
        faiss.ParameterSpace().set_index_parameter(index, "efSearch", _CANDIDATES)
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        index.add(np.ascontiguousarray(rows[first : first + _ROWS_AT_ONCE]))
    return index


def _nearest(index: faiss.Index, rows: Rows, row: Rows) -> list[int]:
    places = index.search(row[None], _CANDIDATES)[1][0]
    places = places[places >= 0]
    order = np.argsort(-(rows[places] @ row), kind="stable")[:NEAREST]
    return [int(place) + 1 for place in places[order]]
