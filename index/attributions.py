"""The verbs of speech in one sentence, with whose they are and which words of the sentence they report."""

from __future__ import annotations

from dataclasses import dataclass

from index.news_words import (
    AGENCIES,
    AUXILIARIES,
    BODIES,
    DETERMINERS,
    ORGANISATION_WORDS,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
)
from index.noun_phrases import Phrase, Word, adverbial, is_adverb, phrase_after, phrase_before
from index.speech_verbs import VERBS, Verb

_SUBJECT_PRONOUNS = frozenset("he she it they we there i you".split())
_NOT_REPORTED = {
    "say": "to nothing little goodbye so no yes hello anything by farewell grace mass",
    "tell": "to by of that stories story tales tale lies lie truth jokes joke time apart off",
    "act": "by of as to entry access bail permission asylum",
    "call": "by police in off up out at to back upon",
}
_BARE_CLAUSE = frozenset(
    "claim argue insist believe think declare allege contend assert testify warn predict state".split()
)
_ANY_OBJECT = frozenset("insist warn predict complain".split())
_PARENTHETICAL = frozenset(
    """say tell add note warn argue explain report announce claim believe think suggest write confirm predict insist
    recall allege estimate acknowledge admit""".split()
)
_ENDS_SOURCE = frozenset([".", ",", ";", ":", "(", "who", "whose", "which"])
_LONG = 25
# More verbs of speech than any sentence has.
MAXIMUM_VERBS = 12


@dataclass(frozen=True)
class Report:
    """One verb of speech. ``phrase``: its subject; None where there is one that cannot be read.

    The reported words are ``before`` the phrase, ``after`` the verb (``words[tail:]``), or both. ``main``: they are what
    the sentence as a whole is about; otherwise only a clause inside it is reported (``inside``), or one beside others.
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
    if len(places) > MAXIMUM_VERBS:
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
    if before.low in AUXILIARIES or before.low in ("to", "not", "never"):
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
    clause = _until_comma(rest)
    final = _says_no_more(clause, verb)
    parenthetical = final and len(clause) < len(rest)
    more = _quoted_on(rest)
    beside_quotation = bool(rest) and _quotation_follows(rest)
    where = phrase.place
    if where == "quotation":
        if verb.kind in ("call", "describe") or not (
            final or verb.kind in ("say", "tell") or _complement(verb, rest, phrase)
        ):
            return None
        return Report(phrase, verb.lemma, head, place + 1, True, more, main=True, direct=final or beside_quotation)
    if where == "comma" and final and verb.lemma in _PARENTHETICAL and not verb.noun:
        after = parenthetical and not adverbial(words[:head])
        return Report(phrase, verb.lemma, head, place + 1, True, after or more, main=True, direct=False)
    if where == "comma" and adverbial(words[:head]):
        where = "fronted"
    as_they_say = head == 1 and words[0].low == "as" and bool(rest) and rest[0].low == ","
    if not rest or not (as_they_say or _complement(verb, rest, phrase)):
        return None
    main = where in ("first", "fronted")
    return Report(
        phrase, verb.lemma, head, place + 1, False, True, main=main, inside=where == "inside", direct=beside_quotation
    )


def _inverted(words: list[Word], place: int, verb: Verb, frame: str) -> Report | None:
    phrase = phrase_after(words, place + 1, frame)
    if (
        phrase is None
        or phrase.kind == "document"
        or (phrase.last < len(words) and words[phrase.last].low in AUXILIARIES)
    ):
        return None
    more = _quoted_on(words[phrase.last :])
    return Report(phrase, verb.lemma, place, phrase.last, True, more, main=True, direct=True)


def _inverted_without_marks(words: list[Word], place: int, verb: Verb, frame: str) -> Report | None:
    """ "The plan is dead, said Abrams." """
    if verb.lemma not in ("say", "add", "warn", "explain") or place + 1 >= len(words):
        return None
    phrase = phrase_after(words, place + 1, frame)
    if phrase is None or phrase.kind == "document":
        return None
    if any(word.low not in '.!"' for word in words[phrase.last :]):
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
        while left > 1 and (words[left - 1].low in AUXILIARIES or is_adverb(words[left - 1])):
            left -= 1
        phrase = phrase_before(words, left, frame)
        if phrase is None:
            return None
        main = phrase.place in ("first", "fronted") or (phrase.place == "comma" and adverbial(words[: phrase.first]))
        return Report(phrase, "say", phrase.first, place + 1, False, True, main, phrase.place == "inside", True)
    if words[place - 1].low != "," or not _complement(verb, words[place + 1 :], None):
        return None
    if any(report.main for report in found):
        return None
    phrase = _leading_subject(words, frame)
    if phrase is None or phrase.last >= place - 1:
        return None
    direct = _quotation_follows(words[place + 1 :])
    return Report(phrase, verb.lemma, place, place + 1, False, True, main=True, direct=direct)


def _leading_subject(words: list[Word], frame: str) -> Phrase | None:
    """The subject of the sentence's first clause, where it stands first and a verb right behind it."""
    start = 0
    if adverbial(words):
        start = next((place + 1 for place, word in enumerate(words[:_LONG]) if word.low == ","), len(words))
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
    plural = (
        plural
        or (phrase.kind in ("body", "name", "document")
        and any(word.low == "and" for word in words[phrase.first : phrase.last]))
    )
    if phrase.kind == "age" or (phrase.kind == "pronoun" and head.low.split("'")[0] in ("he", "she")):
        plural = False
    if verb.form == "plain":
        return (
            plural
            or head.low in ("police", "authorities")
            or (phrase.kind in ("body", "document") and head.low.endswith("s"))
        )
    if phrase.kind == "document":
        return verb.lemma in ("say", "state", "note", "warn", "claim", "allege", "argue", "conclude")
    return True


