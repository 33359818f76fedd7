"""Encodings: bytes to text, only where it is sure how."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from index.errors import ReadError

# What an encoding must leave of a text to be believed.
CONTROL_SHARE_AT_MOST = 0.01

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Names that Python knows and that are no encodings of text, or that can spell markup in harmless-looking letters.
_REFUSED = ("utf_7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem")


def decode(data: bytes, name: str, *, declared: str | None = None) -> str:
    """The text of ``data``: UTF-8, UTF-16 with its mark, the declared encoding, or the one that surely fits.

    ``declared`` comes from whoever sent the bytes; a declaration inside the page counts after it. Raises ReadError,
    naming ``name``, for anything else, binary data included.
    """
    for text in _readings(data, declared):
        if text is not None and _is_text(text):
            return text
    raise ReadError(f"{name} is not text in an encoding that can be read; save it as UTF-8")


def _readings(data: bytes, declared: str | None) -> Iterator[str | None]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield _as(data, "utf-16")
    yield _as(data, "utf-8")
    yield _as(data, declared)
    yield _as(data, _declared_inside(data))
    yield _guessed(data)


def _as(data: bytes, encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        codec = codecs.lookup(encoding)
        if codec.name.replace("-", "_") in _REFUSED:
            return None
        return data.decode("utf-8-sig" if codec.name == "utf-8" else codec.name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _declared_inside(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, 4096)
    if found is None:
        return None
    encoding = found[1].decode("ascii").lower()
    # As browsers do: what calls itself Latin-1 is Windows-1252.
    return "cp1252" if encoding in ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii") else encoding


def _guessed(data: bytes) -> str | None:
    if b"\x00" in data:
        return None
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return None
    best = from_bytes(data[:200_000], threshold=0.1).best()
    if best is None or best.coherence < 0.5:
        return None
    return _as(data, best.encoding)


def _is_text(text: str) -> bool:
    if "\x00" in text:
        return False
    return sum(1 for _ in _CONTROL.finditer(text)) <= CONTROL_SHARE_AT_MOST * len(text)
