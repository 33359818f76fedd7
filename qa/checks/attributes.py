"""Who is what: offices, ages and trades are said of those whom the evidence says them of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import takewhile

from index.terms import is_function_word, term, words
from qa.checks.comparison import Comparison
from qa.checks.names import Name, folded, may_be_one, names
from qa.checks.verbs import is_verb

_BE = re.compile(
    r"\b(?:is|was|are|were|became|remains?|(?:has|have|had) been|serves? as|served as)\b(?!\s+\w+(?:ed|ing)\b)", re.I
)
_TELLS_WHO = r"(?:,|\s*\(|\s+(?:is|was|are|were|became|becomes?|remains?|who|has been|had been|served|serves)\b)"
_ANYONE = "somebody "


def attributes(compared: Comparison) -> str | None:
    """Why what the claim says somebody is, is somebody else in the evidence; None where that cannot be seen.

    >>> attributes(Comparison("Karl Weiss is mayor.", "Mayor Anna Brandt met Karl Weiss."))
    '"mayor" is said of "Anna Brandt" in the evidence'
    >>> attributes(Comparison("Weiss is 61.", "Brandt, 61, and Weiss, 55, came."))
    '"61" is said of "Brandt" in the evidence'
    """
    claim, evidence = compared.claim, compared.evidence
    being = _BE.search(claim)
    if being is None:
        return None
    before, behind = claim[: being.start()], claim[being.end() :]
    subjects = [name for name in names(before, evidence) if not name.owns]
    if not subjects:
        # "The captain is Tell" says the same as "Tell is the captain".
        before, behind = behind, before
        subjects = [name for name in names(before, evidence) if not name.owns]
    if len(subjects) != 1:
        return None
    subject = subjects[0]
    predicate = re.split(r"[,;]|\b(?:who|which|that|and|of)\b", behind)[0]
    noted = list(_notes(evidence, claim))
    for start, end in words(predicate):
        word = predicate[start:end]
        if is_function_word(word) or word[0].isupper():
            continue
        owners = [name for name, about in noted if term(word) in about]
        others = owners and not any(may_be_one(subject, name) for name in owners)
        if others and _apart(subject, word, evidence):
            return f'"{word}" is said of "{evidence[owners[0].start : owners[0].end]}" in the evidence'
    return None


def _notes(text: str, also: str) -> Iterator[tuple[Name, set[str]]]:
    """Each name of a text with the words that say who it is: an office before it, an apposition or age after it."""
    found = names(text, also)
    people = {part for name in found for part in name.parts}
    for name in found:
        if name.owns:
            continue
        is_inset = text[name.end :].startswith(",")
        office = re.search(
            r"(?:[\w’'.-]+ ){0,4}(?:[\w’'.-]+, )?$" if is_inset else r"(?:[\w’'.-]+ ){0,4}$", text[: name.start]
        )
        after = re.match(
            r",? \(?(?:aged )?(\d\d)\b|, (?!(?:who|which|and|but|while)\b)([^,.;]{3,60})[,.;]", text[name.end :]
        )
        before = re.findall(r"[\w-]+", office[0]) if office else []
        kept = list(takewhile(lambda word: _may_be_office(word, people), reversed(before)))
        about = {term(part) for word in kept for part in [word, *word.split("-")]}
        if after:
            stretch = after[1] or after[2]
            about |= {term(stretch[start:end]) for start, end in words(stretch)}
        if about:
            yield name, about


def _may_be_office(word: str, people: Set[str]) -> bool:
    """Whether a word before a name may say who it is: it is neither a verb nor another's name."""
    return not (is_function_word(word) or is_verb(word, _ANYONE) or folded(word) in people)


def _apart(subject: Name, word: str, evidence: str) -> bool:
    """Whether the evidence never has the word close behind the subject: "Weiss, who became mayor"."""
    stem = re.escape(word[: max(2, len(word) - 2)])
    for match in re.finditer(rf"\b{re.escape(' '.join(subject.parts))}\b", _plain(evidence), re.I):
        behind = _plain(evidence)[match.end() : match.end() + 60].split(".")[0]
        if re.search(rf"^{_TELLS_WHO}(?-i:[^A-Z]*)\b{stem}", behind, re.I) and not re.match(r"['’]s?\b", behind):
            return False
    return True


def _plain(text: str) -> str:
    return text if text.isascii() else "".join(folded(sign) if not sign.isascii() else sign for sign in text)
