"""The conversation as HTML: questions, answers in every state of their making, and the quotes beside them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from qa.answer import Answer, Claim, Quote, Span, compose
from qa.page.byline import byline
from qa.page.element import element, together
from qa.page.scope_view import render_asked
from qa.page.span_view import with_span
from qa.page.turn import Turn

INTRODUCTION = "Ask about the articles. Whatever stands in quotation marks is in the article, word for word."
_NEAREST = "Nearest passages — they do not answer"


def render_conversation(turns: Sequence[Turn]) -> Markup:
    """All turns, oldest first. While one is being answered the live region is busy, so that only the end is read."""
    busy = bool(turns) and turns[-1].is_open
    shown = (render_turn(turn, number) for number, turn in enumerate(turns, start=1))
    return element(
        "section",
        element("p", INTRODUCTION, class_="introduction") if not turns else None,
        element("div", *shown, class_="turns", aria_live="polite", aria_busy="true" if busy else "false"),
        class_="conversation",
        aria_label="Conversation",
    )


def render_turn(turn: Turn, number: int) -> Markup:
    """One question and what has become of it."""
    return element(
        "article",
        element("h2", turn.question, class_="question", dir="auto"),
        render_asked(turn.scope) if turn.scope is not None else None,
        _outcome(turn, number),
        class_="turn",
        aria_label=f"Question {number}",
        data_turn=number,
    )


def _outcome(turn: Turn, number: int) -> Markup:
    if turn.answer is not None and turn.answer.status == "not_found":
        return _not_found(turn.answer, number, "These articles" if turn.scope is not None else "The articles")
    if turn.answer is not None:
        return _answer(turn.answer, number)
    return together([_without_answer(turn), _candidates(turn, number)])


def _without_answer(turn: Turn) -> Markup:
    if turn.error is not None:
        return element("p", turn.error, class_="error")
    if turn.stopped:
        return element("p", "Stopped before there was an answer.", class_="status")
    return _progress(turn)


def _progress(turn: Turn) -> Markup:
    if turn.draft:
        label = element("span", "Draft, being checked against the quotes", class_="label")
        return element("div", label, element("p", turn.draft, dir="auto"), class_="draft")
    looking = turn.candidates is None
    return element("p", "Looking in the articles…" if looking else "Reading the quotes…", class_="status working")


def _candidates(turn: Turn, number: int) -> Markup | None:
    if not turn.candidates:
        return None
    return _quotes("Found in the article", turn.candidates, number, "candidates")


def _answer(answer: Answer, number: int) -> Markup:
    partial = answer.status == "partial"
    # Claims that are nothing but their quotes would say everything twice: the quotes below are the answer then.
    claims = None if _made_of_quotes(answer) else element("p", *_claims(answer, number), class_="claims", dir="auto")
    return element(
        "div",
        element("p", "The articles answer a part of the question", class_="label") if partial else None,
        claims,
        element("p", _left_open(answer), class_="left-open", dir="auto") if partial else None,
        _notice(answer),
        _quotes("Quotes", answer.quotes, number, "cited", answer.span),
        _quotes(_NEAREST, answer.related, number, "related") if answer.related else None,
        class_="answer",
    )


def _left_open(answer: Answer) -> str:
    """What a partial answer says of the parts that were not found: it stands behind the claims."""
    return answer.text.removeprefix(compose(answer.claims)).strip()


def _not_found(answer: Answer, number: int, asked: str) -> Markup:
    return element(
        "div",
        element("p", f"{asked} do not say", class_="label"),
        element("p", answer.text, dir="auto"),
        _notice(answer),
        _quotes(_NEAREST, answer.related, number, "related") if answer.related else None,
        class_="not-found",
    )


def _notice(answer: Answer) -> Markup | None:
    return element("p", answer.notice, class_="notice") if answer.notice else None


def _made_of_quotes(answer: Answer) -> bool:
    return all(
        len(claim.citations) == 1 and claim.text.strip() == answer.quotes[claim.citations[0] - 1].text.strip()
        for claim in answer.claims
    )


def _claims(answer: Answer, number: int) -> list[Markup | str]:
    written: list[Markup | str] = []
    for claim in answer.claims:
        written += [" ", _claim(claim, answer, number)] if written else [_claim(claim, answer, number)]
    return written


def _claim(claim: Claim, answer: Answer, number: int) -> Markup:
    markers = [_marker(answer.quotes[citation - 1], number) for citation in claim.citations]
    *before, last_word = claim.text.rpartition(" ")
    # The last word holds on to the markers, so that none of them begins a line.
    return element("span", *before, element("span", last_word, *markers, class_="held"), class_="claim")


def _marker(quote: Quote, number: int) -> Markup:
    """The button that brings a quote into view; page.js finds out from its data whether the article is open."""
    return element(
        "button",
        f"[{quote.number}]",
        type="button",
        class_="marker",
        aria_label=f"Quote {quote.number}",
        title="Show in the article",
        data_turn=number,
        data_quote=quote.number,
        data_article=quote.article_id,
    )


def _quotes(heading: str, quotes: Sequence[Quote], number: int, kind: str, span: Span | None = None) -> Markup:
    items = (_quote(quote, number, span if span and span.quote == quote.number else None) for quote in quotes)
    return element(
        "section",
        element("h3", heading, class_="label"),
        element("ol", *items, class_="quotes"),
        class_=f"evidence {kind}",
        aria_label=heading,
    )


def _quote(quote: Quote, number: int, span: Span | None) -> Markup:
    return element(
        "li",
        _marker(quote, number) if quote.number else None,
        element("blockquote", *with_span(quote.text, quote.start, span), dir="auto"),
        byline(quote.title, quote.publisher, published=quote.published, speaker=quote.speaker),
        class_="evidence-item",
    )
