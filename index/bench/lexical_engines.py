"""Engines for BM25, given the product's terms: how fast they are built and asked, and how well they keep to BM25."""

from __future__ import annotations

import importlib.util
import math
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.bench.corpus import Corpus
from index.bench.measuring import folder_bytes, percentiles_ms, seconds_of
from index.bench.sizes import recall
from index.store import DATABASE, Store
from index.terms import terms

WANTED = 10
# As many as the product asks for.
_CANDIDATES = 24
_K1, _B = 1.2, 0.75
_HEAP_BYTES = 256 << 20

Terms = Sequence[str]
Search = Callable[[Terms], Sequence[int]]


@dataclass(frozen=True)
class Engine:
    """What was built of the passages. ``keys`` of passages are counted from 1, best first."""

    name: str
    build_s: float
    size_bytes: int
    search: Search
    idf: Callable[[int, int], float]


def compared(corpus: Corpus, folder: Path, queries: int) -> Iterator[Mapping[str, Any]]:
    """Figures of each engine, one after the other; an engine that is not installed has none but its name."""
    passages = list(_passage_terms(corpus))
    questions = [list(dict.fromkeys(terms(question.text))) for question in corpus.questions(queries)]
    exact = _Exact(passages, {term for asked in questions for term in asked})
    for name, make in _MAKERS.items():
        library = name.split()[0]
        if library in ("bm25s", "tantivy") and importlib.util.find_spec(library) is None:
            yield {"name": name}
            continue
        (work := folder / library).mkdir(exist_ok=True)
        engine = make(passages, work, corpus)
        engine.search(questions[0])
        timed = [seconds_of(lambda: engine.search(asked)) for asked in questions]  # noqa: B023
        truth = [exact.best(asked, engine.idf) for asked in questions]
        yield {
            "name": name,
            "build_s": engine.build_s,
            "bytes": engine.size_bytes,
            **percentiles_ms(seconds for seconds, _ in timed),
            "agreement": recall([found[:WANTED] for _, found in timed], truth),
        }


def _passage_terms(corpus: Corpus) -> Iterator[Terms]:
    """The terms of each passage, as the product has stored them, in the order of the keys."""
    with closing(sqlite3.connect(corpus.index / DATABASE)) as connection:
        for (held,) in connection.execute("SELECT terms FROM passage_terms ORDER BY rowid"):
            yield [sys.intern(term) for term in held.split()]


class _Exact:
    """BM25 by its formula (Robertson and Zaragoza 2009), of all passages."""

    def __init__(self, passages: Sequence[Terms], asked: set[str]) -> None:
        self._lengths = np.array([len(held) for held in passages])
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        for number, held in enumerate(passages):
            for term in held:
                if term in asked:
                    numbers[term].append(number)
        self._postings = {term: np.unique(np.array(held), return_counts=True) for term, held in numbers.items()}

    def best(self, asked: Terms, idf: Callable[[int, int], float]) -> list[int]:
        scores = np.zeros(len(self._lengths))
        norms = _K1 * (1 - _B + _B * self._lengths / self._lengths.mean())
        for numbers, counts in (self._postings[term] for term in asked if term in self._postings):
            weight = idf(len(numbers), len(scores))
            scores[numbers] += weight * counts * (_K1 + 1) / (counts + norms[numbers])
        return [int(number) + 1 for number in np.argsort(-scores, kind="stable")[:WANTED]]


def _lucene_idf(documents: int, total: int) -> float:
    return math.log(1 + (total - documents + 0.5) / (documents + 0.5))


def _fts5_idf(documents: int, total: int) -> float:
    return max(1e-6, math.log((total - documents + 0.5) / (documents + 0.5)))


def _product(_passages: Sequence[Terms], _folder: Path, corpus: Corpus) -> Engine:
    store = Store(corpus.index)

    def search(asked: Terms) -> Sequence[int]:
        return list(store.lexical(*store.passage_counts(asked), _CANDIDATES))

    return Engine("FTS5 pruned", math.nan, 0, search, _fts5_idf)


def _fts5(passages: Sequence[Terms], folder: Path, _corpus: Corpus) -> Engine:
    path = folder / "fts5.sqlite3"
    connection = sqlite3.connect(path)

    def build() -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("""CREATE VIRTUAL TABLE held USING fts5(terms, tokenize = "unicode61 tokenchars '.'")""")
        rows = ((number, " ".join(held)) for number, held in enumerate(passages, 1))
        connection.executemany("INSERT INTO held (rowid, terms) VALUES (?, ?)", rows)
        connection.commit()

    def search(asked: Terms) -> Sequence[int]:
        query = " OR ".join(f'"{term}"' for term in asked)
        with closing(
            connection.execute("SELECT rowid FROM held WHERE held MATCH ? ORDER BY rank LIMIT ?", (query, _CANDIDATES))
        ) as found:
            return [key for (key,) in found]

    return Engine("FTS5", seconds_of(build)[0], folder_bytes(folder), search, _fts5_idf)


def _bm25s(passages: Sequence[Terms], folder: Path, _corpus: Corpus) -> Engine:
    import bm25s

    index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
    build_s, _ = seconds_of(lambda: index.index(passages, show_progress=False))
    index.save(str(folder))

    def search(asked: Terms) -> Sequence[int]:
        places = index.retrieve([list(asked)], k=min(_CANDIDATES, len(passages)), show_progress=False)[0][0]
        return [int(place) + 1 for place in places]

    return Engine("bm25s", build_s, folder_bytes(folder), search, _lucene_idf)


def _tantivy(passages: Sequence[Terms], folder: Path, _corpus: Corpus) -> Engine:
    import tantivy

    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        .add_unsigned_field("key", stored=True)
        .build()
    )
    index = tantivy.Index(schema, path=str(folder))

    def build() -> None:
        writer = index.writer(heap_size=_HEAP_BYTES)
        for number, held in enumerate(passages, 1):
            writer.add_document(tantivy.Document(terms=" ".join(held), key=number))
        writer.commit()
        writer.wait_merging_threads()

    build_s, _ = seconds_of(build)
    index.reload()
    searcher = index.searcher()

    def search(asked: Terms) -> Sequence[int]:
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term)) for term in asked]
        )
        return [searcher.doc(place)["key"][0] for _, place in searcher.search(query, _CANDIDATES).hits]

    return Engine("tantivy", build_s, folder_bytes(folder), search, _lucene_idf)


_MAKERS: Mapping[str, Callable[[Sequence[Terms], Path, Corpus], Engine]] = {
    "FTS5 as the product asks it": _product,
    "FTS5 by all terms": _fts5,
    "bm25s": _bm25s,
    "tantivy": _tantivy,
}
