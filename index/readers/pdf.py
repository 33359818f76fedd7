"""PDF: the text of its pages, put together again to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any

from index.errors import ReadError
from index.readers.bounded import run_bounded
from index.readers.metadata import Metadata

PAGES_AT_MOST = 500
TIME_LIMIT_S = 20.0
MEMORY_BYTES = 1 << 30
CHARACTERS_AT_MOST = 2_000_000

# A line shorter than this share of the usual line is a paragraph's last, or stands alone.
SHORT_LINE_SHARE = 0.8

_NO_TITLE = re.compile(r"untitled|microsoft word|.*\.(?:docx?|odt|indd|qxd|pdf|rtf|txt|tmp)$|document\d*$", re.I)
_ENDED = re.compile(r"[.!?…:;]['\"’”)\]]*$")
_ITEM = re.compile(r"(?:[-•*·▪–]|\(?\d{1,3}[.)]|[a-z]\))\s")
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?)?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?", re.I)


def read_pdf(data: bytes, name: str) -> tuple[str, Metadata]:
    """The text and the metadata of a PDF, read in a child process.

    Raises ReadError for one that is encrypted, damaged, longer than 500 pages, without text (a scan), or too slow.
    """
    found = run_bounded("index.readers.pdf:extract", data, name, time_limit_s=TIME_LIMIT_S, memory_bytes=MEMORY_BYTES)
    metadata = Metadata()
    title = found["title"]
    if title and not _NO_TITLE.match(title.strip()):
        metadata = metadata.with_value("title", title, "document information")
    metadata = metadata.with_value("author", found["author"], "document information")
    return reflow(found["pages"]), metadata


def extract(data: bytes) -> dict[str, Any]:
    """The pages' text, title and author as pypdf finds them. Runs inside the child process."""
    import io
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.disable(logging.CRITICAL)
    # pypdf lets many kinds of error through from damaged files, and MemoryError and RecursionError from hostile ones.
    damaged = (PyPdfError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, AssertionError)
    exhausted = (MemoryError, RecursionError, OSError, NotImplementedError, ImportError)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise ReadError("is encrypted; save a copy without a password and add that")
        count = len(reader.pages)
        if count > PAGES_AT_MOST:
            raise ReadError(f"has {count} pages, more than {PAGES_AT_MOST}; add it in parts")
        pages = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > CHARACTERS_AT_MOST:
                raise ReadError(f"has more than {CHARACTERS_AT_MOST:,} characters; add it in parts")
        information = reader.metadata
        title, author = (information.title, information.author) if information else (None, None)
    except (*damaged, *exhausted) as cause:
        raise ReadError("is a damaged PDF; save it anew, or save its text as a text file and add that") from cause
    if not any(page.strip() for page in pages):
        raise ReadError("is a PDF without text, probably a scan; run text recognition (OCR) over it and add the result")
    return {"pages": pages, "title": _text(title), "author": _text(author)}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def reflow(pages: list[str]) -> str:
    """The pages' lines as paragraphs, without running heads, running feet and page numbers."""
    kept = _without_running_lines([[line.strip() for line in page.split("\n")] for page in pages])
    lines = [line for page in kept for line in page]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[int(0.9 * len(lengths))] if lengths else 0
    text = lines[0] if lines else ""
    for before, line in pairwise(lines):
        text += _joint(before, line, usual) + line
    return re.sub(r"(?<=[a-zß-öø-ÿ])-\0(?=[a-zß-öø-ÿ])", "-", text).replace("\0", " ")


def _joint(before: str, line: str, usual: int) -> str:
    """What goes between two lines: a paragraph break, a newline before an item, or a space (a NUL until joined)."""
    if not before or not line:
        return "\n" if before or line else ""
    if _ITEM.match(line):
        return "\n"
    short = len(before) < SHORT_LINE_SHARE * usual
    if short and not line[0].islower() and (_ENDED.search(before) or len(before) < SHORT_LINE_SHARE**2 * usual):
        return "\n\n"
    return "\0"


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    for edge in (0, -1):
        pages = [_trimmed(page) for page in pages]
        shapes = Counter(_shape(page[edge]) for page in pages if page)
        for page in pages:
            repeated = len(pages) >= 3 and page and shapes[_shape(page[edge])] > len(pages) / 2
            if len(page) > 1 and (repeated or _PAGE_NUMBER.fullmatch(page[edge])):
                del page[edge]
    return [_trimmed(page) for page in pages]


def _trimmed(page: list[str]) -> list[str]:
    return "\n".join(page).strip("\n").split("\n") if any(page) else []


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)
