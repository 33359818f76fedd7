"""Turn: one question and what has become of it so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answer import Answer, Event, Quote, QuotesFound, TextGrew
from qa.page.scope import Scope


@dataclass(frozen=True)
class Turn:
    """One question of a conversation, and the articles it was put to where these were not all (``scope``).

    ``candidates`` is None until quotes were looked for; ``error`` is one line.
    """

    question: str
    candidates: tuple[Quote, ...] | None = None
    draft: str = ""
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False
    scope: Scope | None = None

    @property
    def is_open(self) -> bool:
        """Whether more is still to come."""
        return self.answer is None and self.error is None and not self.stopped

    def after(self, event: Event) -> Turn:
        """This turn, once the event has been taken in."""
        if isinstance(event, QuotesFound):
            return replace(self, candidates=event.quotes)
        if isinstance(event, TextGrew):
            return replace(self, draft=event.text)
        return replace(self, answer=event)

    def failed(self, error: str) -> Turn:
        """This turn, ended by an error, of which the first line of text is kept."""
        return replace(self, error=" ".join(error.split()))

    def halted(self) -> Turn:
        """This turn, ended by the reader; one that has already ended stays as it is."""
        return replace(self, stopped=True) if self.is_open else self


def history_of(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """The questions that were answered, oldest first, with the text of their answers."""
    return [(turn.question, turn.answer.text) for turn in turns if turn.answer is not None]
