"""Which articles a reader's choice means, what is wrong with it, and what there is to choose from."""

from __future__ import annotations

import pytest
from page_fixtures import ScriptedAssistant

from index.errors import IndexBusy
from index.filters import Filter
from index.records import Article
from qa.page.choice import MOST_CHOSEN, Choice
from qa.page.choosing import REMOVED, Choosing, Offer, Reading
from qa.page.failures import SOMETHING_WRONG
from qa.page.scope import Scope
from qa.page.shelf import ENOUGH_ARTICLES, MOST_ARTICLES
from qa.page.typed_date import typed_date

BRIDGE = Article("A bridge.", title="The bridge", publisher="Reuters", published="2026-01-17", tags=("eu", "roads"))
HARVEST = Article("A harvest.", title="The harvest", publisher="AP", published="2025-09-01", tags=("eu",))
RIVER = Article("A river.", title="The river", publisher="Reuters", published="2025-12-31")


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant([BRIDGE, HARVEST, RIVER], {})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", None),
        ("  ", None),
        ("2026", "2026"),
        ("2026-01", "2026-01"),
        ("2026-01-17", "2026-01-17"),
        (" 2026-1-7 ", "2026-01-07"),
        ("2026/01/17", "2026-01-17"),
        ("2026.1", "2026-01"),
        ("2026–01", "2026-01"),
        ("2026 01 17", "2026-01-17"),
        ("17 January 2026", "2026-01-17"),
        ("jan 2026", "2026-01"),
        ("Sept. 2026", "2026-09"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_may_be_typed_in_many_ways(typed, expected):
    assert typed_date(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        *("26", "20266", "2026-13", "2026-00", "2026-02-30", "2026-01-17-3", "0000", "²026", "2026-" + "9" * 30),
        *("1/2/2026", "17.1.2026", "yesterday", "Ja 2026", "January", "17 2026 January", "2026-01x", "<b>"),
    ],
)
def test_what_may_mean_something_else_is_no_date(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - its text is Python's own, the page has one of its own
        typed_date(typed)


def test_a_choice_takes_only_texts_from_the_browser():
    assert Choice.of(["AP", 3, None, {}], None, ["2026"], "AP", [["x"]]) == Choice(publishers=("AP",))
    assert not Choice.of(None, "  ", 7, [], ())
    assert len(Choice.of(None, "", "", None, ["x"] * 9_999).articles) == MOST_CHOSEN


def test_nothing_chosen_means_all_articles_and_reads_none(assistant):
    assert Choosing(assistant).reading(Choice()) == Reading()
    assert assistant.limits == []


@pytest.mark.parametrize(
    ("choice", "within", "fitting"),
    [
        (Choice(publishers=("Reuters",)), Filter(publishers=("Reuters",)), 2),
        (Choice(since="2026/1"), Filter(since="2026-01"), 1),
        (Choice(until="2025"), Filter(until="2025"), 2),
        (Choice(tags=("roads",)), Filter(tags=("roads",)), 1),
        (Choice(articles=(RIVER.id,)), Filter(articles=(RIVER.id,)), 1),
        (Choice(("AP",), "2026"), Filter(("AP",), "2026"), 0),
    ],
)
def test_a_choice_is_counted(assistant, choice, within, fitting):
    titles = tuple(assistant.article(article_id).headline for article_id in choice.articles)

    assert Choosing(assistant).reading(choice) == Reading(Scope(within, titles, fitting, 3))


@pytest.mark.parametrize(
    ("choice", "field", "says"),
    [
        (Choice(since="soon"), "since", "Since: “soon” is not a date; write 2026, 2026-01 or 2026-01-17."),
        (Choice(until="2026-02-30"), "until", "Until: “2026-02-30” is not a date; write 2026, 2026-01 or 2026-01-17."),
        (Choice(since="2026", until="2025"), "until", "Until: 2026 is after 2025; no day is in between."),
        (Choice(articles=("gone",)), "articles", "Article: one that is chosen here was removed; take it out."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_asked_meanwhile(assistant, choice, field, says):
    assert Choosing(assistant).reading(choice) == Reading(None, {field: says})


def test_the_offer_is_what_there_is_now(assistant):
    choosing = Choosing(assistant)
    before = choosing.offer(Choice())
    later = Article("Rain.", title="Rain", publisher="dpa", tags=("weather",))
    assistant.shelf = {later.id: later, **assistant.shelf}
    after = choosing.offer(Choice())

    assert (before.publishers, before.tags, before.total) == (("AP", "Reuters"), ("eu", "roads"), 3)
    assert [title for title, _ in before.shelf.choices] == ["The bridge", "The harvest", "The river"]
    assert (after.publishers, after.tags, after.total) == (("AP", "Reuters", "dpa"), ("eu", "roads", "weather"), 4)
    assert after.shelf.choices[0] == ("Rain", later.id)


def test_the_articles_offered_fit_all_else_that_is_chosen(assistant):
    offer = Choosing(assistant).offer(Choice(publishers=("Reuters",), until="2025", articles=(RIVER.id,)))

    assert offer.shelf.choices == (("The river", RIVER.id),)


def test_what_is_chosen_is_offered_even_if_it_is_gone(assistant):
    choice = Choice(publishers=("dpa",), tags=("weather",), articles=(HARVEST.id, "gone"))
    offer = Choosing(assistant).offer(choice)

    assert offer.publishers == ("AP", "Reuters", "dpa")
    assert offer.tags == ("eu", "roads", "weather")
    assert offer.shelf.choices == (("The harvest", HARVEST.id), (REMOVED, "gone"))


def test_of_many_articles_the_newest_are_offered_and_all_are_counted():
    articles = [Article(f"Text {number}.", publisher="AP") for number in range(1000)]
    assistant = ScriptedAssistant(articles, {})
    offer = Choosing(assistant).offer(Choice(publishers=("AP",)))

    assert (len(offer.shelf.choices), offer.shelf.label("Article")) == (MOST_ARTICLES, "Article (the newest 200)")
    assert offer.reading.scope is not None
    assert offer.reading.scope.count == "1,000 of 1,000 articles"
    assert set(assistant.limits) == {ENOUGH_ARTICLES}


@pytest.mark.parametrize(("articles", "worth"), [([], False), ([BRIDGE], False), ([BRIDGE, RIVER], True)])
def test_among_fewer_than_two_articles_there_is_nothing_to_choose(articles, worth):
    assert Choosing(ScriptedAssistant(articles, {})).offer(Choice()).is_worth_showing is worth


@pytest.mark.parametrize(
    ("failure", "says"), [(IndexBusy("Busy; try again."), "Busy; try again."), (OSError("secret"), SOMETHING_WRONG)]
)
def test_an_index_that_fails_is_told_and_nothing_is_asked(assistant, failure, says):
    def failing(*_: object, **__: object) -> list[Article]:
        raise failure

    assistant.articles = assistant.count_within = failing
    choice = Choice(publishers=("AP",))

    assert Choosing(assistant).reading(choice) == Reading(faults={"index": says})
    assert Choosing(assistant).offer(choice) == Offer(choice, Reading(faults={"index": says}))


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(Filter(publishers=("Reuters",), since="2026-01"), (), 1, 2), "Reuters, since 2026-01"),
        (Scope(Filter(publishers=("A", "B", "C", "D", "E")), (), 1, 2), "A, B, C or 2 others"),
        (Scope(Filter(publishers=("A", "B", "C", "D")), (), 1, 2), "A, B, C or 1 other"),
        (Scope(Filter(until="2026", tags=("eu", "roads")), (), 1, 2), "until 2026, tagged eu or roads"),
        (Scope(Filter(articles=("x",)), ("The bridge",), 1, 2), "“The bridge”"),
        (Scope(Filter(publishers=("N" * 99,)), (), 1, 2), "N" * 59 + "…"),
    ],
)
def test_a_scope_is_said_in_words(scope, words):
    assert scope.words == words
