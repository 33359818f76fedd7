"""Noun phrases that name a speaker, read without a parser.

A phrase is believed only where every word of it is accounted for: a name, or a noun for people, bodies or documents
with an article, a number or an adjective before it and prepositional phrases behind. Everything else is no phrase.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.clauses import Word, is_adverb, is_auxiliary
from index.mentions import Mention, folded, mentions_of
from index.news_words import (
    AGENCIES,
    BODIES,
    DETERMINERS,
    DOCUMENTS,
    NAME_PARTICLES,
    ORGANISATION_WORDS,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    RULES,
    TIME_WORDS,
    TITLES,
)

Kind = Literal["name", "people", "body", "document", "pronoun", "age"]
Place = Literal["first", "fronted", "quotation", "comma", "joined", "inside"]

LONGEST_PHRASE = 16

_AGE = re.compile(r"\d{1,3}-year-old$")
_CLOSE_TO = frozenset("familiar close involved briefed present based working speaking privy opposed loyal".split())
_LATER = frozenset("after before during following until since despite".split())
SUBORDINATE = frozenset(
    "that which who whom whose because when while although though if whether where than how why".split()
)


@dataclass(frozen=True)
class Phrase:
    """``words[first:last]`` name a speaker of this kind; ``place`` says what stands before them in the sentence.

    ``mention`` is the person at the end of the phrase ("the minister Ana Diaz"), if there is one.
    """

    first: int
    last: int
    kind: Kind
    place: Place
    mention: Mention | None = None


def phrase_of(words: list[Word], first: int, end: int, frame: str) -> Phrase | None:
    """``words[first:end]`` as a phrase, if every word of it fits."""
    region = words[first:end]
    if len(region) > 1 and region[-1].low in DETERMINERS:
        return None
    if len(region) > LONGEST_PHRASE or any(is_auxiliary(word) or word.low in SUBORDINATE for word in region):
        return None
    mention = name_at_end(words, first, end, frame)
    if mention is not None:
        return Phrase(first, end, "name", "first", mention)
    core = next(
        (place for place in range(first + 1, end) if words[place].low in PREPOSITIONS or words[place].low in _CLOSE_TO),
        end,
    )
    if core < end and (words[end - 1].low in PREPOSITIONS or not _post_modified(words[core:end])):
        return None
    named_body = words[core - 1].capital and core < end and words[core].low in ("of", "for", "on")
    if named_body and words[core + 1].capital and any(folded(w.text) in ORGANISATION_WORDS for w in words[first:core]):
        return Phrase(first, end, "body", "first") if _clean(words[first:core]) else None
    person = name_at_end(words, first, core, frame)
    if person is not None and core < end:
        return Phrase(first, core, "name", "first", person)
    kind = _kind(words[first:core], words[core:end])
    if kind and core < end and words[core].low in _LATER:  # "said the rapper [after his performance]"
        return Phrase(first, core, kind, "first")
    return Phrase(first, end, kind, "first") if kind else None


def _kind(core: list[Word], rest: list[Word]) -> Kind | None:
    head = core[-1]
    determined = core[0].low in DETERMINERS or core[0].text[0].isdigit() or core[0].low.endswith("'s")
    if _AGE.match(head.low):
        return "age" if len(core) == 2 and core[0].low == "the" else None
    if len(core) == 1 and determined:
        people = rest[:1] and rest[0].low == "of" and any(word.low in PEOPLE for word in rest[1:4])
        return "people" if people else None
    if not _clean(core) or head.low in RULES:
        return None
    low = head.low
    if low in AGENCIES and head.capital:
        return "body"
    if core[0].low == "some" and low == "people":
        return None
    if low in PEOPLE or low.endswith(("ologist", "ologists", "grapher", "graphers")):
        plural = low.endswith("s") or low in ("people", "men", "women", "police", "children", "spokespeople", "media")
        # "Abrams spokesman said" is fine, a bare "spokesman" is the end of something longer.
        return "people" if determined or plural or core[0].capital else None
    if low in BODIES and (determined or core[0].capital):
        return "body"
    if low in DOCUMENTS and (determined or core[0].capital or low.endswith("s")):
        return "document"
    if head.capital and all(word.capital or word.low in DETERMINERS or word.low in ("&", "and") for word in core):
        return "body" if low not in TIME_WORDS and len(head.text) > 1 else None
    return None


def _clean(core: list[Word]) -> bool:
    """Whether the words before a noun can stand there: no verbs, and "and" only between nouns of one kind."""
    for place, word in enumerate(core):
        low = word.low
        if low == "and":
            before = core[place - 1]
            if place == 0 or not (before.low in PEOPLE or before.low in BODIES or before.capital):
                return False
        elif (
            low == "or"
            or (low in PRONOUNS and word.text not in ("US", "IT"))
            or (is_adverb(word) and place)
            or (low.endswith("ed") and not word.capital and place and core[0].low not in DETERMINERS)
            or (
                place and low in DETERMINERS and core[place - 1].low not in DETERMINERS and core[place - 1].low != "and"
            )
        ):
            return False
    return True


def _post_modified(rest: list[Word]) -> bool:
    """Whether the words behind a noun are phrases that belong to it: "in Caracas", "familiar with the discussions"."""
    if rest[0].low in ("up", "out", "off", "down"):
        return False
    if rest[0].low in _CLOSE_TO and (len(rest) < 3 or rest[1].low not in PREPOSITIONS):
        return False
    return not any(
        word.low in PRONOUNS
        or (is_adverb(word) and place)
        or (word.low.endswith("ed") and place and word.low not in _CLOSE_TO)
        for place, word in enumerate(rest)
    )


def name_at_end(words: list[Word], first: int, end: int, frame: str) -> Mention | None:
    """The person whom ``words[first:end]`` end with, unless the name is the object of a preposition or a list."""
    if not words[end - 1].capital:
        return None
    start = end - 1
    while start > first and (words[start - 1].capital or words[start - 1].low in NAME_PARTICLES):
        start -= 1
    mentions = list(mentions_of(frame, words[start].start, words[end - 1].end))
    if not mentions or mentions[-1].end != words[end - 1].end:
        return None
    mention = mentions[-1]
    if mention.name.lower() in PEOPLE | BODIES | DOCUMENTS:
        return None
    before = [word for word in words[first:end] if word.end <= mention.start]
    # "the Bureau of Labor Statistics": what looks like a title is part of a name that goes on.
    untitled = len(before) - (mention.title.count(" ") + 1 if mention.title else 0)
    if not before or (untitled == 0 and before[0].capital):
        return mention
    if mention.title and before[untitled - 1].low in PREPOSITIONS:
        return None
    last = before[-1]
    if all(word.low in NAME_PARTICLES for word in before):  # "de Miranda"
        start, name = before[0].start, frame[before[0].start : mention.end]
        return Mention(start, mention.end, name, "", mention.possessive)
    if last.low in PREPOSITIONS or last.low == "the" or any(word.low in ("and", "or") for word in before):
        return None
    if (
        last.low.endswith(("'s", "s'")) and last.capital and " " in mention.name
    ):  # "Yale's Ana Diaz", but not "a lawyer for Yale's Ana Diaz"
        return mention if all(word.capital or word.low == "the" for word in before) else None
    # "Barcelona striker Ana Diaz": a noun of people is before a name; anything else may be a verb.
    return mention if last.low in TITLES or last.low in PEOPLE or last.low == ")" else None
