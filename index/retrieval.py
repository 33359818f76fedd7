"""Question -> evidence: passages by dense and lexical search, fused, then the sentences in them, ranked.

Passages are found by cosine (FAISS) and by BM25 (FTS5); each side's scores are put on one scale and summed. The span
reader reads the best of them, and their sentences are ranked by :mod:`index.ranking`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.asked import introduces, kind_of, name_asked, shows, stage_asked, tells_change, without_fillers
from index.embedding import Rows
from index.ranking import LEAST_MARGIN, SCORE, Features, FoundSentence, covered
from index.records import Article, Evidence, Passage
from index.span_reader import Reading, SpanFound, SpanReader
from index.speaker_questions import asked_speaker, asks_who_said
from index.store import Admitted, Store, StoredArticle, StoredPassage
from index.store.lexical import K1_PLUS_1
from index.terms import content_words, term, terms
from index.vectors import VectorIndex

# Share of the dense side in the fused passage score: the best on XQuAD's tuning half (0.5 to 0.8 are within noise).
DENSE_SHARE = 0.6
_CANDIDATES = 24
_PASSAGES = 12
# The span reader takes some 15 ms a passage.
_PASSAGES_READ = 5
_LATER_INTRODUCTION = 0.6


@dataclass(frozen=True)
class FoundPassage:
    """A passage with its fused score: the weighted sum of both sides' scores, each from 0 to 1."""

    article: Article
    stored: StoredPassage
    score: float
    cosine: float

    @property
    def passage(self) -> Passage:
        return self.stored.passage

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.article, self.passage.start, self.passage.end, self.score)


@dataclass(frozen=True)
class Found:
    """All that was found for one question: sentences and passages, best first.

    ``unknown`` are the question's words that no passage of the index has; ``searched`` is how many passages there were
    to find.
    """

    sentences: tuple[FoundSentence, ...]
    passages: tuple[FoundPassage, ...]
    unknown: tuple[str, ...] = ()
    read: tuple[tuple[FoundPassage, Reading], ...] = ()
    """The passages that the span reader read, and what it made of them."""
    searched: int = 0

    def evidence(self, limit: int) -> tuple[Evidence, ...]:
        return tuple(found.evidence for found in self.sentences[:limit])

    def best_span(self, article_id: str, start: int, end: int) -> SpanFound | None:
        """The span reader's best span within characters ``[start, end)`` of an article; None where it read none of it.

        Its characters are the article's.
        """
        spans = []
        for passage, reading in self.read:
            offset = passage.passage.start
            span = reading.best(start - offset, end - offset) if passage.article.id == article_id else None
            if span is not None:
                spans.append(SpanFound(span.start + offset, span.end + offset, span.margin))
        return max(spans, key=lambda span: span.margin, default=None)


def find(
    question: str,
    row: Rows,
    store: Store,
    vectors: VectorIndex,
    reader: SpanReader | None = None,
    admitted: Admitted | None = None,
) -> Found:
    """Find evidence for a question. ``row``: its unit vector, shape (dim,); ``admitted``: passages, None for all."""
    with store.snapshot():
        return _find(question, row, store, vectors, reader, admitted)


def _find(
    question: str,
    row: Rows,
    store: Store,
    vectors: VectorIndex,
    reader: SpanReader | None,
    admitted: Admitted | None,
) -> Found:
    asked = without_fillers(question)
    counts, total = store.passage_counts(terms(asked))
    weights = {term: _idf(counts.get(term, 0), total) for term in dict.fromkeys(terms(asked))}
    lexical = store.lexical(counts, total, _CANDIDATES, admitted)
    passages = _passages(weights, lexical, vectors.search(row, _CANDIDATES, admitted), row, store)
    read = _read(question, passages[:_PASSAGES_READ], reader) if reader else ()
    sentences = _sentences(question, row, weights, passages[:_PASSAGES], store, _spans(read, store))
    return Found(
        sentences=tuple(sentences),
        passages=tuple(_by_best_sentence(passages, sentences)),
        unknown=tuple(
            asked[start:end] for start, end in content_words(asked) if not counts.get(term(asked[start:end]))
        ),
        read=read,
        searched=admitted.count if admitted else total,
    )


def _by_best_sentence(passages: Sequence[FoundPassage], sentences: Sequence[FoundSentence]) -> list[FoundPassage]:
    """The passages in the order of the best sentence that each holds; those whose sentences were not looked at last."""
    ranks: dict[tuple[str, int], int] = {}
    for rank, sentence in enumerate(sentences):
        ranks.setdefault((sentence.article.id, sentence.number), rank)

    def rank_of(passage: FoundPassage) -> int:
        held = range(passage.passage.first, passage.passage.last)
        return min((ranks.get((passage.article.id, number), len(ranks)) for number in held), default=len(ranks))

    return sorted(passages, key=rank_of)


