"""Numbers: value, magnitude, unit and bound must be the evidence's, and belong to what they belong to there."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.terms import is_function_word, term, words
from qa.checks.comparison import Comparison
from qa.checks.dates import date_ranges

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES: dict[str, float] = {
    **{word: float(value) for value, word in enumerate(_SMALL)},
    **{word: 10.0 * value for value, word in enumerate(_TENS, 2)},
    "dozen": 12.0,
}
_MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9}
_MAGNITUDES |= {"bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12}
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        range(1, 13),
        strict=True,
    )
)
NUMBER_WORDS = frozenset({*_VALUES, "hundred", "thousand", "million", "billion", "trillion", "dozens", "half"})
_UNITS = {
    form: unit
    for unit, forms in {
        "usd": "$ us$ dollar dollars usd",
        "eur": "€ euro euros eur",
        "gbp": "£ pound pounds sterling gbp",
        "jpy": "¥ yen jpy",
        "percent": "% percent per-cent pct",
        "points": "percentage-point percentage-points",
        "kilometre": "km kilometre kilometres kilometer kilometers",
        "mile": "mile miles",
        "metre": "metre metres meter meters",
        "foot": "foot feet ft",
        "kilogram": "kg kilogram kilograms kilo kilos",
        "tonne": "tonne tonnes ton tons",
        "year": "year years year-old yr yrs",
        "month": "month months",
        "week": "week weeks",
        "day": "day days",
        "hour": "hour hours",
        "minute": "minute minutes",
        "barrel": "barrel barrels",
        "degree": "degree degrees",
    }.items()
    for form in forms.split()
}
_STRICT_UNITS = {"percent", "points"}
_SPELLED = "|".join([*_SMALL, *_TENS, "dozen"])
_NUMBER = re.compile(
    rf"(?P<currency>US\$|[$€£¥])?\s?"
    rf"(?P<value>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    rf"\b(?:half a|a|{_SPELLED})(?=[\s-]+(?:{_SPELLED}|hundred|thousand|million|billion|trillion)\b)|"
    rf"\b(?:{_SPELLED})\b)"
    rf"(?P<tail>(?:(?:[\s-]+)(?:{_SPELLED})\b)*)"
    r"(?P<magnitudes>(?:[\s-]*(?:hundred|thousand|million|billion|trillion)\b|(?<=\d)\s?(?:mn|bn|tn|k|m|b)\b)*)"
    rf"(?P<rest>(?<=hundred)(?:\s+and\s+|\s+)(?:{_SPELLED})(?:-(?:{_SPELLED}))?\b)?",
    re.I,
)
_UNIT = re.compile(r"[\s-]*(?P<unit>%|percentage[\s-]points?\b|per\s?cent\b|year-old\b|[a-z$€£]+)", re.I)
_ORDINAL = re.compile(rf"\b(?P<digits>\d+)(?:st|nd|rd|th)\b|\b(?P<word>{'|'.join(_ORDINALS)})\b", re.I)
_RANKED = re.compile(r"\b(?:no\.?|number|#)\s?$", re.I)
_FRACTION = re.compile(r"\b(?:(?P<half>half)|(?P<few>a|one|two|three)[\s-](?P<part>third|quarter)s?)\b", re.I)
_VAGUE = re.compile(r"\b(?:dozens|scores|hundreds|thousands|millions|billions)\b", re.I)
_MORE = re.compile(
    r"(?:more than|over|at least|above|in excess of|exceed\w*|upwards of|no (?:fewer|less) than|minimum of)"
    r"\s*(?:the )?$",
    re.I,
)
_LESS = re.compile(
    r"(?:less than|fewer than|under|below|at most|up to|no more than|maximum of|nearly|almost|close to|just short of)"
    r"\s*(?:the )?$",
    re.I,
)
_ROUGH = re.compile(
    r"\b(?:about|around|roughly|approximately|some|an estimated|estimated|nearly|almost|close to)\s*$", re.I
)
_NOT_A_NUMBER = re.compile(r"(?:\b(?:no|every|any|some|each|the|this|that|which)[\s-])$", re.I)
_ONE_OF = re.compile(r"\s+(?:of|another|day|time)\b", re.I)
_MOVES = re.compile(r"\b(from|to|by)\s+(?:about |around |just |only |the |a |an )*$", re.I)
_SCORE = re.compile(r"\b(\d{1,3})(?:[-–:]| votes to | to | goals to )(\d{1,3})\b")
_OF = re.compile(r"\s+of\s+(?:(?:the|its|his|her|their|all)\s+)?(?:[\w-]+['’]s?\s+)?", re.I)
_ROUGHLY = 0.05
_NEAR_WORDS = 9


@dataclass(frozen=True)
class Quantity:
    """A number in a text, at characters ``[start, end)``. ``kind``: cardinal, ordinal, share or vague ("dozens").

    ``bound``: "more" or "less" where the number is a limit ("at least 40"), else "". ``rough``: "about 40".
    """

    value: float
    kind: str
    unit: str
    bound: str
    rough: bool
    start: int
    end: int


@lru_cache(maxsize=4_096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text in order, those of dates left out.

    >>> [(q.value, q.unit) for q in quantities("$10m, 10 million dollars, twenty-one percent, two hundred and five km")]
    [(10000000.0, 'usd'), (10000000.0, 'usd'), (21.0, 'percent'), (205.0, 'kilometre')]
    >>> [(q.value, q.kind, q.bound) for q in quantities("more than 40 of them came second; half left; dozens died")]
    [(40.0, 'cardinal', 'more'), (2.0, 'ordinal', ''), (0.5, 'share', ''), (0.0, 'vague', '')]
    """
    taken = list(date_ranges(text))
    found: list[Quantity] = []

    def add(value: float, kind: str, unit: str, start: int, end: int) -> None:
        if any(start < last and first < end for first, last in taken):
            return
        before = text[:start]
        bound = "more" if _MORE.search(before) else "less" if _LESS.search(before) else ""
        taken.append((start, end))
        found.append(Quantity(value, kind, unit, bound, bool(_ROUGH.search(before)), start, end))

    for match in _FRACTION.finditer(text):
        if match["half"] is not None:
            if not re.match(r"\s+a\s+(?:million|billion|dozen|century|year)", text[match.end() :], re.I):
                add(0.5, "share", "", *match.span())
        else:
            few = {"a": 1.0}.get(match["few"].lower()) or _VALUES[match["few"].lower()]
            add(few / {"third": 3, "quarter": 4}[match["part"].lower()], "share", "", *match.span())
    for match in _ORDINAL.finditer(text):
        value = float(match["digits"]) if match["digits"] else float(_ORDINALS[match["word"].lower()])
        add(value, "ordinal", "", *match.span())
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        while text[start].isspace():
            start += 1
        is_one = match["value"].lower() == "one" and not match["tail"] and not match["magnitudes"]
        if is_one and (_ONE_OF.match(text, end) or _NOT_A_NUMBER.search(text[:start])):
            continue
        if start and (text[start - 1].isalnum() or text[start - 1] == "."):
            continue  # "B2B", "v1.2"
        unit_match = _UNIT.match(text, end)
        unit = _unit(match["currency"] or "")
        if unit_match and (named := _unit(unit_match["unit"])):
            unit, end = named if not unit or named in _STRICT_UNITS else unit, unit_match.end()
        kind = "ordinal" if _RANKED.search(text[:start]) else "cardinal"
        add(_value(match), kind, unit, start, end)
    for match in _VAGUE.finditer(text):
        add(0.0, "vague", match[0].lower(), *match.span())
    found.sort(key=lambda quantity: quantity.start)
    return tuple(_with_units_of_ranges(text, found))


