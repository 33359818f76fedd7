"""Whom a pronoun means: the name or phrase from the sentences before, or None where that is not plain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.clauses import Word, adverbial, is_auxiliary, words_of
from index.mentions import Mention
from index.names import Names, names_of
from index.news_words import BODIES, CLAUSE_OPENERS, GENDERED_NOUNS, PEOPLE, PREPOSITIONS, PRONOUNS, TITLES
from index.quotations import MASK, SPOKEN, quotations_of
from index.records import Sentence

# How far back a pronoun reaches.
SENTENCES_BACK = 5
_ENDS_SENTENCE = frozenset(".!?…:;\"”’')" + MASK + SPOKEN)
_OPENING_PRONOUN = re.compile(
    rf"[{MASK}{SPOKEN}\s,]*(?:(?:but|and|so|yet|still|then|later|instead|meanwhile|however|earlier),? )?"
    r"(?:(he|she|they)(?:['’]\w+)?\b|the (\d{1,3})-year-old\b(?! \w+ (?:said|says)))",
    re.I,
)
_SPEECH_PRONOUN = re.compile(rf"[{MASK}{SPOKEN}][\s,]*(he|she|they) \w+|\b(he|she|they) (?:said|added|told)\b", re.I)


def referent(text: str, sentences: Sequence[Sentence], number: int, names: Names | None = None) -> str | None:
    """The name that sentence ``number`` means by its subject: "He said", "The 62-year-old has", "“…,” she added".

    None where the sentence has no such subject, or where more than one name, or none, fits.

    >>> from index.sentences import split_sentences
    >>> text = "Police arrested Ana Diaz on Monday. She denied the charges."
    >>> referent(text, split_sentences(text), 1)
    'Ana Diaz'
    """
    if not 0 <= number < len(sentences):
        return None
    sentence = sentences[number]
    frame = quotations_of(text[: sentence.end]).frame
    found = _OPENING_PRONOUN.match(frame, sentence.start, sentence.end) or _SPEECH_PRONOUN.search(
        frame, sentence.start, sentence.end
    )
    if not found:
        return None
    pronoun = next(group for group in found.groups() if group).lower()
    return antecedent(pronoun, frame, sentences, number, names or names_of(text), {})


def antecedent(
    pronoun: str,
    frame: str,
    sentences: Sequence[Sentence],
    number: int,
    names: Names,
    speakers: dict[int, str | None],
) -> str | None:
    """Whom ``pronoun`` ("he", "she", "they" or an age in years) in sentence ``number`` means.

    ``speakers``: who speaks in the sentences before, as far as they were read. A speaker is who a following pronoun is
    most likely to mean.
    """
    passed = False
    for back in range(number - 1, max(-1, number - 1 - SENTENCES_BACK), -1):
        sentence = sentences[back]
        if frame[sentence.end - 1 : sentence.end] not in _ENDS_SENTENCE:
            continue  # a heading, a caption, the name of a photographer
        speaker = speakers.get(back)
        words = words_of(frame, sentence.start, sentence.end)
        people = list(names.mentions(frame, sentence.start, sentence.end))
        if speaker is not None:
            fits = _fits(speaker, pronoun, names)
            if fits is None and any(full != speaker and _may_mean(full, pronoun, names) for _, full in people):
                return None
            if fits is not False:
                return speaker
        if pronoun in ("they", "it"):
            return None
        fitting = {full for _, full in people if full != speaker and _may_mean(full, pronoun, names) is not False}
        going_on = any(word.low.split("'")[0] == pronoun for word in words)
        if fitting:
            return _only(fitting, people, pronoun, words, names, subject_only=passed or going_on)
        if not _silent(words, pronoun, people):
            return None
        # The sentence says "he" itself, so that whoever it means was its subject before.
        passed = passed or going_on
    return None


def _only(
    fitting: set[str],
    people: list[tuple[Mention, str]],
    pronoun: str,
    words: list[Word],
    names: Names,
    *,
    subject_only: bool,
) -> str | None:
    """The one name of a sentence that a pronoun after it can mean."""
    if len(fitting) > 1:
        return None
    (name,) = fitting
    mention = next(mention for mention, full in people if full == name)
    subject = _is_subject(mention, words)
    if all(found.possessive for found, full in people if full == name):
        return None
    if name not in names.certain:
        return None
    if subject:
        return name
    return name if not subject_only and _fits(name, pronoun, names) and not _opens_with_people(words) else None


def _may_mean(name: str, pronoun: str, names: Names) -> bool | None:
    """:func:`_fits` for somebody who is mentioned; nothing is known of an ambiguous name."""
    return _fits(name, pronoun, names) if names.knows(name) else None


def _fits(speaker: str, pronoun: str, names: Names) -> bool | None:
    """Whether a speaker can be meant by a pronoun; None where nothing tells."""
    words = speaker.lower().split()
    if pronoun.isdigit():
        age = names.ages.get(speaker)
        return age == int(pronoun) if age is not None else (None if names.knows(speaker) else False)
    if pronoun == "it":
        # Only a body that has just spoken goes on as "it".
        return not names.knows(speaker) and (words[-1] in BODIES or (speaker[:1].isupper() and not heads_of(words)))
    if names.knows(speaker):
        gender = names.gender.get(names.full(speaker), "")
        return False if pronoun == "they" else (gender == pronoun if gender else None)
    heads = heads_of(words)
    plural = any(
        (word.endswith("s") and not word.endswith("ss")) or word in ("people", "men", "women", "police")
        for word in heads
    )
    if pronoun == "they":
        return plural
    gendered = next((GENDERED_NOUNS[word] for word in words if word in GENDERED_NOUNS), "")
    if heads and heads[0].endswith("man"):
        gendered = "she" if heads[0].endswith("woman") else "he"
    if gendered:
        return gendered == pronoun
    return None if heads and not plural else False


def heads_of(words: list[str]) -> list[str]:
    """The nouns for people among the words of a speaker."""
    return [word for word in words if word in PEOPLE]


def _is_subject(mention: Mention, words: list[Word]) -> bool:
    """Whether a name is the subject of its sentence's first clause: only its titles stand before it."""
    start = 0
    if adverbial(words):
        start = next((place + 1 for place, word in enumerate(words) if word.low == ","), len(words))
    before = [word for word in words[start:] if word.end <= mention.start]
    inside = start < len(words) and mention.start >= words[start].start
    return (
        inside
        and len(before) <= 8
        and not any(
            word.low in PREPOSITIONS
            or is_auxiliary(word)
            or word.low in CLAUSE_OPENERS - {"but", "or"}
            or word.low in PRONOUNS
            or word.low in (",", "and")
            for word in before
        )
        and (not before or before[-1].low in TITLES or before[-1].low in PEOPLE or before[-1].low == "but")
    )


def _opens_with_people(words: list[Word]) -> bool:
    """Whether somebody without a name may be what the sentence is about."""
    return any(word.low in PEOPLE and not word.capital for word in words[:12])


def _silent(words: list[Word], pronoun: str, people: list[tuple[Mention, str]]) -> bool:
    """Whether a sentence leaves what a pronoun means as it was: it goes on with the pronoun, or is all quotation."""
    opening = next((word.low for word in words if not word.quotation and word.low not in (",", "but", "and")), "")
    return (
        opening == pronoun
        or all(word.quotation or not word.text[0].isalnum() for word in words)
        or (not people and not any(word.low in PEOPLE for word in words))
    )
