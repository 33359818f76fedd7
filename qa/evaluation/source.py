"""The text of a file of questions, and the records on its lines."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from qa.errors import QuestionSetFault
from qa.evaluation.place import Place, Record

_GZIP = b"\x1f\x8b"  # never the beginning of UTF-8 text


class Identified(Protocol):
    @property
    def id(self) -> str: ...


Entry = TypeVar("Entry", bound=Identified)


def content(path: Path, file: Place) -> str:
    """The text of a UTF-8 file, unpacked where it is packed with gzip. Raises QuestionSetFault."""
    try:
        packed = path.read_bytes()
    except FileNotFoundError as cause:
        raise file.fault("does not exist", "check the path") from cause
    except IsADirectoryError as cause:
        raise file.fault("is a folder", "give the file of questions in it") from cause
    except OSError as cause:
        raise file.fault(f"cannot be read ({cause.strerror})", "check its permissions") from cause
    try:
        return (gzip.decompress(packed) if packed.startswith(_GZIP) else packed).decode("utf-8-sig")
    except (gzip.BadGzipFile, EOFError, zlib.error) as cause:
        raise file.fault("is a damaged gzip file", "get it again") from cause
    except UnicodeDecodeError as cause:
        raise file.fault("is not UTF-8 text", "save it as UTF-8") from cause


def read_lines(text: str, file: Place, read: Callable[[Record, Place], Entry]) -> tuple[Entry, ...]:
    """What ``read`` makes of the JSON object on each line that is not blank. Raises QuestionSetFault, also where two
    have the same id."""
    entries: list[Entry] = []
    line_of: dict[str, int] = {}
    # Not splitlines(): a line separator inside a JSON string is no end of line.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = file.at(f"line {number}")
        entry = read(place.record(place.parsed(line)), place)
        if entry.id in line_of:
            place.refuse(f"the id {entry.id!r} is on line {line_of[entry.id]} already", "give each question its own id")
        line_of[entry.id] = number
        entries.append(entry)
    return tuple(entries)


def first_record(text: str) -> Record:
    """The JSON object on the first line that is not blank; an empty one where there is no such thing."""
    try:
        first = Place("").parsed(text.strip().split("\n", 1)[0])
    except QuestionSetFault:
        return {}
    return first if isinstance(first, dict) else {}
