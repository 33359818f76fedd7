"""Asking: one question put to an assistant, what came back, and when."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.errors import VerbatimError
from index.records import Article
from qa.answer import Answer, Event, PromiseBroken, Quote, QuotesFound, TextGrew
from qa.evaluation.question import Question


class Answerer(Protocol):
    """The part of ``qa.Assistant`` that an evaluation uses."""

    def add_all(self, articles: Iterable[Article], /) -> list[Article]: ...

    def articles(self) -> list[Article]: ...

    def article(self, article_id: str, /) -> Article: ...

    def stream(self, question: str, history: Sequence[str], /) -> Iterator[Event]: ...

    def search(self, question: str, limit: int) -> list[Quote]:
        """The passages found for a question that stands alone, best first, at most ``limit``."""
        ...

    def close(self) -> None: ...


# So many that five articles are nearly always among them: a long one has dozens of passages.
_PASSAGES = 50


@dataclass(frozen=True)
class Asking:
    """What came back for a question. Times are milliseconds since it was asked; None where the thing never came.

    ``evidence`` is what the first QuotesFound brought, ``passages`` what a search for the same question finds. Without
    an answer, ``error`` says why in one line.
    """

    answer: Answer | None = None
    evidence: tuple[Quote, ...] = ()
    passages: tuple[Quote, ...] = ()
    first_quote_ms: float | None = None
    first_text_ms: float | None = None
    total_ms: float | None = None
    error: str | None = None


def ask(assistant: Answerer, question: Question) -> Asking:
    """Put the question, time the events, and then search for it. An error of Verbatim's own becomes ``error``."""
    asking = _streamed(assistant, question)
    wanted = asking.answer.standalone_question if asking.answer else question.question
    try:
        return replace(asking, passages=tuple(assistant.search(wanted, _PASSAGES)))
    except (VerbatimError, PromiseBroken) as cause:
        return replace(asking, error=asking.error or f"{type(cause).__name__}: {cause}")


def _streamed(assistant: Answerer, question: Question) -> Asking:
    evidence: tuple[Quote, ...] | None = None
    first_quote_ms = first_text_ms = None
    error = "the stream ended without an answer"
    started = time.perf_counter()
    try:
        for event in assistant.stream(question.question, question.history):
            elapsed_ms = (time.perf_counter() - started) * 1000
            if isinstance(event, Answer):
                return Asking(event, evidence or (), (), first_quote_ms, first_text_ms, elapsed_ms)
            if isinstance(event, QuotesFound) and evidence is None:
                evidence = event.quotes
                first_quote_ms = elapsed_ms if event.quotes else None
            if isinstance(event, TextGrew) and event.text and first_text_ms is None:
                first_text_ms = elapsed_ms
    except (VerbatimError, PromiseBroken) as cause:
        error = f"{type(cause).__name__}: {cause}"
    return Asking(None, evidence or (), (), first_quote_ms, first_text_ms, None, error)
