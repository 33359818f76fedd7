"""Plain text and Markdown, with the metadata that may stand before the article."""

from __future__ import annotations

import re

from index.readers.metadata import DATE, Metadata, date_found, web_address

# Bounds keep every pattern's time linear, whatever the text.
HEADING_CHARACTERS = 300
FRONT_MATTER_LINE_CHARACTERS = 1000

_FIELDS = {
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(("date", "published", "publication date", "published on", "date published"), "published"),
    **dict.fromkeys(("modified", "updated", "last updated", "last modified"), "modified"),
    **dict.fromkeys(("author", "authors", "byline"), "author"),
    **dict.fromkeys(("publisher", "source", "site", "publication", "newspaper"), "publisher"),
    **dict.fromkeys(("url", "link", "canonical"), "url"),
    **dict.fromkeys(("language", "lang"), "language"),
}
_PAIR = re.compile(r"(?P<key>date|published|modified|updated|url)(?P<colon>:)?\s+", re.I)
_KEY_LINE = re.compile(r"[ \t]*(?P<key>[A-Za-z][A-Za-z ]{1,20}?)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<lines>(?:[^\n]*\n){1,100}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FRONT_MATTER_LINE = re.compile(
    r"(?P<key>[A-Za-z][\w .-]*?)[ \t]*:(?:[ \t]+(?P<value>.*?))?[ \t]*|[ \t]*(?:#.*|-.*)?|[ \t]+.*"
)


def read_plain(text: str) -> tuple[str, Metadata]:
    """The article's words and its metadata. What is not surely metadata stays in the text."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text, metadata = _front_matter(text)
    text, metadata = _heading_block(text, metadata)
    return _heading_line(text, metadata)


def read_markdown(text: str) -> tuple[str, Metadata]:
    """As :func:`read_plain`, with a heading at the top as the title, and Markdown's marks taken out."""
    body, metadata = read_plain(text)
    title = _TOP_HEADING.match(body)
    if title:
        heading = _without_marks(title["hash"] or title["line"])
        named = metadata.with_value("title", heading, "Markdown heading")
        if named is not metadata or heading == metadata.title:
            body, metadata = read_plain_after_title(body[title.end() :], named)
    return _without_marks(body), metadata


def read_plain_after_title(text: str, metadata: Metadata) -> tuple[str, Metadata]:
    """``text`` without a heading block or heading line at its start, which then follows a title."""
    return _heading_line(*_heading_block(text, metadata))


def _front_matter(text: str) -> tuple[str, Metadata]:
    metadata = Metadata()
    block = _FRONT_MATTER.match(text)
    if block is None:
        return text, metadata
    lines = [_FRONT_MATTER_LINE.fullmatch(line[:FRONT_MATTER_LINE_CHARACTERS]) for line in block["lines"].split("\n")]
    if not all(lines):
        return text, metadata
    for line in lines:
        key = line["key"] if line else None
        name = _FIELDS.get(key.lower().replace("_", " ")) if key else None
        if line and name and line["value"]:
            metadata = metadata.with_value(name, _unquoted(line["value"]), "front matter")
    return (text[block.end() :], metadata) if metadata.origins else (text, metadata)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_unquoted(item.strip()) for item in value[1:-1].split(","))
    return value


def _heading_block(text: str, metadata: Metadata) -> tuple[str, Metadata]:
    """Lines of ``Key: value`` at the start: two or more, or one that a blank line follows."""
    start = len(text) - len(text.lstrip())
    position = start
    found = metadata
    count = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = _KEY_LINE.fullmatch(text, position, min(end, position + HEADING_CHARACTERS))
        name = _FIELDS.get(line["key"].lower()) if line and end - position <= HEADING_CHARACTERS else None
        if line is None or name is None:
            break
        changed = found.with_value(name, line["value"], "heading block")
        if changed is found:
            break
        found = changed
        count += 1
        position = end + 1
    blank_line_follows = position >= len(text) or not text[position : (text + "\n").find("\n", position)].strip()
    if count >= 2 or (count == 1 and blank_line_follows):
        return text[position:], found
    return text, metadata


