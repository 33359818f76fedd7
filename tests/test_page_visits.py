"""What a visit shows from question to answer, when things fail, and when the reader leaves in the middle."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator

import pytest
from page_fixtures import ScriptedAssistant, Steps, quote_of

from index.errors import IndexBusy
from index.filters import Filter
from index.records import Article
from qa.answer import Answer, Claim, Event, QuotesFound, TextGrew, compose
from qa.page.event_reader import read_events
from qa.page.failures import SOMETHING_WRONG
from qa.page.scope import Scope
from qa.page.screen import Screen
from qa.page.shelf import ENOUGH_ARTICLES, MOST_ARTICLES
from qa.page.turn import Turn
from qa.page.visits import MOST_TURNS, Visits

ONE = Article(text="Ada opened the library. It has 62 rooms.", title="One")
TWO = Article(text="Ben was born in 1963.", title="Two")


def told(steps: Steps) -> Iterator[Event]:
    quote = quote_of(TWO, "Ben was born in 1963.", 1)
    claims = (Claim("Ben was born in 1963.", (1,)),)
    yield QuotesFound((quote_of(TWO, "Ben was born in 1963."), quote_of(ONE, "It has 62 rooms.")))
    yield TextGrew("Ben was")
    yield Answer("When?", "When?", "answered", compose(claims), claims, None, (quote,))


def busy(steps: Steps) -> Iterator[Event]:
    yield QuotesFound((quote_of(ONE, "It has 62 rooms."),))
    raise IndexBusy("Another program is adding articles;\ntry again in a moment.")


def broken(steps: Steps) -> Iterator[Event]:
    raise ZeroDivisionError("secret detail")
    yield


def endless(steps: Steps) -> Iterator[Event]:
    while True:
        yield TextGrew("more and more")


def fruitless(steps: Steps) -> Iterator[Event]:
    yield QuotesFound(())


SCRIPTS = {"When?": told, "busy": busy, "broken": broken, "endless": endless, "fruitless": fruitless}


def screens(question: str, turns: tuple[Turn, ...] = (), shown_id: str | None = ONE.id) -> list[Screen]:
    async def collect() -> list[Screen]:
        visits = Visits(ScriptedAssistant([ONE, TWO], SCRIPTS))
        return [screen async for screen in visits.asked(question, turns, shown_id)]

    return asyncio.run(collect())


def test_a_question_is_shown_at_once_and_its_answer_opens_the_article_of_the_first_quote():
    first, found, draft, answer = screens("  When? ")

    assert (first.turns, first.article, first.takes_question) == ((Turn("When?"),), None, True)
    assert found.article_id == TWO.id
    assert 'class="candidate"' in str(found.article)
    assert draft.turns[-1].draft == "Ben was"
    assert draft.article is None
    assert answer.turns[-1].answer is not None
    assert 'data-quotes="1"' in str(answer.article)
    assert [screen.is_busy for screen in (first, found, draft, answer)] == [True, True, True, False]


def test_a_question_is_put_to_the_articles_in_its_scope_and_remembers_them():
    assistant = ScriptedAssistant([ONE, TWO], SCRIPTS)
    scope = Scope(Filter(articles=(TWO.id,)), ("Two",), 1, 2)

    async def last() -> Screen:
        return [screen async for screen in Visits(assistant).asked("When?", (), None, scope)][-1]

    assert asyncio.run(last()).turns[-1].scope == scope
    assert assistant.filters["When?"] == scope.within


def test_without_a_scope_all_articles_are_asked():
    assistant = ScriptedAssistant([ONE, TWO], SCRIPTS)

    async def last() -> Screen:
        return [screen async for screen in Visits(assistant).asked("When?", (), None)][-1]

    assert asyncio.run(last()).turns[-1].scope is None
    assert assistant.filters["When?"] is None


def test_of_many_articles_the_newest_are_listed_and_no_more_are_read():
    assistant = ScriptedAssistant([Article(text=f"Text {number}.") for number in range(1000)], {})
    oldest = list(assistant.shelf)[-1]

    first, last = Visits(assistant).opened(), Visits(assistant).chosen(oldest, ())

    assert first.shelf is not None
    assert (len(first.shelf.choices), first.shelf.is_cut) == (MOST_ARTICLES, True)
    assert last.shelf is not None
    assert last.shelf.choices == (*first.shelf.choices, ("Text 999.", oldest))
    assert set(assistant.limits) == {ENOUGH_ARTICLES}


def test_an_article_that_came_meanwhile_is_listed_with_the_next_one_that_is_shown():
    assistant = ScriptedAssistant([ONE], {})
    visits = Visits(assistant)
    visits.opened()
    assistant.shelf[TWO.id] = TWO
    shelf = visits.chosen(ONE.id, ()).shelf

    assert shelf is not None
    assert shelf.choices == (("One", ONE.id), ("Two", TWO.id))


def test_nothing_is_asked_with_an_empty_question():
    assert screens(" \n ") == []


def test_our_own_errors_are_told_in_one_line_and_the_quotes_stay():
    last = screens("busy")[-1].turns[-1]

    assert last.error == "Another program is adding articles; try again in a moment."
    assert last.candidates is not None


@pytest.mark.parametrize("question", ["broken", "fruitless"])
def test_other_errors_are_logged_and_not_told(question, caplog):
    caplog.set_level(logging.ERROR)
    last = screens(question)[-1].turns[-1]

    assert last.error == SOMETHING_WRONG
    assert len(caplog.records) == 1
    assert ("secret detail" in caplog.text) == (question == "broken")


def test_the_oldest_turns_give_way():
    turns = tuple(Turn(str(number)) for number in range(MOST_TURNS + 10))

    kept = screens("When?", turns)[-1].turns

    assert len(kept) == MOST_TURNS
    assert kept[-1].question == "When?"
    assert all(turn.stopped for turn in kept[:-1])


def test_a_page_without_articles_says_how_to_add_one():
    assert "qa add" in str(Visits(ScriptedAssistant([], {})).opened().article)


@pytest.mark.parametrize("article_id", [None, "", 7, ["x"], {}])
def test_what_is_no_id_shows_no_other_article(article_id):
    assert Visits(ScriptedAssistant([ONE], {})).chosen(article_id, ()) == Screen(())


def test_an_unknown_article_is_told_in_its_place():
    screen = Visits(ScriptedAssistant([ONE], {})).chosen("nowhere", ())

    assert "No article nowhere" in str(screen.article)


@pytest.mark.parametrize(
    ("number", "quote"), [(0, 1), (2, 1), (1, 9), (1, 0), ("1", "1"), (None, None), (-1, 1), (1, [])]
)
def test_numbers_from_the_browser_that_name_nothing_change_nothing(number, quote):
    turns = screens("When?")[-1].turns

    assert Visits(ScriptedAssistant([ONE, TWO], {})).pointed_at(turns, number, quote) == Screen(turns)


def test_pointing_at_a_quote_opens_its_article_there():
    turns = screens("When?")[-1].turns
    screen = Visits(ScriptedAssistant([ONE, TWO], {})).pointed_at(turns, 1, 1)

    assert screen.article_id == TWO.id
    assert 'data-reveal="0" data-flash' in str(screen.article)


def test_a_reader_who_leaves_ends_the_stream():
    assistant = ScriptedAssistant([ONE], SCRIPTS)

    async def read_three() -> int:
        events = read_events(lambda: assistant.stream("endless"))
        for _ in range(3):
            await anext(events)
        await events.aclose()
        return threading.active_count()

    asyncio.run(read_three())

    assert assistant.steps["endless"].closed.wait(5)
