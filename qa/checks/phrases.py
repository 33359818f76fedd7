"""Lists of words and phrases as patterns, written so that a person can read and lengthen them."""

from __future__ import annotations

import re


def one_of(listed: str) -> re.Pattern[str]:
    r"""A pattern for any of these, as whole words, in any case. They are set apart by spaces; ``_`` is a space inside
    of one, and each may be a regular expression of its own, in which no group is kept.

    >>> [match[0] for match in one_of("accus(e|es|ed) charged_with").finditer("Accused, he was charged with theft.")]
    ['Accused', 'charged with']
    """
    pieces = (re.sub(r"\((?!\?)", "(?:", piece).replace("_", " ") for piece in listed.split())
    return re.compile(rf"\b(?:{'|'.join(pieces)})\b", re.I)
