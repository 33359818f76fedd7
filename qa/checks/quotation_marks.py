"""What stands in quotation marks in an answer is verbatim in one cited quote, or loses its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r"[\"“”]([^\"“”]*)[\"“”]|(?<!\w)['‘](?=\w)((?:[^'‘’\n]|['’](?=\w))*)['’](?!\w)")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_STRAY = re.compile(r"[\"“”]")
_EDGE = " .,;:!?…-"


def quoted(text: str) -> list[str]:
    """The stretches of a text in quotation marks, single or double; apostrophes are none.

    >>> quoted("Brandt's 'smooth' change was \\"a monument.\\"")
    ['smooth', 'a monument.']
    """
    return [match[1] if match[1] is not None else match[2] for match in _QUOTED.finditer(text)]


def is_verbatim(stretch: str, quotes: Sequence[str]) -> bool:
    """Whether a stretch stands, word for word and letter for letter, in one of the quotes.

    Typographic and plain marks, and runs of spaces, are the same; the case of the first letter is free, and so is the
    point or comma at the end, because news sets it inside of the marks.

    >>> is_verbatim("A monument to vanity.", ['called it "a monument to vanity" but came'])
    True
    """
    wanted = _plain(stretch).strip(_EDGE)
    if not wanted:
        return True
    forms = {wanted, wanted[0].lower() + wanted[1:], wanted[0].upper() + wanted[1:]}
    texts = [_plain(quote) for quote in quotes]
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms for text in texts)


def with_true_marks(claim: str, quotes: Sequence[str]) -> str:
    """The claim in which every stretch in quotation marks that is not verbatim in one quote has lost its marks.

    Marks around words stitched together from two places, or from two quotes, are lost as well; a mark without its
    other half goes too.

    >>> with_true_marks('He called it "a monument" and "vain".', ['"A monument to vanity," he said.'])
    'He called it "a monument" and vain.'
    """

    def mended(match: re.Match[str]) -> str:
        stretch = match[1] if match[1] is not None else match[2]
        return match[0] if stretch.strip() and is_verbatim(stretch, quotes) else stretch

    spans = [match.span() for match in _QUOTED.finditer(claim)]
    halves = [m.start() for m in _STRAY.finditer(claim) if not any(start <= m.start() < end for start, end in spans)]
    if halves:
        claim = "".join(sign for place, sign in enumerate(claim) if place not in halves)
    return _QUOTED.sub(mended, claim)


def marks_kept(claim: str, quotes: Sequence[str]) -> str | None:
    """Why a stretch in quotation marks is not verbatim; None where all are."""
    for stretch in quoted(claim):
        if not is_verbatim(stretch, quotes):
            return f'"{stretch}" is not verbatim in a quote'
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_ALIKE))
