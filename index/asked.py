"""What a question asks for, read from its words: a person, a time, a number, a place, or an account.

Only the surface is read, so that a wrong guess costs little: the kind is one feature of ranking among several and
never excludes evidence.
"""

from __future__ import annotations

import re
from typing import Literal

from index.terms import is_function_word, term

Kind = Literal["person", "introduction", "time", "number", "place", "reason", "statement", "yes_no", "other"]

_OPENING = r"^(?:and |but |so |then |please |according to [^,]+, |tell me )*"
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "introduction",
        re.compile(
            _OPENING + r"(?:who(?:'s|’s| is| was| are| were)|tell me (?:about|who)|what do you know about|describe)"
            r"\s+(?:the\s+)?(?:mr\.? |ms\.? |mrs\.? |dr\.? )?(?P<name>[\w.'’-]+(?: [\w.'’-]+){0,3})\s*\??$",
            re.I,
        ),
    ),
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|old|large|big|long|far|high|tall|often|few|deep|heavy)\b|"
            r"\bwhat (?:number|percentage|share|proportion|age|amount|sum|price|size)\b|[\w.] age\s*\??$",
            re.I,
        ),
    ),
    (
        "time",
        re.compile(
            r"\bwhen\b|\bwhat (?:year|date|day|month|time|decade|century)\b|"
            r"\b(?:in|on|since) (?:what|which) (?:year|date|day|month|decade|century)\b|"
            r"\bwhich (?:year|date|day|month)\b|\bhow long ago\b",
            re.I,
        ),
    ),
    (
        "place",
        re.compile(r"\bwhere\b|\b(?:what|which) (?:country|city|place|town|state|region|continent|river)\b", re.I),
    ),
    ("reason", re.compile(r"\bwhy\b|\bwhat (?:caused|made|led)\b|\bfor what reason\b|\bhow come\b", re.I)),
    ("person", re.compile(r"\bwho\b|\bwhom\b|\bwhose\b|\bwhich (?:person|man|woman|official|politician)\b", re.I)),
    (
        "statement",
        re.compile(
            r"\bwhat (?:did|does|has|have|do|had) .{0,1000} (?:say|said|claim|think|believe|write|call|"
            r"admit|tell|declare|announce|expect)",
            re.I,
        ),
    ),
    (
        "yes_no",
        re.compile(
            _OPENING + r"(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|isn't|"
            r"wasn't|didn't|hasn't)\b",
            re.I,
        ),
    ),
)

