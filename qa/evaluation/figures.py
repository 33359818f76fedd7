"""Figures: the summary of a report in words and numbers that a person reads, on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NONE = "–"
# With more questions the interval is narrower than what matters; summary.json has it all the same.
_SMALL_SET = 1_000


@dataclass(frozen=True)
class Figure:
    """``label`` and ``value`` as shown; ``meaning`` explains the label, or is empty."""

    label: str
    value: str
    meaning: str = ""


@dataclass(frozen=True)
class Group:
    """Figures about one thing, which ``title`` names."""

    title: str
    figures: tuple[Figure, ...]


def figure_groups(summary: Mapping[str, Any]) -> tuple[Group, ...]:
    """The figures of a summary of questions, in the order in which they are best read."""
    groups = (
        Group("Asked", _asked(summary)),
        Group("Evidence, of the answerable", _evidence(summary)),
        Group("Answers", _answers(summary)),
        Group("Abstaining", _abstaining(summary)),
        Group("Promises", _promises(summary)),
        Group("Speed, median and 95th percentile", _speed(summary)),
    )
    return tuple(group for group in groups if group.figures)


def kind_group(summary: Mapping[str, Any]) -> Group:
    """A line for each kind of question."""
    return Group(
        "By kind of question",
        tuple(
            Figure(f"kind: {kind}", _of_kind(members), f"of {members['questions']}")
            for kind, members in summary["by_kind"].items()
        ),
    )


def _of_kind(members: Mapping[str, float | None]) -> str:
    if not members["answerable"]:
        return f"{share(members['abstained'])} abstained"
    return f"{share(members['right'])} right"


def _asked(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    asked = f"{summary['questions']} ({summary['answerable']} answerable, {summary['unanswerable']} not)"
    return (
        Figure("Questions", asked + drawn(summary["sample"])),
        Figure("Articles", str(summary["articles"])),
        Figure("Language model", summary["model"] or "none"),
        *(Figure("Notice", str(count), notice) for notice, count in summary["notices"].items()),
    )


def _evidence(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    found = [
        Figure("Right article first", _within(summary, "article_hit_1"), "of all articles, by a search"),
        Figure("Right article in five", _within(summary, "article_hit_5"), "among the first five articles"),
        Figure("Shown first: hit in three", _within(summary, "evidence_hit_3"), "a quote overlaps gold evidence"),
        Figure("Shown first: answer in one", _within(summary, "evidence_holds_1"), "the first holds a gold answer"),
        Figure("Shown first: in three", _within(summary, "evidence_holds_3"), "one of the first three does, whole"),
        Figure("Shown first: words", _lengths(summary["evidence_words"]), "median and most, a quote"),
        Figure("Cited: hit in one", _within(summary, "quote_hit_1"), "the answer's first quote overlaps evidence"),
        Figure("Cited: hit in three", _within(summary, "quote_hit_3"), "one of its first three; abstaining misses"),
        Figure("Cited: answer in one", _within(summary, "quote_holds_1"), "its first quote holds a gold answer"),
        Figure("Cited: answer in three", _within(summary, "quote_holds_3"), "one of its first three does, whole"),
        Figure("Cited: words", _lengths(summary["quote_words"]), "median and most, a quote"),
    ]
    if summary["speaker_right"] is not None:
        found.append(Figure("Speaker", _within(summary, "speaker_right"), "the first quote's has the right surname"))
    if summary["gold_missing"]:
        meaning = "questions whose evidence is in no indexed article; they count as misses: add the articles"
        found.append(Figure("Evidence not indexed", str(summary["gold_missing"]), meaning))
    return tuple(found)


def _answers(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    found = [
        Figure("Right", _within(summary, "right"), "of the answerable: a gold answer in the text or the span"),
        Figure("Wrong, shown as sure", _within(summary, "sure_and_wrong"), "of all: in words of its own, not right"),
        Figure("Exact match", _within(summary, "em"), "SQuAD's, of the span, or of the text where there is none"),
        Figure("Token F1", _within(summary, "f1"), "SQuAD's, of the same; abstaining predicts the empty text"),
    ]
    if summary["answerable"] and summary["unanswerable"]:
        has, no = (_within(summary, f"f1_{kind}") for kind in ("answerable", "unanswerable"))
        found += [Figure("Token F1, answerable", has, "SQuAD 2's HasAns"), Figure("…, unanswerable", no, "its NoAns")]
    if summary["errors"]:
        found.append(Figure("Errors", str(summary["errors"]), "questions that got no answer; they count as misses"))
    return tuple(found)


def _abstaining(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    found = [
        Figure("Precision", _within(summary, "abstention_precision"), "unanswerable, of those abstained from"),
        Figure("Recall", _within(summary, "abstention_recall"), "abstained from, of the unanswerable"),
        Figure("F1", _within(summary, "abstention_f1"), "harmonic mean of the two"),
        Figure("Balanced accuracy", _within(summary, "balanced_accuracy"), "mean of answerable answered and recall"),
    ]
    confidence = summary["confidence"]
    if confidence:
        roc, risk = confidence["area_under_roc"], confidence["area_under_risk_coverage"]
        error = confidence["expected_calibration_error"]
        found += [
            Figure("Confidence: ROC area", decimal(roc), "tells answerable from not: 0.5 not at all, 1 always"),
            Figure("Confidence: error", share(error), "expected calibration error, ten bins"),
            Figure("Confidence: risk area", decimal(risk), "mean share of wrong answers over all coverages"),
        ]
    return tuple(found)


def _promises(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    return (
        Figure("Quotes verbatim", _all_of(summary["quotes_verbatim"], summary["quotes_not_verbatim"], "not")),
        Figure("Markers valid", _all_of(summary["markers_valid"], summary["markers_invalid"], "invalid")),
    )


def _speed(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    latency = summary["latency_ms"]
    found = [
        Figure("First quote", _latency(latency["first_quote"])),
        Figure("First text", _latency(latency["first_text"]), "of the answers in which text streamed"),
        Figure("Whole answer", _latency(latency["total"]), "checked, with its markers"),
        Figure("Time for all", f"{summary['seconds']:.1f} s"),
    ]
    if summary["indexing_seconds"] is not None:
        found.append(Figure("Time for indexing", f"{summary['indexing_seconds']:.1f} s"))
    return tuple(found)


def drawn(sample: Mapping[str, int] | None) -> str:
    """What a sample is one of, to be put after a number of questions; empty where all were asked."""
    return f", drawn from {sample['of_questions']} with seed {sample['seed']}" if sample else ""


def share(value: float | None) -> str:
    """A share from 0 to 1 as a percentage.

    >>> share(0.875), share(None)
    ('87.5 %', '–')
    """
    return NONE if value is None else f"{100 * value:.1f} %"


def share_within(value: float | None, ends: Sequence[float] | None) -> str:
    """A share with its 95 % interval, where there is one.

    >>> share_within(0.875, (0.8, 0.925)), share_within(0.875, None)
    ('87.5 % (80.0–92.5)', '87.5 %')
    """
    return (
        share(value) if value is None or ends is None else f"{share(value)} ({100 * ends[0]:.1f}–{100 * ends[1]:.1f})"
    )


def decimal(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}"


def milliseconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f} ms"


def _within(summary: Mapping[str, Any], name: str) -> str:
    return share_within(summary[name], summary["intervals"][name] if summary["questions"] < _SMALL_SET else None)


def _lengths(lengths: Mapping[str, float | None]) -> str:
    return NONE if lengths["median"] is None else f"{lengths['median']:g}, {lengths['max']:g}"


def _latency(latency: Mapping[str, float | None]) -> str:
    if latency["median"] is None:
        return NONE
    return f"{milliseconds(latency['median'])}, {milliseconds(latency['p95'])}"


def _all_of(value: float | None, exceptions: int, word: str) -> str:
    """A share that must be whole: rounding must not hide one exception among ten thousand."""
    return f"{share(value)}, {exceptions} {word}" if exceptions else share(value)
