"""The verbs of speech in one sentence, with whose they are and which words of the sentence they report."""

from __future__ import annotations

from dataclasses import dataclass

from index.clauses import Word, adverbial, is_adverb, is_auxiliary
from index.complements import quotation_follows, quoted_on, reports_something, says_no_more, until_comma
from index.news_words import (
    AGENCIES,
    BODIES,
    DETERMINERS,
    ORGANISATION_WORDS,
    PREPOSITIONS,
)
from index.noun_phrases import Phrase
from index.speech_verbs import VERBS, Verb
from index.subjects import phrase_after, phrase_before

_PARENTHETICAL = frozenset(
    """say tell add note warn argue explain report announce claim believe think suggest write confirm predict insist
    recall allege estimate acknowledge admit""".split()
)
_SAID = frozenset("said says say".split())
_ENDS_SOURCE = frozenset([".", ",", ";", ":", "(", "who", "whose", "which"])
LEADING_WORDS = 25
# More words, and more verbs of speech, than any sentence has.
MAXIMUM_WORDS = 500
MAXIMUM_VERBS = 12


@dataclass(frozen=True)
class Report:
    """One verb of speech. ``phrase``: its subject; None where there is one that cannot be read.

    The reported words are ``before`` ``words[head]``, ``after`` the verb (``words[tail:]``), or both. ``main``: they
    are what the sentence is about; otherwise a clause inside it is reported (``inside``), or one beside others.
    ``direct``: a quotation stands right by the verb.
    """

    phrase: Phrase | None
    verb: str
    head: int
    tail: int
    before: bool
    after: bool
    main: bool
    inside: bool = False
    direct: bool = False


def reports_of(words: list[Word], frame: str) -> list[Report]:
    """The verbs of speech of one sentence, in order."""
    found: list[Report] = []
    places = [place for place, word in enumerate(words) if word.low in VERBS or word.low == "according"]
    if len(places) > MAXIMUM_VERBS or len(words) > MAXIMUM_WORDS:
        return []
    for place in places:
        word = words[place]
        report = None
        if word.low == "according":
            report = _according(words, place, frame)
        elif word.text.islower() and word.low in VERBS:
            verb = VERBS[word.low]
            if verb.form == "ing":
                report = _saying(words, place, verb, frame, found)
            else:
                report = _said(words, place, verb, frame)
        if report is not None:
            found.append(report)
    return found


def _said(words: list[Word], place: int, verb: Verb, frame: str) -> Report | None:
    left = place
    while left > 0 and (is_adverb(words[left - 1]) or words[left - 1].low in ("has", "have", "had")):
        left -= 1
    if left == 0:
        return None
    before = words[left - 1]
    if is_auxiliary(before) or before.low in ("to", "not", "never"):
        return None
    following = words[place + 1] if place + 1 < len(words) else None
    quoted_before = before.quotation or (before.low in ",-–—" and left > 1 and words[left - 2].quotation)
    if quoted_before and left == place and following is not None and verb.kind in ("say", "clause", "quote"):
        report = _inverted(words, place, verb, frame)
        if report is not None:
            return report
    if before.low == "," and left == place:
        report = _inverted_without_marks(words, place, verb, frame)
        if report is not None:
            return report
    phrase = phrase_before(words, left, frame)
    if phrase is None:
        return None
    if not _agrees(verb, phrase, words):
        return None
    return _with_subject_before(words, place, verb, phrase)


def _with_subject_before(words: list[Word], place: int, verb: Verb, phrase: Phrase) -> Report | None:
    head = phrase.first
    while head > 0 and is_adverb(words[head - 1]):
        head -= 1
    rest = words[place + 1 :]
    clause = until_comma(rest)
    final = says_no_more(clause, verb)
    parenthetical = final and len(clause) < len(rest) and rest[len(clause)].low == ","
    more = quoted_on(rest)
    beside_quotation = bool(rest) and quotation_follows(rest)
    where = phrase.place
    if where == "quotation":
        if verb.kind in ("call", "describe") or not (
            final or verb.kind in ("say", "tell") or reports_something(verb, rest, phrase)
        ):
            return None
        return Report(phrase, verb.lemma, head, place + 1, True, more, main=True, direct=final or beside_quotation)
    if where == "comma" and final and verb.lemma in _PARENTHETICAL and not verb.noun:
        after = parenthetical and not adverbial(words[:head])
        return Report(phrase, verb.lemma, head, place + 1, True, after or more, main=True, direct=False)
    if where == "comma" and adverbial(words[:head]) and not any(word.low in _SAID for word in words[2:head]):
        where = "fronted"
    as_they_say = head == 1 and words[0].low == "as" and bool(rest) and rest[0].low == ","
    if not rest or not (as_they_say or reports_something(verb, rest, phrase)):
        return None
    main = where in ("first", "fronted")
    return Report(
        phrase, verb.lemma, head, place + 1, False, True, main=main, inside=where == "inside", direct=beside_quotation
    )


def _inverted(words: list[Word], place: int, verb: Verb, frame: str) -> Report | None:
    phrase = phrase_after(words, place + 1, frame)
    if phrase is None or phrase.kind == "document" or (phrase.last < len(words) and is_auxiliary(words[phrase.last])):
        return None
    more = quoted_on(words[phrase.last :])
    return Report(phrase, verb.lemma, place, phrase.last, True, more, main=True, direct=True)


