"""The words of a question and their classes, from word lists, endings and neighbours.

No tagger and no model: questions are short and their grammar is regular, so that the place of the helping verb and a
list of common verbs tell most nouns. A wrong guess costs a clumsy candidate, which the choice usually leaves aside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa.followups import lexicon as lex

Tag = Literal[
    "question",
    "auxiliary",
    "determiner",
    "preposition",
    "conjunction",
    "pronoun",
    "adverb",
    "adjective",
    "verb",
    "noun",
    "possessive",
    "mark",
]

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|['’]s\b|\d+(?:[.,/]\d+)*%?|[^\W_]+(?:['’](?!s\b)[^\W_]+|[-/&.](?=[^\W_])[^\W_]+)*|[^\w\s]"
)
_ADJECTIVE_ENDING = re.compile(r"(?:[ai]ble|ous|ful|less|ish|ual|ical|[ti]onal|ental|istic|etic|omic)$")
_PARTICIPLE = re.compile(r"[a-z]+(?<!e)ed$")
_CLOSED = (
    lex.AUXILIARIES | lex.PREPOSITIONS | lex.CONJUNCTIONS | lex.DETERMINERS | lex.QUESTION_WORDS | lex.PERSONAL
) - {"one"}
# "ways of making wine", "worth seeing": the -ing is a verb with its object, not part of a name.
_BEFORE_GERUND = frozenset("in for of by from without like start begin stop keep avoid worth".split())
_BEFORE_INFINITIVE = frozenset("help helps helped let make makes".split())


@dataclass(frozen=True)
class Token:
    """A word or mark of a question, its character range, and the class it was taken for."""

    text: str
    start: int
    end: int
    tag: Tag

    @property
    def lower(self) -> str:
        return self.text.casefold()


@dataclass(frozen=True)
class _Place:
    """Where a word stands: the classes and words before it, folded, and its neighbours as they are written."""

    tags: Sequence[Tag]
    before: Sequence[str]
    previous: str
    following: str
    later: str
    """The word after the next."""

    @property
    def tag_before(self) -> Tag:
        return self.tags[-1] if self.tags else "mark"

    @property
    def word_before(self) -> str:
        return self.before[-1] if self.before else ""

    @property
    def ends_phrase(self) -> bool:
        """Whether no noun phrase goes on with the next word."""
        return _closes_phrase(self.following)


@lru_cache(maxsize=1024)
def tokens(question: str) -> tuple[Token, ...]:
    """The words and marks of a question with their classes.

    >>> [(token.text, token.tag) for token in tokens("How does it work?")][1:4]
    [('does', 'auxiliary'), ('it', 'pronoun'), ('work', 'verb')]
    """
    matches = list(_TOKEN.finditer(question))
    written = [match.group() for match in matches] + ["", ""]
    tags: list[Tag] = []
    folded: list[str] = []
    for i, word in enumerate(written[:-2]):
        tags.append(_tag(word, _Place(tags, folded, written[i - 1] if i else "", *written[i + 1 : i + 3])))
        folded.append(word.casefold().replace("’", "'"))
    return tuple(Token(m.group(), m.start(), m.end(), tag) for m, tag in zip(matches, tags, strict=True))


def _tag(word: str, place: _Place) -> Tag:
    lower = word.casefold().replace("’", "'")
    if re.fullmatch(r"\W+", word):
        return "mark"
    if lower == "'s":
        is_verb = place.tag_before in ("question", "pronoun") or place.word_before == "there"
        return "auxiliary" if is_verb else "possessive"
    # A capital inside a question makes a name of nearly any word: "US" and "IT" are no pronouns.
    if word[0].isupper() and place.tag_before != "mark" and lower != "i" and not lower.startswith("i'"):
        return "noun"
    return _closed_class(lower, place) or _open_class(lower, place)


def _closed_class(lower: str, place: _Place) -> Tag | None:
    if lower in lex.DEMONSTRATIVES or lower == "her":
        return "determiner" if _begins_phrase(place) else "pronoun"
    classes: tuple[tuple[Tag, frozenset[str]], ...] = (
        ("question", lex.QUESTION_WORDS),
        ("auxiliary", lex.AUXILIARIES),
        ("pronoun", lex.PERSONAL),
        ("determiner", lex.DETERMINERS),
        ("preposition", lex.PREPOSITIONS),
        ("conjunction", lex.CONJUNCTIONS),
    )
    return next((tag for tag, members in classes if lower in members), None)


def _open_class(lower: str, place: _Place) -> Tag:
    if place.tag_before == "mark" and lower in lex.REQUESTS:
        return "verb"
    if _expects_verb(place) and (lower in lex.VERBS or _follows_name(place)):
        return "verb"
    if lower in lex.ADVERBS and (lower not in lex.ADJECTIVES or place.word_before == "how" or place.ends_phrase):
        return "adverb"
    if lower in lex.ADJECTIVES or _ADJECTIVE_ENDING.search(lower):
        return "adjective"
    if _is_gerund(lower) and not place.ends_phrase and _expects_gerund(place):
        return "verb"
    participle = bool(_PARTICIPLE.search(lower))
    if participle and place.word_before in lex.DO | {"the", "a", "an"} and not place.ends_phrase:
        return "adjective"
    if lower.endswith("ly") and len(lower) > 4:
        return "adverb"
    if place.tag_before in ("determiner", "adjective", "possessive") and place.following not in lex.PREPOSITIONS:
        return "noun"
    if participle or lower in lex.IRREGULAR_VERBS:
        return "verb"
    after_subject = place.tag_before in ("noun", "question", "pronoun")
    goes_on = place.following[:1].isalnum() and place.following.casefold() not in lex.AUXILIARIES
    return "verb" if after_subject and _third_person(lower) and goes_on else "noun"


def _expects_verb(place: _Place) -> bool:
    """Whether a verb's base form is due: after "to", a pronoun, or a helping verb and its subject."""
    if place.word_before == "to" or (place.tags and place.tag_before == "pronoun"):
        return True
    if place.tag_before == "auxiliary" and (place.word_before in lex.MODALS or place.word_before.endswith("n't")):
        return True
    if place.tag_before == "verb" and place.word_before in _BEFORE_INFINITIVE:
        return True
    for i in range(len(place.tags) - 1, -1, -1):
        if place.tags[i] == "verb":
            return False
        if place.tags[i] == "auxiliary":
            helps = place.before[i] in lex.DO | lex.MODALS
            return helps and place.tag_before in ("noun", "adverb", "possessive") and "noun" in place.tags[i + 1 :]
    asks = bool(place.tags) and place.tags[0] == "question"
    return asks and place.tag_before == "noun"


