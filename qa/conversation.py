"""A follow-up -> a question that stands alone, from the earlier questions and answers.

Rules and weights decide (see ``qa.followups``), also where two wordings are near each other: the embedded language
model, asked there, did worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from qa.followups.discourse import Discourse
from qa.followups.rewording import worded

Turn = str | tuple[str, str]
"""An earlier question, or an earlier question with its answer's text."""

# What a talk began with is remembered, and its last turns.
_RECENT_TURNS = 12
# A longer question says for itself what it is about, and the time that wording takes grows with its square.
_LONGEST_CHARACTERS = 400


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question in words that need no history; the question itself where it stands alone already.

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
    return worded(question, _told(tuple(recent)))


@lru_cache(maxsize=256)
def _told(turns: tuple[tuple[str, str], ...]) -> Discourse:
    """The discourse after so many turns; that of all but the last is remembered from the question before."""
    if not turns:
        return Discourse()
    discourse = _told(turns[:-1])
    question, answer = turns[-1]
    return discourse.after(worded(question, discourse), answer)
