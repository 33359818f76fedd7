"""The people and organisations named in one article, and which names mean the same.

News gives a full name once and a surname afterwards: ``Diosdado Cabello``, then ``Cabello``. Names are read from
capitals and position alone. What is ambiguous within the article stays as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from index.news_words import (
    ADVERBS,
    ALSO_SURNAMES,
    CLAUSE_OPENERS,
    DETERMINERS,
    FEMALE_NAMES,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_TITLES,
    NAME_PARTICLES,
    OFFICES,
    ORGANISATION_WORDS,
    PEOPLE,
    PLACES,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
    TITLES,
)

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME_WORD = rf"(?:{_CAPITAL}\.(?:-?{_CAPITAL}\.)*|(?:al-)?{_CAPITAL}(?:\w|[’'-](?=\w))*(?:(?<=Mr|Ms|Dr|Lt|St|Jr|Sr)\.|(?<=Mrs|Rep|Sen|Gov|Gen|Col|Sgt|Maj|Rev|Adm)\.|(?<=Prof|Capt)\.)?)"
_PARTICLES = "|".join(sorted(NAME_PARTICLES))
_RUN = re.compile(rf"(?<![\w’'.-]){_NAME_WORD}(?: (?:(?:{_PARTICLES}) ){{0,2}}{_NAME_WORD}){{0,7}}")
_POSSESSIVE = re.compile(r"['’]s?$")
_BRACKETED = re.compile(r"(?<=\w) \((?:the )?[\"“]?([A-Z][A-Za-z&-]{1,9})[\"”]?\)")
_TERMINAL = frozenset(".!?:;,”\"'’)…")
_AGE = re.compile(r",? (?:aged )?(\d{1,2}),")
_COUNTRIES = (
    ("United States", "us usa america", "united states", "united states of america"),
    ("United Kingdom", "uk", "united kingdom"),
    ("European Union", "eu", "european union"),
    ("United Nations", "un", "united nations"),
)
_SAME_EVERYWHERE = {form: names[0] for names in _COUNTRIES for form in (*names[1].split(), *names[2:])}
_NOT_OPENING = DETERMINERS | PREPOSITIONS | CLAUSE_OPENERS | PRONOUNS
_GIVEN_NAMES = MALE_NAMES | FEMALE_NAMES
_SUFFIXES = frozenset("Jr Jr. Sr Sr. II III IV".split())
# A line without a full stop in which this share of the words has a capital is a headline, where any word may.
HEADLINE_SHARE = 0.6
# More names than any article has: beyond it, a text is not news, and is only read as far.
MAXIMUM_NAMES = 20_000


@dataclass(frozen=True)
class Mention:
    """A capitalised run that may name a person: characters ``[start, end)``, without titles, and its words."""

    start: int
    end: int
    name: str
    title: str
    possessive: bool = False


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
        for form in (folded(cleaned), folded(untitled(cleaned))):
            if form in self.forms:
                return self.forms[form]
        return name

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
        """The people mentioned in ``text[start:end]``, in order, each with the full name; an ambiguous one as written."""
        for mention in mentions_of(text, start, end):
            full = self.full(mention.name)
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
    running = _without_headlines(text)
    for mention in islice(mentions_of(running), MAXIMUM_NAMES):
        if " " not in mention.name or folded(mention.name.split()[0]) in NAME_PARTICLES:
            alone.setdefault(mention.name, []).append(mention.title)
            continue
        genders.setdefault(mention.name, Counter())[_gender_of_title(mention.title)] += 1
        age = _AGE.match(running, mention.end)
        if age and not mention.possessive:
            ages[mention.name] = int(age[1])
    forms, ambiguous = _forms_of_people(list(genders))
    certain = {*ages}
    for name, titles in alone.items():
        if folded(name) not in forms and any(map(_is_office, titles)) and folded(name) not in PLACES | ambiguous:
            forms[folded(name)] = name
        full = forms.get(folded(name))
        if full:
            if folded(name) != folded(full).split()[0]:
                certain.add(full)
            genders.setdefault(full, Counter()).update(map(_gender_of_title, titles))
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


def mentions_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """The runs of ``text[start:end]`` that may name people.

    >>> [mention.name for mention in mentions_of("U.S. Senator Ana de Armas met Maduro in the White House.")]
    ['Ana de Armas', 'Maduro']
    """
    for run in _RUN.finditer(text, start, len(text) if end is None else end):
        words = run[0].split(" ")
        opening = _opening(words, text[max(0, run.start() - 4) : run.start()])
        first = _behind_titles(words, opening)
        name = _POSSESSIVE.sub("", " ".join(words[first:]))
        if not name or name[0].islower() or not _may_be_person(name.split(" ")):
            continue
        begin = run.start() + sum(len(word) + 1 for word in words[:first])
        before = text[max(0, begin - 5) : begin].lower()
        if first == opening and before.endswith(("the ", "the “", 'the "')):
            continue
        title = " ".join(words[opening:first]) or _lower_title(text, begin)
        end_of_name = begin + len(name)
        possessive = end_of_name < run.end() or text[end_of_name : end_of_name + 1] in ("'", "’")
        yield Mention(begin, end_of_name, name, title, possessive)


def _opening(words: list[str], before: str) -> int:
    """How many words of a run are no part of a name or title: "But Ana Diaz", "Caracas's Ana Diaz"."""
    opening = 0
    low = words[0].lower()
    if (low in _NOT_OPENING and words[0] not in ("US", "IT", "A.")) or low in ADVERBS or (
        low.endswith("ly") and len(words) > 1 and len(low) > 5 and low not in FEMALE_NAMES and not before.endswith(", ")
    ) or (low == "state" and before == " of "):
        opening = 1
    owners = [place + 1 for place, word in enumerate(words[:-1]) if word.endswith(("'s", "’s", "'", "’"))]
    return max([opening, *owners])


def _behind_titles(words: list[str], opening: int) -> int:
    """Where the name begins behind titles. "Stephen King" and "Luther King Jr." have none."""
    first = opening
    for place in range(opening, len(words) - 1):
        low = words[place].lower()
        if low not in TITLES and low not in PEOPLE and not low.endswith("ologist"):
            continue
        if words[place + 1] in _SUFFIXES or any(folded(word) in _GIVEN_NAMES for word in words[first:place]):
            break
        first = place + 1
    return first


def _lower_title(text: str, begin: int) -> str:
    """A title in lower case right before a name: "interior minister Diosdado Cabello"."""
    word = text[max(0, begin - 24) : begin].rstrip(" ").rsplit(" ", 1)[-1]
    return word if begin and text[begin - 1] == " " and word in TITLES else ""


def _may_be_person(words: list[str]) -> bool:
    lowered = [folded(word) for word in words if word not in NAME_PARTICLES]
    letters = [word for word in words if len(word) > 1 and word.isalpha()]
    # "Adam West", but "West Bank".
    surnames = ALSO_SURNAMES if lowered and lowered[0] in _GIVEN_NAMES - PLACES else frozenset()
    return (
        len(words) <= 6
        and not any(character.isdigit() for word in words for character in word)
        and any(len(word) > 2 for word in lowered)
        and not any(word in ORGANISATION_WORDS or word in TIME_WORDS for word in lowered if word not in surnames)
        # Headings: "In This Issue"; an initial "A." is none of these.
        and not any(word.lower() in _NOT_OPENING for word in words if word not in NAME_PARTICLES)
        and not (letters and all(map(str.isupper, letters)))
    )


def _forms_of_people(people: list[str]) -> tuple[dict[str, str], set[str]]:
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
        short = [*(" ".join(words[place:]) for place in range(1, len(words)))]
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
    return forms


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


def untitled(name: str) -> str:
    """A name without the titles before it.

    >>> untitled("U.S. President Maduro"), untitled("President")
    ('Maduro', 'President')
    """
    words = name.split()
    first = max((place + 1 for place, word in enumerate(words[:-1]) if word.lower() in TITLES), default=0)
    return " ".join(words[first:])


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """A name in lower case, without accents, and dotted abbreviations without dots."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return plain.replace(".", "").replace("’", "'")
