"""A follow-up -> a question that stands alone, from the earlier questions and answers.

Rules and weights decide (see ``qa.followups``); a language model may be asked where they do not, and what it writes is
taken only if it is made of words that were said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from index.terms import terms
from qa.followups.discourse import Discourse
from qa.followups.rewording import worded

Turn = str | tuple[str, str]
"""An earlier question, or an earlier question with its answer's text."""
Rewrite = Callable[[str, Sequence[Turn]], str]
"""Asks a language model: the question and the earlier turns -> the question in words that need no history."""

# What a talk began with is remembered, and its last turns.
_RECENT_TURNS = 12
# A longer question says for itself what it is about, and the time that wording takes grows with its square.
_LONGEST_CHARACTERS = 400


def standalone(question: str, history: Sequence[Turn], rewrite: Rewrite | None = None) -> str:
    """The question in words that need no history; the question itself where it stands alone already.

    ``rewrite`` is called only where the rules are not sure.

    >>> standalone("How old is he?", ["Who is Elliot Abrams?"])
    'How old is Elliot Abrams?'
    >>> standalone("When did she say that?", ["What did Anna Brandt say about the bridge?"])
    'What did Anna Brandt say about the bridge? When did Anna Brandt say that?'
    """
    question = question.strip()
    turns = [(turn, "") if isinstance(turn, str) else (turn[0], turn[1]) for turn in history]
    turns = [(earlier.strip(), answer) for earlier, answer in turns if 0 < len(earlier.strip()) <= _LONGEST_CHARACTERS]
    if len(question) > _LONGEST_CHARACTERS:
        return question
    recent = turns if len(turns) <= _RECENT_TURNS else [turns[0], *turns[1 - _RECENT_TURNS :]]
    wording = worded(question, _told(tuple(recent)))
    if wording.sure or rewrite is None:
        return wording.text
    proposed = rewrite(question, history).strip()
    return proposed if _made_of_words_said(proposed, question, turns) else wording.text


@lru_cache(maxsize=256)
def _told(turns: tuple[tuple[str, str], ...]) -> Discourse:
    """The discourse after so many turns; that of all but the last is remembered from the question before."""
    if not turns:
        return Discourse()
    discourse = _told(turns[:-1])
    question, answer = turns[-1]
    return discourse.after(worded(question, discourse).text, answer)


def _made_of_words_said(proposed: str, question: str, turns: Sequence[tuple[str, str]]) -> bool:
    said = " ".join([question, *(text for turn in turns for text in turn)])
    return bool(terms(proposed)) and set(terms(proposed)) <= set(terms(said))
