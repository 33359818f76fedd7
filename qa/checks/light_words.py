"""Words that say nothing by themselves: with or without them a claim is as true as before."""

from __future__ import annotations

import re

from index.terms import is_function_word, term

_LIGHT_TERMS = frozenset(
    term(word)
    for word in "yes take place happen occur go give make year old age aged date time thing way say state also "
    "currently being name call kind people part now today however therefore addition additionally "
    "specifically particularly particular well too even fact person such respectively according".split()
)
_CONTRACTED_NOT = re.compile(r"n['’]t$", re.I)


def says_little(word: str) -> bool:
    """Whether a claim needs no evidence for a word. Negations are among them: they have a check of their own.

    >>> says_little("also"), says_little("wasn't"), says_little("bridge")
    (True, True, False)
    """
    return is_function_word(word) or term(word) in _LIGHT_TERMS or bool(_CONTRACTED_NOT.search(word))
