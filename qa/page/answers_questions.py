"""AnswersQuestions: what the page needs of :class:`qa.assistant.Assistant`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from index.filters import Filter
from index.records import Article
from qa.answer import Event


class AnswersQuestions(Protocol):
    """What the page needs of an assistant. Other programs may change its articles at any time."""

    @property
    def model_name(self) -> str | None: ...

    @property
    def article_count(self) -> int: ...

    def count_within(self, within: Filter) -> int: ...

    def articles(self, within: Filter | None = None, limit: int | None = None) -> list[Article]: ...

    def article(self, article_id: str) -> Article: ...

    def publishers(self) -> list[str]: ...

    def tags(self) -> list[str]: ...

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Iterator[Event]: ...
