"""Questions cut short, completed from the question before them: "And now?", "And in 2021?", "What about Weiss?"."""

from __future__ import annotations

import re

from qa.followups.discourse import Discourse
from qa.followups.mentions import content, mentions_in
from qa.followups.phrases import Phrase, noun_phrases
from qa.followups.word_classes import tokens

_LONGEST_ASIDE_WORDS = 5
_OPENING = re.compile(r"^(?:(?:and|but|or|so|then)[, ]+)?(?:(?:what|how) about )?", re.I)
_MONTH = r"(?:(?:jan|febr)uary|march|april|may|june|july|august|(?:sept|nov|dec)ember|october)"
_YEAR = r"(?:1\d|20)\d\d"
_TIME = re.compile(
    r"\b(?:(?:in|on|since|by|before|after|until) )?(?:(?:early|late|mid) )?"
    rf"(?:{_MONTH}|{_YEAR})(?: \d{{1,2}})?(?:,? {_YEAR})?\b|"
    r"\b(?:last|this|next) (?:year|month|week)\b|\b(?:today|yesterday|now|currently)\b",
    re.I,
)


def completed(question: str, discourse: Discourse) -> str | None:
    """A question cut short, in full; None where it is whole, or where nothing tells how to complete it.

    >>> completed("And in 2021?", Discourse().after("How many people lived in Lindow in 2020?"))
    'How many people lived in Lindow in 2021?'
    """
    previous = discourse.previous
    if not previous:
        return None
    if _is_aside(question):
        return f"{previous} {question}"
    opening = _OPENING.match(question)
    rest = question[opening.end() :].rstrip("?.! ") if opening and opening.end() else ""
    if not rest or any(token.tag in ("auxiliary", "verb", "question", "pronoun") for token in tokens(f"- {rest}")):
        return None
    if _TIME.fullmatch(rest):
        return _at_another_time(previous, rest)
    return _of_another(previous, rest, discourse)


def _is_aside(question: str) -> bool:
    """Whether a question has neither a noun nor a verb: "And now?", "Why not?", "How much?", "Since when?"."""
    said = [token.tag for token in tokens(question) if token.tag != "mark"]
    if len(said) > _LONGEST_ASIDE_WORDS or {"noun", "verb", "auxiliary", "pronoun"} & {*said[1:]}:
        return False
    return bool(said) and said[0] not in ("noun", "verb", "auxiliary", "pronoun")


def _at_another_time(previous: str, time: str) -> str:
    earlier = [match.span() for match in _TIME.finditer(previous)]
    if earlier:
        start, end = earlier[-1]
        return previous[:start] + time + previous[end:]
    end = len(previous.rstrip("?.! "))
    return f"{previous[:end]} {time}{previous[end:]}"


def _of_another(previous: str, rest: str, discourse: Discourse) -> str | None:
    """The earlier question about something else of the same sort: a name for a name, or another with the same noun."""
    phrases = noun_phrases(f"- {rest}")
    if len(phrases) != 1 or phrases[0].text != rest:
        return None
    replaced = _parallel(previous, rest, discourse)
    return previous[: replaced.start] + rest + previous[replaced.end :] if replaced else None


def _parallel(previous: str, rest: str, discourse: Discourse) -> Phrase | None:
    """The phrase of the earlier question in whose place another is asked about."""
    named = any(token.text[0].isupper() for token in tokens(f"- {rest}"))
    phrases = noun_phrases(previous)
    words = tokens(previous)
    if not named:
        head = content(rest)[-1:]
        return next((phrase for phrase in phrases if head and content(phrase.text)[-1:] == head), None)
    names = [
        phrase
        for phrase in phrases
        if any(token.text[0].isupper() for token in words[phrase.first : phrase.last] if token.start)
        and not _TIME.fullmatch(phrase.text)
    ]
    central = [phrase for phrase in names if set(discourse.center) & set(content(phrase.text))]
    chosen = next(iter(central or names[-1:]), None)
    return chosen and _whole(previous, chosen)


def _whole(question: str, phrase: Phrase) -> Phrase:
    """The phrase with its "of …": "the secretary of state"."""
    for mention in mentions_in(question):
        start = question.find(mention.text, phrase.start)
        if start == phrase.start and len(mention.text) > len(phrase.text) and " of " in mention.text:
            return Phrase(mention.text, start, start + len(mention.text), phrase.first, phrase.last, phrase.after)
    return phrase
