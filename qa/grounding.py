"""Is a claim supported by the article's sentences, and by which? Code decides, not the model.

A claim is supported when its words are: every number and every name in it stands in the sentences it is given, nearly
all of its other content words do (by stem), and it neither drops nor adds a negation or a hedge. The sentences are
chosen greedily, the one that covers most first, so that a claim rests on as few quotes as possible.

What this cannot see: two true words put together wrongly ("Abrams denounced Cabello"). It errs towards doubt; a claim
that fails gives way to the article's own sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.terms import is_function_word, term, words

SUPPORTED = 0.8
"""Share of a claim's content words that must stand in the evidence. Numbers and names: all of them."""
_MOST_SENTENCES = 2

_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
_MONTHS = {
    month[:3]: month
    for month in "january february march april may june july august september october november december".split()
}
_NEGATION = re.compile(
    r"\b(?:not|never|no|nor|neither|none|nobody|nothing|without|cannot|non-?existent|\w+n['’]t|den(?:y|ies|ied|ial)|"
    r"reject(?:s|ed)?|refus(?:e|es|ed)|fail(?:s|ed)? to|false)\b",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:alleged(?:ly)?|reported(?:ly)?|may|might|could|would|if|possibl[ey]|perhaps|probably|suspected|accused|"
    r"claims?|claimed|seen as|expected?|expects|appears?|seems?|according to|rumou?red|unconfirmed|some)\b",
    re.I,
)
_NEARBY_WORDS = 5


@dataclass(frozen=True)
class Support:
    """How well a claim is supported.

    ``score``: share of its content words found, 0 to 1. ``sentences``: which ones support it, the best first.
    ``missing``: its words that stand in none of them. ``holds``: whether the claim may be shown.
    """

    score: float
    sentences: tuple[int, ...]
    missing: tuple[str, ...]
    holds: bool


def support(claim: str, sentences: Sequence[str], context: str = "") -> Support:
    """How the sentences support a claim. ``context``: title, publisher and date, which may lend words but not quotes.

    >>> support("Brandt is 61.", ["Brandt, 61, is mayor.", "It rained."]).holds
    True
    >>> support("Brandt is 62.", ["Brandt, 61, is mayor.", "It rained."]).missing
    ('62',)
    """
    needed = _needed(claim)
    if not needed or not sentences:
        return Support(0.0, (), tuple(needed), False)
    held = [_terms(sentence) for sentence in sentences]
    chosen: list[int] = []
    open_terms = {key for key in needed if key not in _terms(context)} or set(needed)
    while open_terms and len(chosen) < _MOST_SENTENCES:
        best = max(range(len(sentences)), key=lambda number: (len(open_terms & held[number]), -number))
        if not open_terms & held[best]:
            break
        chosen.append(best)
        open_terms -= held[best]
    missing = tuple(needed[key] for key in needed if key in open_terms)
    score = 1 - len(missing) / len(needed)
    strict = [word for word in missing if word[:1].isdigit() or word[:1].isupper() or word.casefold() in _NUMBER_WORDS]
    text = " ".join(sentences[number] for number in chosen)
    holds = bool(chosen) and not strict and score >= SUPPORTED and _keeps_polarity(claim, text)
    return Support(score, tuple(chosen), missing, holds)


def _needed(claim: str) -> dict[str, str]:
    """Term -> word of the claim's content words, in order. Its first word counts as a name only if it is one later."""
    needed = {}
    for position, (start, end) in enumerate(words(claim)):
        word = claim[start:end]
        if is_function_word(word) or word.casefold() in ("yes", "did"):
            continue
        needed[_key(word)] = word.casefold() if position == 0 and not word.isupper() else word
    return needed


def _terms(text: str) -> set[str]:
    found = set()
    for start, end in words(text):
        word = text[start:end]
        found.add(_key(word))
        if word.casefold().endswith("n't") or word.casefold().endswith("n’t"):
            found.add(_key(word[:-3]))
    return found


def _key(word: str) -> str:
    folded = word.casefold().rstrip(".")
    if folded in _NUMBER_WORDS:
        return _NUMBER_WORDS[folded]
    if folded[:3] in _MONTHS and _MONTHS[folded[:3]].startswith(folded):
        return term(_MONTHS[folded[:3]])
    return term(word)


def _keeps_polarity(claim: str, evidence: str) -> bool:
    """Whether negations and hedges beside the claim's words are in the claim as well, and the other way round."""
    if _NEGATION.search(claim) and not _NEGATION.search(evidence):
        return False
    keys = set(_needed(claim))
    if not _NEGATION.search(claim) and _beside(_NEGATION, keys, evidence):
        return False
    return bool(_HEDGE.search(claim)) or not _beside(_HEDGE, keys, evidence)


def _beside(pattern: re.Pattern[str], keys: set[str], evidence: str) -> bool:
    """Whether a match stands in the same stretch of words as a verb-like content word of the claim that follows it."""
    places = words(evidence)
    for match in pattern.finditer(evidence):
        after = [(start, end) for start, end in places if start >= match.end()][:_NEARBY_WORDS]
        stop = re.search(r"[.;:,\n]| - | – ", evidence[match.end() :])
        limit = match.end() + stop.start() if stop else len(evidence)
        followed = [evidence[start:end] for start, end in after if end <= limit]
        if any(_key(word) in keys and word[:1].islower() and not is_function_word(word) for word in followed):
            return True
    return False
