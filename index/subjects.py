"""Who a verb of speech belongs to: the phrase before it, or behind it, and what stands around that phrase."""

from __future__ import annotations

from index.clauses import STOPS, Word, adverbial, is_adverb, is_auxiliary, opens_as_adverb, pronoun_of, without_occasion
from index.news_words import (
    CLAUSE_OPENERS,
    DETERMINERS,
    NAME_PARTICLES,
    PEOPLE,
    PREPOSITIONS,
    TIME_WORDS,
    TITLES,
)
from index.noun_phrases import LONGEST_PHRASE, SUBORDINATE, Phrase, Place, name_at_end, phrase_of

_SAID = frozenset("said says told added warned denied admitted claimed according".split())

_OPENS_APPOSITION = frozenset("who whose whom which of from in at including then now himself herself aged".split())


def phrase_before(words: list[Word], end: int, frame: str) -> Phrase | None:
    """The phrase that ends before ``words[end]``, the verb and what belongs to it being left out by the caller."""
    end = without_occasion(words, 0, end)
    if end <= 0:
        return None
    pronoun = pronoun_of(words[end - 1])
    if pronoun:
        return (
            Phrase(end - 1, end, "pronoun", _place(words, end - 1)) if pronoun in ("he", "she", "they", "it") else None
        )
    if words[end - 1].low.endswith(("'s", "s'")):  # "Mr Weigel's claim that"
        return None
    if words[end - 1].low == ",":
        return _before_apposition(words, end - 1, frame)
    start = _region_start(words, end)
    for first in range(start, end):
        if not _may_begin(words, first):
            continue
        phrase = phrase_of(words, first, end, frame)
        if phrase is None:
            continue
        if first == start:
            place = _place(words, first)
            if place == "comma" and phrase.kind == "people":
                # A comma too few: "Ana Diaz, a spokeswoman for the party said".
                named = phrase_before(words, first - 1, frame) if words[first - 2].low != "," else None
                if named is not None and named.mention is not None and named.place in ("first", "fronted", "quotation"):
                    return named
            return Phrase(first, phrase.last, phrase.kind, place, phrase.mention)
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
    end = without_occasion(words, first, end)
    if end <= first:
        return None
    for last in range(end, first, -1):
        if last < end and words[last].low not in PREPOSITIONS:
            continue
        phrase = phrase_of(words, first, last, frame)
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
    name = name_at_end(words, first, last, frame) if last > first else None
    ends = last == len(words) or words[last].quotation or words[last].low in (",", ".", "of", "from", "who")
    if name is None or not ends or " " not in name.name or name.start != words[first].start:
        return phrase
    return Phrase(phrase.first, last, "name", phrase.place, name)


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
        name = name_at_end(words, opening + 1, comma, frame)
        titled = phrase.kind == "people" and name is not None and " " in name.name
        if phrase.place == "comma" and not titled and not adverbial(words[: phrase.first]):
            continue
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
    if any(map(is_auxiliary, inner[:relative])):
        return False
    return (
        low in DETERMINERS
        or low in _OPENS_APPOSITION
        or inner[0].text[0].isdigit()
        or (low.endswith(("ing", "ed")) and len(low) > 4)
        or low in TITLES
        or low in PEOPLE
        or (len(inner) <= 6 and (inner[-1].low in PEOPLE or inner[0].capital))
        or any(word.low in PEOPLE for word in inner[1:4])
    )


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
        if word.quotation or word.low in STOPS or word.low in CLAUSE_OPENERS or is_auxiliary(word):
            break
        if pronoun_of(word) or word.low in _SAID:
            break
        start -= 1
    return start


def _ends_phrase(words: list[Word], place: int) -> bool:
    word = words[place]
    return (
        word.quotation
        or word.low in STOPS
        or word.low in CLAUSE_OPENERS
        or is_auxiliary(word)
        or is_adverb(word)
        or bool(pronoun_of(word))
    )


def _may_begin(words: list[Word], place: int) -> bool:
    word = words[place]
    if word.low in PREPOSITIONS or word.low in ("and", "or") or is_adverb(word):
        return False
    if word.capital and word.low in TIME_WORDS:
        return False
    if place == 0 and (word.low in ("more", "less", "much", "such") or opens_as_adverb(word)):
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
    if before.low in SUBORDINATE or is_auxiliary(before) or before.low in _SAID:
        return "inside"
    if (
        before.low in ("-", "–", "—")
        and first <= 8
        and all(word.capital or word.low in STOPS or word.text[0].isdigit() for word in words[: first - 1])
    ):
        return "first"  # a dateline: "CARACAS, Jan. 17 (Reuters) -"
    start = _region_start(words, first)
    if start == 0 and adverbial(words[:first]) and before.low not in PREPOSITIONS:
        return "fronted"
    return "joined"
