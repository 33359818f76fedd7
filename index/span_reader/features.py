"""A question and a text -> what the network is given: word pieces, and for each what its letters no longer tell.

The network's vocabulary is lower-case, so that "May" and "may" look alike to it, and with few examples to learn from it
is slow to see that "pledges" and "pledged" are one word. Both are told to it: each piece carries whether its word has a
capital, is a number, or shares its stem with a word of the other side (the "exact match" features of Chen et al. 2017,
arXiv 1704.00051).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.terms import term, terms, words

MOST_QUESTION_TOKENS = 40
MOST_TEXT_TOKENS = 320
FEATURES = 16
_MATCHES, _CAPITAL, _NUMBER, _IN_TEXT = 1, 2, 4, 8


@dataclass(frozen=True)
class Pair:
    """A question and a text as word pieces: ``[CLS] question [SEP] text [SEP]``.

    ``ids``, ``types`` (0 for the question's side, 1 for the text's) and ``features`` (a sum of the marks above, below
    FEATURES) have one entry for each piece. ``text_offsets``: the characters of the text's pieces, which stand from
    place ``text_first`` on.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    features: tuple[int, ...]
    text_first: int
    text_offsets: tuple[tuple[int, int], ...]


def pair(tokenizer: Tokenizer, question: str, text: str) -> Pair:
    """``tokenizer``: without padding and truncation; what is longer than the network reads is left out here."""
    asked = tokenizer.encode(question, add_special_tokens=False)
    read = tokenizer.encode(text, add_special_tokens=False)
    asked_ids, asked_offsets = asked.ids[:MOST_QUESTION_TOKENS], asked.offsets[:MOST_QUESTION_TOKENS]
    read_ids, read_offsets = read.ids[:MOST_TEXT_TOKENS], read.offsets[:MOST_TEXT_TOKENS]
    begin, stop = tokenizer.encode("").ids
    asked_terms, read_terms = set(terms(question)), set(terms(text))
    return Pair(
        ids=(begin, *asked_ids, stop, *read_ids, stop),
        types=(*[0] * (len(asked_ids) + 2), *[1] * (len(read_ids) + 1)),
        features=(
            0,
            *_marks(question, asked_offsets, read_terms, in_text=False),
            0,
            *_marks(text, read_offsets, asked_terms, in_text=True),
            0,
        ),
        text_first=len(asked_ids) + 2,
        text_offsets=tuple(read_offsets),
    )


def _marks(text: str, offsets: Sequence[tuple[int, int]], other: set[str], *, in_text: bool) -> list[int]:
    places = words(text)
    marks = []
    place = 0
    for start, end in offsets:
        while place < len(places) and places[place][1] <= start:
            place += 1
        mark = _IN_TEXT if in_text else 0
        if place < len(places) and places[place][0] < end:
            word = text[slice(*places[place])]
            mark += _MATCHES * (term(word) in other)
            # Questions are typed without capitals as often as with them.
            mark += _CAPITAL * (in_text and word[:1].isupper())
            mark += _NUMBER * word[:1].isdigit()
        marks.append(mark)
    return marks
