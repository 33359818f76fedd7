"""How well sentences support a claim, as one number: what the checks of ``qa/checks`` cannot see is left to this.

A logistic regression of a few features, fitted by ``python -m qa.training.support_score`` on 349 claims with the pages
that they cite (WiCE, tuning data). Area under ROC, 20 times 5-fold cross-validated, of the supported against the rest:
0.856 with an encoder, 0.846 without, where the share of words that the page has gives 0.749 (0.727 unstemmed). Fitted
for that split, it tells the supported or partially supported from the others with 0.829, 0.804 and 0.843.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from index.embedding import Encoder, Rows
from index.terms import is_function_word, term, words

_MOST_SENTENCES = 3
_WINDOW = 3

FEATURES = ("covered", "numbers", "names_missing", "fit")
# Intercept, then the weights of the features: without and with the last, which needs an encoder.
_WORDS_ALONE = (-6.35, 4.50, 3.19, -1.35)
_WITH_FIT = (-8.76, 3.91, 3.41, -1.30, 4.08)


def support_score(
    claim: str, sentences: Sequence[str], encoder: Encoder | None = None, rows: Rows | None = None
) -> float:
    """How well the sentences, taken in their order, support the claim: 0 to 1, higher is better.

    ``encoder``: adds how near in meaning the best window of three sentences is; without it the words alone decide.
    ``rows``: the sentences' unit rows where they are known already, float32 of shape (number of sentences, dimension).

    >>> sentences = ["It rained.", "Mayor Anna Brandt, 61, opened the bridge."]
    >>> support_score("Anna Brandt opened the bridge.", sentences) > support_score("Brandt, 62, fell ill.", sentences)
    True
    """
    found = features(claim, sentences, encoder, rows)
    intercept, *weights = _WITH_FIT if len(found) == len(FEATURES) else _WORDS_ALONE
    return 1 / (1 + math.exp(-intercept - sum(weight * value for weight, value in zip(weights, found, strict=True))))


def features(
    claim: str, sentences: Sequence[str], encoder: Encoder | None = None, rows: Rows | None = None
) -> list[float]:
    """The features in the order of ``FEATURES``; the last is left out without an encoder.

    ``covered``: share of the claim's terms in the three sentences that together have most. ``numbers``: share of its
    numbers that any sentence has (1 without numbers). ``names_missing``: logarithm of one more than the number of its
    words with a capital that no sentence has. ``fit``: cosine of claim and best window of three sentences.
    """
    content = [(claim[start:end], place) for place, (start, end) in enumerate(words(claim))]
    content = [(word, place) for word, place in content if not is_function_word(word)]
    needed = {term(word) for word, _ in content}
    numbers = {key for key in needed if key[0].isdigit()}
    names = {term(word) for word, place in content if place and word[0].isupper()}
    held = [_terms(sentence) & needed for sentence in sentences]
    anywhere = set().union(*held)
    found = [
        _greedy_share(needed, held),
        len(numbers & anywhere) / len(numbers) if numbers else 1.0,
        math.log1p(len(names - anywhere)),
    ]
    if encoder is not None and sentences:
        found.append(_fit(encoder.encode([claim])[0], encoder.encode(sentences) if rows is None else rows))
    return found


def _terms(text: str) -> set[str]:
    return {term(text[start:end]) for start, end in words(text)}


def _greedy_share(needed: set[str], held: Sequence[set[str]]) -> float:
    """Share of the terms in the few sentences that are chosen one by one, each for what it adds."""
    left = set(needed)
    for _ in range(min(_MOST_SENTENCES, len(held))):
        left -= max(held, key=lambda terms: len(terms & left))
    return 1 - len(left) / len(needed) if needed else 0.0


def _fit(claim: Rows, rows: Rows) -> float:
    sums = np.array([rows[first : first + _WINDOW].sum(axis=0) for first in range(max(1, len(rows) - _WINDOW + 1))])
    return float((sums @ claim / np.linalg.norm(sums, axis=1)).max())
