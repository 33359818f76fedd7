"""The page of a report: one HTML file without scripts, fonts, pictures or links, in which everything is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qa.answer import Quote
from qa.evaluation.figures import figures, milliseconds, share
from qa.evaluation.record import Record
from qa.evaluation.report import Report

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8885; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
td.meaning { opacity: .75; }
details { border-bottom: 1px solid #8885; padding: .4rem 0; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.wrapper { overflow-x: auto; }
.verdict { display: inline-block; min-width: 5rem; font-weight: 600; }
.fault { font-weight: 600; color: #c22; }
blockquote { margin: .5rem 0 .5rem 1rem; padding-left: .75rem; border-left: 3px solid #8888; white-space: pre-line; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0 .5rem 1rem; }
dd { margin: 0; }
"""


def report_page(report: Report) -> str:
    """The report as HTML."""
    title = f"Evaluation: {report.name}" if report.name else "Evaluation"
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>",
        _faults(report.faults),
        _figures(report),
        _kinds(report),
        "<h2>Questions</h2>",
        *(_question(record) for record in report.records),
        "</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _faults(faults: Sequence[str]) -> str:
    if not faults:
        return ""
    items = "".join(f'<li class="fault">{escape(fault)}</li>' for fault in faults)
    return f"<h2>This run failed</h2>\n<ul>{items}</ul>"


def _figures(report: Report) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{escape(figure.label)}</th><td>{escape(figure.value)}</td>'
        f'<td class="meaning">{escape(figure.meaning)}</td></tr>'
        for figure in figures(report.summary)
    )
    return f'<div class="wrapper"><table>\n<caption>Figures</caption>\n{rows}\n</table></div>'


def _kinds(report: Report) -> str:
    columns = {
        "right": "Right",
        "quote_hit_1": "Quote, first",
        "quote_hit_3": "Quote, first three",
        "evidence_hit_3": "Evidence, first three",
        "abstained": "Abstained",
        "f1": "F1",
    }
    head = "".join(f'<th scope="col" class="number">{name}</th>' for name in ("Questions", *columns.values()))
    rows = "\n".join(
        f'<tr><th scope="row">{escape(kind)}</th><td class="number">{members["questions"]}</td>'
        + "".join(f'<td class="number">{share(members[column])}</td>' for column in columns)
        + "</tr>"
        for kind, members in report.summary["by_kind"].items()
    )
    return (
        '<div class="wrapper"><table>\n<caption>By kind of question</caption>\n'
        f'<tr><th scope="col">Kind</th>{head}</tr>\n{rows}\n</table></div>'
    )


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
    return "✗ abstained" if record.scores.abstained else "✗ wrong"


def _scores(record: Record) -> str:
    named = {
        "quote hit, first": record.scores.quote_hit_1,
        "first three": record.scores.quote_hit_3,
        "evidence hit": record.scores.evidence_hit_3,
    }
    words = [f"{name}: {'yes' if value else 'no'}" for name, value in named.items() if value is not None]
    if record.scores.f1 is not None:
        words.append(f"F1 {record.scores.f1:.2f}")
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
