"""Small words that turn a statement: before and after, more and less, only, first, most, up and down."""

from __future__ import annotations

import re

from index.kindred import kin
from index.terms import is_function_word, term, words
from qa.checks.comparison import Comparison
from qa.checks.numbers import NUMBER_WORDS
from qa.checks.phrases import one_of

# Sides that exclude each other beside the same words.
_PAIRS = (
    (
        one_of("before prior_to ahead_of until earlier_than"),
        one_of("after following since in_the_wake_of later_than"),
    ),
    (
        one_of(
            r"""more greater higher larger bigger better above exceed\w* over_(?=\d|half) longer faster older richer
            stronger most highest largest biggest best longest oldest"""
        ),
        one_of(
            r"""less fewer lower smaller worse below under_(?=\d|half) shorter slower younger poorer weaker least lowest
            smallest worst shortest youngest"""
        ),
    ),
    (
        one_of(
            r"ros\w+ rise\w* rais\w+ increas\w+ grow\w* grew climb\w* jump\w* gain\w* surg\w+ up boost\w* expand\w*"
        ),
        one_of(
            r"""fell fall\w* drop\w* declin\w+ decreas\w+ cut\w* sank sink\w* slid\w* lower(s|ed|ing) reduc\w+
            shr[aiu]nk\w* down slash\w*"""
        ),
    ),
)
# Words that limit or extend, which a claim may leave out no more than add.
_ADDED = one_of(
    """only sole(ly)? all every always entire(ly)? complete(ly)? whole exclusively unanimous(ly)? ever each most first
    last largest biggest highest lowest smallest oldest youngest best worst richest deadliest permanently immediately
    again"""
)
_DROPPED = one_of(
    r"""(second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(nd|rd|th))(?=[_-]\w*(est|most)\b) some
    part(ly|ially)? nearly almost half several a_few one_of among largely mostly mainly partial most many sometimes
    temporarily attempted failed(?!_to) former(ly)? late(?=_(former_)?[A-Z]) acting interim deputy vice assistant
    would-be fake so-called co-"""
)
_SAME = {
    "all": {"every", "each", "entire", "whole", "all"},
    "only": {"only", "sole", "solely", "exclusively", "just", "alone"},
    "former": {"former", "formerly", "ex", "previous", "once", "was", "were", "had"},
    "deputy": {"deputy", "vice"},
    "vice": {"deputy", "vice"},
    "partly": {"partly", "partially", "part", "some"},
    "partially": {"partly", "partially", "part", "some"},
    "nearly": {"nearly", "almost", "about", "around", "some", "approximately", "roughly", "close"},
    "almost": {"nearly", "almost", "about", "around", "some", "approximately", "roughly", "close"},
    "largely": {"largely", "mostly", "mainly"},
    "mostly": {"largely", "mostly", "mainly"},
    "mainly": {"largely", "mostly", "mainly"},
    "interim": {"interim", "acting", "temporary"},
    "acting": {"interim", "acting", "temporary"},
}
_ORDINAL = one_of(r"second third fourth fifth sixth seventh eighth ninth tenth \d+(nd|rd|th)")
# "More than 40" is a limit, which the numbers' own check looks after.
_MEASURED = re.compile(rf"\bthan (?:{'|'.join(NUMBER_WORDS)})\b", re.I)
_THAN = re.compile(r"\bthan\b(?! [\d$€£])", re.I)
_SHARES = {"all", "every", "each", "most"}
_BESIDE_WORDS = 3


def qualifiers(compared: Comparison) -> str | None:
    """Why a small word turns the claim against the evidence; None where none does.

    >>> qualifiers(Comparison("He left before the vote.", "He left after the vote."))
    '"before" in the claim, "after" in the evidence'
    >>> qualifiers(Comparison("The only bridge fell.", "The bridge fell."))
    'the evidence does not say "only"'
    """
    claim, evidence = compared.claim, compared.evidence
    return (
        _compared(claim, evidence)
        or _turned(claim, evidence)
        or _added(claim, evidence + " " + compared.context)
        or _dropped(claim, evidence)
    )


