"""Who did what to whom: a verb that claim and evidence share has the same doer and the same object in both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.kindred import kin
from index.terms import is_function_word, term, words
from qa.checks.comparison import Comparison
from qa.checks.names import names
from qa.checks.numbers import NUMBER_WORDS
from qa.checks.phrases import one_of
from qa.checks.verbs import PASSIVE, is_noun, is_verb

_CONJUNCTIONS = "which who whom that while when because although though after before but as if where and"
_BREAK = re.compile(rf"(?<=(?-i:[a-z\d)]))\.|[;:()\n]| [-–—] |,|{one_of(_CONJUNCTIONS).pattern}", re.I)
_BY = re.compile(r"\bby\b", re.I)
# Numbers and helping words, which say nothing of who it is.
_LITTLE = re.compile(rf"\w+n['’]t|may|might|must|shall|\d.*|{'|'.join(NUMBER_WORDS)}", re.I)
_OBJECT_RELATIVE = re.compile(r",? (?:who|whom|which) (?:they|he|she|it|we)\s+(?:(?:had|have|has|also|\w+ly) )*$", re.I)
_STATEMENT_END = re.compile(r"(?<=[a-z\d)])\.\s|[;\n]")
_SAYING = re.compile(r"\b(?:said|says?|added|argued|claimed|believes?)\b(?: that\b)?", re.I)
_NEAR_CHARACTERS = 30
_WINDOW_CHARACTERS = 250


Names = frozenset[frozenset[str]]


@dataclass(frozen=True)
class Deed:
    """One use of a verb: the content words of its doer and of its object, as terms; the names in what stands before it
    and behind it, each as the terms of its words; and the names that the sentence has only behind it."""

    doers: frozenset[str]
    objects: frozenset[str]
    subject_names: Names
    object_names: Names
    later_names: Names
    passive: bool


def roles(compared: Comparison) -> str | None:
    """Why doer and object are turned about, or the doer is another; None where neither can be seen.

    >>> roles(Comparison("Oracle sued Google.", "Google sued Oracle over patents."))
    'in the evidence it is not "Oracle" that "sued"'
    >>> roles(Comparison("Oracle was sued by Google.", "Google sued Oracle over patents."))
    """
    claim, evidence = compared.claim, compared.evidence
    given = [(evidence[start:end], start, end) for start, end in words(evidence)]
    for start, end in words(claim):
        verb = claim[start:end]
        if not is_verb(verb, claim[:start]):
            continue
        key = term(verb)
        uses = [
            (first, last)
            for word, first, last in given
            if _same(key, word, evidence[:first]) and not _is_reduced(evidence, first, last)
        ]
        nouns = [
            first
            for first, last in uses
            if is_noun(evidence, first)
            or (evidence[first:last] != verb and not is_verb(evidence[first:last], evidence[:first]))
        ]
        uses = [(first, last) for first, last in uses if first not in nouns]
        if not uses:
            if nouns and _is_said_by_none(_deed(claim, start, end, evidence), evidence, nouns):
                return f'in the evidence nobody "{verb}"'
            continue
        said = _deed(claim, start, end, evidence)
        deeds = [_deed(evidence, first, last, claim) for first, last in uses]
        if not any(_consistent(said, deed) for deed in deeds):
            doer = _written(claim, start, said)
            return f'in the evidence it is not "{doer}" that "{verb}"'
    return None


def _is_reduced(text: str, start: int, end: int) -> bool:
    """Whether a participle stands for a clause whose doer is not told: "the talks, held in Geneva, ended"."""
    after = re.match(r"\s+(?:in|among|by|at|on|under|near|between|from|with|as|to)\b", text[end:])
    before = text[:start]
    return bool(re.search(r" [-–—] $", before) or (after and re.search(r"[,(]\s*$", before)))


def _same(key: str, word: str, before: str) -> bool:
    """Whether a word is the verb of a claim, or one of its kin that is used as a verb."""
    return key == term(word) or (term(word) in kin(key) and is_verb(word, before))


def _is_said_by_none(said: Deed, evidence: str, nouns: list[int]) -> bool:
    """Whether a deed of one name to another is in the evidence as a noun only, and not between the two: "Google's suit
    against Oracle" says who sued whom, "the indictment Oracle faces" does not."""
    if said.passive or not said.doers or not said.object_names:
        return False
    return not any(
        said.doers & _terms(_after_last_break(evidence[:place]))
        and said.objects & _terms(_BREAK.split(evidence[place:])[0])
        for place in nouns
    )


