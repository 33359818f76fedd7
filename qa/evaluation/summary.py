"""The summary of an evaluation: its records become the figures of ``summary.json``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from qa.evaluation.metrics import (
    ConfidenceBin,
    Ratio,
    abstention_f1,
    area_under_risk_coverage,
    area_under_roc,
    balanced_accuracy,
    expected_calibration_error,
    interval,
    mean,
    percentile,
    precision_recall,
    reliability,
    risk_coverage,
)
from qa.evaluation.record import Record

SHARES = (
    "right",
    "article_hit_1",
    "article_hit_5",
    "quote_hit_1",
    "quote_hit_3",
    "quote_holds_1",
    "quote_holds_3",
    "evidence_hit_3",
    "evidence_holds_1",
    "evidence_holds_3",
    "speaker_right",
    "abstained",
    "sure_and_wrong",
    "em",
    "f1",
)
"""The scores of which a summary gives the mean over the questions that they apply to."""


def summarised(records: Sequence[Record]) -> dict[str, Any]:
    """The figures over the records. Shares are 0 to 1; a figure that does not apply is None.

    ``right``, the hits and what quotes hold are shares of the answerable questions, see
    :class:`qa.evaluation.record.Scores`; ``sure_and_wrong`` is one of all questions. ``em_answerable``,
    ``f1_unanswerable`` and their like are SQuAD 2's HasAns and NoAns. ``quote_words`` has the lengths of all of the
    answers' quotes, ``evidence_words`` of all that were shown first. ``quotes_verbatim`` is the share of all quotes
    that a reader was shown, ``markers_valid`` the share of answers. ``intervals`` has the lower and upper end of a
    95 % interval for each share (see :mod:`qa.evaluation.metrics.bootstrap`).
    """
    answerable = [record for record in records if record.question.answerable]
    unanswerable = [record for record in records if not record.question.answerable]
    decisions = [(record.scores.abstained, not record.question.answerable) for record in records]
    precision, recall = precision_recall(decisions)
    quotes = sum(record.quotes_shown for record in records)
    not_verbatim = sum(record.quotes_not_verbatim for record in records)
    models = dict.fromkeys(record.answer.model for record in records if record.answer and record.answer.model)
    notices = Counter(record.answer.notice for record in records if record.answer and record.answer.notice)
    return {
        "questions": len(records),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        **_shares(records),
        **{f"{name}_answerable": _mean(answerable, name) for name in ("em", "f1")},
        **{f"{name}_unanswerable": _mean(unanswerable, name) for name in ("em", "f1")},
        "abstention_precision": rounded(precision),
        "abstention_recall": rounded(recall),
        "abstention_f1": rounded(abstention_f1(decisions)),
        "balanced_accuracy": rounded(
            balanced_accuracy((record.decided_rightly, not record.question.answerable) for record in records)
        ),
        "confidence": _confidence(records),
        "intervals": {name: rounded_interval(*ratios) for name, ratios in _ratios(records).items()},
        "quote_words": _lengths(words for record in records for words in record.answer_words),
        "evidence_words": _lengths(words for record in records for words in record.evidence_words),
        "quotes": quotes,
        "quotes_verbatim": 1 - not_verbatim / quotes if quotes else None,
        "quotes_not_verbatim": not_verbatim,
        "markers_valid": mean(record.scores.markers_valid for record in records),
        "markers_invalid": sum(record.scores.markers_valid is False for record in records),
        "errors": sum(record.error is not None for record in records),
        "notices": dict(notices),
        "gold_missing": sum(record.gold_missing for record in records),
        "latency_ms": {
            "first_quote": _latency(record.scores.first_quote_ms for record in records),
            "first_text": _latency(record.scores.first_text_ms for record in records),
            "total": _latency(record.scores.total_ms for record in records),
        },
        "by_kind": {kind: _of_kind(members) for kind, members in _by_kind(records).items()},
        "model": ", ".join(models) or None,
    }


def rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)


def rounded_interval(*ratios: Ratio) -> list[float] | None:
    ends = interval(*ratios)
    return None if ends is None else [round(end, 4) for end in ends]


def _mean(records: Iterable[Record], score: str) -> float | None:
    return rounded(mean(getattr(record.scores, score) for record in records))


def _shares(records: Sequence[Record]) -> dict[str, float | None]:
    return {name: _mean(records, name) for name in SHARES}


def _ratios(records: Sequence[Record]) -> dict[str, tuple[Ratio, ...]]:
    """Each share of a summary as the ratios that it is the mean of."""
    answerable = [float(record.question.answerable) for record in records]
    unanswerable = [1 - one for one in answerable]
    abstained = [float(record.scores.abstained) for record in records]
    decided = [float(record.decided_rightly) for record in records]
    rightly_abstained = _product(abstained, unanswerable)
    either = [first + second for first, second in zip(abstained, unanswerable, strict=True)]
    ratios: dict[str, tuple[Ratio, ...]] = {
        name: (Ratio.of_share(getattr(record.scores, name) for record in records),) for name in SHARES
    }
    for name in ("em", "f1"):
        parts, wholes = ratios[name][0]
        for kind, members in (("answerable", answerable), ("unanswerable", unanswerable)):
            ratios[f"{name}_{kind}"] = (Ratio(_product(parts, members), _product(wholes, members)),)
    ratios["abstention_precision"] = (Ratio(rightly_abstained, abstained),)
    ratios["abstention_recall"] = (Ratio(rightly_abstained, unanswerable),)
    ratios["abstention_f1"] = (Ratio([2 * both for both in rightly_abstained], either),)
    ratios["balanced_accuracy"] = (
        Ratio(_product(decided, answerable), answerable),
        Ratio(_product(decided, unanswerable), unanswerable),
    )
    return ratios


def _product(first: Sequence[float], second: Sequence[float]) -> list[float]:
    return [one * other for one, other in zip(first, second, strict=True)]


def _confidence(records: Iterable[Record]) -> dict[str, Any] | None:
    """Confidence, of those answers that have one, held against what it speaks of: whether the articles answer.

    The curve of risk and coverage is about the answers instead: wrong is whatever is not a right answer to an
    answerable question, an abstention too.
    """
    pairs = [(record, record.answer.confidence) for record in records if record.answer]
    known = [(record, confidence) for record, confidence in pairs if confidence is not None]
    if not known:
        return None
    confidences = [confidence for _, confidence in known]
    answerable = [record.question.answerable for record, _ in known]
    bins = reliability(confidences, answerable)
    risks = risk_coverage(confidences, [record.scores.right is not True for record, _ in known])
    tenths = [(tenth / 10, risks[math.ceil(len(risks) * tenth / 10) - 1]) for tenth in range(1, 11)]
    return {
        "questions": len(known),
        "area_under_roc": rounded(area_under_roc(confidences, answerable)),
        "expected_calibration_error": rounded(expected_calibration_error(bins)),
        "reliability": [_bin(one) for one in bins],
        "area_under_risk_coverage": rounded(area_under_risk_coverage(risks)),
        "risk_at_coverage": [{"coverage": coverage, "risk": rounded(risk)} for coverage, risk in tenths],
    }


def _bin(one: ConfidenceBin) -> dict[str, float | None]:
    return {
        "low": one.low,
        "high": one.high,
        "count": one.count,
        "confidence": rounded(one.confidence),
        "answerable": rounded(one.share),
    }


def _lengths(words: Iterable[int]) -> dict[str, float | None]:
    known = list(words)
    return {"median": percentile(known, 50), "max": max(known, default=None)}


def _latency(values: Iterable[float | None]) -> dict[str, float | None]:
    known = [value for value in values if value is not None]
    return {"median": rounded(percentile(known, 50), 1), "p95": rounded(percentile(known, 95), 1)}


def _of_kind(records: Sequence[Record]) -> dict[str, Any]:
    return {
        "questions": len(records),
        "answerable": sum(record.question.answerable for record in records),
        **_shares(records),
    }


def _by_kind(records: Iterable[Record]) -> dict[str, list[Record]]:
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record.question.kind, []).append(record)
    return kinds
