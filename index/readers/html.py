"""HTML: the article on a page, and the metadata that the page gives about it.

trafilatura finds the article. Text that no reader sees is taken out before, so that it can neither be quoted nor speak
to a language model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from index.errors import ReadError
from index.readers.bounded import run_bounded
from index.readers.metadata import Metadata, iso_date, one_line, web_address

TIME_LIMIT_S = 8.0
MEMORY_BYTES = 1 << 29

_NO_ARTICLE = "holds no article text that can be found; save the article's text as a text file and add that"

_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S
)
_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|opacity)\s*:\s*[+-]?(?:0+(?:\.0*)?|\.0+)\s*(?:[a-z]+|%)?\s*(?:!|;|$))",
    re.I,
)
# What a page can hold in megabytes and no reader sees.
_NEVER_SHOWN = ("script", "style", "template", "svg", "noscript", "iframe", "object", "canvas")
_BLOCKS = frozenset(("p", "head", "quote", "item", "row", "cell", "code", "ab", "div", "fw", "details", "summary"))
_ARTICLE_TYPES = re.compile(r"Article|Posting|Report|Review|WebPage$|Liveblog", re.I)
_SITE_IN_TITLE = re.compile(r"\s+[|–—·»-]\s+(?P<site>[^|–—·»]{2,40})$")


def is_html(text: str) -> bool:
    """Whether ``text`` begins as a page does."""
    return bool(_START.match(text))


def read_html(text: str, name: str) -> tuple[str, Metadata]:
    """The words of the article on the page ``text``, and its metadata, read in a child process.

    Paragraphs are separated by a blank line. Raises ReadError where no article is found, or it takes too long.
    """
    data = text.encode("utf-8", "replace")
    found = run_bounded("index.readers.html:extract", data, name, time_limit_s=TIME_LIMIT_S, memory_bytes=MEMORY_BYTES)
    return found["text"], Metadata(**found["metadata"])


def extract(data: bytes) -> dict[str, Any]:
    """The article's text and metadata as JSON. Runs inside the child process."""
    text, metadata = article_in(data.decode("utf-8"))
    return {"text": text, "metadata": asdict(metadata)}


def article_in(page: str) -> tuple[str, Metadata]:
    """What :func:`read_html` returns, without a bound on time and memory."""
    import logging

    from trafilatura import bare_extraction, extract_metadata, load_html

    logging.disable(logging.CRITICAL)
    try:
        # A declaration of the encoding inside a text that is decoded already makes the parser refuse it.
        page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page)
        tree = load_html(page if is_html(page) else f"<html><body>{page}</body></html>")
        if tree is None:
            raise ReadError(_NO_ARTICLE)
        metadata = _metadata(tree)
        _remove_hidden(tree)
        # Bylines and datelines have no standard; trafilatura knows the usual class names.
        guessed = extract_metadata(tree, extensive=False)
        metadata = metadata.with_value("author", guessed.author, "byline")
        metadata = metadata.with_value("published", guessed.date, "dateline")
        body = _body(bare_extraction, tree)
    except (ValueError, AssertionError, RecursionError, MemoryError) as cause:
        raise ReadError("is not a page that can be read; save its text as a text file and add that") from cause
    blocks = [] if body is None else [block for block in _blocks(body) if block]
    if blocks and metadata.title and _same(blocks[0], metadata.title):
        del blocks[0]
    if not any(blocks):
        raise ReadError(_NO_ARTICLE)
    return "\n\n".join(blocks), metadata


def _body(bare_extraction: Any, tree: Any) -> Any:
    options = {"include_comments": False, "include_tables": True, "include_images": False, "include_links": False}
    found = bare_extraction(tree, **options) or bare_extraction(tree, favor_recall=True, **options)
    return found.body if found is not None else None


def _remove_hidden(tree: Any) -> None:
    roots = {tree, *tree.iterchildren("body")}
    for element in list(tree.iter("*")):
        if element in roots or element.getparent() is None:
            continue
        if element.tag in _NEVER_SHOWN or _is_hidden(element):
            element.drop_tree()


def _is_hidden(element: Any) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden", "").strip().lower() == "true"
        or bool(_HIDING_STYLE.search(element.get("style", "")))
    )


def _blocks(element: Any) -> Iterator[str]:
    """The text of each paragraph, heading, item and table row under ``element``; items of one list share a block."""
    pending = element.text or ""
    for child in element:
        if not isinstance(child.tag, str):  # a comment
            pass
        elif child.tag == "lb":
            pending += "\n"
        elif child.tag in ("list", "table"):
            yield _flat(pending)
            yield "\n".join(filter(None, _rows(child)))
            pending = ""
        elif child.tag in _BLOCKS:
            yield _flat(pending)
            yield from _blocks(child)
            pending = ""
        else:
            pending += "".join(child.itertext())
        pending += child.tail or ""
    yield _flat(pending)


def _rows(element: Any) -> Iterator[str]:
    for row in element.iter("item", "row"):
        if row.tag == "row":
            yield " | ".join(_flat(" ".join(cell.itertext())) for cell in row.iter("cell"))
        else:
            text = _flat(" ".join(" ".join(_own_texts(row)).split()))
            yield f"- {text}" if text else ""


