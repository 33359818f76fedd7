"""Synthetic articles, vectors and questions, the same in every program for the same seed.

Words follow the law of Zipf and Mandelbrot, so that common and rare ones occur as in English: the commonest of them in
about a quarter of the passages. Vectors lie around the centres of topics, with a spectrum that falls as that of real
embeddings does, so that a question's nearest passages are hardly nearer than the next ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.embedding import Rows
from index.near_duplicates import signature
from index.records import Article, Passage, Sentence
from index.store import PreparedArticle

DIMENSION = 384
ARTICLES_AT_ONCE = 200
PASSAGES_PER_ARTICLE = 5
# Neighbouring passages share a sentence, as those of index.passages do.
_SENTENCES_PER_PASSAGE, _NEW_SENTENCES = 4, 3
SENTENCES_PER_ARTICLE = _SENTENCES_PER_PASSAGE + _NEW_SENTENCES * (PASSAGES_PER_ARTICLE - 1)
_SENTENCE_WORDS = (16, 30)
_TITLE_WORDS = 7
_WORDS = 200_000
# Of Mandelbrot's law, 1 / (rank + shift).
_SHIFT = 19
_FUNCTION_WORDS = "the of to and in a that is was for on with as by at from it he his be are has have not".split()
_FUNCTION_SHARE = 0.4
_COMMON_WORDS = 60

_TOPICS = 20_000
# The standard deviation along the i-th axis is i ** -this: some 110 axes hold what 384 would if all were equal.
_FALL = 0.35
# Lengths of what is added to a unit vector: two passages of a topic have a cosine of about 0.6, a question and its
# passage one of about 0.8.
_PASSAGE_NOISE, _SENTENCE_NOISE, _QUESTION_NOISE = 0.8, 0.8, 0.7

COMMON_PUBLISHER = "Common Courier"
RARE_PUBLISHER = "Rare Record 1"
COMMON_PUBLISHER_SHARE = 0.1
_RARE_PUBLISHERS = 900  # each has one article in a thousand


@dataclass(frozen=True)
class Question:
    """A question with its unit vector, and the place of the passage that it was made from, counted from 0."""

    text: str
    row: Rows
    passage: int


class Material:
    """Articles in blocks of :data:`ARTICLES_AT_ONCE`; each block can be made alone."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed

    def blocks(self, articles: int) -> Iterator[list[PreparedArticle]]:
        """So many articles, from the first on, with all that is derived from them."""
        for first in range(0, articles, ARTICLES_AT_ONCE):
            yield self._block(first // ARTICLES_AT_ONCE)[: articles - first]

    def questions(self, articles: int, count: int) -> list[Question]:
        """Questions about passages of the first ``articles`` articles: some of a passage's words and common ones."""
        chance = np.random.default_rng([self._seed, 1])
        blocks = -(-articles // ARTICLES_AT_ONCE)
        # Making a block takes a tenth of a second: eight questions are asked about each.
        chosen = chance.choice(blocks, size=min(blocks, -(-count // 8)), replace=False)
        made = {int(number): self._block(int(number)) for number in chosen}
        questions = []
        for place in range(count):
            number = int(chosen[place % len(chosen)])
            held = made[number][: articles - number * ARTICLES_AT_ONCE]
            article = int(chance.integers(len(held)))
            passage = int(chance.integers(PASSAGES_PER_ARTICLE))
            one = held[article]
            run = one.passages[passage]
            words = [word for word in one.article.text[run.start : run.end].split() if word.islower()]
            content = [word for word in words if word.isalpha() and word not in _FUNCTION_WORDS]
            own = chance.choice(content, size=3, replace=False)
            common = self._vocabulary[chance.integers(_COMMON_WORDS, size=2)]
            row = _unit(one.passage_rows[passage] + self._noise(chance, 1, _QUESTION_NOISE)[0])
            text = f"What did the {own[0]} {common[0]} have to do with {own[1]} and the {common[1]} of {own[2]}?"
            place_of_passage = (number * ARTICLES_AT_ONCE + article) * PASSAGES_PER_ARTICLE + passage
            questions.append(Question(text, row, place_of_passage))
        return questions

    def _block(self, number: int) -> list[PreparedArticle]:
        chance = np.random.default_rng([self._seed, 2, number])
        sentences = self._sentences(chance, ARTICLES_AT_ONCE * SENTENCES_PER_ARTICLE)
        titles = self._words(chance, ARTICLES_AT_ONCE * _TITLE_WORDS)
        topics = (_TOPICS * chance.random(ARTICLES_AT_ONCE) ** 2).astype(int)  # some topics are in the news more often
        articles_centres = np.repeat(self._centres[topics], PASSAGES_PER_ARTICLE, axis=0)
        passage_rows = _unit(articles_centres + self._noise(chance, len(articles_centres), _PASSAGE_NOISE))
        passage_rows = passage_rows.reshape(ARTICLES_AT_ONCE, PASSAGES_PER_ARTICLE, DIMENSION)
        around = passage_rows[
            :, [place // _NEW_SENTENCES % PASSAGES_PER_ARTICLE for place in range(SENTENCES_PER_ARTICLE)]
        ]
        noise = chance.standard_normal(around.shape, dtype=np.float32) * np.float32(_SENTENCE_NOISE / DIMENSION**0.5)
        sentence_rows = _unit(around + noise)
        days, publishers = chance.integers(2_000, size=ARTICLES_AT_ONCE), chance.random(ARTICLES_AT_ONCE)
        return [
            _prepared(
                sentences[place * SENTENCES_PER_ARTICLE : (place + 1) * SENTENCES_PER_ARTICLE],
                " ".join(titles[place * _TITLE_WORDS : (place + 1) * _TITLE_WORDS]).capitalize(),
                _publisher(float(publishers[place])),
                date(2020, 1, 1) + timedelta(days=int(days[place])),
                sentence_rows[place],
                passage_rows[place],
            )
            for place in range(ARTICLES_AT_ONCE)
        ]

    def _sentences(self, chance: np.random.Generator, count: int) -> list[str]:
        lengths = chance.integers(*_SENTENCE_WORDS, size=count)
        words = self._words(chance, int(lengths.sum()))
        ends = np.cumsum(lengths).tolist()
        texts = (" ".join(words[end - length : end]) for end, length in zip(ends, lengths.tolist(), strict=True))
        return [f"{text[0].upper()}{text[1:]}." for text in texts]

    def _words(self, chance: np.random.Generator, count: int) -> list[str]:
        ranks = np.searchsorted(self._cumulated, chance.random(count)).clip(max=_WORDS - 1)
        words = self._vocabulary[ranks]
        functional = chance.random(count) < _FUNCTION_SHARE
        words[functional] = np.array(_FUNCTION_WORDS, dtype=object)[
            chance.integers(len(_FUNCTION_WORDS), size=int(functional.sum()))
        ]
        held: list[str] = words.tolist()
        return held

    def _noise(self, chance: np.random.Generator, count: int, length: float) -> Rows:
        """Vectors of about this length."""
        scale = np.float32(length / np.sqrt((self._spectrum**2).sum()))
        drawn = chance.standard_normal((count, DIMENSION), dtype=np.float32) * (self._spectrum * scale)
        return np.asarray(drawn @ self._rotation, dtype=np.float32)

    @cached_property
    def _vocabulary(self) -> npt.NDArray[np.object_]:
        """Words that can be spoken, the commonest first; common ones are short."""
        chance = np.random.default_rng([self._seed, 3])
        syllables = [
            start + vowel for start in "b br d dr f g gr k kl l m n p pl r st t tr v z".split() for vowel in "aeiou"
        ]
        ends = "n r l t m nd rk lt".split()
        words: dict[str, None] = {}
        while len(words) < _WORDS:
            count = 2 if len(words) < 2_000 else 3 + int(chance.random() < 0.5)
            word = "".join(syllables[place] for place in chance.integers(len(syllables), size=count))
            words.setdefault(word + ends[int(chance.integers(len(ends)))])
        return np.array(list(words), dtype=object)

    @cached_property
    def _cumulated(self) -> npt.NDArray[np.float64]:
        weights = 1 / (np.arange(1, _WORDS + 1) + _SHIFT)
        return np.asarray(np.cumsum(weights / weights.sum()))

    @cached_property
    def _spectrum(self) -> Rows:
        return (np.arange(1, DIMENSION + 1) ** -_FALL).astype(np.float32)

    @cached_property
    def _rotation(self) -> Rows:
        drawn = np.random.default_rng([self._seed, 4]).standard_normal((DIMENSION, DIMENSION))
        return np.linalg.qr(drawn)[0].astype(np.float32)

    @cached_property
    def _centres(self) -> Rows:
        return _unit(self._noise(np.random.default_rng([self._seed, 5]), _TOPICS, 1.0))


def _prepared(
    sentences: Sequence[str], title: str, publisher: str, day: date, sentence_rows: Rows, passage_rows: Rows
) -> PreparedArticle:
    ranges: list[Sentence] = []
    text = ""
    for number, sentence in enumerate(sentences):
        paragraph, inside = divmod(number, _SENTENCES_PER_PASSAGE)
        text += "" if not text else " " if inside else "\n\n"
        ranges.append(Sentence(len(text), len(text) + len(sentence), paragraph))
        text += sentence
    passages = []
    for first in range(0, len(ranges) - 1, _NEW_SENTENCES):
        last = first + _SENTENCES_PER_PASSAGE
        passages.append(Passage(ranges[first].start, ranges[last - 1].end, first, last))
    article = Article(text, title=title, publisher=publisher, published=day.isoformat())
    return PreparedArticle(article, ranges, sentence_rows, passages, passage_rows, signature(text))


def _publisher(chance: float) -> str:
    if chance < COMMON_PUBLISHER_SHARE:
        return COMMON_PUBLISHER
    return f"Rare Record {int((chance - COMMON_PUBLISHER_SHARE) / (1 - COMMON_PUBLISHER_SHARE) * _RARE_PUBLISHERS)}"


def _unit(rows: Rows) -> Rows:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float32)
