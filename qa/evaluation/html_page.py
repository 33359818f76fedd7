"""The page that every report is: one HTML file without scripts, fonts, pictures or links, with everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from qa.evaluation.figures import Group

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


def html_page(name: str, parts: Iterable[str]) -> str:
    """The page of the report on the set ``name``. ``parts`` are HTML; empty ones are left out."""
    title = f"Evaluation: {name}" if name else "Evaluation"
    head = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>",
    ]
    return "\n".join([*head, *(part for part in parts if part), "</body>\n</html>\n"])


def figure_tables(groups: Iterable[Group]) -> str:
    """A table for each group of figures."""
    return "\n".join(_group(group) for group in groups)


def _group(group: Group) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{escape(figure.label)}</th><td>{escape(figure.value)}</td>'
        f'<td class="meaning">{escape(figure.meaning)}</td></tr>'
        for figure in group.figures
    )
    return _table(group.title, rows)


def number_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of which each row begins with its heading; the other cells are numbers."""
    return _columns(caption, columns, rows, ' class="number"')


def text_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of which each row begins with its heading; the other cells are texts."""
    return _columns(caption, columns, rows, "")


def _columns(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], attribute: str) -> str:
    first, *others = columns
    head = "".join(f'<th scope="col"{attribute}>{escape(name)}</th>' for name in others)
    body = "\n".join(
        f'<tr><th scope="row">{escape(heading)}</th>'
        + "".join(f"<td{attribute}>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for heading, *cells in rows
    )
    return _table(caption, f'<tr><th scope="col">{escape(first)}</th>{head}</tr>\n{body}')


def _table(caption: str, rows: str) -> str:
    return f'<div class="wrapper"><table>\n<caption>{escape(caption)}</caption>\n{rows}\n</table></div>'