_NUMBER_WORD = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|"
    r"dozen|half|quarter|once|twice|one|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
)
_MONTH = (
    r"jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?|"
    r"oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?"
)
_SHOWS: dict[Kind, re.Pattern[str]] = {
    "number": re.compile(
        rf"[$€£]?\d[\d,.]*(?:(?<=\d)%)?(?: (?:hundred|thousand|million|billion|trillion|percent|per cent))?(?<![.,])|"
        rf"\b(?:{_NUMBER_WORD})\b",
        re.I,
    ),
    "time": re.compile(
        rf"\b(?:{_MONTH}) \d\d?(?:, \d{{4}})?\b|\b(?:1\d|20)\d\d\b|\b(?:{_MONTH})\b(?= ?\d|[^\w]|$)|"
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d\d?:\d\d\b|"
        r"\b(?:yesterday|today|tomorrow|century|decade|years?|months?|weeks?|days?|hours?|era|early|late)\b",
        re.I,
    ),
    "reason": re.compile(
        r"\b(?:because|since|due to|so that|in order to|as|to|after|for|therefore|caus\w+|reason|led|owing|thus|"
        r"amid)\b",
        re.I,
    ),
    "statement": re.compile(
        r"[\"“”]|\b(?:said|says|told|saying|claim\w*|expects?|denounced|admitted|according|wrote|called|added|believes?|"
        r"rejects?|rejected|stated|announced|declared|argued|thinks?|thought)\b",
        re.I,
    ),
}
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+(?: (?:de |da |del |la |von |van |al-)?[A-ZÀ-Þ][\w’'-]+)*")
_APPOSITION = re.compile(
    r"^, (?:who|whom|whose)\b(?! (?:he|she|it|they|we|i)\b)|"
    # "After the attack on Brandt, the US has …" introduces nobody.
    r"^, (?:an?|the)\b(?! [A-Z][\w.]* (?:has|have|had|is|are|was|were|will|would|said)\b)|"
    r"^ (?:is|was|are|were) (?:an?|the|one|among)\b|"
    r"^,\s+(?!and |but |or |the |an? |which |said |has |had |is |was |who)[a-z]|^ \((?!\d+\))|^, \d\d\b"
)
_ROLE_BEFORE = re.compile(
    r"\b(?:minister|president|senator|representative|secretary|mayor|governor|general|chief|leader|director|analyst|"
    r"spokes(?:man|woman|person)|author|actor|singer|judge|king|queen|prince|princess|bishop|pope|ambassador|envoy|"
    r"chairman|chairwoman|chair|ceo|founder|professor|economist|captain|coach|lawyer|officer|scientist|player|writer)"
    r"(?: \([^)]*\))?,? (?:[A-ZÀ-Þ][\w’'.-]+ ){0,2}$",
    re.I,
)


# How far from a name an office is looked for, in characters.
_REACH = 120
_FILLERS = re.compile(
    r"\b(?:these days|nowadays|right now|at the moment|for the time being|at present|so far|in general|in particular|"
    r"can you tell me|do you know|i want to know|i would like to know|i wonder)\b",
    re.I,
)


_LATEST = re.compile(
    r"\b(?:now|nowadays|today|currently|current|latest|at present|at the moment|these days|by now|so far)\b", re.I
)
_ORIGINAL = re.compile(
    r"\b(?:originally|original|initially|initial|at first|to begin with|at the (?:start|outset))\b", re.I
)
_MOVED = r"(?:raised|increased|cut|lowered|reduced|doubled|tripled|grown|risen|fallen|dropped|moved|changed|replaced)"
_CHANGE = re.compile(
    rf"\b(?:now|nowadays|today|currently|since|latest)\b|\b(?:has|have|had) (?:\w+ )?(?:been )?{_MOVED}\b|"
    rf"\b{_MOVED} (?:it |that |this |them )?(?:again )?(?:to|from|by)\b",
    re.I,
)


def stage_asked(question: str) -> Literal["latest", "original"] | None:
    """Whether a question asks how things are by now, or how they were at first; None where it asks neither, or both.

    >>> stage_asked("What is the reward today?"), stage_asked("How high was it originally?"), stage_asked("Who is it?")
    ('latest', 'original', None)
    """
    latest, original = bool(_LATEST.search(question)), bool(_ORIGINAL.search(question))
    if latest == original:
        return None
    return "latest" if latest else "original"


def tells_change(text: str) -> bool:
    """Whether a sentence tells that something is no longer as it was.

    >>> tells_change("Police have raised the reward to 9,000 euros."), tells_change("The reward was 5,000 euros.")
    (True, False)
    """
    return bool(_CHANGE.search(text))


def without_fillers(question: str) -> str:
    """The question without phrases that ask for nothing, whose words would be looked for in the articles.

    >>> without_fillers("Where does she work these days?")
    'Where does she work ?'
    """
    return _FILLERS.sub("", question)


def kind_of(question: str) -> Kind:
    """What the question asks for.

    >>> kind_of("How old is he?"), kind_of("who is cabello"), kind_of("What did Abrams say?")
    ('number', 'introduction', 'statement')
    >>> kind_of("Who is the mayor of Lindow?")
    'person'
    """
    stripped = question.strip()
    for kind, pattern in _KINDS:
        found = pattern.search(stripped)
        if found and (kind != "introduction" or _is_named(found)):
            return kind
    return "other"


def _is_named(introduction: re.Match[str]) -> bool:
    """Whether "who is …?" goes on with a name: "the mayor" and "arrested by Weiss" describe somebody."""
    name = introduction["name"]
    described = name[0].islower() and re.search(r"\bthe\s+$", introduction.string[: introduction.start("name")], re.I)
    return not described and not any(is_function_word(word) for word in name.split())


def asks_for_year(question: str) -> bool:
    """Whether nothing but a year is an answer."""
    return bool(re.search(r"\b(?:what|which) year\b", question, re.I))


def asks_for_count(question: str) -> bool:
    """Whether nothing but a number is an answer; "how far" and "how often" can be answered in words."""
    return bool(re.search(r"\bhow (?:many|much|old)\b|\bwhat (?:number|percentage|age)\b", question, re.I))


def name_asked(question: str) -> str | None:
    """The name in "who is NAME?", else None."""
    match = _KINDS[0][1].search(question.strip())
    return match["name"] if match and _is_named(match) else None


def full_names(text: str) -> list[set[str]]:
    """The names in a text, each as the terms of its words.

    >>> [sorted(name) for name in full_names("He met Anna Brandt.")]
    [['he'], ['anna', 'brandt']]
    """
    return [{term(word) for word in match.group().split()} for match in _NAME.finditer(text)]


def candidates(kind: Kind, text: str, question: str) -> list[tuple[int, int]]:
    """Where a text has something of the kind that is asked for, beside what the question itself gives.

    >>> candidates("number", "the 62-year-old paid $25 million", "How old is he?")
    [(4, 6), (21, 32)]
    """
    known = question.casefold()
    if kind in ("person", "place", "introduction"):
        return [match.span() for match in _NAME.finditer(text) if match.group().casefold() not in known]
    pattern = _SHOWS.get(kind)
    if pattern is None:
        return []
    return [
        match.span() for match in pattern.finditer(text) if kind == "reason" or match.group().casefold() not in known
    ]


def shows(kind: Kind, text: str, question: str) -> bool:
    """Whether a sentence has something of the kind that is asked for, beside what the question itself gives."""
    # The first word of a sentence has a capital whether it is a name or not.
    after_first = text.find(" ") if kind in ("person", "place") else 0
    return kind != "introduction" and any(start >= after_first for start, _ in candidates(kind, text, question))


def introduces(name: str, text: str) -> bool:
    """Whether a sentence says who or what ``name`` is: an apposition after it, or an office before it.

    >>> introduces("cabello", "interior minister Diosdado Cabello met her"), introduces("Abrams", "said Abrams")
    (True, False)
    """
    surname = re.escape(name.split()[-1])
    for match in re.finditer(rf"\b{surname}\b", text, re.I):
        before = text[max(0, match.start() - _REACH) : match.start()]
        if _APPOSITION.search(text[match.end() : match.end() + _REACH]) or _ROLE_BEFORE.search(before):
            return True
    return False
