"""Hostile text in every place where text can stand: no script runs, nothing is fetched, nothing foreign is drawn.

Two defences are tried one by one. Escaping is tried with the content security policy switched off in the browser;
the policy is tried with markup that was not escaped. A control shows that each payload does harm without both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from page_fixtures import Canary, served

from index.errors import IndexDamaged
from index.filters import Filter
from index.records import Article, Evidence
from qa.answer import Answer, Claim, Event, Quote, QuotesFound, TextGrew, compose
from qa.page.scope_part import MOST_DATE_CHARACTERS

pytestmark = pytest.mark.browser

HARM = "window.harmed = true"
# {canary} becomes the address of a listening server; {n} tells the payloads apart there.
PAYLOADS = {
    "script": "<script>" + HARM + ";fetch('{canary}/{n}')</script>",
    "image-error": '<img src=x onerror="' + HARM + '">',
    "image": "<img src='{canary}/{n}'>",
    "srcset": "<img srcset='{canary}/{n} 1x, {canary}/{n} 2x'>",
    "svg-script": '<svg onload="' + HARM + "\"><image href='{canary}/{n}'/></svg>",
    "markdown-image": "![Ada]({canary}/{n})",
    "css-url": '<div style="background:url({canary}/{n});position:fixed;inset:0">over everything</div>',
    "style-import": "<style>@import url('{canary}/{n}');</style>",
    "form": "<form action='{canary}/{n}'><input name='password' type='password'></form>",
    "iframe": "<iframe src='{canary}/{n}'></iframe>",
    "attribute-break": '"\' autofocus onfocus="' + HARM + "\" x=\"'><img src='{canary}/{n}'>",
    "textarea-break": "</textarea></title></style></script><img src='{canary}/{n}'>",
    "template": "${" + HARM + "}{{#with this}}{{constructor}}{{/with}}` + (" + HARM + ") + `",
    "video": "<video src='{canary}/{n}' autoplay></video><audio src='{canary}/{n}' autoplay></audio>",
}
FAILING = "Fail with: "
MISSING = "Miss: "


@dataclass(frozen=True)
class Hostile:
    """An assistant whose every text is the payload: articles, titles, quotes, drafts, answers, notices, errors."""

    payload: str
    model_name: str | None = "hostile"

    @property
    def article_count(self) -> int:
        return 2

    def count_within(self, within: Filter) -> int:
        return 2

    def articles(self, within: Filter | None = None, limit: int | None = None) -> list[Article]:
        bad = self.payload
        text = f"{bad} It was said by {bad} on Friday.\n\n{bad}"
        origin = {"publisher": bad, "author": bad, "published": bad, "url": "javascript:" + bad, "source": bad}
        return [
            Article(text, title=bad, tags=(bad,), **origin),
            Article(f"Another. {bad}", title="Another " + bad, language='en"><img src=x>'),
        ]

    def publishers(self) -> list[str]:
        return [self.payload]

    def tags(self) -> list[str]:
        return [self.payload]

    def article(self, article_id: str) -> Article:
        return next(article for article in self.articles() if article.id == article_id)

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Iterator[Event]:
        first = self.articles()[0]
        whole = Evidence(first, 0, len(first.text), 0.5)
        yield QuotesFound((Quote.of(whole, speaker=self.payload),))
        yield TextGrew(self.payload)
        if question.startswith(FAILING):
            raise IndexDamaged(self.payload)
        if question.startswith(MISSING):
            yield Answer(question, question, "not_found", self.payload, related=(Quote.of(whole),))
            return
        claims = (Claim(self.payload, (1,)),)
        quotes = (Quote.of(whole, 1, speaker=self.payload),)
        text = compose(claims)
        yield Answer(question, question, "partial", text, claims, None, quotes, notice=self.payload, model=self.payload)


@pytest.fixture(scope="module", params=PAYLOADS)
def hostile(request: pytest.FixtureRequest, canary: Canary) -> str:
    """One payload, with the address of the listening server in it."""
    return PAYLOADS[request.param].replace("{canary}", canary.address).replace("{n}", request.param)


def settled(page: Any, canary: Canary) -> list[str]:
    """What the listening server has heard, once a request that the test itself sends last has come through."""
    page.evaluate(
        """address => new Promise(done => { const last = new Image(); last.onload = last.onerror = done;
           last.src = address + '/last?' + Math.random(); })""",
        canary.address,
    )
    heard = [path for path in canary.heard if not path.startswith(("/last", "/control", "/favicon.ico"))]
    canary.heard.clear()
    return heard


def test_hostile_text_is_only_text(hostile, browser, canary):
    with served(Hostile(hostile), ["An example"]) as address:
        context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 860})
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(address)
        page.wait_for_selector("#article article")
        for prefix, ending in (("", ".answer"), (FAILING, ".error"), (MISSING, ".not-found")):
            page.fill("#question textarea", prefix + hostile)
            page.press("#question textarea", "Enter")
            page.wait_for_selector(ending)
            page.wait_for_selector("#ask")
        page.click(".turn:first-child .marker >> nth=0")
        page.wait_for_selector("#article mark.flash")
        page.click("#choosing > .label-wrap")
        for field in ("publishers", "tags", "articles"):
            page.click(f"#{field} input")
            page.locator(f"#{field}").get_by_role("option", name=hostile, exact=True).click()
            page.wait_for_selector(f"#{field} .token")
        page.fill("#since input", hostile[:MOST_DATE_CHARACTERS])
        page.press("#since input", "Enter")
        page.wait_for_selector("#since-fault")
        page.fill("#since input", "")
        page.press("#since input", "Enter")
        page.wait_for_selector(".asking")
        page.fill("#question textarea", hostile)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".turn:last-child .asked")
        page.wait_for_selector(".turn:last-child .answer")
        page.click("#chooser input")
        page.wait_for_selector("[role=option]")

        shown = page.inner_text("body")
        foreign = page.query_selector_all(
            "img:not([src^='data:']), iframe, form, video, audio, object, embed, "
            ".article svg, .turns svg, .scope svg, .article [style], .turns [style], .scope [style], "
            "[onerror], [onload], [onfocus], a[href^='javascript:']"
        )
        harmed = page.evaluate("window.harmed === true")
        heard = settled(page, canary)
        context.close()

    assert not harmed
    assert heard == []
    assert foreign == []
    assert shown.count(hostile) >= 12


def test_the_same_text_unescaped_does_harm(hostile, browser, canary, request):
    """The control: without it, nothing would show that the payloads can do what the test above looks for."""
    name = request.node.callspec.params["hostile"]
    markup = hostile
    if name == "markdown-image":
        markup = hostile.replace("![Ada](", "<img alt='Ada' src='").replace(")", "'>")
    if name == "template":
        markup = f"<script>`{hostile}`</script>"
    if name == "attribute-break":
        markup = f'<input value="{hostile}">'
    canary.pages["/control"] = f"<!doctype html><body>{markup}</body>"
    context = browser.new_context()
    page = context.new_page()
    page.goto(canary.address + "/control", wait_until="load")
    heard = settled(page, canary)
    drawn = page.query_selector("form input[type=password]") is not None
    harmed = page.evaluate("window.harmed === true")
    context.close()

    assert harmed or heard or drawn


def test_the_policy_keeps_unescaped_markup_from_reaching_anyone(browser, canary):
    """The second defence by itself: markup put into the living page must not get a request out of it."""
    with served(Hostile("harmless")) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("#article article")
        page.evaluate(
            """() => { window.violations = 0;
               document.addEventListener('securitypolicyviolation', () => { window.violations += 1 }); }"""
        )
        for name in ("image", "srcset", "css-url", "style-import", "iframe", "video"):
            markup = PAYLOADS[name].replace("{canary}", canary.address).replace("{n}", name)
            page.evaluate("markup => document.body.insertAdjacentHTML('beforeend', markup)", markup)
        page.evaluate("address => fetch(address).catch(() => 'refused')", canary.address + "/fetched")
        page.evaluate("address => navigator.sendBeacon(address)", canary.address + "/beacon")
        page.wait_for_function("window.violations >= 7")
        heard = settled(page, canary)
        context.close()

    assert heard == []
