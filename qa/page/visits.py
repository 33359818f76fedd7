"""Visits: what happens when a reader opens the page, asks, stops, or wants to see a quote.

It keeps nothing about a reader: the conversation comes in and goes out with every call, and Gradio keeps it per visit.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

from anyio.to_thread import run_sync

from qa.answer import Answer, Quote, QuotesFound
from qa.page.answers_questions import AnswersQuestions
from qa.page.article_view import Reveal, render_article, render_article_error, render_no_article
from qa.page.event_reader import read_events
from qa.page.failures import SOMETHING_WRONG, in_words
from qa.page.scope import Scope
from qa.page.screen import Screen
from qa.page.shelf import ENOUGH_ARTICLES, Shelf
from qa.page.turn import Turn, history_of

# What one visit can make the server keep and send again with every event.
MOST_TURNS = 50
log = logging.getLogger(__name__)


class Visits:
    """The conversation's way to the assistant. Every error ends here, as a line for the reader."""

    def __init__(self, assistant: AnswersQuestions) -> None:
        self._assistant = assistant

    def opened(self) -> Screen:
        """The page as a new reader finds it: no conversation, the newest article."""
        try:
            articles = self._assistant.articles(limit=ENOUGH_ARTICLES)
        except Exception as failure:  # noqa: BLE001 - the page's border: see in_words
            return Screen((), article=render_article_error(in_words(failure)))
        if not articles:
            return Screen((), article=render_no_article())
        return Screen((), article=render_article(articles[0]), article_id=articles[0].id, shelf=Shelf.of(articles))

    async def asked(
        self, question: str, turns: tuple[Turn, ...], shown_id: str | None, scope: Scope | None = None
    ) -> AsyncGenerator[Screen, None]:
        """The screens from a question to its answer: the question, the quotes, the draft as it grows, the answer.

        ``scope``: the articles that are asked; None for all.
        """
        question = question.strip()
        if not question:
            return
        earlier = tuple(turn.halted() for turn in turns)[-(MOST_TURNS - 1) :]
        turn = Turn(question, scope=scope)
        yield Screen((*earlier, turn), takes_question=True)
        start = partial(self._assistant.stream, question, history_of(earlier), scope.within if scope else None)
        try:
            async with aclosing(read_events(start)) as events:
                async for event in events:
                    turn = turn.after(event)
                    turns = (*earlier, turn)
                    if isinstance(event, QuotesFound | Answer):
                        best = _best_quote(turn)
                        shown_id = best.article_id if best else shown_id
                        reveal = Reveal(best.start) if best else None
                        yield await run_sync(self._beside, turns, shown_id, len(turns), reveal)
                    else:
                        yield Screen(turns)
        except Exception as failure:  # noqa: BLE001 - the page's border: see in_words
            yield Screen((*earlier, turn.failed(in_words(failure))))
            return
        if turn.is_open:
            log.error("the stream of an answer ended without an answer")
            yield Screen((*earlier, turn.failed(SOMETHING_WRONG)))

    def stopped(self, turns: tuple[Turn, ...]) -> Screen:
        """The conversation after the reader has stopped the answer."""
        return Screen(tuple(turn.halted() for turn in turns))

    def chosen(self, article_id: str | None, turns: tuple[Turn, ...]) -> Screen:
        """The article that the reader chose, with what the latest answer quotes from it."""
        return self._beside(turns, article_id, len(turns))

    def pointed_at(self, turns: tuple[Turn, ...], number: object, quote_number: object) -> Screen:
        """The article of a quote of turn ``number``, opened at that quote. Both numbers come from the browser."""
        quote = _quote_at(turns, number, quote_number)
        if quote is None or not isinstance(number, int):
            return Screen(turns)
        return self._beside(turns, quote.article_id, number, Reveal(quote.start, flash=True))

    def _beside(
        self, turns: tuple[Turn, ...], article_id: str | None, number: int, reveal: Reveal | None = None
    ) -> Screen:
        """The conversation beside an article, in which turn ``number`` marks what it quotes."""
        if not isinstance(article_id, str) or not article_id:  # It may come from the browser.
            return Screen(turns)
        try:
            article = self._assistant.article(article_id)
            newest = self._assistant.articles(limit=ENOUGH_ARTICLES)
        except Exception as failure:  # noqa: BLE001 - the page's border: see in_words
            return Screen(turns, article=render_article_error(in_words(failure)))
        html = render_article(article, turns[number - 1], number, reveal) if number else render_article(article)
        return Screen(turns, html, article.id, Shelf.of(newest, [(article.headline, article.id)]))


def _best_quote(turn: Turn) -> Quote | None:
    quotes = turn.answer.quotes if turn.answer is not None else turn.candidates
    return quotes[0] if quotes else None


def _quote_at(turns: tuple[Turn, ...], number: object, quote_number: object) -> Quote | None:
    if not isinstance(number, int) or not isinstance(quote_number, int) or not 1 <= number <= len(turns):
        return None
    answer = turns[number - 1].answer
    return next((quote for quote in answer.quotes if quote.number == quote_number), None) if answer else None
