"""Which sentence answers the question? Features of a sentence, and the score that they add up to.

First a weighted sum of what can be read off words and vectors (:data:`WEIGHTS`), the fit, from 0 to 1. Then the span
reader's margin joins it (:data:`SCORE`): the score is the estimated probability that the sentence holds the answer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from index.kindred import kin
from index.records import Article, Evidence, Sentence
from index.span_reader import SpanFound


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
    speaker: float = 0.0
    """1 where the question asks for somebody's words, or for who said a thing, and the sentence reports such words."""
    change: float = 0.0
    """1 where the question asks how things are by now and the sentence tells that they changed; or how they were at
    first, and it does not."""

    @property
    def fit(self) -> float:
        """The weighted sum, 0 to 1."""
        total: float = sum(getattr(WEIGHTS, one.name) * getattr(self, one.name) for one in fields(self))
        return min(1.0, max(0.0, total))


WEIGHTS = Features(
    meaning=0.28, wording=0.2, surroundings=0.08, passage=0.14, kind=0.07, introduction=0.23, speaker=0.1, change=0.12
)


@dataclass(frozen=True)
class ScoreWeights:
    """Weights of a logistic regression: the log-odds that a sentence holds the answer."""

    bias: float
    fit: float
    margin: float

    def probability(self, fit: float, margin: float) -> float:
        """0 to 1. ``margin``: the span reader's, in logits."""
        odds = self.bias + self.fit * fit + self.margin * bounded(margin)
        return 1 / (1 + math.exp(-odds))


KIN_SHARE = 0.7

# Where the reader sees no answer, how far from one it is says nothing about which sentence is the better one.
LEAST_MARGIN, MOST_MARGIN = -5.0, 8.0
SCORE = ScoreWeights(bias=-5.35, fit=9.95, margin=0.34)


@dataclass(frozen=True)
class FoundSentence:
    """A sentence with its features and its score. ``number``: which sentence of its article.

    ``span``: the stretch of it that answers best, in characters of the article; None where no span reader took part.
    """

    article: Article
    sentence: Sentence
    number: int
    features: Features
    score: float
    span: SpanFound | None = None

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.article, self.sentence.start, self.sentence.end, self.score)

    @property
    def margin(self) -> float:
        return self.span.margin if self.span else LEAST_MARGIN


def bounded(margin: float) -> float:
    """A margin within what it can tell."""
    return max(LEAST_MARGIN, min(MOST_MARGIN, margin))


def covered(weights: Mapping[str, float], held: set[str]) -> float:
    """The weight of the terms that are held, over the weight of all: 0 to 1. A word's kin counts less than itself."""
    total = sum(weights.values())
    found = sum(
        weight * (1.0 if term in held else KIN_SHARE * bool(kin(term) & held)) for term, weight in weights.items()
    )
    return found / total if total else 0.0
