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
