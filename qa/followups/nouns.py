"""Nouns: in the singular or the plural, standing for people, or for a quality of something else."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.followups import lexicon as lex

_ARTICLE = re.compile(r"^(?:the|a|an) ", re.I)
_ENDINGS = {"ies": "y", "ches": "ch", "shes": "sh", "xes": "x", "sses": "ss"}


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """A word folded and without the ending of a plural or a possessive.

    >>> [singular(word) for word in ("Causes", "studies", "gas", "analysis", "VMs", "boxes", "Brandt's")]
    ['cause', 'study', 'gas', 'analysis', 'vm', 'box', 'brandt']
    """
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    if re.fullmatch(r"[A-Z]{2,}s", word):
        return folded[:-1]
    if len(folded) < 4 or folded.endswith(("ss", "us", "is")):
        return folded
    for many, one in _ENDINGS.items():
        if folded.endswith(many):
            return folded.removesuffix(many) + one
    return folded.removesuffix("s")


def is_plural(noun: str) -> bool:
    """Whether a noun stands in the plural, by its ending; "people" and the like by heart."""
    folded = noun.casefold().replace("’", "'").removesuffix("'s")
    return folded in lex.IRREGULAR_PLURALS or singular(noun) != folded


def before_noun(text: str) -> str:
    """A phrase as it stands before another noun: without article, in the singular.

    >>> before_noun("the tiger sharks"), before_noun("solar energy")
    ('tiger shark', 'solar energy')
    """
    bare = without_article(text)
    *front, head = bare.split(" ")
    if not is_plural(head) or head.casefold() in lex.IRREGULAR_PLURALS or not head.endswith("s"):
        return bare
    ending = next((many for many in _ENDINGS if head.endswith(many)), "s")
    return " ".join([*front, head.removesuffix(ending) + _ENDINGS.get(ending, "")])


def without_article(text: str) -> str:
    """A phrase without "the", "a" or "an" before it."""
    return _ARTICLE.sub("", text)


def is_quality(noun: str) -> bool:
    """Whether a noun is of something: "symptoms" are of a disease, "history" is of a country."""
    return singular(noun) in lex.RELATIONAL or noun.casefold() in lex.RELATIONAL
