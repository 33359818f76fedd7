"""Screen: what the page shows after an event, apart from how Gradio is told so."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from qa.page.shelf import Shelf
from qa.page.turn import Turn


@dataclass(frozen=True)
class Screen:
    """The conversation, and the article where it changes.

    ``article`` is None where the article stays as it is; ``article_id`` and ``shelf``, the articles to choose from,
    are then None too, as they are where an error stands in its place. ``takes_question`` says that the question has
    been taken over into the conversation, so that its field is emptied.
    """

    turns: tuple[Turn, ...]
    article: Markup | None = None
    article_id: str | None = None
    shelf: Shelf | None = None
    takes_question: bool = False

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still being made."""
        return bool(self.turns) and self.turns[-1].is_open
