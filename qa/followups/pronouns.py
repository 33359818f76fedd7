"""Words that point back, and what may stand in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.followups import lexicon as lex
from qa.followups.choice import Candidate
from qa.followups.discourse import Discourse
from qa.followups.mentions import Gender, Mention, mentions_in
from qa.followups.word_classes import Token, tokens

Kind = Literal["it", "they", "person", "this", "these", "there"]
Form = Literal["plain", "possessive", "place"]

_PRONOUNS: dict[str, tuple[Kind, Form, Gender]] = {
    "it": ("it", "plain", ""),
    "its": ("it", "possessive", ""),
    "itself": ("it", "plain", ""),
    "they": ("they", "plain", ""),
    "them": ("they", "plain", ""),
    "their": ("they", "possessive", ""),
    "theirs": ("they", "possessive", ""),
    "he": ("person", "plain", "man"),
    "him": ("person", "plain", "man"),
    "his": ("person", "possessive", "man"),
    "she": ("person", "plain", "woman"),
    "her": ("person", "plain", "woman"),
    "hers": ("person", "possessive", "woman"),
    "this": ("this", "plain", ""),
    "that": ("this", "plain", ""),
    "these": ("these", "plain", ""),
    "those": ("these", "plain", ""),
    "there": ("there", "place", ""),
}
_STATED = r"(?:\w+ly )?(?:true|possible|known|clear|likely|said|better|necessary|worth)"
# "Is it true that …", "it rains", "is there": these stand for nothing.
_IMPERSONAL = re.compile(
    rf"\b(?:is|was|isn't|wasn't) it {_STATED}\b(?= (?:that|to|if|whether)\b)|"
    rf"\bit (?:is|was) {_STATED}\b(?= (?:that|to|if)\b)|\bit(?:'s|’s)? (?:rain|snow)|"
    r"\b(?:does|did|will|would) it take (?:to|for)\b|"
    r"\b(?:is|was|are|were) there\b|\bthere (?:is|are|was|were|be|been|any)\b|\bthere['’]s\b",
    re.I,
)
# "When did she say that?", "What happened then?": a statement or an event is meant, not a thing.
_STATEMENT = re.compile(
    r"\b(?:say|said|do|did|done|think|know|mean|meant|claim|deny|denied|believe|announce|happen|happened) "
    r"(?:that|this|so|then)\b(?=\W*$| (?:in|on|to|at|with|after|before|publicly|again)\b)|\bafter that\b",
    re.I,
)
_CLITIC = re.compile(r"['’](?:s|re|ll|d|ve)$")
_LEADING = re.compile(r"^(?:and|but|so|then|also)[, ]+", re.I)
# "its [main uses] in …": what is owned, where it ends clearly.
_OWNED = re.compile(r"((?: [\w-]+){1,3}?)(?=[?.,]|$| (?:in|on|of|and|with|for|to|from|like)\b)")
# From so many words on "its uses" becomes "the uses of X" rather than "X's uses".
_LONG_OWNER_WORDS = 3


@dataclass(frozen=True)
class Slot:
    """A pronoun in a question, as a range of characters."""

    start: int
    end: int
    kind: Kind
    form: Form
    gender: Gender


def slots(question: str) -> list[Slot]:
    """The pronouns of a question that stand for something said in an earlier one.

    >>> [slot.kind for slot in slots("Is it true that he sold them?")]
    ['person', 'they']
    >>> slots("What is the net, and why is it famous?")
    []
    """
    nothing_named = [match.span() for pattern in (_IMPERSONAL, _STATEMENT) for match in pattern.finditer(question)]
    remarks_end = max(question.rfind(". ", 0, len(question.rstrip(". "))), question.rfind("! "))
    words = tokens(question)
    found = []
    for i, token in enumerate(words):
        lower = _CLITIC.sub("", token.lower)
        if lower not in _PRONOUNS or token.tag == "noun" or token.end <= remarks_end:
            continue
        if any(start <= token.start < end for start, end in nothing_named):
            continue
        kind, form, gender = _PRONOUNS[lower]
        if kind in ("this", "these") and (token.tag == "determiner" or _joins_clauses(words, i)):
            continue
        if _said_before(question, token, kind):
            continue
        if lower == "her" and token.tag == "determiner":
            form = "possessive"
        found.append(Slot(token.start, token.start + len(lower), kind, form, gender))
    return found


def refers_to_statement(question: str) -> bool:
    """Whether a question points at what was said or done, which only the earlier question in full can tell.

    >>> refers_to_statement("When did she say that?"), refers_to_statement("How has this changed elections?")
    (True, False)
    """
    return bool(_STATEMENT.search(question))


def _joins_clauses(words: Sequence[Token], i: int) -> bool:
    """Whether "that" joins clauses ("tribes that they met", "say that Brandt left") rather than points."""
    if words[i].lower != "that" or i == 0:
        return False
    following = words[i + 1].tag if i + 1 < len(words) else "mark"
    if words[i - 1].tag in ("noun", "adjective"):
        return following in ("pronoun", "determiner", "auxiliary", "verb", "noun")
    return words[i - 1].tag in ("verb", "auxiliary") and following in ("pronoun", "determiner", "noun")


def _said_before(question: str, token: Token, kind: Kind) -> bool:
    """Whether an earlier clause of the same question says what is meant: "What is X and why is it important?"."""
    if kind not in ("it", "they"):
        return False
    clause = re.search(r"(?:\b(?:and|but|or|because)\b|[.?!;,])[^.?!;,]*$", question[: token.start])
    return clause is not None and any(
        mention.plural == (kind == "they") and mention.role in ("definition", "complement", "subject")
        for mention in mentions_in(question[: clause.start()])
    )


def stands_for_own(question: str) -> bool:
    """Whether a pronoun of the question stands for what the question itself has said before it."""
    return any(
        _said_before(question, token, _PRONOUNS[token.lower][0])
        for token in tokens(question)
        if token.lower in _PRONOUNS
    )


def candidates(question: str, kind: Kind, discourse: Discourse, taken: Sequence[Mention]) -> Iterator[Candidate]:
    """The question as it is, and with each mention in the place of its first pronoun of a kind.

    Only the first: "What are its roots and what influenced it?" stays readable, and the second pronoun is clear then.
    """
    slot = next(slot for slot in slots(question) if slot.kind == kind)
    yield Candidate(question, (f"keep {kind}",))
    mentions = _people(discourse.mentions, slot.gender) if kind == "person" else discourse.mentions
    for mention in mentions:
        if all(mention.words != other.words for other in taken):
            yield Candidate(put(question, slot, mention), tuple(_features(slot, mention, discourse)), mention)


def _people(mentions: Sequence[Mention], gender: Gender) -> Sequence[Mention]:
    """Who "he" or "she" may be: those known to be people, else names that are no place and no abbreviation."""
    people = [m for m in mentions if m.person and not m.plural and m.gender in ("", gender)]
    return people or [m for m in mentions if not m.place and not m.head.isupper()]


def put(question: str, slot: Slot, mention: Mention) -> str:
    """The question with the mention in the pronoun's place; "there" becomes "in …"."""
    question, start, end = _opened(question, slot)
    spelled = mention.text
    if slot.form == "possessive":
        owned = _OWNED.match(question, end)
        if owned and len(mention.words) >= _LONG_OWNER_WORDS:
            spelled, end = f"the{owned[1]} of {mention.text}", owned.end(1)
        else:
            spelled = f"{mention.text}'" if mention.text.endswith("s") else f"{mention.text}'s"
    elif slot.form == "place" and question[:start].split()[-1:] not in [[word] for word in lex.PREPOSITIONS]:
        spelled = f"in {mention.text}"
    worded = question[:start] + spelled + question[end:]
    return worded[:1].upper() + worded[1:]


