"""Negation: what the evidence denies, the claim must deny, and the other way round."""

from __future__ import annotations

import re

from index.kindred import kin
from index.terms import is_function_word, term, words
from qa.checks.comparison import Comparison
from qa.checks.phrases import one_of

NEGATION = one_of(
    """not never no nor neither none nobody nothing without cannot non-?existent [a-z]+n['’]t no_longer yet_to unable_to
    hardly barely unlikely false(ly)? instead_of rather_than stop(ped)?_short_of den(y|ies|ied|ying|ials?)
    reject(s|ed|ing)? refus(e|es|ed|al|ing) fail(s|ed|ing|ure)?_to rul(e|es|ed|ing)_out lack(s|ed)? declin(e|es|ed)_to
    halt(s|ed)? cancel(s|led|ed)? scrap(s|ped)? abandon(s|ed)? block(s|ed)? prevent(s|ed)? avoid(s|ed)?"""
)
# These say nothing of the words that follow: "not only", "no doubt".
_IDLE = one_of("not_only not_just no_doubt nothing_but no_sooner no_(fewer|less|more)_than no\\._?\\d+")
_STOP = re.compile(r"[.;:,\n]| - | – |\bbut\b")
# "To avoid chaos and threaten": a verb that negates reaches no further than its own object.
_VERB = re.compile(r"(?:avoid|prevent|block|halt|cancel|scrap|abandon|lack|refus|reject|declin|rul)", re.I)
_STOP_OF_VERB = re.compile(rf"{_STOP.pattern}|\band\b")
_NEARBY_WORDS = 6


def negation(compared: Comparison) -> str | None:
    """Why claim and evidence differ in what they deny; None where they do not.

    >>> negation(Comparison("The ferry was stopped.", "The ferry was not stopped."))
    'the evidence negates what the claim says ("not")'
    >>> negation(Comparison("The ferry was not stopped.", "The ferry was not stopped."))
    """
    claim, evidence = _IDLE.sub(" ", compared.claim), _IDLE.sub(" ", compared.evidence)
    keys = with_kin(content_terms(claim), evidence)
    said = NEGATION.search(claim)
    given = [match for match in NEGATION.finditer(evidence) if governs(match, evidence, keys, _NEARBY_WORDS)]
    if said is None:
        # The negating word itself may be what the claim says: "prevented".
        given = [match for match in given if term(match[0].split()[0]) not in keys]
        return f'the evidence negates what the claim says ("{given[0][0]}")' if given else None
    governed = governed_terms(said, claim, _NEARBY_WORDS)
    for match in NEGATION.finditer(evidence):
        if not governed or _share(governed, governed_terms(match, evidence, _NEARBY_WORDS + 3)):
            return None
        if term(match[0]) == term(said[0]):
            # "Nobody", "none": what is denied may stand before the word.
            near = evidence if _VERB.match(said[0]) else evidence[max(0, match.start() - 60) : match.end() + 60]
            if _share(governed, content_terms(near)):
                return None
    return f'the claim negates what the evidence does not ("{said[0]}")'


def content_terms(text: str) -> set[str]:
    """The terms of a text's content words, names left out unless they begin it: there every word has a capital."""
    return {
        term(text[start:end])
        for start, end in words(text)
        if (text[start].islower() or not start) and not is_function_word(text[start:end])
    }


def governed_terms(match: re.Match[str], text: str, most: int) -> set[str]:
    """The terms of the first content words after a match, in the same clause, names left out."""
    rest = text[match.end() :]
    stop = (_STOP_OF_VERB if _VERB.match(match[0]) else _STOP).search(rest)
    rest = rest[: stop.start()] if stop else rest
    found = [rest[start:end] for start, end in words(rest)][:most]
    return {term(word) for word in found if word[0].islower() and not is_function_word(word)}


def governs(match: re.Match[str], text: str, keys: set[str], most: int) -> bool:
    """Whether a match is closely followed, in its clause, by one of these terms."""
    return bool(keys & governed_terms(match, text, most))


def with_kin(keys: set[str], text: str) -> set[str]:
    """The terms, and the kin of those that a text has not itself."""
    there = {term(text[start:end]) for start, end in words(text)}
    return keys | {other for key in keys - there for other in kin(key)}


def _share(one: set[str], other: set[str]) -> bool:
    return any(key in other or kin(key) & other for key in one)
