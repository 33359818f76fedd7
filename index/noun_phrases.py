"""Who a verb of speech belongs to: the noun phrase before it or behind it, read without a parser.

A phrase is believed only where every word of it is accounted for: a name, or a noun for people, bodies or documents
with an article, a number or an adjective before it and prepositional phrases behind. Everything else is no phrase.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.names import Mention, folded, mentions_of
from index.news_words import (
    ADVERBS,
    AGENCIES,
    AUXILIARIES,
    BODIES,
    CLAUSE_OPENERS,
    DETERMINERS,
    DOCUMENTS,
    NAME_PARTICLES,
    NOT_ADVERBS,
    ORGANISATION_WORDS,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
    TITLES,
)
from index.quotations import MASK, SPOKEN

Kind = Literal["name", "people", "body", "document", "pronoun", "age"]
Place = Literal["first", "fronted", "quotation", "comma", "joined", "inside"]

LONGEST_PHRASE = 16

_WORD = re.compile(
    rf"{MASK}+{SPOKEN}?|(?:[^\W\d_]\.){{2,}}|(?:Mr|Mrs|Ms|Dr|Rep|Sen|Gov|Gen|Col|Lt|Sgt|Capt|Prof|Rev|St|Jr|Sr|Jan|Feb|Aug|Sept|Oct"
    r"|Nov|Dec|[^\W\d_])\.(?=\s)|[$£€]?[^\W_]+(?:,(?=\d)[^\W_]+|\.(?=[a-z\d])[^\W_]+|['’&-](?=[^\W_])[^\W_]+)*(?:(?<=s)['’](?=\s[^\W\d_]))?|\.{2,}|[^\w\s]"
)
_STOPS = frozenset(",;:—–-()[]|/…!?.*#>=\"“”'‘’")
_AGE = re.compile(r"\d{1,3}-year-old$")
_CLOSE_TO = frozenset("familiar close involved briefed present based working speaking privy opposed loyal".split())
_OCCASIONS = frozenset(
    """statement interview interviews speech tweet post letter email e-mail report note conference briefing filing video
    article memo blog column testimony address message call remarks""".split()
)
_ABOUT_THE_SAYING = frozenset("during after before following by via to about at in on through over".split())
_SAID = frozenset("said says told added warned denied admitted claimed according".split())
_LATER = frozenset("after before during following until since despite".split())
_SUBORDINATE = frozenset(
    "that which who whom whose because when while although though if whether where than how why".split()
)


@dataclass(frozen=True)
class Word:
    """A word, a mark, or a whole quotation (``text`` is then its mask); characters ``[start, end)`` of the article."""

    text: str
    low: str
    start: int
    end: int

    @property
    def quotation(self) -> bool:
        return self.text[0] == MASK

    @property
    def spoken(self) -> bool:
        return self.text[-1] == SPOKEN

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


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


def words_of(frame: str, start: int, end: int) -> list[Word]:
    """The words of ``frame[start:end]``.

    >>> [word.text for word in words_of("Mr. Lee's U.S. deal: $1.5m", 0, 26)]
    ['Mr.', "Lee's", 'U.S.', 'deal', ':', '$1.5m']
    """
    found = []
    for match in _WORD.finditer(frame, start, end):
        found.append(Word(match[0], match[0].lower().replace("’", "'"), match.start(), match.end()))
    return found


def is_adverb(word: Word) -> bool:
    return word.low in ADVERBS or (
        word.low.endswith("ly") and len(word.low) > 4 and not word.capital and word.low not in NOT_ADVERBS
    )


def phrase_before(words: list[Word], end: int, frame: str) -> Phrase | None:
    """The phrase that ends before ``words[end]``, the verb and what belongs to it being left out by the caller."""
    end = _without_occasion(words, 0, end)
    if end <= 0:
        return None
    pronoun = _pronoun(words[end - 1])
    if pronoun:
        return (
            Phrase(end - 1, end, "pronoun", _place(words, end - 1)) if pronoun in ("he", "she", "they", "it") else None
        )
    if words[end - 1].low == ",":
        return _before_apposition(words, end - 1, frame)
    start = _region_start(words, end)
    for first in range(start, end):
        if not _may_begin(words, first):
            continue
        phrase = _phrase(words, first, end, frame)
        if phrase is None:
            continue
        if first == start:
            return Phrase(first, phrase.last, phrase.kind, _place(words, first), phrase.mention)
        before = words[start:first]
        if before[-1].low in ("and", "or"):
            return Phrase(first, phrase.last, phrase.kind, "joined", phrase.mention)
        if adverbial(before) and before[-1].low not in PREPOSITIONS and not before[-1].low.endswith("ing"):
            place = _place(words, start)
            return Phrase(first, phrase.last, phrase.kind, "fronted" if place == "first" else place, phrase.mention)
        return None
    return None


def phrase_after(words: list[Word], first: int, frame: str) -> Phrase | None:
    """The phrase that begins with ``words[first]``: of "said Ana Diaz, a doctor" and "according to Reuters"."""
    end = first
    while end < len(words) and end - first < LONGEST_PHRASE and not _ends_phrase(words, end):
        end += 1
    end = _without_occasion(words, first, end)
    if end <= first:
        return None
    for last in range(end, first, -1):
        if last < end and words[last].low not in PREPOSITIONS:
            continue
        phrase = _phrase(words, first, last, frame)
        if phrase is not None:
            return _named_after(words, phrase, frame)
    return None


def _named_after(words: list[Word], phrase: Phrase, frame: str) -> Phrase:
    """The full name behind a phrase, if there is one: "said the company's chief, Tom Okafor, on Monday"."""
    first = phrase.last + 1
    if phrase.kind != "people" or first >= len(words) or words[phrase.last].low != ",":
        return phrase
    last = first
    while last < len(words) and (words[last].capital or words[last].low in NAME_PARTICLES):
        last += 1
    name = _name_at_end(words, first, last, frame) if last > first else None
    ends = last == len(words) or words[last].quotation or words[last].low in (",", ".", "of", "from", "who")
    if name is None or not ends or " " not in name.name or name.start != words[first].start:
        return phrase
    return Phrase(phrase.first, last, "name", phrase.place, name)


def adverbial(words: list[Word]) -> bool:
    """Whether words before a clause only say when, where or how: "In a letter", "Last week", "Asked about it"."""
    if words and words[0].low in ("but", "and", "so", "yet"):
        words = words[2 if len(words) > 1 and words[1].low == "," else 1 :]
    if not words:
        return False
    low = words[0].low
    return (
        low in PREPOSITIONS
        or low in TIME_WORDS
        or is_adverb(words[0])
        or low in ("when", "while", "although", "though", "if", "because", "as", "asked", "once", "to", "both")
        or (low.endswith("ing") and len(low) > 5)
        or [word.low for word in words[:2]] in (["that", "said"], ["the", "same"], ["a", "day"], ["all", "the"])
        or (low in DETERMINERS and any(word.low in TIME_WORDS for word in words[1:4]))
    )


def _before_apposition(words: list[Word], comma: int, frame: str) -> Phrase | None:
    """The phrase before an apposition that ends with the comma: "Abrams, who is now at Yale, said"."""
    openings = [place for place in range(max(1, comma - 40), comma) if words[place].low == ","]
    # The first comma first: "Ana Diaz, a historian in Newark, New Jersey, said".
    for opening in openings[-4:]:
        inner = words[opening + 1 : comma]
        if any(word.quotation for word in inner) or not _apposed(inner) or words[opening - 1].low == ",":
            continue
        phrase = phrase_before(words, opening, frame)
        if phrase is None or phrase.kind == "pronoun":
            continue
        if phrase.place == "comma" and not adverbial(words[: phrase.first]):
            continue
        name = _name_at_end(words, opening + 1, comma, frame)
        if name is not None and phrase.mention is None:
            return Phrase(opening + 1, comma, "name", phrase.place, name)
        return phrase
    # One comma too many: "That said, envoy Elliot Abrams, expects".
    single = phrase_before(words, comma, frame) if words[comma - 1].low != "," else None
    if single is None or single.mention is None or " " not in single.mention.name:
        return None
    if single.place == "first" or (single.place == "comma" and adverbial(words[: single.first])):
        return Phrase(single.first, single.last, "name", "fronted", single.mention)
    return None


def _apposed(inner: list[Word]) -> bool:
    if not inner:
        return False
    low = inner[0].low
    relative = next(
        (place for place, word in enumerate(inner) if word.low in ("who", "whose", "whom", "which")), len(inner)
    )
    if any(word.low in AUXILIARIES for word in inner[:relative]):
        return False
    return (
        low in DETERMINERS
        or low
        in ("who", "whose", "whom", "of", "from", "in", "at", "including", "then", "now", "himself", "herself", "aged")
        or inner[0].text[0].isdigit()
        or low in TITLES
        or low in PEOPLE
        or (len(inner) <= 6 and (inner[-1].low in PEOPLE or inner[0].capital))
        or any(word.low in PEOPLE for word in inner[1:4])
    )


def _pronoun(word: Word) -> str:
    base = word.low.split("'")[0]
    if word.text.isupper() and len(word.text) > 1:  # "US", "IT"
        return ""
    return base if base in PRONOUNS else ""


def _region_start(words: list[Word], end: int) -> int:
    start = end
    while start > 0 and end - start < 2 * LONGEST_PHRASE:
        word = words[start - 1]
        if word.low == ")":
            opening = next(
                (place for place in range(start - 2, max(-1, start - 10), -1) if words[place].low == "("), -1
            )
            if opening > 0 and start < end:
                start = opening
                continue
            break
        if word.quotation or word.low in _STOPS or word.low in CLAUSE_OPENERS or word.low in AUXILIARIES:
            break
        if _pronoun(word) or word.low in _SAID:
            break
        start -= 1
    return start


def _ends_phrase(words: list[Word], place: int) -> bool:
    word = words[place]
    return (
        word.quotation
        or word.low in _STOPS
        or word.low in CLAUSE_OPENERS
        or word.low in AUXILIARIES
        or is_adverb(word)
        or bool(_pronoun(word))
    )


def _may_begin(words: list[Word], place: int) -> bool:
    word = words[place]
    if word.low in PREPOSITIONS or word.low in ("and", "or") or is_adverb(word):
        return False
    if word.capital and word.low in TIME_WORDS:
        return False
    # "Based on current trends", "Speaking in Caracas".
    following = words[place + 1].low if place + 1 < len(words) else ""
    return not (place == 0 and word.low.endswith(("ed", "ing")) and following in PREPOSITIONS | {"to"})


def _place(words: list[Word], first: int) -> Place:
    """What stands before ``words[first]``."""
    while first > 0 and is_adverb(words[first - 1]):
        first -= 1
    if first == 0:
        return "first"
    before = words[first - 1]
    if before.quotation:
        return "quotation" if before.spoken or first == 1 else "inside"
    if before.low == ",":
        return "quotation" if first > 1 and words[first - 2].quotation else "comma"
    if before.low in ("but", "and", "so", "yet", "still", "as") and first == 1:
        return "first"
    if before.low == "as" and words[first - 2].low == ",":
        return "comma"
    if before.low in _SUBORDINATE or before.low in AUXILIARIES:
        return "inside"
    if (
        before.low in ("-", "–", "—")
        and first <= 8
        and all(word.capital or word.low in _STOPS or word.text[0].isdigit() for word in words[: first - 1])
    ):
        return "first"  # a dateline: "CARACAS, Jan. 17 (Reuters) -"
    start = _region_start(words, first)
    if start == 0 and adverbial(words[:first]) and before.low not in PREPOSITIONS:
        return "fronted"
    return "joined"


def _without_occasion(words: list[Word], first: int, end: int) -> int:
    """``end`` before words about the saying: "Abrams [on Monday] said", "said Abrams [in an interview with CBS]"."""
    for place in range(first + 1, end):
        if words[place].low not in PREPOSITIONS and words[place].low not in TIME_WORDS:
            continue
        rest = words[place:end]
        if any(word.low in _STOPS or word.quotation for word in rest) or len(rest) > 12:
            continue
        if all(_tells_time(word) for word in rest) and any(word.low in TIME_WORDS for word in rest):
            return place
        if rest[0].low in _ABOUT_THE_SAYING:
            occasion = next((number for number, word in enumerate(rest[1:6], 1) if word.low in _OCCASIONS), 0)
            behind = rest[occasion + 1 :]
            if occasion and (not behind or (behind[0].low in PREPOSITIONS and not any(map(_pronoun, behind)))):
                return place
    return end


def _tells_time(word: Word) -> bool:
    return (
        word.low in TIME_WORDS or word.low in ("on", "in", "at", "the", "this", "a", "after") or word.text[0].isdigit()
    )


def _phrase(words: list[Word], first: int, end: int, frame: str) -> Phrase | None:
    """``words[first:end]`` as a phrase, if every word of it fits."""
    region = words[first:end]
    if len(region) > 1 and region[-1].low in DETERMINERS:
        return None
    if len(region) > LONGEST_PHRASE or any(word.low in AUXILIARIES or word.low in _SUBORDINATE for word in region):
        return None
    mention = _name_at_end(words, first, end, frame)
    if mention is not None:
        return Phrase(first, end, "name", "first", mention)
    core = next(
        (place for place in range(first + 1, end) if words[place].low in PREPOSITIONS or words[place].low in _CLOSE_TO),
        end,
    )
    if core < end and (words[end - 1].low in PREPOSITIONS or not _post_modified(words[core:end])):
        return None
    head = words[core - 1]
    if head.capital and core < end and words[core].low in ("of", "for", "on") and words[core + 1].capital:
        if any(folded(word.text) in ORGANISATION_WORDS for word in words[first:core]):
            return Phrase(first, end, "body", "first") if _clean(words[first:core]) else None
    person = _name_at_end(words, first, core, frame)
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
    if not _clean(core):
        return None
    low = head.low
    if low in AGENCIES and head.capital:
        return "body"
    if core[0].low == "some" and low == "people":
        return None
    if low in PEOPLE or low.endswith(("ologist", "ologists")):
        plural = low.endswith("s") or low in ("people", "men", "women", "police", "children", "spokespeople")
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
        elif low == "or" or (low in PRONOUNS and word.text not in ("US", "IT")) or (is_adverb(word) and place) or (low.endswith("ed") and not word.capital and place and core[0].low not in DETERMINERS) or (place and low in DETERMINERS and core[place - 1].low not in DETERMINERS and core[place - 1].low != "and"):
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


def _name_at_end(words: list[Word], first: int, end: int, frame: str) -> Mention | None:
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
    if last.low.endswith(("'s", "s'")) and last.capital:  # "Yale's Ana Diaz", but not "a lawyer for Yale's Ana Diaz"
        return mention if all(word.capital or word.low == "the" for word in before) else None
    # "Barcelona striker Ana Diaz": a noun of people is before a name; anything else may be a verb.
    return mention if last.low in TITLES or last.low in PEOPLE or last.low == ")" else None
