"""A follow-up -> a question that stands alone. Rules only: who or what was last spoken of takes the pronoun's place.

Each earlier question is made to stand alone first, so that a chain ("Who is Abrams?", "Where is he now?", "What does
he expect?") keeps its referent. Where a question is cut short ("And now?") the earlier one is put before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.asked import name_asked

Turn = str | tuple[str, str]
"""An earlier question, or an earlier question with its answer's text."""

_NAME = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]*\w|[A-Z]\.(?:[A-Z]\.)+)(?: (?:(?:de|da|del|la|los|von|van|of|the) )*[A-ZÀ-Þ][\w’'-]*\w)*"
)
_NOT_NAMES = frozenset(
    """what who whom whose when where why how which is are was were do does did has have had can could will would should
    and but so then please tell according in on at of the a an if yes no i it he she they this that there january
    february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday""".split()
)
_SUBJECT = re.compile(r"\b(he|she|they|him|them|it)\b", re.I)
_POSSESSIVE = re.compile(r"\b(his|their|its)\b", re.I)
_HER = re.compile(r"\bher\b(?= [a-z])(?! (?:to|in|on|at|for|from|with|by|and|or|be|as)\b)", re.I)
_HER_OBJECT = re.compile(r"\bher\b", re.I)
_POINTING = re.compile(
    r"\b(?:this|those|these|there|then)\b(?! \w+ (?:is|was|are|were)\b)|"
    # Not the conjunction: "true that the bridge fell", "say that Brandt left".
    r"\bthat\b(?! (?:the|an?|his|her|their|its|he|she|it|they|there)\b)(?! (?-i:[A-Z]))",
    re.I,
)
_CUT_SHORT = re.compile(
    r"^(?:and|but|or|so|what about|how about|why|when|where|who|how|really|since when)\b[^?]{0,40}\??$", re.I
)
_IMPERSONAL_IT = re.compile(r"\b(?:is|was) it (?:true|possible|known|clear|likely|said)\b|\bit (?:rain|snow)", re.I)
_DESCRIBED = re.compile(r"^(?:and |so )?(?:who|what) (?:is|was|are|were) ((?:(?:the|a|an) .+?|[a-z]\S* .+?))\??$")
_LEADING = re.compile(r"^(?:and|but|so|then|also)[, ]+", re.I)


@dataclass(frozen=True)
class _Referents:
    """What a pronoun may stand for: the last person-like name, and whatever was last described."""

    name: str | None = None


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question in words that need no history; the question itself where it stands alone already.

    >>> standalone("How old is he?", ["Who is Elliot Abrams?"])
    'How old is Elliot Abrams?'
    >>> standalone("When did she say that?", ["What did Anna Brandt say about the bridge?"])
    'What did Anna Brandt say about the bridge? When did Anna Brandt say that?'
    """
    question = question.strip()
    referents = _Referents()
    previous = ""
    for turn in history:
        earlier, answer = (turn, "") if isinstance(turn, str) else turn
        resolved = _resolve(earlier.strip(), referents, previous)
        referents = _after(resolved, earlier.strip(), answer, referents)
        previous = _last_question(resolved)
    return _resolve(question, referents, previous) if previous else question


def _resolve(question: str, referents: _Referents, previous: str) -> str:
    if not previous:
        return question
    replaced = _replace(question, referents.name) if referents.name else question
    if replaced != question:
        replaced = _capitalised(_LEADING.sub("", replaced))
    still_open = _POINTING.search(replaced) or (_SUBJECT.search(replaced) and not _IMPERSONAL_IT.search(replaced))
    cut_short = replaced == question and not _names(question) and bool(_CUT_SHORT.match(question))
    joins = _LEADING.match(question) and replaced == question
    if still_open or cut_short or joins or (replaced == question and _POSSESSIVE.search(question)):
        return f"{previous} {replaced}"
    return replaced


def _replace(question: str, name: str) -> str:
    possessive = f"{name}'" if name.endswith("s") else f"{name}'s"
    replaced = _POSSESSIVE.sub(possessive, _HER.sub(possessive, question))
    replaced = _HER_OBJECT.sub(name, replaced)
    # Only the first pronoun: "Does he say that he will?" stays readable, and a second may mean another.
    if _IMPERSONAL_IT.search(replaced):
        return replaced
    return _SUBJECT.sub(name, replaced, count=1)


def _after(resolved: str, asked: str, answer: str, before: _Referents) -> _Referents:
    introduced = name_asked(_last_question(resolved))
    names = _names(_last_question(resolved))
    described = _DESCRIBED.match(_uncapitalised(_last_question(resolved)))
    if introduced and (introduced[:1].isupper() or len(introduced.split()) == 1):
        # The answer may write the name in full, and with capitals.
        longer = [name for name in _names(answer) if introduced.casefold().split()[-1] in name.casefold().split()]
        return _Referents(longer[0] if longer else introduced)
    if described and _names(answer):
        return _Referents(_names(answer)[0])
    if described:
        description = described[1].strip()
        return _Referents(description if re.match(r"(?:the|a|an) ", description) else f"the {description}")
    if names:
        return _Referents(names[0])
    if _names(answer):
        return _Referents(_names(answer)[0])
    return before


def _names(text: str) -> list[str]:
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0].casefold() in _NOT_NAMES:
            words = words[1:]
        name = re.sub(r"['’]s?$", "", " ".join(words))
        if name and not (match.start() == 0 and len(words) == 1 and words[0].casefold() in _NOT_NAMES):
            found.append(name)
    return found


def _last_question(text: str) -> str:
    parts = re.findall(r"[^?]+\??", text)
    return parts[-1].strip() if parts else text


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
