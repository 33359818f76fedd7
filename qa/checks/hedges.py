"""Hedges and attribution: what the evidence leaves in doubt, or lays in somebody's mouth, the claim must not assert."""

from __future__ import annotations

import re

from index.kindred import kin
from index.terms import is_function_word, term, words
from qa.checks.comparison import Comparison
from qa.checks.negation import content_terms, governed_terms, governs, with_kin
from qa.checks.phrases import one_of

# Each class: how strongly, and in what way, a statement is held back. Words of one class may stand for each other.
_HEDGES = {
    "accusation": one_of(
        """alleged(ly)? alleg(e|es|ing|ations?) accus(e|es|ed|ing|ations?) suspect(s|ed)? suspicions?
        believ(e|es|ed|ing) thinks? fears? feared assum(e|es|ed|ing) charged_with charges?_of indicted
        claim(ed|ing) claims?_(that|of) (?<!a_)(?<!the_)(?<!this_)claims? purported(ly)? supposed(ly)? so-called"""
    ),
    "possibility": one_of(
        """may might could can possibl[ey] potential(ly)? perhaps maybe risk(s|ed|ing)? threaten(s|ed|ing)?_to
        appear(s|ed)? seem(s|ed)? suggest(s|ed)?"""
    ),
    "expectation": one_of(
        """expect(s|ed|ing)? likely probabl[ey] plan(s|ned|ning)? intend(s|ed)? aim(s|ed|ing)?_to hop(e|es|ed|ing)
        want(s|ed)? propos(e|es|ed|al|als) consider(s|ed|ing)? seek(s|ing)? sought set_to due_to scheduled forecasts?
        predict(s|ed|ion)? vow(s|ed)? pledg(e|es|ed) promis(e|es|ed) threaten(s|ed)? call(s|ed)?_for urg(e|es|ed)
        try(ing)?_to tried_to attempt(s|ed|ing)?_to about_to agree[sd]?_to decided_to ready_to prepared_to"""
    ),
    "future": one_of("will going_to shall"),
    "conditional": one_of("would"),
    "report": one_of(
        """reported(ly)? rumou?r(s|ed)? unconfirmed apparent(ly)? believed_to thought_to said_to is_understood
        (has|have|had)_said according_to estimated"""
    ),
    "condition": one_of("if unless whether provided_that in_case"),
}
# What a claim may use in the place of each class.
_STANDS_FOR = {
    "accusation": ("accusation", "report", "attribution"),
    "possibility": ("possibility", "condition"),
    "expectation": ("expectation", "attribution"),
    "future": ("future", "expectation", "conditional"),
    "conditional": ("conditional", "condition", "attribution"),
    "report": ("report", "accusation", "attribution"),
    "condition": ("condition", "possibility"),
}
_ATTRIBUTION = one_of(
    """said says? saying told tells according_to stated states added argue[sd]? wrote believes? thinks? claim(s|ed)?
    alleg(es|ed|ing) insist(s|ed)? maintain(s|ed)? announced admitted called describe[sd]? report(s|ed)?"""
)
_SOURCE = one_of("said says? told according_to added wrote announced")
_MODAL = one_of("will would could may might can threatened_to vowed_to")
_HELPING = one_of("may might could can would will shall")
_ADVERB = one_of("soon also still now then again even never ever yet \\w+ly")
_ON_CONDITION = re.compile(r",? (?:if|unless|provided that|in case)\b", re.I)
_AHEAD = ("future", "conditional", "expectation", "possibility", "condition")
_NEARBY_WORDS = 5


def hedges(compared: Comparison) -> str | None:
    """Why the claim asserts what the evidence holds back; None where it does not.

    >>> hedges(Comparison("A clerk stole the plans.", "A clerk allegedly stole the plans."))
    'the evidence holds back what the claim says ("allegedly")'
    >>> hedges(Comparison("A clerk is accused of stealing the plans.", "A clerk allegedly stole the plans."))
    """
    claim, evidence = compared.claim, compared.evidence
    keys = with_kin(content_terms(claim), evidence)
    for name, pattern in _HEDGES.items():
        for match in pattern.finditer(evidence):
            if not _governs(match, evidence, keys) or _said_itself(match, claim):
                continue
            # Where the evidence names a source beside the hedge, to name the source keeps but one of both.
            sourced = bool(_SOURCE.search(evidence))
            if not any(_has(other, claim) for other in _STANDS_FOR[name] if not (sourced and other == "attribution")):
                return f'the evidence holds back what the claim says ("{match[0]}")'
    return _without_condition(claim, evidence, keys) or _put_off(claim, evidence)


def _without_condition(claim: str, evidence: str, keys: set[str]) -> str | None:
    """Whether the claim has what happens if, without the if: "she would resign if work continued"."""
    for match in _ON_CONDITION.finditer(evidence):
        before = re.split(r"[.;\n]", evidence[: match.start()])[-1]
        if _MODAL.search(before) and keys & content_terms(before) and not _HEDGES["condition"].search(claim):
            return f'the claim leaves out the condition ("{match[0].strip(" ,")}")'
    return None


def _put_off(claim: str, evidence: str) -> str | None:
    """Whether the claim says that something will be, of which the evidence says that it is or was."""
    ahead = [governed_terms(match, evidence, 9) for name in _AHEAD for match in _HEDGES[name].finditer(evidence)]
    for match in _HEDGES["future"].finditer(claim):
        follows = governed_terms(match, claim, 3)
        follows |= {other for key in follows for other in kin(key)}
        if follows and not any(follows & governed for governed in ahead):
            return f'the evidence does not say "{match[0]}" of it'
    return None


def _governs(match: re.Match[str], evidence: str, keys: set[str]) -> bool:
    """Whether a hedge holds back a word of the claim: a helping verb only the verb that follows, another what is near.

    "Rain may help crews, who control the fire" leaves no doubt about the crews.
    """
    if not _HELPING.fullmatch(match[0]):
        return governs(match, evidence, keys, _NEARBY_WORDS)
    behind = evidence[match.end() :]
    content = [behind[start:end] for start, end in words(behind) if not is_function_word(behind[start:end])]
    verbs = [term(word) for word in content if not _ADVERB.fullmatch(word)][:1]
    return any(verb in keys for verb in verbs)


def shared_hedges(claim: str, evidence: str) -> list[str]:
    """The hedging words of a claim for which the evidence has one of the same class: they need not be the same.

    >>> shared_hedges("He is accused of it.", "He allegedly did it.")
    ['accused']
    """
    return [match[0] for pattern in _HEDGES.values() if pattern.search(evidence) for match in pattern.finditer(claim)]


def _has(name: str, claim: str) -> bool:
    pattern = _ATTRIBUTION if name == "attribution" else _HEDGES[name]
    return bool(pattern.search(claim))


def _said_itself(match: re.Match[str], claim: str) -> bool:
    """Whether the claim has the hedging word, in whatever form: then it is not left out."""
    stem = match[0].split()[0].lower()[:5]
    return any(claim[start:end].lower().startswith(stem) for start, end in words(claim) if end - start >= len(stem))
