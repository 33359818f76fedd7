"""The page in a real Chromium: from a question to its quotes, by mouse, by keyboard, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from page_fixtures import ScriptedAssistant, Steps, quote_of, served

from index.records import Article
from qa.answer import Answer, Claim, Event, QuotesFound, Span, TextGrew, compose
from qa.errors import LanguageModelFault

pytestmark = pytest.mark.browser

PARAGRAPHS = [
    "The city library will open its new wing on Saturday, after four years of building and two delays.",
    *(
        f"Paragraph {number} tells how the work went on, month after month, while readers made do with two rooms "
        "in the old town hall and the books slept in a hangar by the river, catalogued, boxed and out of reach."
        for number in range(2, 16)
    ),
    'The wing has 62 rooms. "Nobody will have to whisper in all of them," said Ada Nowak, the librarian. '
    "It cost $25 million, according to the council.",
    "Ben Ito, who drew the plans, does not expect to be there.",
]
LIBRARY = Article(
    text="\n\n".join(PARAGRAPHS),
    title="After four years, the library opens its new wing",
    publisher="The Morning Paper",
    published="2026-01-17",
    url="https://example.org/library",
)
PORTRAIT = Article(text="Ada Nowak was born in 1963.\n\nShe reads.", title="A portrait", publisher="The Weekly")

ROOMS, COST, BORN = (
    "The wing has 62 rooms.",
    "It cost $25 million, according to the council.",
    "Ada Nowak was born in 1963.",
)
WORDS = '"Nobody will have to whisper in all of them," said Ada Nowak, the librarian.'
HOW_LARGE, HOW_OLD, WHO_PAID, SLOW, LEFT, FAILS, ALPHA, BETA = (
    *("How large is the new wing?", "How old is she?", "Who paid for it?", "Slowly?", "Leaving?", "Failing?"),
    *("The secret word is alpha", "The secret word is beta"),
)
EXAMPLES = [HOW_LARGE, WHO_PAID]


def how_large(steps: Steps) -> Iterator[Event]:
    yield QuotesFound((quote_of(LIBRARY, ROOMS), quote_of(LIBRARY, COST), quote_of(PORTRAIT, BORN)))
    steps.wait()
    yield TextGrew("The wing has sixty-two")
    steps.wait()
    quotes = (
        quote_of(LIBRARY, ROOMS, 1),
        quote_of(LIBRARY, COST, 2),
        quote_of(LIBRARY, WORDS, 3, speaker="Ada Nowak"),
        quote_of(PORTRAIT, BORN, 4),
    )
    claims = (
        Claim("The new wing has 62 rooms.", (1,)),
        Claim("The council says that it cost $25 million.", (2,)),
        Claim("The librarian, born in 1963, looks forward to talking in them.", (3, 4)),
    )
    start = LIBRARY.text.index("62 rooms")
    span = Span(1, start, start + len("62 rooms"), "62 rooms")
    yield Answer(HOW_LARGE, HOW_LARGE, "answered", compose(claims), claims, span, quotes, model="scripted")


def how_old(steps: Steps) -> Iterator[Event]:
    yield QuotesFound((quote_of(PORTRAIT, BORN),))
    claims = (Claim(BORN, (1,)),)
    quotes = (quote_of(PORTRAIT, BORN, 1),)
    notice = "No language model took part: this answer is made of quotes alone."
    yield Answer(HOW_OLD, HOW_OLD, "answered", compose(claims), claims, None, quotes, notice=notice)


def who_paid(steps: Steps) -> Iterator[Event]:
    nearest = (quote_of(LIBRARY, COST),)
    yield QuotesFound(nearest)
    yield Answer(WHO_PAID, WHO_PAID, "not_found", "Who paid for it is not in the articles.", related=nearest)


def slow(steps: Steps) -> Iterator[Event]:
    yield QuotesFound((quote_of(LIBRARY, ROOMS),))
    steps.wait()
    yield TextGrew("too late")
    steps.wait()


def fails(steps: Steps) -> Iterator[Event]:
    yield QuotesFound((quote_of(LIBRARY, ROOMS),))
    raise LanguageModelFault("The language model took too long; ask again, or use --llm none.")


SCRIPTS = {
    HOW_LARGE: how_large,
    HOW_OLD: how_old,
    WHO_PAID: who_paid,
    SLOW: slow,
    LEFT: slow,
    FAILS: fails,
    ALPHA: how_old,
    BETA: how_old,
}


@pytest.fixture(scope="module")
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant([LIBRARY, PORTRAIT], SCRIPTS)


@pytest.fixture(scope="module")
def address(assistant: ScriptedAssistant) -> Iterator[str]:
    with served(assistant, EXAMPLES) as address:
        yield address


class Reader:
    """A visitor with a window of their own, and what their browser asked for and complained about."""

    def __init__(self, browser: Any, address: str, **window: Any) -> None:
        self.address = address
        self.context = browser.new_context(**window)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.goto(address)
        self.page.wait_for_selector("#article article")

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(url)

    def ask(self, question: str) -> None:
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")

    def settle(self) -> None:
        """Wait until smooth scrolling and flashing are over."""
        self.page.wait_for_function("() => !document.querySelector('.flash')")

    def in_view(self, selector: str) -> bool:
        script = """selector => { const box = document.querySelector(selector).getBoundingClientRect();
            return box.top >= 0 && box.bottom <= window.innerHeight; }"""
        return bool(self.page.evaluate(script, selector))

    def wait_in_view(self, selector: str) -> None:
        script = """selector => { const box = document.querySelector(selector)?.getBoundingClientRect();
            return box && box.top >= 0 && box.bottom <= window.innerHeight; }"""
        self.page.wait_for_function(script, arg=selector)

    def widths(self) -> tuple[int, int]:
        scroll, inner = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        return scroll, inner


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Any]:
    """Opens the page for a new visitor, and looks afterwards that their browser spoke to nobody else."""
    readers: list[Reader] = []

    def open_one(**window: Any) -> Reader:
        readers.append(Reader(browser, address, **{"viewport": {"width": 1280, "height": 860}, **window}))
        return readers[-1]

    yield open_one
    for reader in readers:
        reader.context.close()
        assert reader.elsewhere == []
        assert reader.complaints == []


def test_the_page_opens_with_the_newest_article_and_examples(visit, artifacts):
    page = (reader := visit()).page
    page.screenshot(path=artifacts / "page-desktop-empty.png")

    assert page.title() == "Verbatim"
    assert page.get_attribute("html", "lang") == "en"
    assert page.text_content("#article h2") == LIBRARY.title
    assert [button.text_content().strip() for button in page.query_selector_all("#examples button")] == EXAMPLES
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("region", name="Conversation").count() == 1
    assert page.get_by_role("textbox", name="Your question").count() == 1
    assert page.get_attribute(".turns", "aria-live") == "polite"
    assert page.query_selector("footer") is None
    assert reader.widths() == (1280, 1280)


def test_quotes_come_first_then_the_draft_then_the_checked_answer(visit, assistant, artifacts):
    reader = visit()
    page = reader.page
    page.click(f"#examples button:has-text('{HOW_LARGE}')")

    page.wait_for_selector("mark.candidate")
    assert page.text_content(".turn .question") == HOW_LARGE
    assert page.text_content(".evidence.candidates h3") == "Found in the article"
    assert page.query_selector("#article .marker") is None
    assert page.is_visible("#stop")
    assert not page.is_visible("#ask")
    assert not page.is_visible("#examples")
    reader.wait_in_view("mark.candidate")
    page.screenshot(path=artifacts / "page-desktop-found.png")

    assistant.steps[HOW_LARGE].go()
    page.wait_for_selector(".draft")
    assert page.inner_text(".draft").startswith("Draft, being checked against the quotes")
    assert "sixty-two" in page.inner_text(".draft")
    assert page.get_attribute(".turns", "aria-busy") == "true"
    page.screenshot(path=artifacts / "page-desktop-draft.png")

    assistant.steps[HOW_LARGE].go()
    page.wait_for_selector(".answer")
    page.wait_for_selector("mark[data-quotes='1']")
    assert page.query_selector(".draft") is None
    assert page.inner_text(".claims").startswith("The new wing has 62 rooms.")
    assert [button.inner_text() for button in page.query_selector_all(".claims .marker")] == [
        "[1]",
        "[2]",
        "[3]",
        "[4]",
    ]
    assert page.text_content("mark[data-quotes='1']") == ROOMS
    assert page.inner_text(".evidence.cited li:nth-child(3)").endswith(
        "Ada Nowak, in After four years, the library opens its new wing · The Morning Paper · 17 January 2026"
    )
    page.wait_for_selector("#ask")
    assert page.get_attribute(".turns", "aria-busy") == "false"
    page.screenshot(path=artifacts / "page-desktop-answer.png")


def test_the_span_is_set_off_more_strongly_than_its_quote(visit, assistant):
    page = (reader := visit()).page
    assistant.steps[HOW_LARGE].go(2)
    reader.ask(HOW_LARGE)
    page.wait_for_selector("mark .span")

    colours = page.evaluate(
        """() => [...document.querySelectorAll('#article mark[data-quotes="1"], #article mark .span')]
                 .map(part => getComputedStyle(part).backgroundColor)"""
    )
    assert page.text_content("#article mark .span") == "62 rooms"
    assert page.text_content(".evidence.cited .span") == "62 rooms"
    assert len(set(colours)) == 2


def test_a_number_brings_its_quote_into_view_and_back(visit, assistant):
    page = (reader := visit()).page
    assistant.steps[HOW_LARGE].go(2)
    reader.ask(HOW_LARGE)
    page.wait_for_selector("mark[data-quotes='2']")
    page.evaluate("document.getElementById('reading').scrollTop = 0")
    assert not reader.in_view("mark[data-quotes='2']")

    page.click(".claims [aria-label='Quote 2']")
    page.wait_for_selector("mark.flash[data-quotes='2']")
    reader.wait_in_view("mark[data-quotes='2']")
    assert page.evaluate("document.activeElement.ariaLabel") == "Quote 2, back to the answer"
    reader.settle()

    page.keyboard.press("Enter")
    page.wait_for_selector(".claims .marker.flash")
    assert page.evaluate("document.activeElement.ariaLabel") == "Quote 2"


def test_the_keyboard_alone_is_enough(visit, assistant):
    page = (reader := visit()).page
    assistant.steps[HOW_LARGE].go(2)
    page.focus("#question textarea")
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    assert page.input_value("#question textarea") == "one\ntwo"

    reader.ask(HOW_LARGE)
    page.wait_for_selector(".answer")
    assert page.input_value("#question textarea") == ""
    page.focus(".claims [aria-label='Quote 1']")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark.flash[data-quotes='1']")
    page.focus(".claims [aria-label='Quote 1']")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Quote 2"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_quote_of_another_article_opens_that_article(visit, assistant, artifacts):
    page = (reader := visit()).page
    assistant.steps[HOW_LARGE].go(2)
    reader.ask(HOW_LARGE)
    page.click(".claims [aria-label='Quote 4']")

    page.wait_for_selector("#article mark.flash[data-quotes='4']")
    assert page.text_content("#article h2") == PORTRAIT.title
    assert page.input_value("#chooser input") == PORTRAIT.title
    reader.settle()
    page.screenshot(path=artifacts / "page-desktop-other-article.png")

    page.click(".claims [aria-label='Quote 1']")
    page.wait_for_selector("#article mark.flash[data-quotes='1']")
    assert page.text_content("#article h2") == LIBRARY.title


def test_the_reader_may_choose_an_article(visit):
    page = visit().page
    page.click("#chooser input")
    page.get_by_role("option", name=PORTRAIT.title).click()

    page.wait_for_function("title => document.querySelector('#article h2').textContent === title", arg=PORTRAIT.title)


def test_numbers_of_an_earlier_answer_still_lead_to_its_quotes(visit, assistant):
    page = (reader := visit()).page
    assistant.steps[HOW_LARGE].go(2)
    reader.ask(HOW_LARGE)
    page.wait_for_selector(".answer")
    reader.ask(HOW_OLD)
    page.wait_for_selector(".turn:nth-child(2) .answer")
    assert page.text_content("#article h2") == PORTRAIT.title

    page.click(".turn:nth-child(1) [aria-label='Quote 3'] >> nth=0")
    page.wait_for_selector("#article mark.flash[data-quotes='3']")
    assert page.text_content("mark[data-quotes='3']") == WORDS


def test_an_answer_of_quotes_alone_says_so(visit):
    page = (reader := visit()).page
    reader.ask(HOW_OLD)
    page.wait_for_selector(".answer")

    assert page.inner_text(".notice") == "No language model took part: this answer is made of quotes alone."
    assert page.query_selector(".claims") is None
    assert page.inner_text(".evidence.cited blockquote") == BORN


def test_not_found_looks_like_nothing_else(visit, artifacts):
    page = (reader := visit()).page
    reader.ask(WHO_PAID)
    page.wait_for_selector(".not-found")
    page.wait_for_selector("mark.related")
    reader.settle()
    page.screenshot(path=artifacts / "page-desktop-not-found.png")

    assert page.inner_text(".not-found > .label") == "The articles do not say"
    assert page.inner_text(".related h3") == "Nearest passages — they do not answer"
    assert page.evaluate("getComputedStyle(document.querySelector('.not-found')).borderTopStyle") == "dashed"
    assert page.query_selector(".turn .marker") is None
    assert page.query_selector("mark.quote, mark.candidate") is None


def test_stop_ends_the_answer_and_the_stream(visit, assistant, artifacts):
    page = (reader := visit()).page
    reader.ask(SLOW)
    page.wait_for_selector("mark.candidate")
    page.click("#stop")

    page.wait_for_selector(".turn .status:has-text('Stopped')")
    page.wait_for_selector("#ask")
    assert not page.is_visible("#stop")
    page.screenshot(path=artifacts / "page-desktop-stopped.png")
    assistant.steps[SLOW].go(2)
    assert assistant.steps[SLOW].closed.wait(10)
    reader.ask(HOW_OLD)
    page.wait_for_selector(".answer")
    assert "too late" not in page.inner_text("#conversation")
    assert assistant.histories[HOW_OLD] == []


def test_a_reader_who_leaves_ends_the_stream(visit, assistant):
    reader = visit()
    reader.ask(LEFT)
    reader.page.wait_for_selector("mark.candidate")
    reader.context.close()

    assistant.steps[LEFT].go(2)
    assert assistant.steps[LEFT].closed.wait(10)


def test_an_error_is_one_calm_line_and_the_quotes_stay(visit, artifacts):
    page = (reader := visit()).page
    reader.ask(FAILS)
    page.wait_for_selector(".error")
    page.wait_for_selector("#ask")
    page.screenshot(path=artifacts / "page-desktop-error.png")

    assert page.inner_text(".turn .error") == "The language model took too long; ask again, or use --llm none."
    assert page.inner_text(".candidates blockquote") == ROOMS
    assert page.query_selector(".toast-body") is None


def test_a_new_conversation_begins_empty(visit):
    page = (reader := visit()).page
    reader.ask(HOW_OLD)
    page.wait_for_selector(".answer")
    page.click("#new")

    page.wait_for_selector("#examples button")
    assert page.query_selector(".turn") is None
    assert page.query_selector("mark") is None
    assert not page.is_visible("#new")


def test_visitors_do_not_see_each_others_conversation(visit, assistant):
    one, two = visit(), visit()
    one.ask(ALPHA)
    one.page.wait_for_selector(".answer")
    two.ask(BETA)
    two.page.wait_for_selector(".answer")
    two.ask(HOW_OLD)
    two.page.wait_for_selector(".turn:nth-child(2) .answer")

    assert "alpha" not in two.page.content()
    assert "beta" not in one.page.content()
    assert [question for question, _ in assistant.histories[HOW_OLD]] == [BETA]
    assert len(one.page.query_selector_all(".turn")) == 1


def test_a_phone_shows_everything_without_scrolling_sideways(visit, assistant, artifacts):
    reader = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = reader.page
    page.screenshot(path=artifacts / "page-phone-empty.png")
    assert reader.widths() == (390, 390)

    assistant.steps[HOW_LARGE].go(2)
    reader.ask(HOW_LARGE)
    page.wait_for_selector(".answer")
    page.wait_for_selector("#ask")
    page.screenshot(path=artifacts / "page-phone-answer.png")
    assert reader.in_view(".claims")
    assert reader.widths() == (390, 390)

    page.tap(".claims [aria-label='Quote 2']")
    page.wait_for_selector("mark.flash[data-quotes='2']")
    reader.wait_in_view("mark[data-quotes='2']")
    page.screenshot(path=artifacts / "page-phone-quote.png")

    reader.ask(WHO_PAID)
    page.wait_for_selector(".not-found")
    page.screenshot(path=artifacts / "page-phone-not-found.png")
    assert reader.widths() == (390, 390)


def test_the_dark_is_dark(visit, assistant, artifacts):
    reader = visit(color_scheme="dark")
    page = reader.page
    page.screenshot(path=artifacts / "page-dark-empty.png")
    assistant.steps[HOW_LARGE].go(2)
    reader.ask(HOW_LARGE)
    page.wait_for_selector(".answer")
    page.wait_for_selector("mark.quote")
    reader.wait_in_view("mark.quote")
    page.screenshot(path=artifacts / "page-dark-answer.png")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 20)"
