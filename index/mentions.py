"""Capitalised runs of an article that may name people, without the titles before them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.news_words import (
    ADVERBS,
    ALSO_SURNAMES,
    CLAUSE_OPENERS,
    DETERMINERS,
    FEMALE_NAMES,
    MALE_NAMES,
    NAME_PARTICLES,
    ORGANISATION_WORDS,
    PEOPLE,
    PLACES,
    PREPOSITIONS,
    PRONOUNS,
    RULES,
    TIME_WORDS,
    TITLES,
)

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_DOT = r"(?:(?<=Mr|Ms|Dr|Lt|St|Jr|Sr)\.|(?<=Mrs|Rep|Sen|Gov|Gen|Col|Sgt|Maj|Rev|Adm)\.|(?<=Prof|Capt)\.)?"  # of titles
_NAME_WORD = rf"(?:{_CAPITAL}\.(?:-?{_CAPITAL}\.)*|(?:al-)?{_CAPITAL}(?:\w|[’'-](?=\w))*{_DOT})"
_PARTICLES = "|".join(sorted(NAME_PARTICLES))
_RUN = re.compile(rf"(?<![\w’'.-]){_NAME_WORD}(?: (?:(?:{_PARTICLES}) ){{0,2}}{_NAME_WORD}){{0,7}}")
_NOT_OPENING = DETERMINERS | PREPOSITIONS | CLAUSE_OPENERS | PRONOUNS
_SUFFIXES = frozenset("Jr Jr. Sr Sr. II III IV".split())
_POSSESSIVE = re.compile(r"['’]s?$")
_GIVEN_NAMES = MALE_NAMES | FEMALE_NAMES


@dataclass(frozen=True)
class Mention:
    """A capitalised run that may name a person: characters ``[start, end)``, without titles, and its words."""

    start: int
    end: int
    name: str
    title: str
    possessive: bool = False


def mentions_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """The runs of ``text[start:end]`` that may name people.

    >>> [mention.name for mention in mentions_of("U.S. Senator Ana de Armas met Maduro in the White House.")]
    ['Ana de Armas', 'Maduro']
    """
    for run in _RUN.finditer(text, start, len(text) if end is None else end):
        words = run[0].split(" ")
        opening = _opening(words, text[max(0, run.start() - 4) : run.start()])
        first = _behind_titles(words, opening)
        name = _POSSESSIVE.sub("", " ".join(words[first:]))
        if not name or name[0].islower() or not _may_be_person(name.split(" ")):
            continue
        begin = run.start() + sum(len(word) + 1 for word in words[:first])
        before = text[max(0, begin - 5) : begin].lower()
        if first == opening and before.endswith(("the ", "the “", 'the "')):
            continue
        title = " ".join(words[opening:first]) or _lower_title(text, begin)
        end_of_name = begin + len(name)
        possessive = end_of_name < run.end() or text[end_of_name : end_of_name + 1] in ("'", "’")
        yield Mention(begin, end_of_name, name, title, possessive)


def _opening(words: list[str], before: str) -> int:
    """How many words of a run are no part of a name or title: "But Ana Diaz", "Caracas's Ana Diaz"."""
    opening = 0
    low = words[0].lower()
    if (
        (low in _NOT_OPENING and words[0] not in ("US", "IT", "A."))
        or low in ADVERBS
        or (
            low.endswith("ly")
            and len(words) > 1
            and len(low) > 5
            and low not in FEMALE_NAMES
            and not before.endswith(", ")
        )
        or (low == "state" and before == " of ")
    ):
        opening = 1
    owners = [place + 1 for place, word in enumerate(words[:-1]) if word.endswith(("'s", "’s", "'", "’"))]
    return max([opening, *owners])


def _behind_titles(words: list[str], opening: int) -> int:
    """Where the name begins behind titles. "Stephen King" and "Luther King Jr." have none."""
    first = opening
    for place in range(opening, len(words) - 1):
        low = words[place].lower()
        if low not in TITLES and low not in PEOPLE and not low.endswith(("ologist", "grapher")):
            continue
        # "Thomas More Acting President Kathleen Jagger" has a whole name behind the title.
        alone = place + 2 == len(words)
        if words[place + 1] in _SUFFIXES or (
            alone and any(folded(word) in _GIVEN_NAMES for word in words[first:place])
        ):
            break
        first = place + 1
    return first


def _lower_title(text: str, begin: int) -> str:
    """A title in lower case right before a name: "interior minister Diosdado Cabello"."""
    word = text[max(0, begin - 24) : begin].rstrip(" ").rsplit(" ", 1)[-1]
    return word if begin and text[begin - 1] == " " and word in TITLES else ""


def _may_be_person(words: list[str]) -> bool:
    lowered = [folded(word) for word in words if word not in NAME_PARTICLES]
    letters = [word for word in words if len(word) > 1 and word.isalpha()]
    # "Adam West", but "West Bank".
    surnames = ALSO_SURNAMES if lowered and lowered[0] in _GIVEN_NAMES - PLACES else frozenset()
    return (
        len(words) <= 6
        and not any(character.isdigit() for word in words for character in word)
        and any(len(word) > 2 for word in lowered)
        and not any(
            word in ORGANISATION_WORDS or word in RULES or word in TIME_WORDS
            for word in lowered
            if word not in surnames
        )
        # Headings: "In This Issue"; an initial "A." is none of these.
        and not any(word.lower() in _NOT_OPENING for word in words if word not in NAME_PARTICLES)
        and not (letters and all(map(str.isupper, letters)))
    )


def untitled(name: str) -> str:
    """A name without the titles before it.

    >>> untitled("U.S. President Maduro"), untitled("President")
    ('Maduro', 'President')
    """
    words = name.split()
    first = max((place + 1 for place, word in enumerate(words[:-1]) if word.lower() in TITLES), default=0)
    return " ".join(words[first:])


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """A name in lower case, without accents, and dotted abbreviations without dots."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return plain.replace(".", "").replace("’", "'")
