"""The answers to the parts of a question -> one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import MARKER, Answer, Claim, Quote, compose


def joined(question: str, standalone: str, answers: Sequence[Answer]) -> Answer:
    """One answer to ``question``: partial where some part of it was not found, which the text then says.

    Its confidence is the lowest of the parts that were answered: what is shown is no surer than that.
    """
    if len(answers) == 1:
        return replace(answers[0], question=question, standalone_question=standalone)
    answered = [answer for answer in answers if answer.status != "not_found"]
    left_open = [answer for answer in answers if answer.status == "not_found"]
    if not answered:
        text = " ".join(dict.fromkeys(answer.text for answer in left_open))
        surest = max(left_open, key=lambda answer: answer.confidence or 0.0)
        return replace(
            surest, question=question, standalone_question=standalone, text=text, related=_distinct(left_open)
        )
    claims, quotes = _numbered(answered)
    gaps = [f"The articles do not answer “{MARKER.sub('', answer.standalone_question)}”." for answer in left_open]
    return replace(
        answered[0],
        question=question,
        standalone_question=standalone,
        model=next((answer.model for answer in answered if answer.model), None),
        status="partial" if left_open else "answered",
        text=" ".join([compose(claims), *gaps]),
        claims=claims,
        quotes=quotes,
        related=_distinct(left_open),
        notice=" ".join(dict.fromkeys(answer.notice for answer in answered if answer.notice)) or None,
        confidence=min((answer.confidence for answer in answered if answer.confidence is not None), default=None),
    )


def _numbered(answers: Sequence[Answer]) -> tuple[tuple[Claim, ...], tuple[Quote, ...]]:
    """The claims and quotes of all answers; a quote that several use is there once, under one number."""
    quotes: dict[tuple[str, int, int], Quote] = {}
    claims = []
    for answer in answers:
        for quote in answer.quotes:
            quotes.setdefault(_place(quote), replace(quote, number=len(quotes) + 1))
        numbers = {quote.number: quotes[_place(quote)].number for quote in answer.quotes}
        claims += [Claim(claim.text, tuple(numbers[number] for number in claim.citations)) for claim in answer.claims]
    return tuple(claims), tuple(quotes.values())


def _distinct(answers: Sequence[Answer]) -> tuple[Quote, ...]:
    return tuple({_place(quote): quote for answer in answers for quote in answer.related}.values())


def _place(quote: Quote) -> tuple[str, int, int]:
    return quote.article_id, quote.start, quote.end
