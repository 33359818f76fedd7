"""Visits: what happens when a reader opens the page, asks, stops, or wants to see a quote.

It keeps nothing about a reader: the conversation comes in and goes out with every call, and Gradio keeps it per visit.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from functools import partial
from typing import Protocol

from anyio.to_thread import run_sync
from markupsafe import Markup

from index.errors import VerbatimError
from index.records import Article
from qa.answer import Answer, Event, Quote, QuotesFound
from qa.page.article_view import Reveal, render_article, render_article_error, render_no_article
from qa.page.event_reader import read_events
from qa.page.screen import Screen
from qa.page.turn import Turn, history_of

SOMETHING_WRONG = "Something went wrong here; the log has the details."
# What one visit can make the server keep and send again with every event.
MOST_TURNS = 50
log = logging.getLogger(__name__)


class AnswersQuestions(Protocol):
    """What the page needs of :class:`qa.assistant.Assistant`."""

    @property
    def model_name(self) -> str | None: ...

    def articles(self) -> list[Article]: ...

    def article(self, article_id: str) -> Article: ...

    def stream(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Iterator[Event]: ...


class Visits:
    """The page's one way to the assistant. Every error ends here, as a line for the reader."""

    def __init__(self, assistant: AnswersQuestions) -> None:
        self._assistant = assistant

    def choices(self) -> list[tuple[str, str]]:
        """The articles to choose from, newest first: (headline, id)."""
        try:
            return [(article.headline, article.id) for article in self._assistant.articles()]
        except Exception as failure:  # noqa: BLE001 - the page's border: see _in_words
            _in_words(failure)
            return []

    def opened(self) -> Screen:
        """The page as a new reader finds it: no conversation, the newest article."""
        try:
            articles = self._assistant.articles()
        except Exception as failure:  # noqa: BLE001 - the page's border: see _in_words
            return Screen((), article=render_article_error(_in_words(failure)))
        if not articles:
            return Screen((), article=render_no_article())
        return Screen((), article=render_article(articles[0]), article_id=articles[0].id)

    async def asked(self, question: str, turns: tuple[Turn, ...], shown_id: str | None) -> AsyncGenerator[Screen, None]:
        """The screens from a question to its answer: the question, the quotes, the draft as it grows, the answer."""
        question = question.strip()
        if not question:
            return
        earlier = tuple(turn.halted() for turn in turns)[-(MOST_TURNS - 1) :]
        turn = Turn(question)
        yield Screen((*earlier, turn), takes_question=True)
        start = partial(self._assistant.stream, question, history_of(earlier))
        try:
            async with aclosing(read_events(start)) as events:
                async for event in events:
                    turn = turn.after(event)
                    turns = (*earlier, turn)
                    if isinstance(event, QuotesFound | Answer):
                        best = _best_quote(turn)
                        shown_id = best.article_id if best else shown_id
                        reveal = Reveal(best.start) if best else None
                        article = await run_sync(self._article, shown_id, turns, len(turns), reveal)
                        yield Screen(turns, article=article, article_id=shown_id)
                    else:
                        yield Screen(turns)
        except Exception as failure:  # noqa: BLE001 - the page's border: see _in_words
            yield Screen((*earlier, turn.failed(_in_words(failure))))
            return
        if turn.is_open:
            log.error("the stream of an answer ended without an answer")
            yield Screen((*earlier, turn.failed(SOMETHING_WRONG)))

    def stopped(self, turns: tuple[Turn, ...]) -> Screen:
        """The conversation after the reader has stopped the answer."""
        return Screen(tuple(turn.halted() for turn in turns))

    def chosen(self, article_id: str | None, turns: tuple[Turn, ...]) -> Screen:
        """The article that the reader chose, with what the latest answer quotes from it."""
        return Screen(turns, article=self._article(article_id, turns, len(turns)), article_id=article_id)

    def pointed_at(self, turns: tuple[Turn, ...], number: object, quote_number: object) -> Screen:
        """The article of a quote of turn ``number``, opened at that quote. Both numbers come from the browser."""
        quote = _quote_at(turns, number, quote_number)
        if quote is None or not isinstance(number, int):
            return Screen(turns)
        article = self._article(quote.article_id, turns, number, Reveal(quote.start, flash=True))
        return Screen(turns, article=article, article_id=quote.article_id)

    def _article(
        self, article_id: str | None, turns: tuple[Turn, ...], number: int, reveal: Reveal | None = None
    ) -> Markup | None:
        if not article_id:
            return None
        try:
            article = self._assistant.article(article_id)
        except Exception as failure:  # noqa: BLE001 - the page's border: see _in_words
            return render_article_error(_in_words(failure))
        return render_article(article, turns[number - 1], number, reveal) if number else render_article(article)


def _best_quote(turn: Turn) -> Quote | None:
    quotes = turn.answer.quotes if turn.answer is not None else turn.candidates
    return quotes[0] if quotes else None


def _quote_at(turns: tuple[Turn, ...], number: object, quote_number: object) -> Quote | None:
    if not isinstance(number, int) or not isinstance(quote_number, int) or not 1 <= number <= len(turns):
        return None
    answer = turns[number - 1].answer
    return next((quote for quote in answer.quotes if quote.number == quote_number), None) if answer else None


def _in_words(failure: Exception) -> str:
    """What a reader is told of a failure: our own errors' text, which is meant for it, and of others nothing."""
    if isinstance(failure, VerbatimError):
        return str(failure)
    log.error("an unexpected failure behind the page", exc_info=failure)
    return SOMETHING_WRONG
