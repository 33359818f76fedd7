"""Hedges and attribution: what the evidence leaves in doubt, or lays in somebody's mouth, the claim must not assert."""

from __future__ import annotations

import re

from index.terms import words
from qa.checks.comparison import Comparison
from index.kindred import kin
from qa.checks.negation import content_terms, governed_terms, governs, with_kin

# Each class: how strongly, and in what way, a statement is held back. Words of one class may stand for each other.
_CLASSES = {
    "accusation": r"alleged(?:ly)?|alleg(?:e|es|ing|ations?)|accus(?:e|es|ed|ing|ations?)|suspect(?:s|ed)?(?: of)?|suspicions?|"
    r"believ(?:e|es|ed|ing)|thinks?|fears?|feared|assum(?:e|es|ed|ing)|charged with|charges? of|indicted|(?<!a )(?<!the )(?<!this )claims?|claim(?:ed|ing)|claims? (?:that|of)|purported(?:ly)?|supposed(?:ly)?|so-called",
    "possibility": r"may|might|could|can|possibl[ey]|potential(?:ly)?|perhaps|maybe|risk(?:s|ed|ing)?|threaten(?:s|ed|ing)? to|"
    r"appear(?:s|ed)?|seem(?:s|ed)?|suggest(?:s|ed)?",
    "expectation": r"expect(?:s|ed|ing)?|likely|probabl[ey]|plan(?:s|ned|ning)?|intend(?:s|ed)?|aim(?:s|ed|ing)? to|hop(?:e|es|ed|ing)|"
    r"want(?:s|ed)?|propos(?:e|es|ed|al|als)|consider(?:s|ed|ing)?|seek(?:s|ing)?|sought|set to|due to (?=\w+\b)|scheduled|"
    r"forecasts?|predict(?:s|ed|ion)?|vow(?:s|ed)?|pledg(?:e|es|ed)|promis(?:e|es|ed)|threaten(?:s|ed)?|call(?:s|ed)? for|urg(?:e|es|ed)|"
    r"try(?:ing)? to|tried to|attempt(?:s|ed|ing)? to|about to|agree[sd]? to|decided to|ready to|prepared to",
    "future": r"will|going to|shall",
    "conditional": r"would",
    "report": r"reported(?:ly)?|rumou?r(?:s|ed)?|unconfirmed|apparent(?:ly)?|believed to|thought to|said to|is understood|"
    r"(?:has|have|had) said|according to|estimated",
    "condition": r"if|unless|whether|provided that|in case",
}
_HEDGES = {name: re.compile(rf"\b(?:{pattern})\b", re.I) for name, pattern in _CLASSES.items()}
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
_ATTRIBUTION = re.compile(
    r"\b(?:said|says|say|saying|told|tells|according to|stated|states|added|argued|argues|wrote|believes?|thinks?|"
    r"claim(?:s|ed)?|alleg(?:es|ed|ing)|insist(?:s|ed)?|maintain(?:s|ed)?|announced|admitted|called|describes?d?|reports?|reported)\b",
    re.I,
)
_SOURCE = re.compile(r"\b(?:said|says|told|according to|added|wrote)\b", re.I)
_MODAL = re.compile(r"\b(?:will|would|could|may|might|can|threatened to|vowed to)\b", re.I)
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
            if not governs(match, evidence, keys, _NEARBY_WORDS) or _said_itself(match, claim):
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
    ahead = [
        governed_terms(match, evidence, 9) for name in _AHEAD for match in _HEDGES[name].finditer(evidence)
    ]
    for match in _HEDGES["future"].finditer(claim):
        follows = governed_terms(match, claim, 3)
        follows |= {other for key in follows for other in kin(key)}
        if follows and not any(follows & governed for governed in ahead):
            return f'the evidence does not say "{match[0]}" of it'
    return None


def shared_hedges(claim: str, evidence: str) -> list[str]:
    """The hedging words of a claim for which the evidence has one of the same class: they need not be the same.

    >>> shared_hedges("He is accused of it.", "He allegedly did it.")
    ['accused']
    """
    return [
        match[0] for pattern in _HEDGES.values() if pattern.search(evidence) for match in pattern.finditer(claim)
    ]


def _has(name: str, claim: str) -> bool:
    pattern = _ATTRIBUTION if name == "attribution" else _HEDGES[name]
    return bool(pattern.search(claim))


def _said_itself(match: re.Match[str], claim: str) -> bool:
    """Whether the claim has the hedging word, in whatever form: then it is not left out."""
    stem = match[0].split()[0].lower()[:5]
    return any(claim[start:end].lower().startswith(stem) for start, end in words(claim) if end - start >= len(stem))
