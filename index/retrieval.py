"""Question -> evidence: passages by dense and lexical search, fused, then the sentences in them, ranked.

Passages are found by cosine (FAISS) and by BM25 (FTS5); each side's scores are put on one scale and summed. Sentences
are then ranked by a weighted sum of features (:data:`WEIGHTS`), each from 0 to 1, so that a score is comparable
between questions: 1 means that a sentence holds every weighty word of the question, means the same to the embedding
model, and shows the kind of thing that is asked for. It is a measure of fit, not a probability of being right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.asked import introduces, kind_of, name_asked, shows, without_fillers
from index.embedding import Rows
from index.records import Article, Evidence, Sentence
from index.store import Store, StoredArticle, StoredPassage
from index.terms import terms
from index.vectors import VectorSearch

# Share of the dense side in the fused passage score: the best on XQuAD's tuning half (0.5 to 0.8 are within noise).
DENSE_SHARE = 0.6
_CANDIDATES = 24
_PASSAGES = 8
_LATER_INTRODUCTION = 0.8
_BM25_K1_PLUS_1 = 2.2  # FTS5's k1 is 1.2


@dataclass(frozen=True)
class Features:
    """What speaks for one sentence; each from 0 to 1, higher is better."""

    meaning: float
    """Cosine of question and sentence, negative ones as 0."""
    wording: float
    """Weight (inverse document frequency) of the question's terms that the sentence holds, over the weight of all."""
    surroundings: float
    """The same, over the sentence and its two neighbours."""
    passage: float
    """Fused score of the best passage that the sentence is in, over the best of all."""
    kind: float
    """1 where the sentence shows the kind of thing that is asked for."""
    introduction: float
    """1 where "who is NAME?" is asked and the sentence is the article's first that says so, less for later ones."""


WEIGHTS = Features(meaning=0.28, wording=0.2, surroundings=0.08, passage=0.14, kind=0.07, introduction=0.23)


@dataclass(frozen=True)
class FoundSentence:
    """A sentence with its features and its score."""

    article: Article
    sentence: Sentence
    number: int
    features: Features
    score: float

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.article, self.sentence.start, self.sentence.end, self.score)


@dataclass(frozen=True)
class FoundPassage:
    """A passage with its fused score: the weighted sum of both sides' scores, each from 0 to 1."""

    stored: StoredPassage
    score: float
    cosine: float


@dataclass(frozen=True)
class Found:
    """All that was found for one question: sentences and passages, best first, and how well the words are known.

    ``known`` is the share (0 to 1, by weight) of the question's terms that occur anywhere in the index.
    """

    sentences: tuple[FoundSentence, ...]
    passages: tuple[FoundPassage, ...]
    known: float

    def evidence(self, limit: int) -> tuple[Evidence, ...]:
        return tuple(found.evidence for found in self.sentences[:limit])


def find(question: str, row: Rows, store: Store, vectors: VectorSearch) -> Found:
    """Find evidence for a question. ``row``: the question's unit vector, shape (dim,)."""
    with store.snapshot():
        return _find(question, row, store, vectors)


def _find(question: str, row: Rows, store: Store, vectors: VectorSearch) -> Found:
    question_terms = terms(without_fillers(question))
    counts, total = store.passage_counts(question_terms)
    weights = {term: _idf(counts.get(term, 0), total) for term in dict.fromkeys(question_terms)}
    passages = _passages(weights, row, store, vectors)
    sentences = _sentences(question, row, weights, passages, store)
    weight = sum(weights.values())
    known = sum(value for term, value in weights.items() if counts.get(term)) / weight if weight else 0.0
    return Found(tuple(sentences), tuple(passages), known)


def _passages(weights: Mapping[str, float], row: Rows, store: Store, vectors: VectorSearch) -> list[FoundPassage]:
    dense = vectors.search(row, _CANDIDATES)
    lexical = store.lexical(list(weights), _CANDIDATES)
    stored = store.passages([*dense, *(key for key in lexical if key not in dense)])
    # BM25 of a passage that held every term of the question many times: so that a question whose weighty words are
    # nowhere is left to the dense side.
    ceiling = _BM25_K1_PLUS_1 * sum(weights.values())
    found = []
    for key, passage in stored.items():
        cosine = dense.get(key, float(passage.row @ row))
        words = min(1.0, lexical.get(key, 0.0) / ceiling) if ceiling else 0.0
        found.append(FoundPassage(passage, DENSE_SHARE * max(0.0, cosine) + (1 - DENSE_SHARE) * words, cosine))
    found.sort(key=lambda passage: (-passage.score, passage.stored.key))
    return found[:_PASSAGES]


def _sentences(
    question: str, row: Rows, weights: Mapping[str, float], passages: Sequence[FoundPassage], store: Store
) -> list[FoundSentence]:
    kind = kind_of(question)
    name = name_asked(question)
    best = passages[0].score if passages and passages[0].score > 0 else 1.0
    found: dict[tuple[int, int], FoundSentence] = {}
    for passage in passages:
        stored = store.stored(passage.stored.article_seq)
        article = stored.article
        first, last = passage.stored.passage.first, passage.stored.passage.last
        held = {
            number: set(terms(article.text[stored.sentences[number].start : stored.sentences[number].end]))
            for number in range(max(0, first - 1), min(len(stored.sentences), last + 1))
        }
        cosines = stored.sentence_rows[first:last] @ row
        introductions = _introductions(name, stored)
        for number in range(first, last):
            if (passage.stored.article_seq, number) in found:
                continue
            sentence = stored.sentences[number]
            text = article.text[sentence.start : sentence.end]
            around = set().union(*(held.get(neighbour, set()) for neighbour in (number - 1, number, number + 1)))
            features = Features(
                meaning=max(0.0, float(cosines[number - first])),
                wording=_covered(weights, held[number]),
                surroundings=_covered(weights, around),
                passage=max(0.0, passage.score / best),
                kind=float(shows(kind, text, question)),
                introduction=introductions.get(number, 0.0),
            )
            found[passage.stored.article_seq, number] = FoundSentence(
                article, sentence, number, features, _score(features)
            )
    return sorted(found.values(), key=lambda sentence: (-sentence.score, sentence.article.id, sentence.number))


def _introductions(name: str | None, stored: StoredArticle) -> dict[int, float]:
    """The sentences that say who NAME is. News introduces a person at the first mention, and says more later."""
    if name is None:
        return {}
    text = stored.article.text
    saying = [
        number
        for number, sentence in enumerate(stored.sentences)
        if introduces(name, text[sentence.start : sentence.end])
    ]
    return {number: _LATER_INTRODUCTION**place for place, number in enumerate(saying)}


def _score(features: Features) -> float:
    return float(np.clip(sum(getattr(WEIGHTS, name) * value for name, value in vars(features).items()), 0.0, 1.0))


def _covered(weights: Mapping[str, float], held: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0


def _idf(documents: int, total: int) -> float:
    # The weight of a term in BM25 (Robertson and Zaragoza 2009), kept above 0.
    return math.log(1 + (total - documents + 0.5) / (documents + 0.5))
