"""What has to follow a verb of speech for it to report anything: "denied wrongdoing", not "denied him entry"."""

from __future__ import annotations

from index.clauses import Word, is_adverb, is_auxiliary
from index.news_words import DETERMINERS, PEOPLE, PREPOSITIONS, PRONOUNS, TIME_WORDS
from index.noun_phrases import Phrase
from index.speech_verbs import Verb

_NOT_REPORTED = {
    "say": "to nothing little goodbye so no yes hello anything by farewell grace mass",
    "tell": "to by of that stories story tales tale lies lie truth jokes joke time apart off",
    "act": "by of as to entry access bail permission asylum",
    "call": "by police in off up out at to back upon",
}
_SUBJECT_PRONOUNS = frozenset("he she it they we there i you".split())
_BARE_CLAUSE = frozenset(
    "claim argue insist believe think declare allege contend assert testify warn predict state".split()
)
_ANY_OBJECT = frozenset("insist warn predict complain".split())
_LONG = 25


def reports_something(verb: Verb, rest: list[Word], phrase: Phrase | None) -> bool:
    """Whether what follows the verb is something said."""
    following = rest[0] if rest else None
    if following is None or following.low in _NOT_REPORTED.get(verb.kind, "by").split() or following.low == "by":
        return False
    if verb.kind == "say":
        return True
    clause = until_comma(rest)
    quoted = quoted_on(rest[:_LONG])
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
    if verb.lemma in ("report", "recall", "describe") and following.low.endswith("ing") and phrase is not None:
        return phrase.kind in ("people", "name")  # "Residents reported hearing explosions."
    if verb.kind == "describe":
        return following.low != "as" and any(word.low == "as" for word in clause[:12])
    if verb.kind == "quote":
        return that or quoted or following.low == ":"
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
    if clause[0].low.split("'")[0] in _SUBJECT_PRONOUNS and clause[0].text != "IT":
        return True
    begins = clause[0].low in DETERMINERS or clause[0].capital or clause[0].low in PEOPLE
    return bare and begins and any(is_auxiliary(word) for word in clause[1:9])


def _that_follows(rest: list[Word], verb: Verb) -> bool:
    """Whether "that" opens what is said, right away or after "on Monday", "reporters", "in an interview"."""
    for number, word in enumerate(rest[:12]):
        if word.low == "that":
            between = rest[:number]
            if any(is_auxiliary(word) or word.low in ("but", "and") for word in between):
                return False
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


def quotation_follows(rest: list[Word]) -> bool:
    """Whether a quotation opens what is said: right behind the verb, behind "that", or behind a phrase and a comma."""
    for number, word in enumerate(rest[:_LONG]):
        if word.quotation:
            return True
        if word.low in (".", ";") or (is_auxiliary(word) and number > 8) or word.low in ("who", "which"):
            return False
    return False


def quoted_on(rest: list[Word]) -> bool:
    """Whether the speaker is quoted further: "…, she said, “and so on.”", not "… said on “Newsnight.”"."""
    return any(
        word.quotation and (place == 0 or rest[place - 1].low in (",", ".", ":", "that"))
        for place, word in enumerate(rest)
    )


def _to_follows(clause: list[Word]) -> bool:
    return any(word.low == "to" for word in clause[:9])


def until_comma(words: list[Word]) -> list[Word]:
    for place, word in enumerate(words):
        if word.low in (",", ";", ".", "—", "–") or word.quotation:
            return words[: place + 1] if word.quotation else words[:place]
    return words


def says_no_more(clause: list[Word], verb: Verb) -> bool:
    """Whether nothing reported follows the verb: it ends, or only where, when and to whom is said."""
    if not clause:
        return True
    if clause[-1].quotation or any(
        is_auxiliary(word) or (word.low in ("that", "to") and place < 1) for place, word in enumerate(clause)
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
