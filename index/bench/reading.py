"""Opening and querying an index of the product, in a process that does nothing else: FOLDER QUESTIONS.

The first half of the questions is asked of ArticleIndex; the second half through a store and vectors that note how
long each takes. Prints a JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.article_index import ArticleIndex
from index.bench.material import COMMON_PUBLISHER, RARE_PUBLISHER, Question
from index.bench.measuring import both_seconds_of, percentiles_ms, resident_mib, seconds_of
from index.bench.questions import PreparedRows, read_questions
from index.embedding import Rows
from index.filters import Filter
from index.retrieval import find
from index.store import Admitted, Store, StoredArticle, StoredPassage
from index.vectors import FaissVectors

NEAREST = 10
CANDIDATES = 24


def main(folder: Path, questions: Sequence[Question]) -> dict[str, Any]:
    before = resident_mib()["resident_mib"]
    asked, split = questions[: len(questions) // 2], questions[len(questions) // 2 :]
    encoder = PreparedRows({question.text: question.row for question in questions})
    opened, index = seconds_of(lambda: ArticleIndex(folder, encoder))
    first, _ = seconds_of(lambda: index.find(questions[-1].text))
    seconds = [both_seconds_of(lambda: index.find(question.text)) for question in asked]  # noqa: B023
    memory = resident_mib()
    figures: dict[str, Any] = {
        "open_s": opened,
        "first_answer_s": opened + first,
        **percentiles_ms(elapsed for elapsed, _ in seconds),
        # What other programs do does not lengthen this.
        "processor": percentiles_ms(busy for _, busy in seconds),
        "before_mib": before,
        "filters": {
            name: _filtered(index, asked, Filter(publishers=(name,))) for name in (COMMON_PUBLISHER, RARE_PUBLISHER)
        },
        "state": index.vector_state,
    }
    figures["resident_mib"], figures["peak_mib"] = memory["resident_mib"], resident_mib()["peak_mib"]
    figures["parts"] = _parts(folder, split)
    figures["nearest"] = _nearest(folder, asked)
    return figures


def _filtered(index: ArticleIndex, questions: Sequence[Question], within: Filter) -> dict[str, float]:
    # What a filter admits is worked out once, and kept for the next question.
    first, found = seconds_of(lambda: index.find(questions[0].text, within))
    seconds = [seconds_of(lambda: index.find(question.text, within))[0] for question in questions]  # noqa: B023
    return {"admitted": found.searched, "first_ms": first * 1_000, **percentiles_ms(seconds)}


class _Watch:
    """Notes how long what is called by a name took, of one question after the other."""

    def __init__(self) -> None:
        self.questions: list[defaultdict[str, float]] = []

    @contextmanager
    def noting(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            if self.questions:
                self.questions[-1][name] += time.perf_counter() - started


class _WatchedStore(Store):
    def __init__(self, folder: Path, watch: _Watch) -> None:
        super().__init__(folder)
        self._watch = watch

    def passage_counts(self, question_terms: Sequence[str]) -> tuple[Mapping[str, int], int]:
        with self._watch.noting("lexical counts"):
            return super().passage_counts(question_terms)

    def lexical(
        self, counts: Mapping[str, int], total: int, limit: int, admitted: Admitted | None = None
    ) -> dict[int, float]:
        with self._watch.noting("lexical search"):
            return super().lexical(counts, total, limit, admitted)

    def passages(self, keys: Sequence[int]) -> dict[int, StoredPassage]:
        with self._watch.noting("candidates read"):
            return super().passages(keys)

    def stored(self, article_seq: int) -> StoredArticle:
        with self._watch.noting("articles read"):
            return super().stored(article_seq)


class _WatchedVectors(FaissVectors):
    def __init__(self, folder: Path, watch: _Watch) -> None:
        super().__init__(folder, writes=False)
        self._watch = watch

    def search(self, row: Rows, limit: int, admitted: Admitted | None = None) -> list[int]:
        with self._watch.noting("dense search"):
            return super().search(row, limit, admitted)


def _parts(folder: Path, questions: Sequence[Question]) -> dict[str, dict[str, float]]:
    """Median and 95th percentile of each part of retrieval."""
    watch = _Watch()
    store, vectors = _WatchedStore(folder, watch), _WatchedVectors(folder, watch)
    vectors.follow(store)
    parts: defaultdict[str, list[float]] = defaultdict(list)
    for question in questions:
        watch.questions.append(defaultdict(float))
        whole, _ = seconds_of(lambda: find(question.text, question.row, store, vectors))  # noqa: B023
        noted = watch.questions[-1]
        for name in noted:
            parts[name].append(noted[name])
        parts["ranking and the rest"].append(whole - sum(noted.values()))
        parts["whole"].append(whole)
    return {name: percentiles_ms(seconds) for name, seconds in parts.items()}


def _nearest(folder: Path, questions: Sequence[Question]) -> list[list[int]]:
    """The keys of the nearest passages by the product's dense side: candidates, scored by their stored vectors."""
    store, vectors = Store(folder), FaissVectors(folder, writes=False)
    vectors.follow(store)
    nearest = []
    for question in questions:
        stored = store.passages(vectors.search(question.row, CANDIDATES))
        scores = {key: float(passage.row @ question.row) for key, passage in stored.items()}
        nearest.append(sorted(scores, key=lambda key: (-scores[key], key))[:NEAREST])
    return nearest


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), read_questions(Path(sys.argv[2])))))