def _compared(claim: str, evidence: str) -> str | None:
    """What stands behind "than" in the claim stands behind one in the evidence: "worse than Delcy"."""
    if _MEASURED.search(claim):
        return None
    given = [_than(evidence, match) for match in _THAN.finditer(evidence)]
    for match in _THAN.finditer(claim):
        said = _than(claim, match)[:1]
        if said and given and not any(set(said) & set(other) for other in given):
            return f'the comparison "{match[0]}" is another in the evidence'
    return None


def _than(text: str, match: re.Match[str]) -> list[str]:
    behind = text[match.end() : match.end() + 60]
    found = [behind[start:end] for start, end in words(behind)]
    return [term(word) for word in found if not is_function_word(word)][:3]


def _turned(claim: str, evidence: str) -> str | None:
    for one, other in _PAIRS:
        for here, there in ((one, other), (other, one)):
            for said in here.finditer(claim):
                near = _beside(claim, said)
                kept = [match for match in here.finditer(evidence) if near & _beside(evidence, match)]
                against = [match for match in there.finditer(evidence) if near & _beside(evidence, match)]
                if against and not kept and not there.search(claim):
                    return f'"{said[0].strip()}" in the claim, "{against[0][0].strip()}" in the evidence'
    return None


def _added(claim: str, evidence: str) -> str | None:
    given = {word.casefold() for word in re.findall(r"[\w'’-]+", evidence)}
    for match in _ADDED.finditer(claim):
        word = match[0].casefold()
        if not given & _SAME.get(word, {word}) and not any(mark.startswith(word) for mark in given):
            return f'the evidence does not say "{match[0]}"'
        if word in _SHARES and not any(
            _beside(claim, match) & _beside(evidence, same) for same in _same(word, evidence)
        ):
            return f'the evidence says "{match[0]}" of something else'
    return None


def _same(word: str, evidence: str) -> list[re.Match[str]]:
    return [match for match in re.finditer(r"[\w'’-]+", evidence) if match[0].casefold() in _SAME.get(word, {word})]


def _dropped(claim: str, evidence: str) -> str | None:
    """A word that limits the very words that the claim has, and is not in the claim."""
    said = {word.casefold() for word in re.findall(r"[\w'’]+", claim)}
    keys = {term(claim[start:end]) for start, end in words(claim) if not is_function_word(claim[start:end])}
    for match in _DROPPED.finditer(evidence):
        word = match[0].casefold().split()[0]
        if word in said or said & _SAME.get(word, set()) or (word == "one" and "among" in said):
            continue
        following = [evidence[match.end() :][s:e] for s, e in words(evidence[match.end() : match.end() + 60])]
        if _ORDINAL.fullmatch(match[0]) and _ORDINAL.search(claim):
            continue  # which one it is, is for the numbers' own check
        content = [token for token in following if not is_function_word(token)][:1]
        if content and re.match(r"[\s-]+(?:of |the |its |his |her |their |in ){0,3}\w", evidence[match.end() :]):
            key = term(content[0])
            if key in keys and (len(key) > 1) and not _has_unlimited(match[0], content[0], evidence):
                return f'the claim leaves out "{match[0]}"'
    return None


def _has_unlimited(limit: str, word: str, evidence: str) -> bool:
    """Whether the evidence has the word once more without the limiting one."""
    total = len(re.findall(rf"\b{re.escape(word)}", evidence, re.I))
    limited = len(re.findall(rf"\b{re.escape(limit)}\W+(?:\w+\W+){{0,2}}{re.escape(word)}", evidence, re.I))
    return total > limited


def _beside(text: str, match: re.Match[str]) -> set[str]:
    """The terms of the content words next to a match, on either side, kin included."""
    clause = [stop.end() for stop in re.finditer(r"[,;.](?!\d)|\n", text)]
    first = max((place for place in clause if place <= match.start()), default=0)
    last = min((place for place in clause if place > match.end()), default=len(text))
    found = [(s, e) for s, e in words(text) if s >= first and e <= last and not is_function_word(text[s:e])]
    before = [span for span in found if span[1] <= match.start()][-_BESIDE_WORDS:]
    after = [span for span in found if span[0] >= match.end()][:_BESIDE_WORDS]
    keys = {term(text[start:end]) for start, end in (*before, *after)}
    return keys | {other for key in keys for other in kin(key)}
