"""Metrics: pure functions, one kind per file. A figure that does not apply is None, never 0."""

from __future__ import annotations

from qa.evaluation.metrics.abstention import precision_recall
from qa.evaluation.metrics.averages import mean, percentile
from qa.evaluation.metrics.evidence import quote_hit
from qa.evaluation.metrics.promises import markers_valid, not_verbatim, verbatim_share
from qa.evaluation.metrics.short_answers import contains_answer, exact_match, normalise, token_f1

__all__ = [
    "contains_answer",
    "exact_match",
    "markers_valid",
    "mean",
    "normalise",
    "not_verbatim",
    "percentile",
    "precision_recall",
    "quote_hit",
    "token_f1",
    "verbatim_share",
]
