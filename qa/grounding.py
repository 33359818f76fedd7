"""Is a claim supported by the article's sentences, and by which? Code decides, not the model.

A claim holds when its words do: every content word of it (by stem, irregular forms and number words resolved) stands
in one sentence, but for names, which a second may complete, and it neither drops nor adds a negation or a hedge. What
the claim adds to the question is looked for first, because that is the answer; words that the question lent to the
claim come second.

What this cannot see: true words put together wrongly ("Abrams denounced Cabello"). It errs towards doubt: a claim that
fails gives way to the article's own sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.asked import asks_for_count, asks_for_year, candidates, full_names, kind_of
from index.terms import is_function_word, term, words

_MOST_SENTENCES = 2

# Words that say nothing by themselves: with or without them a claim is as true as before.
_LIGHT_TERMS = frozenset(
    term(word)
    for word in "yes take place happen occur go give make year old age date time thing way say state also currently "
    "being name call kind people part now today".split()
)
_SPELLED_OUT = ((re.compile(r"\bUnited States\b"), "US"), (re.compile(r"\bUnited Kingdom\b"), "UK"))
_NEGATION = re.compile(
    r"\b(?:not|never|no|nor|neither|none|nobody|nothing|without|cannot|non-?existent|\w+n['’]t|den(?:y|ies|ied|ial|ials)|"
    r"reject(?:s|ed)?|refus(?:e|es|ed)|fail(?:s|ed)? to|false)\b",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:alleged(?:ly)?|reported(?:ly)?|may|might|could|would|if|possibl[ey]|perhaps|probably|suspected|accused|"
    r"claims?|claimed|appears?|seems?|rumou?red|unconfirmed|(?:has|have|had) said)\b",
    re.I,
)
_NEARBY_WORDS = 5
_BOND_WORDS = 6
_ASKED_SHARE = 1 / 4
_PREPOSITION = re.compile(r"\s+(?:(?:of|in|on|for|from|at|with|against)\s+)?(?:(?:the|an?|his|her|its|their)\s+)?")
_YES_NO = re.compile(r"^(yes|no)\b[,.:;]?\s*", re.I)


@dataclass(frozen=True)
class Support:
    """How a claim stands against the sentences.

    ``sentences``: which ones it rests on, the best first. ``missing``: its words that stand in none of them.
    ``invented``: numbers and names among them that neither the question nor any sentence has: a sign that the claim is
    made up. ``holds``: whether the claim may be shown.
    """

    sentences: tuple[int, ...]
    missing: tuple[str, ...]
    invented: tuple[str, ...]
    holds: bool


def support(claim: str, question: str, sentences: Sequence[str], context: str = "") -> Support:
    """How the sentences support a claim that answers a question.

    ``context``: title, publisher and date of the articles, which may lend words but are no quotes.

    >>> support("Brandt is 61.", "How old is Brandt?", ["It rained.", "Brandt, 61, is mayor."])
    Support(sentences=(1,), missing=(), invented=(), holds=True)
    >>> support("Brandt is 62.", "How old is Brandt?", ["It rained.", "Brandt, 61, is mayor."]).invented
    ('62',)
    """
    needed = _needed(claim, sentences)
    if not needed or not sentences:
        return Support((), tuple(needed.values()), (), False)
    held = [_terms(sentence) for sentence in sentences]
    written_names = full_names(claim)
    names = {key for key, word in needed.items() if word[:1].isupper()}
    lent = set(_needed(question))
    bare = not set(needed) & lent
    negated = bool(_NEGATION.search(claim))
    open_terms = set(needed)
    chosen: list[int] = []
    while open_terms and len(chosen) < _MOST_SENTENCES:

        def worth(number: int, open_terms: set[str] = open_terms) -> tuple[bool, bool, int, int, bool, int, int]:
            covered = open_terms & held[number]
            polarity = bool(_NEGATION.search(sentences[number])) == negated
            about = len(lent & held[number]) if bare else 0
            completes = any(name & covered and name <= held[number] for name in written_names)
            own = len(covered - lent - names)
            return bool(covered), bool(chosen) and completes, own, about, polarity, len(covered), -number

        best = max(range(len(sentences)), key=worth)
        covered = open_terms & held[best]
        if chosen:
            # Another sentence may complete a name; what is said must stand in one: "Abrams" here and "spoke" there
            # do not make "Abrams spoke".
            covered &= set().union(*(name for name in written_names if name & held[chosen[0]]))
        if not covered:
            break
        chosen.append(best)
        open_terms -= covered
    open_terms -= _terms(context)
    missing = {key: word for key, word in needed.items() if key in open_terms}
    anywhere = set().union(lent, *held)
    invented = tuple(word for key, word in missing.items() if key not in anywhere and _is_strict(word))
    text = " ".join(sentences[number] for number in chosen)
    answers = not bare or _asked_about(lent, set().union(*(held[number] for number in chosen)))
    keeps_meaning = _keeps_polarity(claim, text) and _keeps_bonds(claim, text) and _keeps_owner(claim, text)
    holds = bool(chosen) and not missing and answers and keeps_meaning and _quotes_stand(claim, text)
    return Support(tuple(chosen), tuple(missing.values()), invented, holds)


def answers_kind(claim: str, question: str) -> bool:
    """Whether a claim has the kind of thing that the question asks for, where that can be told from the words.

    >>> answers_kind("She is mayor.", "How old is she?"), answers_kind("She is 61.", "How old is she?")
    (False, True)
    """
    kind = kind_of(question)
    if asks_for_year(question):
        return bool(re.search(r"\b1\d\d\d\b|\b20\d\d\b", claim))
    if kind == "time" or (kind == "number" and asks_for_count(question)):
        return bool(candidates(kind, claim, question))
    return True


def without_yes_or_no(claim: str, question: str) -> str:
    """The claim without a leading "Yes" or "No" unless it restates the question: then alone can code judge the word.

    >>> without_yes_or_no("Yes, searches have become rarer.", "Have searches increased?")
    'Searches have become rarer.'
    """
    match = _YES_NO.match(claim)
    if match is None:
        return claim
    rest = claim[match.end() :].strip()
    says_no = match[1].casefold() == "no"
    restates = set(_needed(rest)) <= set(_needed(question)) and bool(_NEGATION.search(rest)) == says_no
    if not rest or restates:
        return claim
    return rest[:1].upper() + rest[1:]


def _needed(text: str, sentences: Sequence[str] = ()) -> dict[str, str]:
    """Term -> word, of a text's content words in order. The first word has a capital whether it is a name or not: it
    keeps it where the sentences write it so in their midst."""
    needed = {}
    text = _spelled_short(text)
    for position, (start, end) in enumerate(words(text)):
        word = text[start:end]
        key = term(word)
        if _says_little(word):
            continue
        is_name = position or word.isupper() or any(sentence.find(word, 1) > 0 for sentence in sentences)
        needed[key] = word if is_name else word.casefold()
    return needed


def _terms(text: str) -> set[str]:
    text = _spelled_short(text)
    return {term(text[start:end]) for start, end in words(text)}


def _spelled_short(text: str) -> str:
    for pattern, short in _SPELLED_OUT:
        text = pattern.sub(short, text)
    return text


def _is_strict(word: str) -> bool:
    return word[:1].isupper() or term(word)[:1].isdigit()


def _quotes_stand(claim: str, evidence: str) -> bool:
    """Whether what the claim sets in quotation marks is in the evidence, word for word."""
    for quoted in re.findall(r"[\"“]([^\"“”]+)[\"”]", claim):
        if quoted.strip(" .,;!?").casefold() not in evidence.casefold():
            return False
    return True


def _asked_about(asked: set[str], held: set[str]) -> bool:
    """Whether a sentence is about what is asked, where the claim itself, a bare name or date, does not say so."""
    return len(asked & held) >= _ASKED_SHARE * len(asked)


def _keeps_bonds(claim: str, evidence: str) -> bool:
    """Whether words that belong together in the claim stand near each other in the evidence: "interim president", and
    "president of Venezuela", but not "president" here and "U.S." at the other end of the sentence."""
    claim, evidence = _spelled_short(claim), _spelled_short(evidence)
    places: dict[str, list[int]] = {}
    for position, (start, end) in enumerate(words(evidence)):
        places.setdefault(term(evidence[start:end]), []).append(position)
    content = [(start, end) for start, end in words(claim) if not _says_little(claim[start:end])]
    for (start, end), (next_start, next_end) in pairwise(content):
        between = claim[end:next_start]
        # A name and its verb may stand apart: "Weiss called it vanity but attended".
        if not _PREPOSITION.fullmatch(between) or (claim[start].isupper() and not between.strip()):
            continue
        here, there = places.get(term(claim[start:end])), places.get(term(claim[next_start:next_end]))
        if here and there and min(abs(one - other) for one in here for other in there) > _BOND_WORDS:
            return False
    return True


def _keeps_owner(claim: str, evidence: str) -> bool:
    """Whether the claim's first name is more in the evidence than an owner: "Maduro's right hand" says nothing of
    Maduro's age."""
    names = re.match(r"(?:[A-ZÀ-Þ][\w’-]*\w ?)+", claim)
    if names is None or re.match(r"['’]s?\b", claim[names.end() :]):
        return True
    last = re.escape(names[0].split()[-1])
    found = [match.end() for match in re.finditer(rf"\b{last}\b", evidence)]
    return not found or any(not re.match(r"['’]s?\b", evidence[end:]) for end in found)


def _says_little(word: str) -> bool:
    return is_function_word(word) or term(word) in _LIGHT_TERMS


def _keeps_polarity(claim: str, evidence: str) -> bool:
    """Whether negations and hedges beside the claim's words are in the claim as well, and the other way round."""
    if _NEGATION.search(claim) and not _NEGATION.search(evidence):
        return False
    keys = set(_needed(claim))
    if not _NEGATION.search(claim) and _beside(_NEGATION, keys, evidence):
        return False
    return bool(_HEDGE.search(claim)) or not _beside(_HEDGE, keys, evidence)


def _beside(pattern: re.Pattern[str], keys: set[str], evidence: str) -> bool:
    """Whether a match is followed closely, in the same clause, by a content word of the claim that is not a name."""
    places = words(evidence)
    for match in pattern.finditer(evidence):
        stop = re.search(r"[.;:,\n]| - | – ", evidence[match.end() :])
        limit = match.end() + stop.start() if stop else len(evidence)
        after = [(start, end) for start, end in places if match.end() <= start and end <= limit][:_NEARBY_WORDS]
        followed = [evidence[start:end] for start, end in after]
        if any(word[:1].islower() and not is_function_word(word) and term(word) in keys for word in followed):
            return True
    return False