def numbers(compared: Comparison) -> str | None:
    """Why the claim's numbers are not the evidence's; None where they are.

    >>> numbers(Comparison("It cost $5m.", "It cost 4 million dollars."))
    'the number "$5m" is not in the evidence'
    >>> numbers(Comparison("Ten people died.", "10 people died."))
    """
    claim, evidence = compared.claim, compared.evidence
    asked = quantities(compared.question)
    pairs = {match.groups() for match in _SCORE.finditer(evidence)}
    for match in _SCORE.finditer(claim):
        if match.groups() not in pairs and match.groups()[::-1] in pairs:
            return f'"{match[0]}" is the other way round in the evidence'
    given = quantities(evidence)
    said = quantities(claim)
    for quantity in said:
        written = claim[quantity.start : quantity.end].strip()
        same = [other for other in given if agrees(quantity, other)]
        if not same:
            if is_one_of(quantity, claim, evidence) or (not given and any(agrees(quantity, other) for other in asked)):
                continue
            return f'the number "{written}" is not in the evidence'
        if all(other.bound != quantity.bound for other in same) and not any(
            other.rough and quantity.rough for other in same
        ):
            return f'"{written}" is a limit in one of claim and evidence only'
        if all(_part(evidence, other, given) not in (None, _part(claim, quantity, said)) for other in same):
            return f'"{written}" is the whole, of which the evidence names a part'
        if not any(_moves_alike(quantity, claim, other, evidence) for other in same):
            return f'"{written}" is the other end of the change in the evidence'
        if _belongs_elsewhere(quantity, claim, same, given, evidence):
            return f'"{written}" belongs to something else in the evidence'
    return None


