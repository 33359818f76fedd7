"""BM25 over the passages' terms, in SQLite's FTS5.

FTS5 scores every passage that holds any of the terms, which takes a third of a second for common words in a million
passages. There the rarest terms choose the passages, and only those are scored by all terms: the weight of a word that
one passage in twenty has is a fraction of a rare one's.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from index.store.database import Connection, Database

# FTS5's own k1 and b.
_K1, _B = 1.2, 0.75
K1_PLUS_1 = _K1 + 1
# So many entries of the lists of passages are read for one question: some 20 ms.
MOST_POSTINGS = 40_000
# So many passages, chosen by the rarest terms, are scored by all terms.
_RESCORED = 300


class Lexical:
    """The lexical index of a database's passages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, terms: Sequence[str]) -> tuple[Mapping[str, int], int]:
        """In how many passages each term occurs (terms that occur in none are left out), and how many there are."""
        wanted = json.dumps(list(dict.fromkeys(terms)))
        with self._database.translated():
            counts = (
                self._database.connection()
                .execute(
                    "SELECT term, doc FROM passage_vocabulary WHERE term IN (SELECT value FROM json_each(?))", (wanted,)
                )
                .fetchall()
            )
            return dict(counts), self._database.count("passages")

    def search(
        self, counts: Mapping[str, int], total: int, limit: int, admitted: bytes | None = None
    ) -> dict[int, float]:
        """BM25 of the passages that hold any of these terms, best ``limit``, by key; higher is better, above 0.

        ``counts``, ``total``: see :meth:`counts`. ``admitted``: a byte for each key from 0 on,
        1 where it may be found; None for all.
        """
        rare = _rarest(counts)
        if not rare:
            return {}
        whole = len(rare) == len(counts)
        with self._database.translated():
            connection = self._database.connection()
            found = _matching(connection, rare, limit if whole else max(limit, _RESCORED), admitted)
            if whole:
                return found
            average = self._database.count("terms") / max(1, total)
            texts = connection.execute(
                "SELECT rowid, terms FROM passage_terms WHERE rowid IN (SELECT value FROM json_each(?))",
                (json.dumps(list(found)),),
            ).fetchall()
        scores = {key: bm25(text.split(), counts, total, average) for key, text in texts}
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


def _matching(connection: Connection, terms: Sequence[str], limit: int, admitted: bytes | None) -> dict[int, float]:
    query = " OR ".join(f'"{term}"' for term in terms)
    condition = ""
    if admitted is not None:
        flags, count = admitted, len(admitted)
        connection.create_function("admitted", 1, lambda key: key < count and flags[key], deterministic=True)
        condition = "AND admitted(rowid)"
    rows = connection.execute(
        f"SELECT rowid, bm25(passage_terms) FROM passage_terms WHERE passage_terms MATCH ? {condition} "
        "ORDER BY rank LIMIT ?",
        (query, limit),
    )
    return {key: -score for key, score in rows}


def bm25(held: Sequence[str], counts: Mapping[str, int], total: int, average: float) -> float:
    """BM25 (Robertson and Zaragoza 2009) of a passage with these terms, as FTS5 computes it.

    ``counts``: in how many of ``total`` passages each term of the question occurs; ``average``: terms of a passage.
    """
    frequencies = Counter(held)
    score = 0.0
    for term, count in counts.items():
        frequency = frequencies.get(term, 0)
        if frequency:
            weight = max(1e-6, math.log((total - count + 0.5) / (count + 0.5)))
            length = _K1 * (1 - _B + _B * len(held) / average)
            score += weight * frequency * K1_PLUS_1 / (frequency + length)
    return score