def _passages(
    weights: Mapping[str, float], lexical: Mapping[int, float], near: Sequence[int], row: Rows, store: Store
) -> list[FoundPassage]:
    """The candidates of both sides, fused. ``lexical``: BM25 by key; ``near``: keys, the nearest among them."""
    stored = store.passages([*near, *(key for key in lexical if key not in {*near})])
    # By the stored vectors, whose hash was seen to be right: an approximate index only names candidates.
    cosines = {key: float(passage.row @ row) for key, passage in stored.items()}
    nearest = sorted((key for key in near if key in stored), key=lambda key: (-cosines[key], key))[:_CANDIDATES]
    # BM25 of a passage that held every term of the question many times: so that a question whose weighty words are
    # nowhere is left to the dense side.
    ceiling = K1_PLUS_1 * sum(weights.values())
    scored = []
    for key in {*nearest, *(key for key in lexical if key in stored)}:
        words = min(1.0, lexical.get(key, 0.0) / ceiling) if ceiling else 0.0
        scored.append((DENSE_SHARE * max(0.0, cosines[key]) + (1 - DENSE_SHARE) * words, key))
    scored.sort(key=lambda one: (-one[0], one[1]))
    return [
        FoundPassage(store.stored(stored[key].article_seq).article, stored[key], score, cosines[key])
        for score, key in scored[:_CANDIDATES]
    ]


_Place = tuple[int, int]
"""The key of an article in the store, and the number of a sentence in it."""


def _read(
    question: str, passages: Sequence[FoundPassage], reader: SpanReader
) -> tuple[tuple[FoundPassage, Reading], ...]:
    readings = reader.read(question, [passage.evidence.text for passage in passages])
    return tuple(zip(passages, readings, strict=True))


def _spans(read: Sequence[tuple[FoundPassage, Reading]], store: Store) -> dict[_Place, SpanFound]:
    """The best span in each sentence of these passages, in characters of the article."""
    best: dict[_Place, SpanFound] = {}
    for passage, reading in read:
        offset = passage.passage.start
        sentences = store.stored(passage.stored.article_seq).sentences
        for number in range(passage.passage.first, passage.passage.last):
            span = reading.best(sentences[number].start - offset, sentences[number].end - offset)
            place = passage.stored.article_seq, number
            if span is not None and (place not in best or best[place].margin < span.margin):
                best[place] = SpanFound(span.start + offset, span.end + offset, span.margin)
    return best


def _sentences(
    question: str,
    row: Rows,
    weights: Mapping[str, float],
    passages: Sequence[FoundPassage],
    store: Store,
    spans: Mapping[_Place, SpanFound],
) -> list[FoundSentence]:
    kind = kind_of(question)
    name = name_asked(question)
    asked, asks_who = asked_speaker(question), asks_who_said(question)
    stage = stage_asked(question)
    best = passages[0].score if passages and passages[0].score > 0 else 1.0
    introductions = {
        passage.stored.article_seq: _introductions(name, store.stored(passage.stored.article_seq))
        for passage in passages
    }
    # Who somebody is stands where they are introduced, whatever the span reader prefers.
    introduced = any(introductions.values())
    found: dict[_Place, FoundSentence] = {}
    for passage in passages:
        stored = store.stored(passage.stored.article_seq)
        article = stored.article
        first, last = passage.passage.first, passage.passage.last
        held = {
            number: set(terms(article.text[stored.sentences[number].start : stored.sentences[number].end]))
            for number in range(max(0, first - 1), min(len(stored.sentences), last + 1))
        }
        cosines = stored.sentence_rows[first:last] @ row
        for number in range(first, last):
            place = passage.stored.article_seq, number
            if place in found:
                continue
            sentence = stored.sentences[number]
            text = article.text[sentence.start : sentence.end]
            around = set().union(*(held.get(neighbour, set()) for neighbour in (number - 1, number, number + 1)))
            features = Features(
                meaning=max(0.0, float(cosines[number - first])),
                wording=covered(weights, held[number]),
                surroundings=covered(weights, around),
                passage=max(0.0, passage.score / best),
                kind=float(shows(kind, text, question)),
                introduction=introductions[passage.stored.article_seq].get(number, 0.0),
                speaker=float(_speaks(asked, asks_who, stored, number)),
                change=float(stage is not None and tells_change(text) == (stage == "latest")),
            )
            span = spans.get(place)
            margin = 0.0 if introduced else span.margin if span else LEAST_MARGIN
            score = SCORE.probability(features.fit, margin) if spans else features.fit
            found[place] = FoundSentence(article, sentence, number, features, score, span)
    return sorted(found.values(), key=lambda sentence: (-sentence.score, sentence.article.id, sentence.number))


def _speaks(asked: str | None, asks_who: bool, stored: StoredArticle, number: int) -> bool:
    """Whether a sentence reports somebody's words, where a question asks for those of one person, or for who spoke."""
    if asked is None and not asks_who:
        return False
    sentence = stored.sentences[number]
    voices = stored.speakers.voices(sentence.start, sentence.end)
    return any(asked is None or stored.names.same(asked, voice) for voice in voices)


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


def _idf(documents: int, total: int) -> float:
    # The weight of a term in BM25 (Robertson and Zaragoza 2009), kept above 0.
    return math.log(1 + (total - documents + 0.5) / (documents + 0.5))
