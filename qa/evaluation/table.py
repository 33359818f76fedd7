"""The table of a report's figures for the terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from qa.evaluation.figures import figures, share
from qa.evaluation.report import Report


def table(report: Report) -> Table:
    """The figures of a report, then one line per kind of question."""
    made = Table(title=Text(report.name) if report.name else None, title_justify="left")
    made.add_column("Figure", no_wrap=True)
    made.add_column("Value")
    made.add_column("Meaning", style="dim")
    for figure in figures(report.summary):
        made.add_row(figure.label, Text(figure.value), Text(figure.meaning))
    made.add_section()
    for kind, members in report.summary["by_kind"].items():
        # Text, because a kind with [brackets] would be taken for markup.
        made.add_row(Text(f"kind: {kind}"), Text(_of_kind(members)), f"of {members['questions']}")
    return made


def _of_kind(members: dict[str, float | None]) -> str:
    if not members["answerable"]:
        return f"{share(members['abstained'])} abstained"
    return f"{share(members['right'])} right"