def _opened(question: str, slot: Slot) -> tuple[str, int, int]:
    """The question without "and" or "so" before it, and where the pronoun stands then."""
    bare = _LEADING.sub("", question)
    cut = len(question) - len(bare)
    return (bare, slot.start - cut, slot.end - cut) if slot.start >= cut else (question, slot.start, slot.end)


def _features(slot: Slot, mention: Mention, discourse: Discourse) -> Iterator[str]:
    """What speaks for or against a mention as what a pronoun stands for."""
    number = "many" if mention.plural else "one"
    if slot.kind in ("it", "this"):
        yield f"one:{number}"
    elif slot.kind in ("they", "these"):
        yield f"many:{number}"
    elif slot.kind == "person":
        yield "person:person" if mention.person else "person:name" if mention.named else "person:thing"
        if mention.plural:
            yield "person:many"
        if mention.gender and mention.gender != slot.gender:
            yield "person:other gender"
    else:
        yield f"place:{'in ' if mention.place else ''}{'name' if mention.named else 'thing'}"
    if slot.kind in ("it", "this", "there") and mention.person:
        yield "thing:person"
    yield f"ago {min(discourse.turn - mention.last_turn, 4)}"
    yield f"role {mention.role}"
    if mention.first_turn == mention.last_turn > 0:
        yield "new"
    if mention.role == "definition" and discourse.turn - mention.last_turn == 1:
        yield "just defined"
    if mention.times > 1:
        yield "repeated"
    for sign in importance(mention, discourse):
        # Of several people the last one is meant, whoever the talk began with.
        if slot.kind != "person" or "start" not in sign:
            yield sign


def importance(mention: Mention, discourse: Discourse) -> Iterator[str]:
    """Whether the talk is about a mention, or was, or began with it, and what it is."""
    for name, holds in (
        ("center", mention.words == discourse.center),
        ("focus", mention.focused),
        ("start", mention.first_turn == 0),
        ("start focus", mention.focused and mention.first_turn == 0),
        ("named", mention.named),
        ("quality", mention.quality),
    ):
        if holds:
            yield name