def _part(text: str, whole: Quantity, numbers: Sequence[Quantity]) -> float | None:
    """The number that the text names as a part of another: 40 in "40 of the island's 120 beaches"; None for none."""
    for other in numbers:
        if other.end <= whole.start and _OF.fullmatch(text[other.end : whole.start]):
            return other.value
    return None


def agrees(claimed: Quantity, given: Quantity) -> bool:
    """Whether two numbers are the same: value and kind, and the unit where both have one."""
    if claimed.kind == "vague" or given.kind == "vague":
        return claimed.kind == given.kind and claimed.unit == given.unit
    if {claimed.kind, given.kind} == {"share", "cardinal"}:
        share, other = (claimed, given) if claimed.kind == "share" else (given, claimed)
        return other.unit == "percent" and math.isclose(share.value * 100, other.value)
    if claimed.kind != given.kind:
        return False
    if claimed.unit != given.unit and (claimed.unit in _STRICT_UNITS or (claimed.unit and given.unit)):
        return False
    tolerance = _ROUGHLY if claimed.rough else 1e-9
    return math.isclose(claimed.value, given.value, rel_tol=tolerance)


def is_one_of(quantity: Quantity, claim: str, evidence: str) -> bool:
    """Whether the number is "one" and the evidence says "a" of the same thing: "one man", "a man"."""
    follows = re.match(r"\W*(\w+)", claim[quantity.end :])
    if quantity.value != 1 or quantity.kind != "cardinal" or follows is None:
        return False
    return bool(re.search(rf"\b(?:an?|single|another) (?:\w+ )?{re.escape(follows[1])}\b", evidence, re.I))


def _value(match: re.Match[str]) -> float:
    first = match["value"].lower()
    if first[0].isdigit():
        total = float(first.replace(",", ""))
    else:
        total = {"a": 1.0, "half a": 0.5}.get(first) or _VALUES.get(first, 0.0)
    for word in re.findall(r"[a-z]+", match["tail"].lower()):
        if word in _VALUES:
            total = total * 12 if word == "dozen" else total + _VALUES[word]
    for word in re.findall(r"[a-z]+", match["magnitudes"].lower()):
        total *= _MAGNITUDES[word]
    for word in re.findall(r"[a-z]+", (match["rest"] or "").lower()):
        total += _VALUES.get(word, 0.0)
    return total


