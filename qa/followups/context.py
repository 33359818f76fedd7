"""Questions without a pronoun that still lean on the talk before them, and ways of naming what they lack.

"What are the symptoms?" lacks a complement, "the college" is short for one named before, "the important ones" lack a
noun. Each way is a candidate; the choice is made by weight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from qa.followups import lexicon as lex
from qa.followups.choice import Candidate
from qa.followups.discourse import Discourse
from qa.followups.mentions import Mention, content
from qa.followups.nouns import before_noun, is_plural, is_quality, without_article
from qa.followups.phrases import Phrase, noun_phrases
from qa.followups.pronouns import importance
from qa.followups.word_classes import tokens

Way = Literal["of", "in", "compound"]

_REQUEST = re.compile(r"^(?:(?:can you |please )?(?:tell me|describe|explain|show me|give me))\b", re.I)
_DEFINES = re.compile(
    r"^(?:and |so |but )?(?:(?:what|who)(?: is| are| was| were|'s|’s)|"
    r"(?:tell me|describe|explain|what|how)(?: more)?(?: about)?)\b",
    re.I,
)
_SORTS = ("name", "pointing", "quality", "the", "quality of", "complement", "things", "a", "thing")
# "What is the largest in the world?", "What are some others?": a noun is missing.
_NOUNLESS = re.compile(
    r"\b(?:the|some|what|any|which) (?:most \w+|best \w+ing|best|worst|largest|\w{3,}est|others?)\b(?=(?! \w*ones?\b))",
    re.I,
)
_ASKS_ONE = re.compile(r"(?:what|which|who)(?: is| was|'s|’s) ", re.I)


def candidates(question: str, discourse: Discourse, resolved: bool) -> Iterator[Candidate]:
    """The question as it is, and the ways of naming what it may lack.

    ``resolved`` says that a pronoun of it has been replaced, so that it names what the talk is about.
    """
    yield Candidate(question, ())
    phrases = noun_phrases(question)
    present = frozenset(content(question))
    about = (*_about(question, phrases), *_anchored(discourse.mentions, present))
    topics = {"is center": discourse.center, "is start": () if _subject_changed(discourse) else discourse.start}
    for mention in discourse.mentions:
        missing = [word for word in mention.words if word not in present]
        if not missing:
            continue
        yield from _expanded(question, phrases, mention, discourse)
        yield from _with_noun(question, mention, discourse)
        topic = [name for name, words in topics.items() if mention.words == words]
        way, at = _place(question, phrases)
        # A person is what a quality is of ("the age of"), and never what another question is "in".
        if topic and not resolved and (way == "of" or not mention.person):
            overlap = ("overlap",) if len(missing) < len(mention.words) else ()
            features = ("add", f"way {way}", *about, *topic, *overlap)
            yield Candidate(_added(question, way, at, mention), features, mention)


def _subject_changed(discourse: Discourse) -> bool:
    """Whether the last question asked for something by name: what the talk began with is set aside then."""
    last = discourse.turn - 1
    return any(
        m.words == discourse.center and m.role == "definition" and m.last_turn == last for m in discourse.mentions
    )


def _about(question: str, phrases: Sequence[Phrase]) -> Iterator[str]:
    """What of the question itself tells whether it stands alone."""
    sorts = {_sort(question, phrase) for phrase in phrases}
    defines = len(phrases) == 1 and question.rstrip("?.! ").endswith(phrases[0].text) and _DEFINES.match(question)
    yield f"{'defines' if defines else 'has'} {next((sort for sort in _SORTS if sort in sorts), 'nothing')}"
    if {"name", "quality of"} <= sorts:
        yield "quality of name"
    if _REQUEST.search(question):
        yield "request"
    elif re.search(r"\b(?:i|my|me|we|you|your)\b", question, re.I):
        yield "first person"


def _sort(question: str, phrase: Phrase) -> str:
    """What kind of phrase: a name, a quality with or without its "of", "the" thing, a thing, things."""
    words = tokens(question)
    head = words[phrase.last - 1]
    first = words[phrase.first].lower
    if any(word.text[0].isupper() for word in words[phrase.first : phrase.last] if word.start > 0):
        return "name"
    if is_quality(head.text):
        return "quality of" if phrase.last < len(words) and words[phrase.last].lower == "of" else "quality"
    if phrase.after == "of":
        return "complement"
    if first in lex.ARTICLES:
        return "the" if first == "the" else "a"
    if first in lex.DEMONSTRATIVES:
        return "pointing"
    return "things" if is_plural(head.text) else "thing"


def _anchored(mentions: Sequence[Mention], present: frozenset[str]) -> Iterator[str]:
    """Whether the question itself names something that was spoken of."""
    known = [mention for mention in mentions if mention.focused and not mention.quality]
    if any(set(mention.words) <= present for mention in known):
        yield "anchored"
    elif any(set(mention.words) & present for mention in known):
        yield "anchored partly"


def _expanded(question: str, phrases: Sequence[Phrase], mention: Mention, discourse: Discourse) -> Iterator[Candidate]:
    """A short form in full: "the expedition" after "the Lewis and Clark expedition"."""
    for phrase in phrases:
        short = content(phrase.text)
        if mention.quality or not short or not set(short) < set(mention.words):
            continue
        features = [
            "expand",
            f"expand {'head' if short[-1] == mention.words[-1] else 'front'}",
            *(f"expand {sign}" for sign in importance(mention, discourse) if sign not in ("named", "start focus")),
        ]
        if short[-1] == mention.words[-1] and phrase.text.split()[0].casefold() in lex.DEMONSTRATIVES | {"the"}:
            features.append("expand definite head")
        if phrase.text[0].isupper():
            features.append("expand name")
        text = question[: phrase.start] + mention.text + question[phrase.end :]
        yield Candidate(text, tuple(features), mention)


def _with_noun(question: str, mention: Mention, discourse: Discourse) -> Iterator[Candidate]:
    """ "ones" and superlatives with the noun that they lack: the whole mention, or its last word."""
    salient = tuple(f"noun {sign}" for sign in importance(mention, discourse))
    nouns = {"whole": without_article(mention.text), "head": mention.head}
    if len(mention.words) == 1:
        del nouns["head"]
    for match in re.finditer(r"\bones?\b", question, re.I):
        agrees = "agrees" if (match.group().casefold() == "ones") == is_plural(mention.head) else "differs"
        for form, noun in nouns.items():
            text = question[: match.start()] + noun + question[match.end() :]
            yield Candidate(text, ("noun", f"noun {agrees}", f"noun {form}", *salient), mention)
    for match in _NOUNLESS.finditer(question):
        following = tokens(question[match.end() :])
        if following and following[0].tag in ("noun", "adjective"):
            continue
        end = match.end() - match.group().endswith("others")
        for form, noun in nouns.items():
            spelled = before_noun(noun) if _ASKS_ONE.match(question) else noun
            text = f"{question[:end]} {spelled}{question[match.end() :]}"
            yield Candidate(text, ("superlative", f"noun {form}", *salient), mention)


def _place(question: str, phrases: Sequence[Phrase]) -> tuple[Way, int]:
    """How and where a topic is put in: after a quality that lacks its "of", before "the" noun, or at the end."""
    words = tokens(question)
    for phrase in phrases:
        followed = words[phrase.last].lower if phrase.last < len(words) else ""
        if is_quality(words[phrase.last - 1].text) and followed != "of":
            return "of", phrase.end
    for phrase in phrases:
        first = phrase.first
        if words[first].lower != "the" or words[phrase.last - 1].text[0].isupper():
            continue
        while first < phrase.last - 1 and words[first].tag in ("determiner", "adjective"):
            first += 1
        return "compound", words[first].start
    return "in", len(question.rstrip("?.! "))


def _added(question: str, way: Way, at: int, mention: Mention) -> str:
    if way == "compound":
        noun = without_article(mention.text) if mention.named else before_noun(mention.text)
        return f"{question[:at]}{noun} {question[at:]}"
    return f"{question[:at]} {way} {mention.text}{question[at:]}"
