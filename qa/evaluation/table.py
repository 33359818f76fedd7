"""The table of a report's figures for the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from qa.evaluation.figures import Group


def table(name: str, groups: Iterable[Group]) -> Table:
    """The figures of the report on the set ``name``, group by group."""
    made = Table(title=Text(name) if name else None, title_justify="left", show_header=False, box=None, pad_edge=False)
    made.add_column("Figure", no_wrap=True)
    # A model's long name must not leave the meanings without room on 80 columns.
    made.add_column("Value", max_width=22, overflow="fold")
    made.add_column("Meaning", style="dim")
    for group in groups:
        made.add_row()
        made.add_row(Text(group.title, "bold"))
        for figure in group.figures:
            # Text, because a label with [brackets] would be taken for markup.
            made.add_row(Text(f"  {figure.label}"), Text(figure.value), Text(figure.meaning))
    return made
