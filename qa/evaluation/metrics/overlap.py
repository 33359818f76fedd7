"""Word overlap: the plainest measure of whether sentences support a claim, for others to be compared with."""

from __future__ import annotations

from collections.abc import Iterable

from qa.evaluation.metrics.short_answers import normalise


def word_overlap(claim: str, sentences: Iterable[str]) -> float:
    """The share of the claim's distinct words, normalised as SQuAD's answers are, that occur in the sentences.

    >>> word_overlap("The bridge fell in May.", ["A bridge fell.", "It was in June."])
    0.75
    """
    words = set(normalise(claim).split())
    known = {word for sentence in sentences for word in normalise(sentence).split()}
    return len(words & known) / len(words) if words else 0.0