def _heading_line(text: str, metadata: Metadata) -> tuple[str, Metadata]:
    """``date 2026-01-17`` and the like before the first words, as some feeds put them."""
    text = text.lstrip()
    position = 0
    found = metadata
    while (pair := _PAIR.match(text, position)) and "\n" not in pair[0]:
        name = _FIELDS[pair["key"].lower()]
        date = DATE.match(text, pair.end())
        word = re.compile(r"\S+").match(text, pair.end())
        if name == "url":
            value = web_address(word[0]) if word else None
            end = word.end() if word else 0
        else:
            value = date_found(date) if date else None
            end = date.end() if date else 0
        changed = found.with_value(name, value, "heading line")
        if changed is found or not text[end : end + 1].isspace():
            break
        found = changed
        position = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
    # "Date 2026-01-17 was set by the court" is the article speaking.
    begins_sentence = position > 0 and not text[position : position + 1].islower()
    if not begins_sentence or not text[position:].strip():
        return text, metadata
    return text[position:], found


_TOP_HEADING = re.compile(
    r"\s*(?:#[ \t]+(?P<hash>[^\n]{1,500}?)[ \t]{0,9}#{0,9}[ \t]{0,9}(?:\n|\Z)|(?P<line>[^\n]+)\n=+[ \t]*(?:\n|\Z))"
)
_REFERENCE = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:[ \t]*\S[^\n]*$", re.M)
_LINE_MARKS = (
    (re.compile(r"<!--.*?(?:-->|\Z)", re.S), ""),
    (_REFERENCE, ""),
    (re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.M), ""),
    (re.compile(r"(?<=[^\n])\n[ \t]*(?:=+|-{2,})[ \t]*$", re.M), "\n"),
    (re.compile(r"^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$", re.M), ""),
    (re.compile(r"^ {0,3}#{1,6}[ \t]+([^\n]{0,500}?)[ \t]{0,9}#{0,9}[ \t]{0,9}$", re.M), r"\n\1\n"),
    (re.compile(r"^ {0,3}>[ \t]?", re.M), ""),
    (re.compile(r"^([ \t]*)[*+][ \t]+", re.M), r"\1- "),
)
_INLINE_MARKS = (
    (re.compile(r"!\[[^\[\]]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])"), ""),
    (re.compile(r"\[([^\[\]]*)\]\((?:[^()\n]|\([^()\n]*\))*\)"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(r"<br */?>", re.I), "\n"),
    (re.compile(r"</?(?:a|b|i|em|strong|p|div|span|sup|sub|u|img|small)(?:\s[^<>]*)?/?>", re.I), ""),
    (re.compile(r"\*\*\*([^*\n]+)\*\*\*"), r"\1"),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__([^_\n]+)__(?!\w)"), r"\1"),
    (re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_([^\s_](?:[^_\n]*[^\s_])?)_(?!\w)"), r"\1"),
    (re.compile(r"~~([^~\n]+)~~"), r"\1"),
    (re.compile(r"(?<!`)(`{1,3})([^`\n]+)\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!~>|-])"), r"\1"),
)
_SOFT_NEWLINE = re.compile(r"(?<=[^\n])(?<!  )\n(?=[^\n])(?![ \t]*(?:[-*+#>|]|\d{1,3}[.)])[ \t])(?![ \t]*\n)")


def _without_marks(text: str) -> str:
    names = {name.lower() for name in _REFERENCE.findall(text)}
    for pattern, replacement in _LINE_MARKS:
        text = pattern.sub(replacement, text)
    # In Markdown a single newline is a space, unless two spaces stand before it or an item follows.
    text = _SOFT_NEWLINE.sub(" ", text)
    if names:
        text = re.sub(
            r"\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]",
            lambda link: link[1] if (link[2] or link[1]).lower() in names else link[0],
            text,
        )
    for pattern, replacement in _INLINE_MARKS:
        text = pattern.sub(replacement, text)
    return text
