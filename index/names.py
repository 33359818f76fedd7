"""The people and organisations named in one article, and which names mean the same.

News gives a full name once and a surname afterwards: ``Diosdado Cabello``, then ``Cabello``. Names are read from
capitals and position alone. What is ambiguous within the article stays as it is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from index.mentions import Mention, folded, mentions_of, untitled
from index.news_words import (
    FEMALE_NAMES,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_TITLES,
    NAME_PARTICLES,
    OFFICES,
    PLACES,
)

_POSSESSIVE = re.compile(r"['’]s?$")
_BRACKETED = re.compile(r"(?<=\w) \((?:the )?[\"“]?([A-Z][A-Za-z&-]{1,9})[\"”]?\)")
_INITIALS = re.compile(r"\b(?:[A-Z]{3,6}|(?:[A-Z]\.){3,6})(?!\w)")
_LONG_NAME = re.compile(
    r"\b[A-Z][a-z][\w’'-]*(?: (?:(?:of|on|for|and|the|de) ){0,2}[A-Z][a-z][\w’'-]*){2,6}"  # "Bank of the South Pacific"
)
_TERMINAL = frozenset(".!?:;,”\"'’)…")
_AGE = re.compile(r",? (?:aged )?(\d{1,2}),")
_RELATIVE = re.compile(
    r"\b(?:wife|husband|widow|son|daughter|brother|sister|mother|father|cousin|uncle|aunt|nephew|niece),? $", re.I
)
_COUNTRIES = (
    ("United States", "us usa america", "united states", "united states of america"),
    ("United Kingdom", "uk", "united kingdom"),
    ("European Union", "eu", "european union"),
    ("United Nations", "un", "united nations"),
)
_SAME_EVERYWHERE = {form: names[0] for names in _COUNTRIES for form in (*names[1].split(), *names[2:])}
# A line without a full stop in which this share of the words has a capital is a headline, where any word may.
HEADLINE_SHARE = 0.6
# More names than any article has: beyond it, a text is not news, and is only read as far.
MAXIMUM_NAMES = 20_000


@dataclass(frozen=True)
class Names:
    """What one article calls people and organisations.

    ``people``: full names in order of first mention. ``forms``: every unambiguous folded form, with the full name that
    it stands for; ``ambiguous``: those that more than one person goes by. ``gender``: "he" or "she" where a title or a
    common given name tells, else "". ``ages``: ages in years that the article gives. ``certain``: the names that are
    surely a person's, because of a title, an age, a common given name or a surname that stands alone elsewhere.
    """

    people: tuple[str, ...]
    forms: Mapping[str, str]
    ambiguous: frozenset[str]
    gender: Mapping[str, str]
    ages: Mapping[str, int]
    certain: frozenset[str]

    def full(self, name: str) -> str:
        """The full form of a name, as the article has it; the name itself where that is unknown or ambiguous.

        >>> names_of("Elliot Abrams spoke. Mr Abrams left.").full("Mr Abrams")
        'Elliot Abrams'
        """
        cleaned = _POSSESSIVE.sub("", " ".join(name.split()))
        bare = untitled(cleaned)
        for form in (folded(cleaned), folded(bare)):
            full = self.forms.get(form)
            if full is not None and not self._contradicts(cleaned[: len(cleaned) - len(bare)], full):
                return full
        return name

    def of(self, mention: Mention) -> str:
        """The full name of somebody mentioned; the name as it is written where that is unknown or ambiguous."""
        titled = f"{mention.title} {mention.name}"
        full = self.full(titled)
        return mention.name if full == titled else full

    def _contradicts(self, title: str, full: str) -> bool:
        """Whether "Mr Bush" cannot be Laura Bush."""
        gender = self.gender.get(full, "")
        return bool(gender) and _gender_of_title(title) not in ("", gender)

    def same(self, first: str, second: str) -> bool:
        """Whether two names mean the same, as far as the article says.

        >>> names_of("Nicolas Maduro fell.").same("President Maduro", "Nicolás Maduro")
        True
        >>> names_of("Ana Diaz met Luis Diaz.").same("Ana Diaz", "Diaz")
        False
        """
        one, other = sorted((self._spelled(name) for name in (first, second)), key=len)
        if not one or one == other:
            return bool(one)
        return " " not in one and one == other.split()[-1] and folded(one) not in self.ambiguous

    def _spelled(self, name: str) -> str:
        """A name for comparison: doubled letters as one, because newsrooms do not agree on Elliot and Elliott."""
        form = folded(untitled(self.full(name)))
        return re.sub(r"(\w)\1+", r"\1", _SAME_EVERYWHERE.get(form.removeprefix("the "), form))

    def knows(self, name: str) -> bool:
        """Whether ``name`` is a form of a full name of a person in the article."""
        return self.full(name) in self.gender

    def mentions(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[Mention, str]]:
        """The people mentioned in ``text[start:end]``, each with the full name; an ambiguous one as written."""
        for mention in mentions_of(text, start, end):
            full = self.of(mention)
            if full in self.gender or folded(full) in self.ambiguous or _is_office(mention.title):
                yield mention, full


def names_of(text: str) -> Names:
    """The names of an article. Time is linear.

    >>> names_of("The Council on Foreign Relations (CFR) met.").full("CFR")
    'Council on Foreign Relations'
    """
    genders: dict[str, Counter[str]] = {}
    ages: dict[str, int] = {}
    alone: dict[str, list[str]] = {}
    relatives: set[str] = set()
    running = _without_headlines(text)
    for mention in islice(mentions_of(running), MAXIMUM_NAMES):
        if " " not in mention.name or folded(mention.name.split()[0]) in NAME_PARTICLES:
            alone.setdefault(mention.name, []).append(mention.title)
            continue
        genders.setdefault(mention.name, Counter())[_gender_of_title(mention.title)] += 1
        if _RELATIVE.search(running, max(0, mention.start - 24), mention.start):
            relatives.add(mention.name)
        age = _AGE.match(running, mention.end)
        if age and not mention.possessive:
            ages[mention.name] = int(age[1])
    forms, ambiguous = _forms_of_people(list(genders), relatives)
    certain = {*ages}
    for name, titles in alone.items():
        if folded(name) not in forms and any(map(_is_office, titles)) and folded(name) not in PLACES | ambiguous:
            forms[folded(name)] = name
        full = forms.get(folded(name))
        if full:
            if folded(name) != folded(full).split()[0]:
                certain.add(full)
            seen = genders.setdefault(full, Counter())
            if not _gender(full, seen):
                seen.update(map(_gender_of_title, titles))
    gender = {name: _gender(name, seen) for name, seen in genders.items()}
    return Names(
        people=tuple(genders),
        forms={**_abbreviations(text), **forms},
        ambiguous=frozenset(ambiguous),
        gender=gender,
        ages=ages,
        certain=frozenset(certain | {name for name, known in gender.items() if known}),
    )


def _without_headlines(text: str) -> str:
    """The text of the same length in which headlines in capitals are blank."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        words = line.split()
        capitals = sum(word[0].isupper() for word in words)
        if 2 < len(words) < 40 and line[-1:] not in _TERMINAL and capitals >= HEADLINE_SHARE * len(words):
            lines[number] = " " * len(line)
    return "\n".join(lines)


