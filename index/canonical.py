"""The canonical text of an article: made once when the article is added, quoted from ever after.

What a reader sees stays as it is, typographic quotes and language models' control tokens among it. What a reader does
not see goes: control characters, invisible and bidirectional format characters, halves of surrogate pairs, doubled
spaces, hard-wrapped lines. Paragraphs are separated by exactly one blank line; a single newline separates lines that
stand alone, such as those of a list.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# Unicode's Stream-Safe Text Format (UAX 15) allows 30 combining marks in a row. Normalising costs the square of a run's
# length: 40,000 marks on one letter take 1.2 s, a megabyte of them would take minutes.
MARKS_IN_A_ROW = 30

# A line of this length is a paragraph of its own: nobody wraps so wide.
PARAGRAPH_LINE_CHARACTERS = 160
WRAPPED_LINE_CHARACTERS = 40

_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_HALF = re.compile("[\ud800-\udfff]")
_SOFT_BREAK = re.compile("\u00ad[^\\S\n]*\n[^\\S\n]*")
_PARAGRAPH_SEPARATOR = re.compile("\u2029")
_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

# Characters that show nothing wherever they stand: controls, format characters, fillers, language tags, noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)

# Joiners and variation selectors, which some scripts and emoji need: kept where they have something to do.
_JOINERS = re.compile("[\u200c\u200d\ufe0e\ufe0f\U000e0100-\U000e01ef]+")
_JOINED_SCRIPTS = (
    *((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x18AF), (0x1900, 0x1CFF)),
    *((0xA840, 0xA8FF), (0xA980, 0xAAFF), (0xFB50, 0xFDCF), (0xFDF0, 0xFDFF), (0xFE70, 0xFEFC), (0x10A00, 0x11FFF)),
)
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD))

_MAYBE_MARKS = re.compile(
    "[\u0300-\u1fff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ua66f-\uabff\ufb1e\ufe20-\ufe2f\U000101fd-\U0001e94a]"
    f"{{{MARKS_IN_A_ROW + 1},}}"
)

_SPACES = re.compile(" {2,}")
_AROUND_NEWLINE = re.compile(" *\n *")
_BLANK_LINES = re.compile("\n{2,}")
_LIST_ITEM = re.compile(r"(?:[-*•·▪◦‣–—+>|#]|\(?\w{1,3}[.)])(?:\s|$)")
_TERMINAL = re.compile(r"[.!?…:;。！？]['\"’”»)\]]*$")
_BROKEN_WORD = re.compile(r"[a-zß-öø-ÿ]-$")


def canonicalise(text: str) -> str:
    """``text`` in its canonical form; canonicalising that again changes nothing.

    The result is in Unicode's form NFC, and ``""`` where nothing can be seen. Memory and time grow linearly.
    """
    previous = None
    # Taking a character out lets others meet, and compose or reorder. The second round nearly always only confirms
    # the first; every further one makes the text shorter.
    while text != previous:
        previous = text
        text = _wrapped_lines_joined(_spaced(_visible(text)))
    return text


def _visible(text: str) -> str:
    text = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    text = _HALF.sub("", text)
    text = _NEWLINE.sub("\n", _PARAGRAPH_SEPARATOR.sub("\n\n", text))
    text = _SOFT_BREAK.sub("", _SPACE.sub(" ", text))
    text = _JOINERS.sub(_needed_joiners, _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", _MAYBE_MARKS.sub(_fewer_marks, text))


def _needed_joiners(run: re.Match[str]) -> str:
    text = run.string
    before = text[run.start() - 1] if run.start() else " "
    after = text[run.end()] if run.end() < len(text) else " "
    first = run[0][0]
    if first >= "\U000e0100":
        kept = first if _within(before, _IDEOGRAPHS) else ""
    elif first in "\ufe0e\ufe0f":
        kept = first if _pictorial(before) or before in "0123456789#*〰" else ""
    else:
        kept = ""
    if "\u200d" in run[0] and _pictorial(before) and _pictorial(after):
        return kept + "\u200d"
    if first in "\u200c\u200d" and _within(before, _JOINED_SCRIPTS):
        return first
    return kept


def _pictorial(character: str) -> bool:
    skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return skin_tone or character in "ℹ⃣‼⁉" or unicodedata.category(character) in ("So", "Sm")


def _within(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(character) <= last for first, last in ranges)


def _fewer_marks(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _spaced(text: str) -> str:
    text = _AROUND_NEWLINE.sub("\n", _SPACES.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip(" \n")


def _wrapped_lines_joined(text: str) -> str:
    if "\n" not in text:
        return text
    blocks: list[str] = []
    for block in text.split("\n\n"):
        blocks.extend(_paragraphs(block.split("\n")))
    return "\n\n".join(blocks)


def _paragraphs(lines: list[str]) -> list[str]:
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        if max(len(before), len(line)) >= PARAGRAPH_LINE_CHARACTERS:
            groups.append([line])
        else:
            groups[-1].append(line)
    return [_joined(group) if _hard_wrapped(group) else "\n".join(group) for group in groups]


def _hard_wrapped(lines: list[str]) -> bool:
    """Whether a program broke these lines: each took as many words as the longest of them has room for."""
    width = max(map(len, lines))
    if len(lines) < 2 or width < WRAPPED_LINE_CHARACTERS or any(map(_LIST_ITEM.match, lines[1:])):
        return False
    if len(lines) == 2 and len(lines[0]) < 1.5 * WRAPPED_LINE_CHARACTERS and not lines[1][0].islower():
        return False
    if 2 * sum(bool(_TERMINAL.search(line)) for line in lines[:-1]) >= len(lines):
        return False
    # Two spaces after a full stop, by now one, make a full line look a little short.
    return all(len(line) + 1 + len(following.split(" ", 1)[0]) > width - 3 for line, following in pairwise(lines))


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text += line if _BROKEN_WORD.search(text[-2:]) and line[0].islower() else " " + line
    return text