def _unit(written: str) -> str:
    return _UNITS.get(re.sub(r"\s+", "-", written.strip().lower()).replace("percentcent", "percent"), "") or (
        "percent" if re.fullmatch(r"per\s?cent", written, re.I) else ""
    )


def _with_units_of_ranges(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """ "5 to 10 percent": the first number has the second's unit."""
    made = list(found)
    for place in range(len(made) - 2, -1, -1):
        here, after = made[place], made[place + 1]
        joined = re.fullmatch(r"\s*(?:-|–|to|and|or)\s*", text[here.end : after.start])
        if joined and not here.unit and here.kind == after.kind == "cardinal":
            made[place] = Quantity(here.value, here.kind, after.unit, here.bound, here.rough, here.start, here.end)
    return made


def _moves_alike(quantity: Quantity, claim: str, other: Quantity, evidence: str) -> bool:
    """Whether both are the end of a change, its beginning, or its size: "from 3 to 5", "by 2"."""
    said, given = _MOVES.search(claim[: quantity.start]), _MOVES.search(evidence[: other.start])
    if said is None or given is None:
        # Where the evidence gives what was before, a claim must show that it means that.
        before = (
            given is not None
            and given[1].lower() == "from"
            and re.search(
                r"\b(?:up|down|rose|fell|\w+ed) from\b", evidence[max(0, other.start - 30) : other.start], re.I
            )
        )
        meant = re.search(r"\b(?:from|first|initial\w*|original\w*|previous\w*|earlier|before|had)\b", claim, re.I)
        return not before or bool(meant)
    return said[1].lower() == given[1].lower()


def _belongs_elsewhere(
    quantity: Quantity, claim: str, same: Sequence[Quantity], given: Sequence[Quantity], evidence: str
) -> bool:
    """Whether all of the claim's words near the number stand nearer to another number of its kind in the evidence."""
    rivals = [
        other
        for other in given
        if other.kind == quantity.kind and other.value != same[0].value and other.unit == same[0].unit
    ]
    if not rivals or len(quantities(claim)) > 1:
        # A claim with several numbers is held by the order of their words instead: see roles.
        rivals = [other for other in rivals if not any(agrees(mine, other) for mine in quantities(claim))]
    if not rivals:
        return False
    near = _near(claim, quantity)
    places = [(term(evidence[start:end]), start, end) for start, end in words(evidence)]
    places = [place for place in places if place[0] in near]
    nearer = 0
    for key in near:
        spots = [(start, end) for found, start, end in places if found == key]
        if not spots:
            continue
        own, is_apart = min(_distance(evidence, spot, other) for spot in spots for other in same)
        rival, _ = min(_distance(evidence, spot, other) for spot in spots for other in rivals)
        nearer += own <= rival
        if own > rival and is_apart and key == near[-1]:
            return True  # "more than 40 hurt and three died" does not make "more than 40 died"
    return not nearer and bool(places)


def _near(claim: str, quantity: Quantity) -> list[str]:
    """The terms of the claim's content words beside a number, those after it first: they say what is counted."""
    after = [
        term(claim[start:end])
        for start, end in words(claim)
        if start >= quantity.end and not is_function_word(claim[start:end])
    ][:2]
    if after:
        return after
    before = [
        term(claim[start:end])
        for start, end in words(claim)
        if end <= quantity.start and not is_function_word(claim[start:end])
    ]
    return before[-2:]


def _distance(text: str, spot: tuple[int, int], quantity: Quantity) -> tuple[float, bool]:
    """How far a word is from a number, in words, and whether another clause begins between them."""
    first, last = sorted((spot, (quantity.start, quantity.end)))
    between = text[first[1] : last[0]]
    breaks = len(re.findall(r"[,;:.]|\band\b|\bwhile\b|\bbut\b", between))
    # What follows a number is more likely what it counts than what stands before it.
    behind = 0.5 if spot < (quantity.start, quantity.end) else 0.0
    return len(between.split()) + 3 * breaks + behind, breaks > 0
