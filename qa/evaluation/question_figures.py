"""The figures of a report on questions: its summary in words and numbers that a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa.evaluation.figures import NONE, Figure, Group, decimal, milliseconds, sample_note, share, share_within

# With more questions the interval is narrower than what matters; summary.json has it all the same.
_SMALL_SET = 1_000


def figure_groups(summary: Mapping[str, Any]) -> tuple[Group, ...]:
    """The figures of a summary of questions, as they are best read, without groups that do not apply."""
    groups = (
        Group("Asked", _asked(summary)),
        Group("Right article", _articles(summary)),
        Group("Evidence shown first", _shown(summary)),
        Group("Quotes of the answer", _cited(summary)),
        Group("Answers", _answers(summary)),
        Group("Abstaining", _abstaining(summary)),
        Group("Promises", _promises(summary)),
        Group("Speed", _speed(summary)),
    )
    return tuple(group for group in groups if any(figure.value != NONE for figure in group.figures))


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
    kinds = f"{summary['answerable']} answerable, {summary['unanswerable']} not"
    return (
        Figure("Questions", str(summary["questions"]), ", ".join([kinds, *sample_note(summary["sample"])])),
        Figure("Articles", str(summary["articles"])),
        Figure("Language model", summary["model"] or "none"),
        *(Figure("Notice", str(count), notice) for notice, count in summary["notices"].items()),
    )


def _articles(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    found = [
        Figure("First", _within(summary, "article_hit_1"), "by a search for the question"),
        Figure("In the first five", _within(summary, "article_hit_5"), "of the articles, by the same"),
    ]
    if summary["gold_missing"]:
        meaning = "questions whose evidence is in no indexed article; they count as misses: add the articles"
        found.append(Figure("Not indexed", str(summary["gold_missing"]), meaning))
    return tuple(found)


def _shown(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    return (
        Figure("Overlaps, in three", _within(summary, "evidence_hit_3"), "one of three quotes, with gold"),
        Figure("Holds answer, in one", _within(summary, "evidence_holds_1"), "the first quote does, whole"),
        Figure("Holds answer, in three", _within(summary, "evidence_holds_3"), "one of three does"),
        Figure("Words", _lengths(summary["evidence_words"]), "median, most (bar: 35, 60)"),
    )


def _cited(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    found = [
        Figure("Overlaps, in one", _within(summary, "quote_hit_1"), "with gold; abstaining misses"),
        Figure("Overlaps, in three", _within(summary, "quote_hit_3"), "one of three quotes does"),
        Figure("Holds answer, in one", _within(summary, "quote_holds_1"), "the first quote does, whole"),
        Figure("Holds answer, in three", _within(summary, "quote_holds_3"), "one of three does"),
        Figure("Words", _lengths(summary["quote_words"]), "median, most (bar: 35, 60)"),
    ]
    if summary["speaker_right"] is not None:
        found.append(Figure("Speaker", _within(summary, "speaker_right"), "surname right at the first"))
    return tuple(found)


def _answers(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    found = [
        Figure("Right", _within(summary, "right"), "answerable: text or span has it"),
        Figure("Wrong, shown as sure", _within(summary, "sure_and_wrong"), "of all, in words of its own"),
        Figure("Exact match", _within(summary, "em"), "SQuAD's: span, else text"),
        Figure("Token F1", _within(summary, "f1"), "SQuAD's; abstaining says nothing"),
    ]
    if summary["answerable"] and summary["unanswerable"]:
        has, no = (_within(summary, f"f1_{kind}") for kind in ("answerable", "unanswerable"))
        found += [Figure("F1, answerable", has, "SQuAD 2's HasAns"), Figure("F1, unanswerable", no, "SQuAD 2's NoAns")]
    if summary["errors"]:
        found.append(Figure("Errors", str(summary["errors"]), "questions that got no answer; they count as misses"))
    return tuple(found)


def _abstaining(summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    found = [
        Figure("Precision", _within(summary, "abstention_precision"), "unanswerable, of the abstained"),
        Figure("Recall", _within(summary, "abstention_recall"), "abstained, of the unanswerable"),
        Figure("F1", _within(summary, "abstention_f1"), "harmonic mean of the two"),
        Figure("Balanced accuracy", _within(summary, "balanced_accuracy"), "recall, answerable answered"),
    ]
    confidence = summary["confidence"]
    if confidence:
        roc, risk = confidence["area_under_roc"], confidence["area_under_risk_coverage"]
        error = confidence["expected_calibration_error"]
        found += [
            Figure("Confidence: ROC area", decimal(roc), "answerable or not: 0.5 to 1"),
            Figure("Confidence: error", share(error), "calibration error, ten bins"),
            Figure("Confidence: risk area", decimal(risk), "risk over coverages, 0 is best"),
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
        Figure("First quote", _latency(latency["first_quote"]), "median, 95th percentile"),
        Figure("First text", _latency(latency["first_text"]), "where text streamed"),
        Figure("Whole answer", _latency(latency["total"]), "checked, with its markers"),
        Figure("Time for all", f"{summary['seconds']:.1f} s"),
    ]
    if summary["indexing_seconds"] is not None:
        found.append(Figure("Time for indexing", f"{summary['indexing_seconds']:.1f} s"))
    return tuple(found)


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