def _deed(text: str, start: int, end: int, also: str) -> Deed:
    before, after = text[max(0, start - _WINDOW_CHARACTERS) : start], text[end : end + _WINDOW_CHARACTERS]
    passive = bool(PASSIVE.search(before)) and not text[start:end].endswith("ing")
    earlier = _names(_STATEMENT_END.split(text[:start])[-1], also)
    later = _names(_STATEMENT_END.split(text[end:])[0], also) - earlier
    before = _subject(before)
    stop = _BREAK.search(after)
    after = after[: stop.start()] if stop else after
    if relative := _OBJECT_RELATIVE.search(text[max(0, start - _WINDOW_CHARACTERS) : start]):
        whom = text[max(0, start - _WINDOW_CHARACTERS) : start][: relative.start()][-_NEAR_CHARACTERS:]
        return Deed(frozenset(), _terms(whom), frozenset(), _names(whom, also), later, False)
    if not passive:
        return Deed(_terms(before), _terms(after), _names(before, also), _names(after, also), later, False)
    by = _BY.search(after)
    agent = after[by.end() :] if by else ""
    return Deed(_terms(agent), _terms(before), _names(before, also), _names(before, also), later, True)


def _after_last_break(text: str) -> str:
    breaks = list(_BREAK.finditer(text))
    return text[breaks[-1].end() :] if breaks else text


def _subject(before: str) -> str:
    """What stands before a verb in its clause, and further back where the clause has begun before an inset: "Brandt,
    the mayor, opened", "the firm that Weiss owns hired"."""
    if _terms(said := _SAYING.split(before)[-1]):
        before = said
    breaks = list(_BREAK.finditer(before))
    if not breaks:
        return before
    own = before[breaks[-1].end() :]
    if breaks[-1][0].lower() in ("and", "but") and not _terms(own):
        return ""  # a second verb of some earlier subject
    is_inset = breaks[-1][0].strip(" ").lower() in (",", ")", "-", "–", "—", "which", "who", "whom", "that")
    whole = _STATEMENT_END.split(before)[-1]
    return whole if is_inset or not _terms(own) else own


def _terms(text: str) -> frozenset[str]:
    written = [text[start:end] for start, end in words(text)]
    return frozenset(term(word) for word in written if not is_function_word(word) and not _LITTLE.fullmatch(word))


def _names(text: str, also: str) -> Names:
    return frozenset(frozenset(map(term, name.parts)) for name in names(text, also) if not name.owns)


def _meet(said: Names, given: Names) -> bool:
    """Whether a name of the one may be a name of the other: "Varga" and "Nora Varga", not "Leon Varga" and her."""
    return any(one <= other or other <= one or _are_kin(one, other) for one in said for other in given)


def _are_kin(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(kin(key) & other for key in one)


def _consistent(said: Deed, given: Deed) -> bool:
    doers_fit = not said.doers & given.objects or bool(said.doers & given.doers)
    # Without an object of its own an active verb may have it in front: "a claim that Weiss rejected".
    fronted = not given.objects and not given.passive
    objects_fit = not said.objects & given.doers or bool(said.objects & given.objects) or fronted
    another_object = said.object_names and given.object_names and not _meet(said.object_names, given.object_names)
    return doers_fit and objects_fit and not another_object and not _is_another(said, given)


def _is_another(said: Deed, given: Deed) -> bool:
    """Whether the verb has one subject in the claim and quite another in the evidence."""
    if said.passive is not given.passive:
        return False
    if said.subject_names:
        if given.subject_names:
            return not _meet(said.subject_names, given.subject_names)
        # Somebody who is named only later in the sentence is not the one it began with.
        return bool(given.doers) and not given.passive and _meet(said.subject_names, given.later_names)
    subject, other = (said.objects, given.objects) if said.passive else (said.doers, given.doers)
    alike = {key for key in subject if key in other or kin(key) & other}
    # "A lower court" is not "the Supreme Court": each has a word that the other lacks.
    unlike = bool(alike and subject - alike and any(key not in subject and not kin(key) & subject for key in other))
    return bool(subject and other) and (not alike or unlike)


def _written(claim: str, start: int, said: Deed) -> str:
    before = _after_last_break(claim[:start]).strip()
    return re.sub(r"\s+(?:was|were|is|are|has|had|have|been)(?:\s+\w+)?$", "", before) if said else before
