"""Report: the records of an evaluation, the figures over them, and the folder they are written to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from index.errors import VerbatimError
from qa.evaluation.figures import Group
from qa.evaluation.question_figures import figure_groups, kind_group
from qa.evaluation.record import Record
from qa.evaluation.report_folder import write_report
from qa.evaluation.sampling import Sample
from qa.evaluation.summary import summarised


@dataclass(frozen=True)
class Report:
    """What an evaluation found. ``articles`` counts those indexed, ``seconds`` is for asking all the questions."""

    records: tuple[Record, ...]
    name: str = ""
    articles: int = 0
    seconds: float = 0.0
    indexing_seconds: float | None = None
    sample: Sample | None = None

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The figures, as in ``summary.json``: see :func:`qa.evaluation.summary.summarised`."""
        return {
            "question_set": self.name,
            "sample": self.sample.to_dict() if self.sample else None,
            "articles": self.articles,
            **summarised(self.records),
            "seconds": round(self.seconds, 1),
            "indexing_seconds": None if self.indexing_seconds is None else round(self.indexing_seconds, 1),
        }

    @property
    def groups(self) -> tuple[Group, ...]:
        """The figures as a person reads them, and at their end the kinds of question."""
        return (*figure_groups(self.summary), kind_group(self.summary))

    @property
    def faults(self) -> tuple[str, ...]:
        """One line for each broken promise and each answer that never came. Where there are any, the run has failed."""
        return tuple(fault for record in self.records for fault in record.faults)

    def check(self) -> None:
        """Raise VerbatimError, in one line, where there are faults. Write the report first: it names them all."""
        if self.faults:
            more = f" and {len(self.faults) - 1} more" if len(self.faults) > 1 else ""
            raise VerbatimError(f"the evaluation failed: {self.faults[0]}{more}; see the list in report.html")

    def write(self, folder: str | Path) -> None:
        """Write ``summary.json``, ``records.jsonl`` and ``report.html``. Raises VerbatimError where that fails."""
        from qa.evaluation.report_page import report_page

        write_report(folder, self.summary, [record.to_dict() for record in self.records], report_page(self))