def _complement(verb: Verb, rest: list[Word], phrase: Phrase | None) -> bool:
    """Whether what follows the verb is something said."""
    following = rest[0] if rest else None
    if following is None or following.low in _NOT_REPORTED.get(verb.kind, "by").split() or following.low == "by":
        return False
    if verb.kind == "say":
        return True
    clause = _until_comma(rest)
    quoted = _quoted_on(rest[:_LONG])
    that = _that_follows(rest, verb)
    if verb.kind == "tell":
        told = rest[1].low if following.low in DETERMINERS and len(rest) > 1 else following.low
        return told not in (",", ".", "and", *_NOT_REPORTED["tell"].split())
    if verb.kind == "act":
        if verb.lemma == "deny" and (
            following.low in ("him", "her", "them", "us", "me")
            or (
                following.capital
                and not following.low.endswith(("'s", "s'"))
                and not _clause_follows(clause, bare=True)
            )
        ):
            return False
        if verb.lemma == "admit" and (following.text[0].isdigit() or (phrase is not None and phrase.kind == "body")):
            return False
        return following.low not in (".", ",", "and")
    if verb.kind == "to":
        return that or quoted or (_to_follows(clause) and not (verb.lemma == "expect" and following.low == "to"))
    if verb.kind == "call":
        if following.quotation:
            return False
        later = any(word.quotation for word in clause[1:]) or (
            following.low in ("it", "him", "her", "them") and len(clause) > 1 and clause[1].low in ("a", "an", "the")
        )
        return later or following.low == "for" or (following.low == "on" and _to_follows(clause))
    if verb.kind == "describe":
        return following.low != "as" and any(word.low == "as" for word in clause[:12])
    if verb.kind == "quote":
        return that or quoted or following.low == ":"
    if verb.lemma in ("believe", "think") and phrase is not None and verb.form == "plain" and phrase.kind == "body":
        return False  # "many Americans believe"
    if verb.lemma in ("believe", "think") and (verb.form == "past" or following.low in ("in", "of", "about", "to")):
        return False
    if that or quoted:
        return True
    if verb.lemma in ("ask", "question", "explain", "reveal", "disclose") and following.low in (
        "if",
        "whether",
        "why",
        "how",
    ):
        return verb.lemma in ("ask", "question", "explain")
    if verb.lemma in _ANY_OBJECT and not verb.noun:
        return following.low not in (".", ",", "and", "to")
    return _clause_follows(clause, bare=verb.lemma in _BARE_CLAUSE and not verb.noun)


def _clause_follows(clause: list[Word], *, bare: bool) -> bool:
    """Whether a clause without "that" follows: "claimed he was", "believes the plan will"."""
    if not clause:
        return False
    if clause[0].low.split("'")[0] in _SUBJECT_PRONOUNS and not clause[0].text == "IT":
        return True
    begins = clause[0].low in DETERMINERS or clause[0].capital or clause[0].low in PEOPLE
    return bare and begins and any(word.low in AUXILIARIES for word in clause[1:9])


def _that_follows(rest: list[Word], verb: Verb) -> bool:
    """Whether "that" opens what is said, right away or after "on Monday", "reporters", "in an interview"."""
    for number, word in enumerate(rest[:12]):
        if word.low == "that":
            between = rest[:number]
            return (
                not between
                or between[0].low in PREPOSITIONS
                or is_adverb(between[0])
                or between[0].low in TIME_WORDS
                or (verb.lemma in ("warn", "tell", "caution") and number <= 4)
            )
        if word.quotation or word.low in (".", ";", ":"):
            return False
    return False


def _quotation_follows(rest: list[Word]) -> bool:
    """Whether a quotation opens what is said: right behind the verb, behind "that", or behind a phrase and a comma."""
    for number, word in enumerate(rest[:_LONG]):
        if word.quotation:
            return True
        if word.low in (".", ";") or (word.low in AUXILIARIES and number > 8) or word.low in ("who", "which"):
            return False
    return False


def _quoted_on(rest: list[Word]) -> bool:
    """Whether the speaker is quoted further: "…, she said, “and so on.”", not "… said on “Newsnight.”"."""
    return any(
        word.quotation and (place == 0 or rest[place - 1].low in (",", ".", ":", "that"))
        for place, word in enumerate(rest)
    )


def _to_follows(clause: list[Word]) -> bool:
    return any(word.low == "to" for word in clause[:9])


def _until_comma(words: list[Word]) -> list[Word]:
    for place, word in enumerate(words):
        if word.low in (",", ";", ".", "—", "–") or word.quotation:
            return words[: place + 1] if word.quotation else words[:place]
    return words


def _says_no_more(clause: list[Word], verb: Verb) -> bool:
    """Whether nothing reported follows the verb: it ends, or only where, when and to whom is said."""
    if not clause:
        return True
    if clause[-1].quotation or any(
        word.low in AUXILIARIES or (word.low in ("that", "to") and place < 1) for place, word in enumerate(clause)
    ):
        return False
    if any(word.low.split("'")[0] in _SUBJECT_PRONOUNS for word in clause):
        return False
    first = clause[0]
    if verb.kind == "tell":
        return len(clause) <= 8 and first.low not in ("that", "of")
    return (
        (first.low in PREPOSITIONS and first.low not in ("of", "against"))
        or is_adverb(first)
        or first.low in TIME_WORDS
        or (first.low in PRONOUNS and len(clause) == 1)
    )
