"""What a conversation has spoken of: the noun phrases of its questions, and when and how each was last mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.terms import term
from qa.followups import lexicon as lex
from qa.followups.nouns import is_plural, is_quality, singular
from qa.followups.phrases import Phrase, noun_phrases
from qa.followups.word_classes import Token, tokens

Gender = Literal["", "woman", "man"]
Role = Literal["definition", "complement", "subject", "object", "adjunct", "answer"]
"""How a question holds a phrase: all that it asks about ("Tell me about X"), what a quality is of ("the causes of
X"), its first phrase, what follows a verb, what follows a preposition. ``answer``: only an answer has it."""

# Judgements, which belong to the question and not to what it is about: "the most important causes" -> "causes".
_JUDGEMENTS = frozenset(
    """important common different main various major key notable typical other certain specific good interesting best
    better worst largest biggest famous primary possible influential iconic last new newest recent more most same such
    exact own overall""".split()
)
_EMPTY_HEADS = frozenset("thing lot way time other kind sort information example".split())
_UNRESOLVED = lex.POSSESSIVES - {"my", "your", "our"}
_OPENING = re.compile(
    r"^(?:(?:and|so|but|ok|okay)[, ]+)?(?:(?:what|who)(?: is|'s|’s| are| was| were)|"
    r"(?:can you |please )?(?:tell me|describe|explain|discuss|define)(?: more| something)?(?: about)?|"
    r"i (?:want|would like|'d like) to (?:know|learn) (?:more )?about)$",
    re.I,
)
_DONE_BY_PEOPLE = frozenset(term(verb) for verb in lex.HUMAN_VERBS)
_DONE_TO_PEOPLE = frozenset(term(verb) for verb in lex.HUMAN_OBJECT_VERBS)
_PLACE_PREPOSITIONS = frozenset(("in", "at", "to", "from", "around", "near"))


@dataclass(frozen=True)
class Mention:
    """Something spoken of. Turns count from 0."""

    text: str
    words: tuple[str, ...]
    """Its words folded, in the singular, without determiners: what makes two mentions the same."""
    head: str
    role: Role
    first_turn: int
    last_turn: int
    plural: bool
    named: bool
    quality: bool
    """Whether it is of something else: "the symptoms"."""
    person: bool
    gender: Gender = ""
    place: bool = False
    """Whether it was mentioned as a place is: "in X", "to X"."""
    times: int = 1
    focused: int = 0
    """In how many questions it was what the question asks about above all."""


def content(text: str) -> tuple[str, ...]:
    """The words of a phrase that tell it from another.

    >>> content("the Bank of England's notes")
    ('bank', 'england', 'note')
    """
    return tuple(
        singular(token.text)
        for token in tokens(text)
        if token.tag in ("noun", "adjective", "verb") or (token.tag == "adverb" and token.lower in lex.ADJECTIVES)
    )


def mentions_in(question: str, turn: int = 0) -> list[Mention]:
    """What one question mentions, longer phrases beside the shorter ones in them.

    >>> [(mention.text, mention.role) for mention in mentions_in("What are the causes of throat cancer?")]
    [('the causes', 'definition'), ('throat cancer', 'complement')]
    """
    found: list[Mention] = []
    words = tokens(question)
    phrases = noun_phrases(question)
    for index, phrase in enumerate(phrases):
        role = _role(question, phrases, index)
        mention = _mention(question, phrase.first, phrase.last, role, turn)
        if mention is None:
            continue
        mention = replace(
            mention,
            place=phrase.after in _PLACE_PREPOSITIONS,
            person=mention.person or _acts_as_person(words, phrase, mention),
        )
        following = phrases[index + 1] if index + 1 < len(phrases) else None
        between = words[phrase.last].lower if phrase.last < len(words) else ""
        wider = []
        if following and following.first == phrase.last + 1 and words[following.first].lower not in _UNRESOLVED:
            wider = list(_wider(question, mention, phrase, following, between))
        # "the mayor of Lindow" is not called "the mayor" where nothing else says of what.
        found.extend(wider if wider and between == "of" else [mention, *wider])
    return found


def _role(question: str, phrases: Sequence[Phrase], index: int) -> Role:
    phrase = phrases[index]
    if index and phrase.after == "of" and is_quality(tokens(question)[phrases[index - 1].last - 1].text):
        return "complement"
    if index == 0:
        return "definition" if _OPENING.match(question[: phrase.start].strip()) else "subject"
    return "adjunct" if phrase.after else "object"


def _wider(question: str, inner: Mention, phrase: Phrase, following: Phrase, between: str) -> Iterator[Mention]:
    """The phrase together with the next: "Lewis and Clark", "the mayor of Lindow"."""
    wider = _mention(question, phrase.first, following.last, inner.role, inner.last_turn)
    if wider is None:
        return
    if between in ("and", "or"):
        yield replace(wider, plural=True, quality=inner.quality and wider.quality)
    elif between in ("of", "in", "for") and not inner.quality:
        yield replace(
            wider, head=inner.head, plural=inner.plural, person=inner.person, gender=inner.gender, quality=False
        )


def _mention(question: str, first: int, last: int, role: Role, turn: int) -> Mention | None:
    """The phrase without what only points ("these", "some") or judges ("important"); None where nothing is left."""
    words = tokens(question)
    if words[first].lower in _UNRESOLVED:
        return None
    article = words[first].lower if words[first].lower in lex.ARTICLES else ""
    while first < last and (
        words[first].tag == "determiner" or (words[first].lower in _JUDGEMENTS and words[first].text.islower())
    ):
        first += 1
    if first == last:
        return None
    text = question[words[first].start : words[last - 1].end]
    head = words[last - 1].text
    key = content(text) or (singular(head),)
    if len(key) == 1 and key[0] in _EMPTY_HEADS:
        return None
    named = any(token.text[0].isupper() for token in words[first:last] if token.start > 0)
    titles = {singular(head), key[0]}
    # "president of Venezuela" as a predicate has no article, which it needs as a subject.
    if not article and key[0] in lex.PEOPLE and words[first].text.islower() and not is_plural(words[first].text):
        article = "the"
    return Mention(
        text=f"{article} {text}" if article else text,
        words=key,
        head=head,
        role=role,
        first_turn=turn,
        last_turn=turn,
        plural=is_plural(head),
        named=named,
        quality=is_quality(head) and not named,
        person=bool(titles & lex.PEOPLE),
        gender="woman" if titles & lex.WOMEN else "man" if titles & lex.MEN else "",
    )


def _acts_as_person(words: Sequence[Token], phrase: Phrase, mention: Mention) -> bool:
    """Whether a phrase is who a "who" asks about, or a name that does what people do."""
    opening = [token.lower for token in words[: phrase.first] if token.tag != "conjunction"]
    if opening[:1] in (["who"], ["who's"]) and len(opening) <= 2:
        return True
    if not mention.named:
        return False
    following = words[phrase.last] if phrase.last < len(words) else None
    before = words[phrase.first - 1] if phrase.first else None
    if before is not None and before.tag == "verb" and term(before.text) in _DONE_TO_PEOPLE:
        return True
    if following is None or following.tag != "verb":
        return False
    passive = before is not None and before.lower in lex.BE
    return term(following.text) in (_DONE_TO_PEOPLE if passive else _DONE_BY_PEOPLE)


def focus_of(said: Sequence[Mention]) -> Mention | None:
    """What a question asks about above all: what a quality is of, else what it defines, else its first phrase.

    >>> focus_of(mentions_in("What are the main causes of throat cancer?")).text
    'throat cancer'
    """
    own = [mention for mention in said if not mention.quality] or list(said)
    for wanted in (
        [mention for mention in own if mention.role == "complement"],
        [mention for mention in own if mention.role == "definition"],
        [mention for mention in own if mention.role != "adjunct"],
        own,
    ):
        if wanted:
            return wanted[0]
    return None