def _own_texts(item: Any) -> Iterator[str]:
    """The texts of an item without those of the items inside it."""
    yield item.text or ""
    for child in item:
        if child.tag not in ("list", "item"):
            yield from child.itertext()
        yield child.tail or ""


def _flat(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def _same(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _metadata(tree: Any) -> Metadata:
    metadata = Metadata()
    for name, value, origin in (*_from_json(tree), *_from_meta(tree), *_from_elements(tree)):
        metadata = metadata.with_value(name, value, origin)
    return metadata


def _from_json(tree: Any) -> Iterator[tuple[str, str | None, str]]:
    """From the page's JSON-LD (https://schema.org/Article)."""
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            content = json.loads(script.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(content, 4):
            types = thing.get("@type")
            named = types if isinstance(types, list) else [types]
            if not any(isinstance(each, str) and _ARTICLE_TYPES.search(each) for each in named):
                continue
            is_page = all(each == "WebPage" for each in named)
            if not is_page:
                yield "title", _string(thing.get("headline")), "JSON-LD headline"
                yield "author", _names(thing.get("author")), "JSON-LD author"
            yield "published", _date(thing.get("datePublished")), "JSON-LD datePublished"
            yield "modified", _date(thing.get("dateModified")), "JSON-LD dateModified"
            yield "publisher", _names(thing.get("publisher")), "JSON-LD publisher"
            yield "language", _string(thing.get("inLanguage")), "JSON-LD inLanguage"


def _things(content: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        yield content
    if depth:
        inner = content if isinstance(content, list) else content.get("@graph", []) if isinstance(content, dict) else []
        for each in inner if isinstance(inner, list) else []:
            yield from _things(each, depth - 1)


def _string(value: Any) -> str | None:
    # Some publishers escape their HTML once more.
    return _unescaped(value) if isinstance(value, str) and value.strip() else None


def _unescaped(value: str) -> str:
    from html import unescape

    return re.sub(r"</?[a-z][^<>]{0,200}>", "", unescape(value))


def _names(value: Any) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [_string(each.get("name") if isinstance(each, dict) else each) for each in people[:20]]
    return ", ".join(name for name in names if name and not web_address(name)) or None


def _date(value: Any) -> str | None:
    """The date of a time stamp, in the time zone that it is written in."""
    if not isinstance(value, str):
        return None
    stamp = re.match(r"\s*(\d{4}-\d{2}-\d{2})(?!\d)", value)
    return iso_date(stamp[1] if stamp else value)


# In the order in which they are believed.
_META = (
    *(("title", name) for name in ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")),
    *(("publisher", name) for name in ("og:site_name", "application-name", "dc.publisher", "twitter:site")),
    *(("author", name) for name in ("author", "article:author", "dc.creator", "byl", "parsely-author")),
    *(
        ("published", name)
        for name in (
            *("article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate"),
            *("publication_date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "parsely-pub-date"),
            *("sailthru.date", "citation_publication_date", "originalpublicationdate", "article.published"),
        )
    ),
    *(("modified", name) for name in ("article:modified_time", "og:updated_time", "datemodified", "last-modified")),
    ("url", "og:url"),
    ("language", "og:locale"),
)


def _from_meta(tree: Any) -> Iterator[tuple[str, str | None, str]]:
    contents: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = element.get("content", "").strip()
        if name and content:
            contents.setdefault(name, content)
    for link in tree.iterfind(".//link[@rel='canonical']"):
        yield "url", link.get("href"), "canonical link"
    for field, name in _META:
        content = contents.get(name)
        if content is None or (field == "author" and web_address(content)):
            continue
        if field in ("published", "modified"):
            yield field, _date(content), name
        elif field == "title":
            yield field, _without_site(_unescaped(content), contents.get("og:site_name")), name
        else:
            yield field, _unescaped(content).lstrip("@") if field == "publisher" else _unescaped(content), name


def _from_elements(tree: Any) -> Iterator[tuple[str, str | None, str]]:
    yield "language", tree.get("lang") or tree.get("xml:lang"), "html lang"
    for element in tree.iterfind(".//*[@itemprop]"):
        value = element.get("datetime") or element.get("content") or element.text_content()
        if element.get("itemprop") == "datePublished":
            yield "published", _date(value), "itemprop datePublished"
        elif element.get("itemprop") == "dateModified":
            yield "modified", _date(value), "itemprop dateModified"
    times = [element.get("datetime") for element in tree.iterfind(".//time[@datetime]")]
    marked = [element.get("datetime") for element in tree.iterfind(".//time[@pubdate]")]
    in_article = [element.get("datetime") for element in tree.iterfind(".//article//time[@datetime]")]
    for value in (*marked, *in_article[:1], *(times if len(times) == 1 else ())):
        yield "published", _date(value), "time element"
    headings = [one_line(element.text_content()) for element in tree.iter("h1") if not _is_hidden(element)]
    if len(headings) == 1:
        yield "title", headings[0], "h1"
    title = tree.find(".//title")
    if title is not None:
        yield "title", _without_site(title.text_content(), None), "title element"


def _without_site(title: str, site: str | None) -> str:
    """``title`` without the name of the site that many pages put behind it."""
    title = one_line(title) or ""
    found = _SITE_IN_TITLE.search(title)
    if found and (site is None or _letters(site).startswith(_letters(found["site"]))):
        return title[: found.start()]
    return title
