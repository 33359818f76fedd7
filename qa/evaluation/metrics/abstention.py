"""Abstaining: saying that the articles do not answer, where they do not."""

from __future__ import annotations

from collections.abc import Iterable


def precision_recall(abstained_unanswerable: Iterable[tuple[bool, bool]]) -> tuple[float | None, float | None]:
    """Precision and recall of abstaining, 0 to 1, from (abstained, unanswerable) of each question.

    Precision is the share of unanswerable questions among those abstained from: None where there was no abstention.
    Recall is the share of unanswerable questions abstained from: None where every question is answerable.

    >>> precision_recall([(True, True), (True, False), (False, True), (False, True)])
    (0.5, 0.3333333333333333)
    """
    pairs = list(abstained_unanswerable)
    both = sum(abstained and unanswerable for abstained, unanswerable in pairs)
    abstentions = sum(abstained for abstained, _ in pairs)
    positives = sum(unanswerable for _, unanswerable in pairs)
    return both / abstentions if abstentions else None, both / positives if positives else None


def abstention_f1(abstained_unanswerable: Iterable[tuple[bool, bool]]) -> float | None:
    """The harmonic mean of that precision and that recall; None where nothing is unanswerable and nothing abstained.

    >>> abstention_f1([(True, True), (True, False), (False, True), (False, True)])
    0.4
    """
    pairs = list(abstained_unanswerable)
    both = sum(abstained and unanswerable for abstained, unanswerable in pairs)
    either = sum(abstained + unanswerable for abstained, unanswerable in pairs)
    return 2 * both / either if either else None


def balanced_accuracy(decided_rightly_unanswerable: Iterable[tuple[bool, bool]]) -> float | None:
    """The mean of two shares: answerable questions answered, and unanswerable ones abstained from (Brodersen 2010).

    0.5 for whoever always answers or always abstains, however many of the questions are unanswerable. The pairs are
    (rightly answered or abstained from, unanswerable). None where either kind of question is missing.

    >>> balanced_accuracy([(True, False), (True, False), (True, True), (False, True)])
    0.75
    """
    pairs = list(decided_rightly_unanswerable)
    answerable = [right for right, unanswerable in pairs if not unanswerable]
    unanswerable = [right for right, unanswerable in pairs if unanswerable]
    if not answerable or not unanswerable:
        return None
    return (sum(answerable) / len(answerable) + sum(unanswerable) / len(unanswerable)) / 2
