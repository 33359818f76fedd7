"""Folders of files that can be read as articles."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import ReadError

ENDINGS = frozenset((".txt", ".text", ".md", ".markdown", ".mdown", ".html", ".htm", ".xhtml", ".shtml", ".pdf"))


def expanded(sources: Iterable[str]) -> Iterator[str]:
    """The sources with each folder replaced by the files in it and below it, by their endings, in order of their names.

    Hidden files and folders are left out, and links to folders are not followed. Raises ReadError for a folder that
    may not be read.
    """
    for source in sources:
        if "://" in source or not Path(source).is_dir():
            yield source
            continue
        yield from _files(Path(source))


def _files(folder: Path) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        raise ReadError(f"{error.filename} may not be read; change its permissions or copy it") from error

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in ENDINGS:
                yield str(Path(here) / name)