def _forms_of_people(people: list[str], relatives: set[str]) -> tuple[dict[str, str], set[str]]:
    """Folded forms -> full names, for those forms that only one person goes by; and the forms of several."""
    longest: dict[tuple[str, str], str] = {}
    for name in people:
        words = folded(name).split()
        key = (words[0], words[-1])
        known = longest.get(key)
        longest[key] = name if known is None or len(name.split()) > len(known.split()) else known
    claims: dict[str, set[str]] = {}
    forms: dict[str, str] = {}
    for name in people:
        words = folded(name).split()
        full = longest[words[0], words[-1]]
        forms[" ".join(words)] = full
        short = [" ".join(words[place:]) for place in range(1, len(words))]
        if name in relatives:
            # After "his wife Laura Bush", "Bush" is somebody else, or she: who knows?
            claims.setdefault(words[-1], set()).add("")
        for form in {*short, words[0]}:
            if form not in PLACES and form not in NAME_PARTICLES:
                claims.setdefault(form, set()).add(full)
    for form, owners in claims.items():
        if len(owners) == 1 and form not in forms:
            (forms[form],) = owners
    return forms, {form for form, owners in claims.items() if len(owners) > 1}


def _abbreviations(text: str) -> dict[str, str]:
    """Short forms of organisations: those given in brackets after the name, and initials that occur in the text."""
    forms: dict[str, str] = {}
    for match in _BRACKETED.finditer(text):
        name = _spelled_out(text[max(0, match.start() - 120) : match.start()], match[1])
        if name:
            forms.setdefault(folded(match[1]), name)
    short = {folded(match[0]) for match in _INITIALS.finditer(text)}
    spelled: dict[str, set[str]] = {}
    for match in _LONG_NAME.finditer(text) if short else ():
        words = match[0].split(" ")
        for chosen in (words, words[1:]):
            initials = "".join(word[0] for word in chosen if word[0].isupper()).lower()
            if initials in short and chosen[0][0].isupper():
                spelled.setdefault(initials, set()).add(" ".join(chosen))
    return {**{initials: long for initials, (long, *more) in spelled.items() if not more}, **forms}


def _spelled_out(before: str, short: str) -> str | None:
    """The words at the end of ``before`` whose initials make ``short``; small words may be skipped."""
    words = re.split(r"[\s(\"“]+", before)
    letters = [letter.lower() for letter in short if letter.isalpha()]
    place = len(words)
    for letter in reversed(letters):
        place -= 1
        while place >= 0 and not words[place].lower().startswith(letter) and words[place].islower():
            place -= 1
        if place < 0 or not words[place].lower().startswith(letter):
            return None
    name = " ".join(words[place:])
    return name if name[:1].isupper() and len(name) > len(short) else None


def _is_office(title: str) -> bool:
    return title.lower().rsplit(" ", 1)[-1] in OFFICES


def _gender_of_title(title: str) -> str:
    words = title.lower().split()
    if any(word in FEMALE_TITLES for word in words):
        return "she"
    return "he" if any(word in MALE_TITLES for word in words) else ""


def _gender(name: str, seen: Counter[str]) -> str:
    given = folded(name.split()[0]) if " " in name else ""
    for gender, names in (("he", MALE_NAMES), ("she", FEMALE_NAMES)):
        if seen[gender] and not seen["she" if gender == "he" else "he"]:
            return gender
        if given in names and not (seen["he"] or seen["she"]):
            return gender
    return ""
