"""Metrics: pure functions, one kind per file. A figure that does not apply is None, never 0."""

from __future__ import annotations

from qa.evaluation.metrics.abstention import abstention_f1, balanced_accuracy, precision_recall
from qa.evaluation.metrics.articles import article_hit, article_rank
from qa.evaluation.metrics.averages import mean, percentile
from qa.evaluation.metrics.bootstrap import Ratio, interval
from qa.evaluation.metrics.calibration import ConfidenceBin, expected_calibration_error, reliability
from qa.evaluation.metrics.evidence import holds_answer, quote_hit, word_counts
from qa.evaluation.metrics.overlap import word_overlap
from qa.evaluation.metrics.promises import markers_valid, not_verbatim, verbatim_share
from qa.evaluation.metrics.risk_coverage import area_under_risk_coverage, risk_coverage
from qa.evaluation.metrics.roc import area_under_roc
from qa.evaluation.metrics.short_answers import contains_answer, exact_match, normalise, token_f1
from qa.evaluation.metrics.speakers import speaker_right
from qa.evaluation.metrics.sureness import shown_as_sure, sure_and_wrong

__all__ = [
    "ConfidenceBin",
    "Ratio",
    "abstention_f1",
    "area_under_risk_coverage",
    "area_under_roc",
    "article_hit",
    "article_rank",
    "balanced_accuracy",
    "contains_answer",
    "exact_match",
    "expected_calibration_error",
    "holds_answer",
    "interval",
    "markers_valid",
    "mean",
    "normalise",
    "not_verbatim",
    "percentile",
    "precision_recall",
    "quote_hit",
    "reliability",
    "risk_coverage",
    "shown_as_sure",
    "speaker_right",
    "sure_and_wrong",
    "token_f1",
    "verbatim_share",
    "word_counts",
    "word_overlap",
]
