"""The folder that a report is written to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from index.errors import VerbatimError


def write_report(
    folder: str | Path, summary: Mapping[str, Any], records: Iterable[Mapping[str, Any]], page: str
) -> None:
    """Write ``summary.json``, ``records.jsonl`` and ``report.html``. Raises VerbatimError where that fails."""
    folder = Path(folder)
    files = {
        "summary.json": json.dumps(summary, ensure_ascii=False, indent=2) + "\n",
        "records.jsonl": "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records),
        "report.html": page,
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
