"""A question -> its noun phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.followups.word_classes import Token, tokens


@dataclass(frozen=True)
class Phrase:
    """A noun phrase: its characters and its tokens, both as half-open ranges of the question."""

    text: str
    start: int
    end: int
    first: int
    last: int
    after: str
    """The preposition that the phrase follows, or the empty string."""


@lru_cache(maxsize=1024)
def noun_phrases(question: str) -> tuple[Phrase, ...]:
    """The noun phrases of a question in order, each without what follows "of".

    >>> [phrase.text for phrase in noun_phrases("What are the symptoms of throat cancer?")]
    ['the symptoms', 'throat cancer']
    >>> [phrase.text for phrase in noun_phrases("How did the British change their music in 1990?")]
    ['the British', 'their music', '1990']
    """
    words = tokens(question)
    found: list[Phrase] = []
    i = 0
    while i < len(words):
        end = _phrase_end(words, i)
        if end == i:
            i += 1
            continue
        before = words[i - 1] if i else None
        after = before.lower if before is not None and before.tag == "preposition" else ""
        start, stop = words[i].start, words[end - 1].end
        found.append(Phrase(question[start:stop], start, stop, i, end, after))
        i = end
    return tuple(found)


def _phrase_end(words: Sequence[Token], first: int) -> int:
    """Where the noun phrase that begins at ``first`` ends; ``first`` itself where none begins."""
    i = first
    while i < len(words) and words[i].tag == "determiner":
        i += 1
    end = first
    while i < len(words):
        if words[i].tag == "noun":
            end = i + 1
        elif words[i].tag == "adjective":
            # An adjective after the noun is said of it; before a noun, or after "Brandt's", it belongs to the phrase.
            owned = words[i - 1].tag == "possessive" and i + 1 < len(words) and words[i + 1].tag == "noun"
            if end != first and not owned:
                break
        elif end != i or not (words[i].tag == "possessive" or _joins_names(words, i)):
            break
        i += 1
    return end


def _joins_names(words: Sequence[Token], i: int) -> bool:
    """Whether a small word stands inside a name: "Lewis and Clark", "Bank of England", "Cartel de Soles"."""
    if not 0 < i < len(words) - 1 or words[i].lower not in ("and", "of", "&", "de", "the"):
        return False
    return words[i - 1].tag == "noun" and words[i - 1].text[0].isupper() and words[i + 1].text[0].isupper()
