"""The article as HTML, with what a turn quotes from it marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from index.records import Article
from qa.answer import Span
from qa.page.byline import byline
from qa.page.element import element
from qa.page.highlight import Stretch, highlights_of, paragraphs, span_of, stretches
from qa.page.span_view import with_span
from qa.page.turn import Turn

NO_HIGHLIGHTS = Turn(question="")


@dataclass(frozen=True)
class Reveal:
    """Which highlight page.js brings into view once the article is on the page: the one that begins at ``start``.

    With ``flash`` the reader has asked for it and it is pointed out; without, only a pane that scrolls by itself moves.
    """

    start: int
    flash: bool = False


def render_article(
    article: Article, turn: Turn = NO_HIGHLIGHTS, number: int = 0, reveal: Reveal | None = None
) -> Markup:
    """The article, with the highlights of turn number ``number`` (from 1; 0 for none)."""
    highlights = highlights_of(turn, article.id)
    span = span_of(turn, article.id)
    body = [
        element("p", *_marked(article.text, stretches(start, end, highlights), span), dir="auto")
        for start, end in paragraphs(article.text)
    ]
    return element(
        "article",
        _heading(article),
        element("div", *body, class_="article-text"),
        class_="article",
        aria_label="Article",
        lang=article.language,
        data_article=article.id,
        data_turn=number,
        data_reveal=reveal.start if reveal else None,
        data_flash=reveal.flash if reveal else None,
    )


def render_no_article() -> Markup:
    """What stands in the place of an article as long as the index has none."""
    return element(
        "div",
        element("p", "There are no articles yet."),
        element("p", "Add one with ", element("code", "qa add article.html"), ", then load this page again."),
        class_="article article-missing",
    )


def render_article_error(text: str) -> Markup:
    """An error in the place of an article: one calm line."""
    return element("div", element("p", text, class_="error", role="status"), class_="article article-missing")


def _heading(article: Article) -> Markup:
    origin = byline(article.publisher, article.author, published=article.published, link=_source_link(article.url))
    return element("header", element("h2", article.headline, dir="auto"), origin, class_="article-heading")


def _source_link(url: str | None) -> Markup | None:
    # Only these two schemes: a "javascript:" address would run as a script of this page.
    if not url or not url.lower().startswith(("https://", "http://")):
        return None
    return element("a", "Source", href=url, target="_blank", rel="noopener noreferrer external")


def _marked(text: str, cuts: Iterable[Stretch], span: Span | None) -> Iterator[Markup | str]:
    for cut in cuts:
        if cut.highlights:
            yield _mark(text, cut, span)
            yield from (_number(highlight.number) for highlight in cut.ends if highlight.number)
        else:
            yield text[cut.start : cut.end]


def _mark(text: str, cut: Stretch, span: Span | None) -> Markup:
    numbers = " ".join(str(highlight.number) for highlight in cut.highlights if highlight.number)
    return element(
        "mark",
        *with_span(text[cut.start : cut.end], cut.start, span),
        class_=cut.highlights[0].kind,
        data_quotes=numbers or None,
        data_start=cut.start,
    )


def _number(number: int) -> Markup:
    label = f"Quote {number}, back to the answer"
    return element("button", f"[{number}]", type="button", class_="marker back", aria_label=label, data_back=number)
