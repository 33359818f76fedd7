"""Who says it: somebody to whom the claim gives words is one to whom the evidence gives some."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from index.kindred import kin
from index.sentences import split_sentences
from index.speakers import read_speakers
from index.terms import terms
from qa.checks.comparison import Comparison
from qa.checks.names import Name, may_be_one, names

_SAYS = r"(?:said|says|say|told|tells|added|adds|wrote|writes|argued|argues|claimed|claims|warned|insisted)"
_CLAIMED = re.compile(
    rf"(?:^|, )(?P<speaker>[^,\"“”]{{2,80}}?) (?:also |later )?{_SAYS}\b|\baccording to (?P<source>[^,.]+)", re.I
)
_AUXILIARY = r"(?: (?:has|have|had|also|later|publicly|\w+ly))*"
_NAME_REACH = 60


def speakers(compared: Comparison) -> str | None:
    """Why the claim gives words to somebody who says nothing in the evidence; None where that cannot be seen.

    >>> speakers(Comparison("Weiss said it rained.", "Ruiz said that Weiss, the captain, was late."))
    'in the evidence it is not "Weiss" who speaks'
    >>> speakers(Comparison("Ruiz said it rained.", "It rained, said Eva Ruiz."))
    >>> evidence = "The mayor said the bridge was safe, but Weiss claimed that it was a danger."
    >>> speakers(Comparison("Weiss claimed that the bridge was safe.", evidence))
    'in the evidence these are not the words of "Weiss"'
    """
    swapped = _words_of_another(compared.claim, compared.evidence)
    if swapped:
        return f'in the evidence these are not the words of "{swapped}"'
    found = _CLAIMED.search(compared.claim)
    if found is None:
        return None
    spoken = found["speaker"] or found["source"] or ""
    said = [name for name in names(spoken, compared.evidence) if not name.owns]
    given = [name for name in names(compared.evidence, compared.claim) if not name.owns]
    if not said or not given:
        return None
    mine = [name for name in given if any(may_be_one(name, other) for other in said)]
    if not mine or any(_speaks(compared.evidence, name) for name in mine):
        return None
    if not any(_speaks(compared.evidence, name) for name in given):
        return None
    return f'in the evidence it is not "{spoken}" who speaks'


def _words_of_another(claim: str, evidence: str) -> str | None:
    """A speaker to whom the claim gives what the evidence mostly gives to others; None where there is none."""
    said = _attributions(claim)
    given = _attributions(evidence) if said else []
    for name, speaker, held in said:
        own = set().union(*(words for _, other, words in given if speaker & other))
        others = set().union(*(words for _, other, words in given if not speaker & other)) - own
        if own and sum(_stands(key, others) for key in held) > sum(_stands(key, own) for key in held):
            return name
    return None


def _stands(key: str, held: Set[str]) -> bool:
    return key in held or bool(kin(key) & held)


@lru_cache(maxsize=256)
def _attributions(text: str) -> list[tuple[str, frozenset[str], frozenset[str]]]:
    """Each known speaker, the terms of the name, and those of the words given to them."""
    return [
        (one.speaker, frozenset(terms(one.speaker)), frozenset(terms(text[one.start : one.end])))
        for one in read_speakers(text, split_sentences(text)).attributions
        if one.speaker
    ]


def _speaks(text: str, name: Name) -> bool:
    """Whether a name stands where a speaker stands: before the verb, an inset between them or not, or behind it."""
    behind, before = text[name.end : name.end + 2 * _NAME_REACH], text[max(0, name.start - _NAME_REACH) : name.start]
    inset = r"(?:,[^,]{2,80},| \([^)]*\))?"
    if re.match(rf"{inset},?{_AUXILIARY} {_SAYS}\b", behind):
        return True
    office = r"(?:(?:the|an?|its|his|her|their) )?(?:[\w’'.-]+ ){0,5}"
    return bool(re.search(rf"(?:[,\"”’'] {_SAYS}|\baccording to) {office}(?:[\w ]+, )?$", before, re.I))
