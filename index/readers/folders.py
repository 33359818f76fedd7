"""Folders of files that can be read as articles."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import ReadError

ENDINGS = frozenset((".txt", ".text", ".md", ".markdown", ".mdown", ".html", ".htm", ".xhtml", ".shtml", ".pdf"))


@dataclass(frozen=True)
class Expanded:
    """Sources without folders. ``left_out``: how many files of the folders do not end like text or a document."""

    sources: tuple[str, ...]
    left_out: int


def expanded(sources: Iterable[str]) -> Expanded:
    """The sources with each folder replaced by the files in it and below it, in the order of their names.

    Hidden files and folders are passed over, and links to folders are not followed. Raises ReadError for a folder that
    may not be read.
    """
    found: list[str] = []
    left_out = 0
    for source in sources:
        if "://" in source or not Path(source).is_dir():
            found.append(source)
            continue
        files = _files(Path(source))
        readable = [file for file in files if Path(file).suffix.lower() in ENDINGS]
        found += readable
        left_out += len(files) - len(readable)
    return Expanded(tuple(found), left_out)


def _files(folder: Path) -> list[str]:
    def refuse(error: OSError) -> None:
        raise ReadError(f"{error.filename} may not be read; change its permissions or copy it") from error

    files = []
    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [os.path.join(here, name) for name in sorted(names) if not name.startswith(".")]
    return files