def _inverted_without_marks(words: list[Word], place: int, verb: Verb, frame: str) -> Report | None:
    """ "The plan is dead, said Abrams." """
    if verb.lemma not in ("say", "add", "warn", "explain") or place + 1 >= len(words):
        return None
    phrase = phrase_after(words, place + 1, frame)
    if phrase is None or phrase.kind == "document":
        return None
    rest = words[phrase.last :]
    full = phrase.mention is not None and " " in phrase.mention.name
    apposed = full and rest[:1] and rest[0].low == "," and not any(map(is_auxiliary, rest))
    if not apposed and any(word.low not in '.!"' for word in rest):
        return None  # "Ana Diaz, 62, said Maduro, his ally, was dead."
    return Report(phrase, verb.lemma, place, phrase.last, True, False, main=True)


def _according(words: list[Word], place: int, frame: str) -> Report | None:
    if place + 2 >= len(words) or words[place + 1].low != "to" or (words[place].capital and place > 1):
        return None
    if place and (words[place - 1].low == "gospel" or words[place - 1].low in ("not", "even")):
        return None
    phrase = phrase_after(words, place + 2, frame)
    if phrase is None:
        pronoun = words[place + 2].low in ("him", "her", "them", "he", "she")
        return Report(None, "according to", place, place + 3, True, True, main=True) if pronoun else None
    first = place == 0 or (place == 1 and words[0].low in ("but", "and", "so"))
    last = phrase.last >= len(words) or words[phrase.last].low in _ENDS_SOURCE or words[phrase.last].quotation
    main = first or (
        last and (phrase.last >= len(words) - 1 or words[place - 1].low == "," or words[place - 1].quotation)
    )
    if main and not first and not (words[place - 1].low == "," or words[place - 1].quotation):
        head = words[phrase.last - 1].low  # "The group works according to the Milford Rules."
        main = phrase.kind != "body" or head in BODIES | AGENCIES | ORGANISATION_WORDS
    main = main or (words[place - 1].low == "," and adverbial(words[phrase.last : phrase.last + 1]))
    return Report(phrase, "according to", place, phrase.last, not first, first, main=main, inside=not main)


def _saying(words: list[Word], place: int, verb: Verb, frame: str, found: list[Report]) -> Report | None:
    """ "Cabello denounced it, saying that …"; "was quoted as saying"."""
    if place < 2 or place + 1 >= len(words):
        return None
    if words[place - 1].low == "as" and words[place - 2].low == "quoted" and place > 3:
        left = place - 2
        while left > 1 and (is_auxiliary(words[left - 1]) or is_adverb(words[left - 1])):
            left -= 1
        phrase = phrase_before(words, left, frame)
        if phrase is None:
            return None
        main = phrase.place in ("first", "fronted") or (phrase.place == "comma" and adverbial(words[: phrase.first]))
        return Report(phrase, "say", phrase.first, place + 1, False, True, main, phrase.place == "inside", True)
    if words[place - 1].low != "," or not reports_something(verb, words[place + 1 :], None):
        return None
    if any(report.main for report in found):
        return None
    phrase = _leading_subject(words, frame)
    if phrase is None or phrase.last >= place - 1:
        return None
    direct = quotation_follows(words[place + 1 :])
    return Report(phrase, verb.lemma, place, place + 1, False, True, main=True, direct=direct)


def _leading_subject(words: list[Word], frame: str) -> Phrase | None:
    """The subject of the sentence's first clause, where it stands first and a verb right behind it."""
    start = 0
    if adverbial(words):
        start = next((place + 1 for place, word in enumerate(words[:LEADING_WORDS]) if word.low == ","), len(words))
    for end in range(min(len(words) - 1, start + 10), start, -1):
        following = words[end]
        if (
            not following.text.islower()
            or following.low in PREPOSITIONS
            or following.low in ("and", "or", "who", "that")
        ):
            continue
        phrase = phrase_before(words, end, frame)
        if phrase is not None and phrase.first == start and phrase.last == end and phrase.kind != "document":
            return phrase
    return None


def _agrees(verb: Verb, phrase: Phrase, words: list[Word]) -> bool:
    head = words[phrase.last - 1]
    plural = phrase.kind == "people" or (phrase.kind == "pronoun" and head.low.startswith("they"))
    plural = plural or (
        phrase.kind in ("body", "name", "document")
        and any(word.low == "and" for word in words[phrase.first : phrase.last])
    )
    if phrase.kind == "age" or (phrase.kind == "pronoun" and head.low.split("'")[0] in ("he", "she")):
        plural = False
    if (
        verb.lemma in ("believe", "think")
        and phrase.kind == "body"
        and words[phrase.first].low in DETERMINERS - {"the"}
    ):
        return False  # "many Americans believe"
    if verb.form == "plain":
        return (
            plural
            or head.low in ("police", "authorities")
            or (phrase.kind in ("body", "document") and head.low.endswith("s"))
        )
    if phrase.kind == "document":
        return verb.lemma in ("say", "state", "note", "warn", "claim", "allege", "argue", "conclude")
    return True
