"""Figures: the summary of a report in words and numbers that a person reads, on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NONE = "–"


@dataclass(frozen=True)
class Figure:
    """``label`` and ``value`` as shown; ``meaning`` explains the label, or is empty."""

    label: str
    value: str
    meaning: str = ""


def figures(summary: Mapping[str, Any]) -> list[Figure]:
    """The figures of a summary, in the order in which they are best read."""
    latency = summary["latency_ms"]
    asked = f"{summary['questions']} ({summary['answerable']} answerable, {summary['unanswerable']} not)"
    if summary["sample"]:
        asked += f", drawn from {summary['sample']['of_questions']} with seed {summary['sample']['seed']}"
    found = [
        Figure("Questions", asked),
        Figure("Articles", str(summary["articles"])),
        Figure("Language model", summary["model"] or "none"),
        Figure("Right", share(summary["right"]), "of the answerable: a right answer in the text or the span"),
        Figure("Quote hit, first", share(summary["quote_hit_1"]), "of the answerable: the first quote holds evidence"),
        Figure("Quote hit, first three", share(summary["quote_hit_3"]), "one of the answer's first three quotes does"),
        Figure("Evidence hit, first three", share(summary["evidence_hit_3"]), "one of the first three found does"),
        Figure("Abstention precision", share(summary["abstention_precision"]), "unanswerable, of those abstained from"),
        Figure("Abstention recall", share(summary["abstention_recall"]), "abstained from, of the unanswerable"),
        Figure("Exact match", share(summary["em"]), "SQuAD's, of the span, or of the text where there is none"),
        Figure("Token F1", share(summary["f1"]), "SQuAD's, of the same"),
        Figure("Quotes verbatim", _all_of(summary["quotes_verbatim"], summary["quotes_not_verbatim"], "not")),
        Figure("Markers valid", _all_of(summary["markers_valid"], summary["markers_invalid"], "invalid")),
        Figure("First quote", _latency(latency["first_quote"]), "median and 95th percentile"),
        Figure("First text", _latency(latency["first_text"]), "of the answers in which text streamed"),
        Figure("Whole answer", _latency(latency["total"]), "checked, with its markers"),
        Figure("Time for all", f"{summary['seconds']:.1f} s"),
    ]
    if summary["indexing_seconds"] is not None:
        found.append(Figure("Time for indexing", f"{summary['indexing_seconds']:.1f} s"))
    if summary["errors"]:
        found.append(Figure("Errors", str(summary["errors"]), "questions that got no answer; they count as misses"))
    found.extend(Figure("Notice", str(count), notice) for notice, count in summary["notices"].items())
    if summary["gold_missing"]:
        meaning = "questions whose evidence is in no indexed article; they count as misses: add the articles"
        found.append(Figure("Evidence not indexed", str(summary["gold_missing"]), meaning))
    return found


def share(value: float | None) -> str:
    """A share from 0 to 1 as a percentage.

    >>> share(0.875), share(None)
    ('87.5 %', '–')
    """
    return NONE if value is None else f"{100 * value:.1f} %"


def milliseconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f} ms"


def _latency(latency: Mapping[str, float | None]) -> str:
    if latency["median"] is None:
        return NONE
    return f"{milliseconds(latency['median'])}, {milliseconds(latency['p95'])}"


def _all_of(value: float | None, exceptions: int, word: str) -> str:
    """A share that must be whole: rounding must not hide one exception among ten thousand."""
    return f"{share(value)}, {exceptions} {word}" if exceptions else share(value)
