"""TaskReport: what came of a set that is not asked of an assistant, with its figures and its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.figures import Group
from qa.evaluation.html_page import figure_tables, html_page, text_table
from qa.evaluation.report_folder import write_report


@dataclass(frozen=True)
class TaskReport:
    """``records`` are the lines of ``records.jsonl``, each with ``id``, ``answer`` and ``scores``.

    ``listed`` is how the page lists them: the columns' names, and then one row of cells for each record.
    """

    name: str
    summary: Mapping[str, Any]
    groups: tuple[Group, ...]
    records: tuple[Mapping[str, Any], ...]
    listed: Sequence[Sequence[str]]

    def write(self, folder: str | Path) -> None:
        """Write ``summary.json``, ``records.jsonl`` and ``report.html``. Raises VerbatimError where that fails."""
        columns, *rows = self.listed
        page = html_page(self.name, [figure_tables(self.groups), text_table("One by one", columns, rows)])
        write_report(folder, self.summary, self.records, page)

    def check(self) -> None:
        """Nothing that was promised can be broken here."""
