"""Which words of news are verbs, told from their form and what stands before them; no parser is at hand."""

from __future__ import annotations

import re

from index.terms import is_function_word

_MODAL = re.compile(r"\b(?:will|would|can|could|may|might|must|shall|should|did|does|do|to)(?: not| also)? $", re.I)
PASSIVE = re.compile(
    r"\b(?:(?:is|are|was|were)(?:n['’]t)?|be|been|being|get|gets|got)\s+(?:\w+ly\s+|also\s+|not\s+|later\s+)*$", re.I
)
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|this|of|in|for|on|no|any|some|with|\d+(?:[.,]\d+)*)|['’]s)\s+$", re.I
)
_VERB_FORM = re.compile(r"(?:ed|ing|en)$")
_NAME_OR_PRONOUN = re.compile(r"(?:\b(?:he|she|it|who|which)|[A-ZÀ-Þ][\w-]*) $")
_IRREGULAR = frozenset(
    """beat beats won shot struck sold bought paid sent gave took told met led left fought hit sued sue sues made held
    found built chose drew drove fled hid kept knew lost met ran saw sought taught threw wrote cut hurt let put shut
    spent came went became began ran stood fell wept swept bent lent dealt
    brought caught broke rang sang swore stole bit flew grew forgot froze rode rose shook spoke wore bred fed
    bound""".split()
)


def is_verb(word: str, before: str) -> bool:
    """Whether a word is a verb after this text, as far as can be seen: base forms only behind "will", "to" and such.

    >>> is_verb("sued", "Oracle "), is_verb("visit", "his "), is_verb("visit", "will "), is_verb("openings", "new ")
    (True, False, True, False)
    """
    if not word[0].islower() or is_function_word(word) or not before.strip():
        return False
    if _MODAL.search(before):
        return True
    if _NOUN_BEFORE.search(before) and not PASSIVE.search(before):
        return False
    if word in _IRREGULAR or _VERB_FORM.search(word):
        return True
    # "Brandt opens", but not "several openings".
    return word.endswith("s") and bool(_NAME_OR_PRONOUN.search(before))


def is_noun(text: str, start: int) -> bool:
    """Whether an article, a preposition or an owner before the word at ``start`` makes it a noun."""
    return bool(_NOUN_BEFORE.search(text[:start])) and not PASSIVE.search(text[:start])
