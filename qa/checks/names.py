"""Names: the claim's people and places are the evidence's, and not their namesakes, owners or neighbours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.terms import is_function_word, term
from qa.checks.comparison import Comparison

TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir lord lady dame king queen prince princess pope president premier chancellor
    prime minister vice deputy secretary senator sen representative rep congressman congresswoman governor gov mayor
    judge justice general gen colonel col major maj captain capt lieutenant lt sergeant sgt admiral ambassador chief
    officer executive ceo chairman chairwoman chair director councillor councilor bishop archbishop cardinal reverend
    rev sheikh imam coach former interim acting interior foreign finance defence defense attorney""".split()
)
_CALENDAR = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday""".split()
)
_RUN = re.compile(
    r"(?:(?:[A-Z]\.){2,}|[A-ZÀ-ÞŁŚŻČŠŽ][\w’'-]*\.?)(?:\s+(?:(?:de|da|del|della|di|la|le|von|van|der|den|bin|al|el|dos|los|las)\s+)*(?:(?:[A-Z]\.)+|[A-ZÀ-ÞŁŚŻČŠŽ][\w’'-]*))*"
)
_OWNER = re.compile(r"['’]s?\b")
_LEADING = re.compile(r"(?:[A-ZÀ-Þ][\w’-]*\w ?)+")


@dataclass(frozen=True)
class Name:
    """A name in a text at characters ``[start, end)``: its words, folded, titles left out. ``owns``: "Brandt's"."""

    parts: tuple[str, ...]
    start: int
    end: int
    owns: bool

    @property
    def last(self) -> str:
        return self.parts[-1]


@lru_cache(maxsize=16_384)
def folded(word: str) -> str:
    """Lower case, no accents, no possessive: "Núñez’s" and "nunez" are one."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return re.sub(r"['’]s?$", "", plain.casefold()).rstrip(".")


@lru_cache(maxsize=2_048)
def names(text: str, also: str = "") -> tuple[Name, ...]:
    """The names in a text. A word that ``also`` or the text itself writes in lower case is none.

    >>> [name.parts for name in names("Mr. Karl Weiss met Mayor Núñez's aide in New York.")]
    [('karl', 'weiss'), ('nunez',), ('new', 'york')]
    """
    lower = {folded(word) for word in re.findall(r"\b[a-zà-ÿ][\w’'-]*", f"{text} {also}")}
    found = []
    for match in _RUN.finditer(text):
        for start, end in _without_titles(text, match.start(), match.end(), lower):
            written = text[start:end]
            owns = bool(re.search(r"['’]s?$", written) or _OWNER.match(text, end))
            parts = tuple(folded(word) for word in written.split())
            if parts:
                found.append(Name(parts, start, end, owns))
    return tuple(found)


def names_kept(compared: Comparison) -> str | None:
    """Why a name of the claim is nobody in the evidence; None where all names are there.

    >>> names_kept(Comparison("Jane Smith left.", "John Smith and Jane Doe left."))
    'the name "Jane Smith" is put together from others'
    """
    everything = f"{compared.evidence} {compared.context}"
    given = names(everything, compared.claim)
    known = {part for name in given for part in name.parts}
    for name in names(compared.claim, everything):
        written = compared.claim[name.start : name.end]
        if len(name.parts) > 1 and set(name.parts) <= known and not any(_holds(name, other) for other in given):
            return f'the name "{written}" is put together from others'
    return None


def owner_kept(compared: Comparison) -> str | None:
    """Why the claim's first name is no more than an owner in the evidence: "Maduro's right hand is 62" says nothing of
    Maduro's age; None where it is more.

    >>> owner_kept(Comparison("Maduro is 62.", "Cabello, who was Maduro's right hand, is 62."))
    '"Maduro" only owns something in the evidence'
    """
    claim, evidence = compared.claim, compared.evidence
    first = _LEADING.match(claim)
    if first is None or _OWNER.match(claim, first.end()) or re.match(r"(?:has|have|had|owns?)\b", claim[first.end() :]):
        return None
    last = first[0].split()[-1]
    if folded(last) in {folded(word) for word in re.findall(r"\b[a-z][\w’'-]*", evidence)}:
        return None
    found = [match.end() for match in re.finditer(rf"\b{re.escape(last)}\b", evidence)]
    if not found or any(not _OWNER.match(evidence, end) for end in found):
        return None
    return f'"{last}" only owns something in the evidence'


def owners_kept(compared: Comparison) -> str | None:
    """Why what one owns in the claim is another's in the evidence: "Weiss's brother" and "Brandt's brother".

    >>> owners_kept(Comparison("Weiss's brother left.", "Brandt's brother left as Weiss came."))
    '"brother" is not "Weiss"\\'s in the evidence'
    """
    claim, evidence = compared.claim, compared.evidence
    owned = re.compile(r"([A-ZÀ-Þ][\w.-]*)['’]s?\s+((?:[\w-]+\s+){0,2}?)([a-z][\w-]+)")
    theirs: dict[str, set[str]] = {}
    for match in owned.finditer(evidence):
        for word in (*match[2].split(), match[3]):
            theirs.setdefault(term(word), set()).add(folded(match[1]))
    for match in owned.finditer(claim):
        owner, key = folded(match[1]), term(match[3])
        if key in theirs and owner not in theirs[key] and not _related(match[1], match[3], evidence):
            return f'"{match[3]}" is not "{match[1]}"\'s in the evidence'
    return None


def may_be_one(one: Name, other: Name) -> bool:
    """Whether two names may be one person's: "Varga" and "Nora Varga", not "Leon Varga" and her."""
    return set(one.parts) <= set(other.parts) or set(other.parts) <= set(one.parts)


def is_ambiguous(surname: str, sentences: Sequence[str]) -> bool:
    """Whether two people of the sentences share a last name.

    >>> is_ambiguous("smith", ["John Smith came.", "Jane Smith left."])
    True
    """
    full = {name.parts for text in sentences for name in names(text) if len(name.parts) > 1 and name.last == surname}
    return len({parts[0] for parts in full}) > 1


def _related(owner: str, owned: str, evidence: str) -> bool:
    """Whether the evidence has "the brother of Weiss", or "the Lindow mayor"."""
    near = rf"\b{re.escape(owned)}\w*\s+(?:of|to|for|from|in)\s+(?:\w+\s+){{0,2}}{re.escape(owner)}\b"
    before = rf"\b{re.escape(owner)}\s+(?:\w+\s+)?{re.escape(owned)}"
    return bool(re.search(near, evidence, re.I) or re.search(before, evidence, re.I))


def _holds(name: Name, other: Name) -> bool:
    """Whether all parts of a name are in another, in order: "Anna Brandt" in "Anna Maria Brandt"."""
    rest = iter(other.parts)
    return all(part in rest for part in name.parts)


def _without_titles(text: str, start: int, end: int, lower: set[str]) -> list[tuple[int, int]]:
    """A run of words with capitals, cut at titles and at words that are no names."""
    kept: list[tuple[int, int]] = []
    broken = True
    begins = not start or bool(re.search(r"[.!?\"“\n]\s*$", text[:start]))
    for match in re.finditer(r"\S+", text[start:end]):
        word = match[0]
        bare = folded(word)
        is_particle = word[0].islower()
        is_name = not (
            bare in TITLES or (bare in lower and not word.isupper()) or (begins and not kept and is_function_word(word))
        )
        if is_particle and kept and not broken:
            kept[-1] = (kept[-1][0], start + match.end())
        elif not is_name or is_particle or bare.rstrip(".") in _CALENDAR:
            broken = True
        else:
            if broken:
                kept.append((start + match.start(), start + match.end()))
            else:
                kept[-1] = (kept[-1][0], start + match.end())
            broken = bool(re.search(r"['’]s?$", word))
    return kept
