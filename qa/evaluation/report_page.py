"""The page of a report on questions: the figures, the kinds, confidence, and every question with what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from qa.answer import Quote
from qa.evaluation.figures import decimal, milliseconds, share
from qa.evaluation.html_page import figure_tables, html_page, number_table
from qa.evaluation.question_figures import figure_groups
from qa.evaluation.record import Record
from qa.evaluation.report import Report


def report_page(report: Report) -> str:
    """The report as HTML."""
    parts = [
        _faults(report.faults),
        figure_tables(figure_groups(report.summary)),
        _kinds(report.summary),
        _confidence(report.summary["confidence"]),
        "<h2>Questions</h2>",
        *(_question(record) for record in report.records),
    ]
    return html_page(report.name, parts)


def _faults(faults: Sequence[str]) -> str:
    if not faults:
        return ""
    items = "".join(f'<li class="fault">{escape(fault)}</li>' for fault in faults)
    return f"<h2>This run failed</h2>\n<ul>{items}</ul>"


def _kinds(summary: Mapping[str, Any]) -> str:
    columns = {
        "right": "Right",
        "article_hit_1": "Article, first",
        "evidence_holds_3": "Shown first holds it",
        "quote_holds_3": "Cited holds it",
        "abstained": "Abstained",
        "f1": "F1",
    }
    rows = [
        (kind, str(members["questions"]), *(share(members[column]) for column in columns))
        for kind, members in summary["by_kind"].items()
    ]
    return number_table("By kind of question", ("Kind", "Questions", *columns.values()), rows)


def _confidence(confidence: Mapping[str, Any] | None) -> str:
    if confidence is None:
        return ""
    bins = [
        (f"{one['low']:g} to {one['high']:g}", str(one["count"]), decimal(one["confidence"]), share(one["answerable"]))
        for one in confidence["reliability"]
    ]
    curve = [(share(point["coverage"]), share(point["risk"])) for point in confidence["risk_at_coverage"]]
    return number_table(
        "Confidence that the articles answer, and how often they do",
        ("Confidence", "Questions", "Mean confidence", "Answerable"),
        bins,
    ) + number_table("If only the most confident were answered", ("Coverage", "Not right, of these"), curve)


def _question(record: Record) -> str:
    question, scores = record.question, record.scores
    terms = [
        ("Before it", " / ".join(question.history)),
        ("Expected", _expected(record)),
        ("Evidence", " / ".join(question.quotes)),
        ("Answer", record.answer.text if record.answer else (record.error or "")),
        ("Span", record.answer.span.text if record.answer and record.answer.span else ""),
        ("Asked as", record.answer.standalone_question if record.answer else ""),
        ("Scores", _scores(record)),
        (
            "Times",
            f"first quote {milliseconds(scores.first_quote_ms)}, first text {milliseconds(scores.first_text_ms)}, "
            f"answer {milliseconds(scores.total_ms)}",
        ),
    ]
    listed = "".join(f"<dt>{term}</dt><dd>{escape(text)}</dd>" for term, text in terms if text)
    faults = "".join(f'<p class="fault">{escape(fault)}</p>' for fault in record.faults)
    answer = record.answer
    return (
        f'<details><summary><span class="verdict">{_verdict(record)}</span> {escape(question.id)}: '
        f"{escape(question.question)}</summary>\n{faults}<dl>{listed}</dl>\n"
        + _quotes("Quotes", answer.quotes if answer else ())
        + _quotes("Related, not an answer", answer.related if answer else ())
        + "</details>"
    )


def _expected(record: Record) -> str:
    if not record.question.answerable:
        return "that the articles do not say"
    return " / ".join(dict.fromkeys(record.question.answers))


def _verdict(record: Record) -> str:
    if record.passed:
        return "✓ right"
    if record.answer is None:
        return "✗ error"
    if not record.question.answerable:
        return "✗ answered"
    if record.scores.sure_and_wrong:
        return "✗ wrong, sure"
    return "✗ abstained" if record.scores.abstained else "✗ wrong"


def _scores(record: Record) -> str:
    scores = record.scores
    named = {
        "article first": scores.article_hit_1,
        "in five": scores.article_hit_5,
        "shown first: hit": scores.evidence_hit_3,
        "holds the answer": scores.evidence_holds_3,
        "cited: hit": scores.quote_hit_3,
        "cited holds the answer": scores.quote_holds_3,
        "speaker": scores.speaker_right,
    }
    words = [f"{name}: {'yes' if value else 'no'}" for name, value in named.items() if value is not None]
    if record.answer and record.answer.confidence is not None:
        words.append(f"confidence {record.answer.confidence:.2f}")
    if scores.f1 is not None:
        words.append(f"F1 {scores.f1:.2f}")
    return ", ".join(words)


def _quotes(heading: str, quotes: Sequence[Quote]) -> str:
    if not quotes:
        return ""
    blocks = "\n".join(
        f"<blockquote>{escape(quote.text)}<br><small>{f'[{quote.number}] ' if quote.number else ''}"
        f"{escape(quote.title)}, characters {quote.start} to {quote.end}, score {quote.score:.2f}</small></blockquote>"
        for quote in quotes
    )
    return f"<p>{heading}</p>\n{blocks}\n"
