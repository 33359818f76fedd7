"""Report: the records of an evaluation, the figures over them, and the folder they are written to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from index.errors import VerbatimError
from qa.evaluation.metrics import mean, percentile, precision_recall
from qa.evaluation.record import Record


@dataclass(frozen=True)
class Sample:
    """The questions were drawn at random from ``of_questions``, with this seed."""

    of_questions: int
    seed: int


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
        """The figures, as in ``summary.json``. Shares are 0 to 1; a figure that does not apply is None.

        ``right`` and the hits are shares of the answerable questions, see :class:`qa.evaluation.record.Scores`;
        ``quotes_verbatim`` is the share of all quotes that a reader was shown, ``markers_valid`` the share of answers.
        """
        records = self.records
        answerable = [record for record in records if record.question.answerable]
        precision, recall = precision_recall(
            (record.scores.abstained, not record.question.answerable) for record in records
        )
        quotes = sum(record.quotes_shown for record in records)
        not_verbatim = sum(record.quotes_not_verbatim for record in records)
        models = dict.fromkeys(record.answer.model for record in records if record.answer and record.answer.model)
        return {
            "question_set": self.name,
            "sample": vars(self.sample).copy() if self.sample else None,
            "articles": self.articles,
            "questions": len(records),
            "answerable": len(answerable),
            "unanswerable": len(records) - len(answerable),
            **_shares(records),
            "abstention_precision": _rounded(precision),
            "abstention_recall": _rounded(recall),
            "quotes": quotes,
            "quotes_verbatim": 1 - not_verbatim / quotes if quotes else None,
            "quotes_not_verbatim": not_verbatim,
            "markers_valid": mean(record.scores.markers_valid for record in records),
            "markers_invalid": sum(record.scores.markers_valid is False for record in records),
            "errors": sum(record.error is not None for record in records),
            "notices": dict(
                Counter(record.answer.notice for record in records if record.answer and record.answer.notice)
            ),
            "gold_missing": sum(record.gold_missing for record in records),
            "latency_ms": {
                "first_quote": _latency(record.scores.first_quote_ms for record in records),
                "first_text": _latency(record.scores.first_text_ms for record in records),
                "total": _latency(record.scores.total_ms for record in records),
            },
            "by_kind": {kind: _of_kind(members) for kind, members in _by_kind(records).items()},
            "model": ", ".join(models) or None,
            "seconds": round(self.seconds, 1),
            "indexing_seconds": _rounded(self.indexing_seconds, 1),
        }

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

        folder = Path(folder)
        files = {
            "summary.json": json.dumps(self.summary, ensure_ascii=False, indent=2) + "\n",
            "records.jsonl": "".join(
                json.dumps(record.to_dict(), ensure_ascii=False) + "\n" for record in self.records
            ),
            "report.html": report_page(self),
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (folder / name).write_text(content, encoding="utf-8", newline="\n")
        except OSError as cause:
            reason = cause.strerror or type(cause).__name__
            raise VerbatimError(
                f"the report cannot be written to {folder} ({reason}); give another folder with --out"
            ) from cause


def _shares(records: Sequence[Record]) -> dict[str, float | None]:
    scores = [record.scores for record in records]
    return {
        "right": _rounded(mean(score.right for score in scores)),
        "quote_hit_1": _rounded(mean(score.quote_hit_1 for score in scores)),
        "quote_hit_3": _rounded(mean(score.quote_hit_3 for score in scores)),
        "evidence_hit_3": _rounded(mean(score.evidence_hit_3 for score in scores)),
        "abstained": _rounded(mean(score.abstained for score in scores)),
        "em": _rounded(mean(score.em for score in scores)),
        "f1": _rounded(mean(score.f1 for score in scores)),
    }


def _of_kind(records: Sequence[Record]) -> dict[str, Any]:
    return {
        "questions": len(records),
        "answerable": sum(record.question.answerable for record in records),
        **_shares(records),
    }


def _by_kind(records: Iterable[Record]) -> dict[str, list[Record]]:
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record.question.kind, []).append(record)
    return kinds


def _latency(values: Iterable[float | None]) -> dict[str, float | None]:
    known = [value for value in values if value is not None]
    return {"median": _rounded(percentile(known, 50), 1), "p95": _rounded(percentile(known, 95), 1)}


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
