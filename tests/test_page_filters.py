"""Asking only some articles on the page, in a real Chromium: with the real index, and with a scripted assistant."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_fixtures import ScriptedAssistant, Steps, free_port, quote_of, served

from index.article_index import ArticleIndex
from index.embedding import SentenceTransformerEncoder
from index.filters import Filter
from index.records import Article
from index.span_reader import MiniLmSpanReader
from qa.answer import Answer, Claim, Event, QuotesFound, compose
from qa.assistant import Assistant
from qa.page.serving import open_page
from qa.settings import Settings

pytestmark = pytest.mark.browser

HALDEN = Article(
    "The new bridge in Halden opened on Friday.\n\nThe bridge cost 12 million euros, according to the city council.",
    title="Halden opens its bridge",
    publisher="Reuters",
    published="2026-01-10",
    tags=("bridges",),
)
VARBERG = Article(
    "Varberg has a new bridge over the river.\n\nThe bridge cost 40 million euros, the mayor of the town said.",
    title="A bridge for Varberg",
    publisher="AP",
    published="2025-11-02",
)
COST, AGAIN, WHO = "How much did the bridge cost?", "And how much did it cost in all?", "Who planted the orchard?"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


def costs(steps: Steps) -> Iterator[Event]:
    quote = quote_of(HALDEN, "The bridge cost 12 million euros, according to the city council.", 1)
    claims = (Claim("It cost 12 million euros, the council says.", (1,)),)
    yield QuotesFound((quote,))
    yield Answer(COST, COST, "answered", compose(claims), claims, None, (quote,))


def nobody(steps: Steps) -> Iterator[Event]:
    yield QuotesFound(())
    yield Answer(WHO, WHO, "not_found", "They do not mention “orchard”.")


def scripted(*articles: Article) -> ScriptedAssistant:
    return ScriptedAssistant(articles, {COST: costs, AGAIN: costs, WHO: nobody})


class Window:
    """A reader's window on the page, with the gestures of choosing. Hears of every complaint of its browser's."""

    def __init__(self, browser: Any, address: str, **window: Any) -> None:
        self.context = browser.new_context(**(window or DESK))
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.goto(address)
        self.page.wait_for_selector("#article article")

    def unfold(self) -> None:
        self.page.click("#choosing > .label-wrap")
        self.page.wait_for_selector("#choosing > .open[aria-expanded=true]")
        self.page.wait_for_selector("#publishers input")

    def choose(self, field: str, name: str) -> None:
        self.page.click(f"#{field} input")
        self.page.locator(f"#{field}").get_by_role("option", name=name, exact=True).click()
        self.page.wait_for_selector(f"#{field} .token:has-text('{name}')")
        self.page.press(f"#{field} input", "Escape")
        self.page.press(f"#{field} input", "Tab")

    def type_date(self, field: str, text: str) -> None:
        self.page.fill(f"#{field} input", text)
        self.page.press(f"#{field} input", "Enter")

    def ask(self, question: str, ending: str) -> None:
        number = len(self.page.query_selector_all(".turn")) + 1
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.page.wait_for_selector(f".turn:nth-child({number}) {ending}")
        self.page.wait_for_selector("#ask")

    def wait_for_line(self, text: str) -> None:
        self.page.wait_for_function(
            "text => document.querySelector('#scope-line')?.textContent.trim() === text", arg=text
        )

    def options(self, field: str) -> list[str]:
        self.page.click(f"#{field} input")
        self.page.wait_for_selector(f"#{field} [role=option]")
        names: list[str] = self.page.eval_on_selector_all(
            f"#{field} [role=option]", "options => options.map(option => option.getAttribute('aria-label'))"
        )
        self.page.press(f"#{field} input", "Escape")
        return names


@pytest.fixture
def windows(browser: Any) -> Iterator[Any]:
    """Opens windows, closes them afterwards, and looks that no browser complained."""
    opened: list[Window] = []

    def open_one(address: str, **window: Any) -> Window:
        opened.append(Window(browser, address, **window))
        return opened[-1]

    yield open_one
    for window in opened:
        window.context.close()
        assert window.complaints == []


# --- the real index


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("filters") / "index"


@pytest.fixture(scope="module")
def address(folder: Path, packaged_encoder: SentenceTransformerEncoder) -> Iterator[str]:
    index = ArticleIndex(folder, packaged_encoder, reader=MiniLmSpanReader())
    assistant = Assistant(index, None, Settings(index=folder, llm="none"))
    assistant.add_all([VARBERG, HALDEN])
    with served(assistant) as where:
        yield where


def test_a_publisher_is_chosen_and_only_its_articles_answer_until_all_are_asked_again(windows, address):
    one, other = windows(address), windows(address)
    one.unfold()
    one.choose("publishers", "AP")
    one.wait_for_line("Asking 1 of 2 articles: AP")

    one.ask(COST, ".evidence")
    assert one.page.inner_text(".turn .asked") == "Asked only 1 of 2 articles: AP"
    assert "40 million" in one.page.inner_text(".turn")
    assert "12 million" not in one.page.inner_text(".turn")
    one.ask(AGAIN, ".evidence")
    assert one.page.inner_text(".turn:last-child .asked") == "Asked only 1 of 2 articles: AP"

    other.ask(COST, ".evidence")
    assert other.page.query_selector(".asked") is None
    assert "12 million" in other.page.inner_text(".turn")

    one.page.click("#ask-all")
    one.wait_for_line("")
    assert one.page.query_selector("#publishers .token") is None
    one.ask(COST, ".evidence")
    assert one.page.query_selector(".turn:last-child .asked") is None
    assert "12 million" in one.page.inner_text(".turn:last-child")
    assert len(one.page.query_selector_all(".asked")) == 2


def test_what_another_program_adds_is_there_when_the_fields_are_opened_and_when_the_page_is_loaded(
    windows, address, folder, tmp_path
):
    before = windows(address)
    report = tmp_path / "report.txt"
    report.write_text("Publisher: The Fjord Times\n\nThe ferry to Moss was sold on Monday for 3 million euros.\n")
    command = [
        str(Path(sys.executable).with_name("qa")),
        "add",
        str(report),
        "--tag",
        "ferries",
        "--index",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr

    before.unfold()
    before.page.wait_for_selector("#tags input")
    assert "The Fjord Times" in before.options("publishers")
    assert "ferries" in before.options("tags")
    after = windows(address)
    assert "The ferry to Moss" in after.page.inner_text("#article")
    after.unfold()
    after.choose("tags", "ferries")
    after.wait_for_line("Asking 1 of 3 articles: tagged ferries")
    after.ask("What was sold on Monday?", ".evidence")
    assert "The ferry to Moss was sold" in after.page.inner_text(".turn")


# --- a scripted assistant


@pytest.fixture(scope="module")
def assistant() -> ScriptedAssistant:
    return scripted(HALDEN, VARBERG)


@pytest.fixture(scope="module")
def quick(assistant: ScriptedAssistant) -> Iterator[str]:
    with served(assistant, [COST]) as where:
        yield where


def test_the_fields_are_closed_until_they_are_wanted(windows, quick, artifacts):
    window = windows(quick)
    page = window.page
    fold = page.wait_for_selector("#choosing > .label-wrap[aria-expanded=false]")
    assert fold.inner_text() == "Ask only some articles"
    assert not page.is_visible("#publishers")
    assert not page.is_visible("#ask-all")

    window.unfold()
    for name in ("Publisher", "Tag", "Since", "Until"):
        assert page.get_by_label(name, exact=True).count() == 1
    page.screenshot(path=artifacts / "page-filter-desktop-open.png")
    assert window.options("articles") == [HALDEN.title, VARBERG.title]


def test_all_kinds_of_choice_reach_the_search_together(windows, quick, assistant):
    window = windows(quick)
    window.unfold()
    window.choose("publishers", "Reuters")
    window.choose("tags", "bridges")
    window.type_date("until", "Jan 2026")
    window.type_date("since", "2026/1/10")
    window.choose("articles", HALDEN.title)
    window.wait_for_line(
        "Asking 1 of 2 articles: Reuters, since 2026-01-10, until 2026-01, tagged bridges, “Halden opens its bridge”"
    )
    window.ask(COST, ".answer")

    assert assistant.filters[COST] == Filter(("Reuters",), "2026-01-10", "2026-01", (HALDEN.id,), ("bridges",))


def test_the_articles_to_choose_from_follow_the_rest_of_the_choice(windows, quick):
    window = windows(quick)
    window.unfold()
    window.choose("publishers", "AP")
    window.wait_for_line("Asking 1 of 2 articles: AP")

    assert window.options("articles") == [VARBERG.title]


def test_a_wrong_date_is_told_at_its_field_and_nothing_is_asked_meanwhile(windows, quick, assistant, artifacts):
    window = windows(quick)
    page = window.page
    window.unfold()
    page.fill("#since input", "20266")
    page.press("#since input", "Tab")
    page.wait_for_selector("#since [aria-invalid=true]")
    page.screenshot(path=artifacts / "page-filter-desktop-wrong-date.png")
    assert page.inner_text("#since-fault") == "Since: “20266” is not a date; write 2026, 2026-01 or 2026-01-17."
    assert page.get_attribute("#since input", "aria-describedby") == "since-fault"
    assert page.query_selector(".toast-body") is None

    page.click("#choosing > .label-wrap")
    assistant.filters.clear()
    page.fill("#question textarea", WHO)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#choosing > .open")
    assert page.input_value("#question textarea") == WHO
    assert page.query_selector(".turn") is None
    assert assistant.filters == {}

    window.type_date("since", "2026")
    window.wait_for_line("Asking 1 of 2 articles: since 2026")
    assert page.query_selector("#since-fault") is None
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".not-found")
    assert assistant.filters[WHO] == Filter(since="2026")


def test_a_date_that_was_just_typed_counts_at_once(windows, quick, assistant):
    window = windows(quick)
    window.unfold()
    window.page.fill("#until input", "2025")
    window.ask(WHO, ".not-found")

    assert assistant.filters[WHO] == Filter(until="2025")


def test_not_found_under_a_filter_is_not_taken_for_all_articles(windows, quick, artifacts):
    window = windows(quick)
    window.unfold()
    window.choose("publishers", "AP")
    window.wait_for_line("Asking 1 of 2 articles: AP")
    window.page.screenshot(path=artifacts / "page-filter-desktop-set.png")
    window.page.click("#choosing > .label-wrap")
    window.ask(WHO, ".not-found")
    window.page.screenshot(path=artifacts / "page-filter-desktop-not-found.png")

    assert window.page.inner_text(".not-found > .label") == "These articles do not say"
    assert window.page.inner_text(".turn .asked") == "Asked only 1 of 2 articles: AP"


def test_a_filter_outlasts_a_new_conversation_and_the_reload_clears_it(windows, quick):
    window = windows(quick)
    window.unfold()
    window.choose("publishers", "AP")
    window.ask(WHO, ".not-found")
    window.page.click("#new")
    window.page.wait_for_function("() => !document.querySelector('.turn')")
    window.wait_for_line("Asking 1 of 2 articles: AP")

    window.page.reload()
    window.page.wait_for_selector("#choosing > .label-wrap")
    window.wait_for_line("")


def test_choosing_needs_no_mouse(windows, quick):
    window = windows(quick)
    page = window.page
    page.wait_for_selector("#choosing > .label-wrap[aria-expanded=false]")
    page.focus("#ask")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Ask only some articles"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("#publishers input")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Publisher"
    page.keyboard.type("reu")
    page.keyboard.press("Enter")
    window.wait_for_line("Asking 1 of 2 articles: Reuters")
    assert page.get_attribute("#publishers .token [role=button]", "aria-label") == "Remove Reuters"

    page.keyboard.press("Escape")
    page.focus("#ask-all")
    page.keyboard.press("Enter")
    window.wait_for_line("")
    assert page.evaluate("document.activeElement.placeholder") == "Ask about the articles"


def test_a_filter_outlasts_a_restart_of_the_program(windows):
    assistant, port = scripted(HALDEN, VARBERG), free_port()
    first = open_page(assistant, host="127.0.0.1", port=port)
    try:
        window = windows(f"http://127.0.0.1:{port}")
        window.unfold()
        window.choose("publishers", "AP")
        window.wait_for_line("Asking 1 of 2 articles: AP")
    finally:
        first.close(verbose=False)
    second = open_page(assistant, host="127.0.0.1", port=port)
    try:
        window.ask(WHO, ".not-found")
        assert window.page.inner_text(".turn .asked") == "Asked only 1 of 2 articles: AP"
        assert assistant.filters[WHO] == Filter(publishers=("AP",))
    finally:
        second.close(verbose=False)
        window.complaints = [line for line in window.complaints if "Failed to load resource" not in line]


@pytest.mark.parametrize(("width", "height"), [(1280, 600), (844, 390)])
def test_in_a_low_window_the_question_stays_in_reach(windows, quick, artifacts, width, height):
    window = windows(quick, viewport={"width": width, "height": height})
    for _ in range(4):
        window.ask(COST, ".answer")
    window.unfold()
    window.page.evaluate("document.getElementById('composer').scrollTop = 0")
    window.page.screenshot(path=artifacts / f"page-filter-low-{width}.png")

    top = window.page.evaluate("document.querySelector('#question').getBoundingClientRect().top")
    assert 0 <= top < height


def test_with_one_article_there_is_nothing_to_choose(windows):
    with served(scripted(HALDEN)) as where:
        window = windows(where)
        window.page.wait_for_timeout(500)
        assert not window.page.is_visible("#choosing")


def test_of_thousands_of_articles_the_newest_are_listed_and_the_page_says_so(windows, artifacts):
    many = [Article(f"Text {number}.", title=f"Number {number}", publisher="AP") for number in range(3000)]
    assistant = scripted(*many)
    with served(assistant) as where:
        window = windows(where)
        window.unfold()
        window.choose("publishers", "AP")
        window.wait_for_line("Asking 3,000 of 3,000 articles: AP")
        window.page.screenshot(path=artifacts / "page-filter-desktop-many.png")

        assert window.page.get_by_label("Article (the newest 200)", exact=True).count() == 2
    assert max(limit or 0 for limit in assistant.limits) == 201
    assert None not in assistant.limits


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_fields_without_scrolling_sideways(windows, quick, artifacts, scheme):
    window = windows(quick, **PHONE, color_scheme=scheme)
    page = window.page
    window.unfold()
    page.screenshot(path=artifacts / f"page-filter-phone-{scheme}-open.png")
    window.choose("publishers", "AP")
    window.type_date("since", "2025")
    window.wait_for_line("Asking 1 of 2 articles: AP, since 2025")
    page.screenshot(path=artifacts / f"page-filter-phone-{scheme}-set.png")
    window.ask(WHO, ".not-found")
    page.screenshot(path=artifacts / f"page-filter-phone-{scheme}-not-found.png")
    page.tap("#choosing > .label-wrap")
    page.wait_for_function("() => !document.querySelector('#choosing > .open')")
    page.screenshot(path=artifacts / f"page-filter-phone-{scheme}-folded.png")

    scroll, inner = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert (scroll, inner) == (390, 390)


def test_the_dark_is_dark_here_too(windows, quick, artifacts):
    window = windows(quick, **DESK, color_scheme="dark")
    window.unfold()
    window.choose("publishers", "AP")
    window.type_date("since", "yesterday")
    window.page.wait_for_selector("#since-fault")
    window.page.screenshot(path=artifacts / "page-filter-dark-open.png")

    colour = "getComputedStyle(document.querySelector('#since input')).backgroundColor"
    assert window.page.evaluate(colour) == "rgb(26, 31, 28)"