def _follows_name(place: _Place) -> bool:
    """Whether an unknown word after a name is its verb: "did the US besiege Lindow", not "did BBC viewers know"."""
    helped = any(word in lex.DO | lex.MODALS for word in place.before)
    starts_object = place.ends_phrase or place.following[:1].isupper()
    return helped and place.previous[:1].isupper() and place.tag_before == "noun" and starts_object


def _expects_gerund(place: _Place) -> bool:
    progressive = place.tag_before == "noun" and bool(lex.BE.intersection(place.before))
    return progressive or place.word_before in _BEFORE_GERUND


def _is_gerund(lower: str) -> bool:
    stem = lower[:-3]
    return lower.endswith("ing") and bool({stem, stem + "e", stem[:-1]} & lex.VERBS)


def _third_person(lower: str) -> bool:
    return lower.endswith("s") and (lower[:-1] in lex.VERBS or (lower.endswith("es") and lower[:-2] in lex.VERBS))


def _begins_phrase(place: _Place) -> bool:
    """Whether the next words can be what "this" or "her" points with: "that old bridge", not "is that true"."""
    lower = place.following.casefold()
    if lower in ("much", "many"):
        return True
    if (lower in lex.ADJECTIVES or _ADJECTIVE_ENDING.search(lower)) and _closes_phrase(place.later):
        return False
    if place.ends_phrase or lower in lex.ADVERBS - lex.ADJECTIVES or lower in lex.IRREGULAR_VERBS:
        return False
    return not _PARTICIPLE.search(lower) and not _third_person(lower)


def _closes_phrase(following: str) -> bool:
    return not following[:1].isalnum() or following.casefold() in _CLOSED
