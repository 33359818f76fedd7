"""BM25 over the passages' terms, in SQLite's FTS5.

FTS5 scores every passage that holds any of the terms, which takes a third of a second for common words in a million
passages. There the rarest terms choose the passages, by the sum of their weights, and only the best of these are scored
by all terms: a word that one passage in twenty has weighs a fraction of a rare one.

Why FTS5, although tantivy answers in a hundredth of the time (`make bench-engines`): it is written in the transaction
that writes the articles, so that it can neither be lost nor be of another moment, and removes what was removed.
"""

from __future__ import annotations

import json
import math
import threading
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.store.database import Connection, Database

# FTS5's own k1 and b.
_K1, _B = 1.2, 0.75
K1_PLUS_1 = _K1 + 1
# So many entries of the lists of passages are read for one question, in some 10 ms; and so many passages scored by all
# terms. Of the ten best of a million passages 89 % stay with 40,000 entries, 95 % with 100,000.
MOST_POSTINGS = 60_000
_RESCORED = 600
_TERMS_IN_MEMORY = 10_000
# What FTS5 takes for the end of a term, so that a damaged space makes no difference between its scores and these.
_SEPARATORS = {code: " " for code in range(128) if chr(code) != "." and not chr(code).isalnum()}

Flags = npt.NDArray[np.uint8]


class Lexical:
    """The lexical index of a database's passages."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._generation = ""
        self._counts: dict[str, int] = {}

    def counts(self, terms: Sequence[str], generation: str) -> tuple[Mapping[str, int], int]:
        """In how many passages each term occurs (terms that occur in none are left out), and how many there are.

        ``generation``: of the snapshot that this is asked in. FTS5 reads a term's whole list to count it, so that
        counts are kept while nothing changes.
        """
        wanted = dict.fromkeys(terms)
        with self._lock:
            if self._generation != generation or len(self._counts) > _TERMS_IN_MEMORY:
                self._generation, self._counts = generation, {}
            known = {term: self._counts[term] for term in wanted if term in self._counts}
        missing = [term for term in wanted if term not in known]
        with self._database.translated():
            connection = self._database.connection()
            rows = connection.execute(
                "SELECT term, doc FROM passage_vocabulary WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(missing),),
            )
            found = {**dict.fromkeys(missing, 0), **dict(rows)} if missing else {}
            total = self._database.count("passages")
        with self._lock:
            if self._generation == generation:
                self._counts.update(found)
        known.update(found)
        return {term: known[term] for term in wanted if known[term]}, total

    def search(
        self, counts: Mapping[str, int], total: int, limit: int, admitted: Flags | None = None
    ) -> dict[int, float]:
        """BM25 of the passages that hold any of these terms, best ``limit``, by key; higher is better, above 0.

        ``counts``, ``total``: see :meth:`counts`. ``admitted``: for each key from 0 on 1 where it may be found; None
        for all.
        """
        rare = _rarest(counts)
        if not rare:
            return {}
        with self._database.translated():
            connection = self._database.connection()
            if len(rare) == len(counts) and admitted is None:
                return _best(connection, rare, limit)
            average = self._database.count("terms") / max(1, total)
            chosen = _chosen(connection, {term: _weight(counts[term], total) for term in rare}, admitted)
            texts = connection.execute(
                "SELECT rowid, terms FROM passage_terms WHERE rowid IN (SELECT value FROM json_each(?))",
                (json.dumps(chosen),),
            ).fetchall()
        scores = {key: bm25(text.translate(_SEPARATORS).split(), counts, total, average) for key, text in texts}
        best = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
        return {key: scores[key] for key in best}


def _rarest(counts: Mapping[str, int]) -> list[str]:
    """The rarest terms whose lists of passages are together short enough to be read; at least one, if there is any."""
    chosen: list[str] = []
    read = 0
    for term, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        read += count
        if chosen and read > MOST_POSTINGS:
            break
        chosen.append(term)
    return chosen


def _best(connection: Connection, terms: Sequence[str], limit: int) -> dict[int, float]:
    """The best passages and their BM25, as FTS5 finds them."""
    rows = connection.execute(
        "SELECT rowid, bm25(passage_terms) FROM passage_terms WHERE passage_terms MATCH ? ORDER BY rank LIMIT ?",
        (" OR ".join(f'"{term}"' for term in terms), limit),
    )
    return {key: -score for key, score in rows}


def _chosen(connection: Connection, weights: Mapping[str, float], admitted: Flags | None) -> list[int]:
    """The admitted passages whose terms weigh most together."""
    keys, sums = [], []
    # Where even the rarest term is a common one, the newest of its passages; under a filter it may be the older ones.
    most = -1 if admitted is not None else MOST_POSTINGS
    for term, weight in weights.items():
        rows = connection.execute(
            "SELECT rowid FROM passage_terms WHERE passage_terms MATCH ? ORDER BY rowid DESC LIMIT ?",
            (f'"{term}"', most),
        )
        held = np.fromiter((key for (key,) in rows), dtype=np.int64)
        if admitted is not None:
            held = held[held < len(admitted)]
            held = held[admitted[held] == 1]
        keys.append(held)
        sums.append(np.full(len(held), weight))
    known, places = np.unique(np.concatenate(keys), return_inverse=True)
    total = np.bincount(places, np.concatenate(sums), len(known))
    # Of passages that weigh the same, the newest.
    best = np.lexsort((-known, -total))[:_RESCORED]
    return [int(key) for key in known[best]]


def bm25(held: Sequence[str], counts: Mapping[str, int], total: int, average: float) -> float:
    """BM25 (Robertson and Zaragoza 2009) of a passage with these terms, as FTS5 computes it.

    ``counts``: in how many of ``total`` passages each term of the question occurs; ``average``: terms of a passage.
    """
    frequencies = Counter(held)
    score = 0.0
    for term, count in counts.items():
        frequency = frequencies.get(term, 0)
        if frequency:
            length = _K1 * (1 - _B + _B * len(held) / average)
            score += _weight(count, total) * frequency * K1_PLUS_1 / (frequency + length)
    return score


def _weight(count: int, total: int) -> float:
    """The weight of a term that ``count`` of ``total`` passages have, above 0."""
    return max(1e-6, math.log((total - count + 0.5) / (count + 0.5)))
