"""Readers: files, web pages and texts become articles with canonical text.

The form is decided by the content first, then by the ending of the name: HTML, PDF, Markdown, plain text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from index.canonical import canonicalise
from index.errors import AddressRefused, ReadError
from index.readers.encoding import decode
from index.readers.metadata import Metadata, one_line
from index.records import Article

BYTES_AT_MOST = 20_000_000
CHARACTERS_AT_MOST = 2_000_000
DEFAULT_LANGUAGE = "en"

_MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown")
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".shtml")
_ADDRESS = re.compile(r"\s*(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")
_OTHER_FORMS = (
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"SQLite format 3", "a database"),
)


def read(source: str | Path | Article, *, name: str | None = None) -> Article:
    """The article at ``source``: a path, an http or https address, or an Article whose text is not yet canonical.

    ``name`` is what the article's ``source`` is called, by default the file's name or the address. Raises ReadError
    (AddressRefused for an address) with one line that says what is wrong and what to do.
    """
    if isinstance(source, Article):
        return _passed_through(source, name)
    if isinstance(source, str) and (address := _ADDRESS.match(source)):
        if address["scheme"].lower() not in ("http", "https"):
            raise AddressRefused(f"{_shown(source)} is neither http nor https; give a web address or a file")
        return _read_address(source.strip(), name)
    return read_bytes(_file_bytes(source), name or Path(source).name)


def read_bytes(data: bytes, name: str) -> Article:
    """The article in ``data``, as it was uploaded or came through standard input, called ``name``. Raises ReadError."""
    return _article(data, name, _shown(name), None)


def _read_address(address: str, name: str | None) -> Article:
    from index.readers.address import fetch

    fetched = fetch(address)
    path_name = PurePosixPath(urlsplit(fetched.url).path).name
    article = _article(fetched.data, path_name, _shown(fetched.url), fetched.charset)
    return replace(
        article,
        url=fetched.url,
        source=one_line(name or fetched.url),
        origins={**article.origins, "url": "the address fetched"},
    )


def _file_bytes(path: str | Path) -> bytes:
    shown = _shown(str(path))
    try:
        with Path(path).open("rb") as file:
            data = file.read(BYTES_AT_MOST + 1)
    except FileNotFoundError as cause:
        raise ReadError(f"{shown} does not exist; check the path") from cause
    except IsADirectoryError as cause:
        raise ReadError(f"{shown} is a folder; give the files in it") from cause
    except PermissionError as cause:
        if Path(path).is_dir():  # Windows says so of a folder.
            raise ReadError(f"{shown} is a folder; give the files in it") from cause
        raise ReadError(f"{shown} may not be read; change its permissions or copy it") from cause
    except (OSError, ValueError) as cause:
        raise ReadError(f"{shown} cannot be read; check the path") from cause
    return data


def _article(data: bytes, name: str, shown: str, charset: str | None) -> Article:
    if len(data) > BYTES_AT_MOST:
        raise ReadError(f"{shown} is larger than {BYTES_AT_MOST // 1_000_000} MB; add it in parts")
    if not data.strip():
        raise ReadError(f"{shown} is empty; give a file with the article's text")
    text, metadata = _text_and_metadata(data, name, shown, charset)
    return Article(
        text=_canonical(text, shown),
        title=metadata.title,
        publisher=metadata.publisher,
        author=metadata.author,
        published=metadata.published,
        modified=metadata.modified,
        url=metadata.url,
        language=metadata.language or DEFAULT_LANGUAGE,
        source=one_line(name),
        origins=metadata.origins,
    )


def _text_and_metadata(data: bytes, name: str, shown: str, charset: str | None) -> tuple[str, Metadata]:
    from index.readers.html import is_html, read_html
    from index.readers.pdf import read_pdf
    from index.readers.plain import read_markdown, read_plain

    ending = PurePosixPath(name.lower()).suffix
    if data.lstrip()[:5] == b"%PDF-" or (ending == ".pdf" and b"%PDF-" in data[:1024]):
        return read_pdf(data, shown)
    if ending == ".pdf":
        raise ReadError(f"{shown} is not a PDF, although it is called one; rename it or save it anew")
    for opening, form in _OTHER_FORMS:
        if data.startswith(opening):
            raise ReadError(f"{shown} is {form}; save the article as text, HTML or PDF and add that")
    text = decode(data, shown, declared=charset)
    if is_html(text) or ending in _HTML_ENDINGS:
        return read_html(text, shown)
    _check_length(text, shown)
    return read_markdown(text) if ending in _MARKDOWN_ENDINGS else read_plain(text)


def _passed_through(article: Article, name: str | None) -> Article:
    shown = _shown(name or article.source or article.title or "the article")
    _check_length(article.text, shown)
    return replace(
        article,
        text=_canonical(article.text, shown),
        title=one_line(article.title or ""),
        publisher=one_line(article.publisher or ""),
        author=one_line(article.author or ""),
        source=one_line(name or article.source or ""),
    )


def _canonical(text: str, shown: str) -> str:
    canonical = canonicalise(text)
    if not canonical:
        raise ReadError(f"{shown} has no text; give a file with the article's text")
    _check_length(canonical, shown)
    return canonical


def _check_length(text: str, shown: str) -> None:
    if len(text) > CHARACTERS_AT_MOST:
        raise ReadError(f"{shown} has more than {CHARACTERS_AT_MOST // 1_000_000} million characters; add it in parts")


def _shown(name: str) -> str:
    """``name`` as an error shows it: on one line, and not too long."""
    return (one_line(name) or "the source")[:120]
