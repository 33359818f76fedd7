"""Answer, Claim, Quote, Span: what a reader gets, and the promises that hold for every one of them.

The promises are kept here, at construction, so that no other module can break them:

- a quote's text is the article's text at the place it names (the quote lock);
- every ``[n]`` in the text and every citation names a quote, every quote is cited, numbers run 1, 2, 3 … in the order
  of first use;
- ``not_found`` has neither quotes nor claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from index.records import Article, Evidence

Status = Literal["answered", "partial", "not_found"]
MARKER = re.compile(r"\[(\d+)\]")


class PromiseBroken(AssertionError):
    """A quote, a marker or a status that breaks the contract. Always a defect of the program, never of its input."""


@dataclass(frozen=True)
class Quote:
    """A range of an article shown to the reader. ``score`` is the evidence's: 0 to 1, higher is better.

    ``number`` is its marker in the answer, from 1; 0 for a quote that no text cites (a candidate, or related).
    """

    number: int
    text: str
    start: int
    end: int
    article_id: str
    title: str
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    speaker: str | None = None
    score: float = 0.0

    @classmethod
    def of(cls, evidence: Evidence, number: int = 0, speaker: str | None = None) -> Quote:
        """The quote of a piece of evidence, cut from the article itself.

        Raises PromiseBroken where the range is empty or outside of the article.
        """
        article = evidence.article
        quote = cls(
            number=number,
            text=evidence.text,
            start=evidence.start,
            end=evidence.end,
            article_id=article.id,
            title=article.headline,
            publisher=article.publisher,
            published=article.published,
            url=article.url,
            speaker=speaker,
            score=round(min(1.0, max(0.0, evidence.score)), 4),
        )
        quote.check(article)
        return quote

    def check(self, article: Article) -> None:
        """Raise PromiseBroken unless the article has this quote's text at this quote's place."""
        inside = 0 <= self.start < self.end <= len(article.text)
        if not inside or article.id != self.article_id or article.text[self.start : self.end] != self.text:
            raise PromiseBroken(f"quote [{self.start}, {self.end}) is not the text of article {article.id}")


@dataclass(frozen=True)
class Claim:
    """One sentence of an answer, and the numbers of the quotes that support it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Span:
    """The shortest stretch of quote number ``quote`` that answers: characters ``[start, end)`` of its article."""

    quote: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Answer:
    """A checked answer. See the contract in README.md for the meaning of each field.

    ``confidence`` is the probability, 0 to 1 and calibrated, that the articles answer the question; None where nobody
    has estimated it. An answer that was not found has one too, and it should be low.
    """

    question: str
    standalone_question: str
    status: Status
    text: str
    claims: tuple[Claim, ...] = ()
    span: Span | None = None
    quotes: tuple[Quote, ...] = ()
    related: tuple[Quote, ...] = ()
    model: str | None = None
    notice: str | None = None
    confidence: float | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = [quote.number for quote in self.quotes]
        used = _order_of_first_use(number for claim in self.claims for number in claim.citations)
        marked = [int(number) for number in MARKER.findall(self.text)]
        if self.status == "not_found" and (self.quotes or self.claims or self.span or marked):
            raise PromiseBroken("an answer that was not found has quotes, claims or markers")
        if self.status != "not_found" and not (self.quotes and self.claims):
            raise PromiseBroken("an answer without quotes or without claims")
        if numbers != list(range(1, len(numbers) + 1)) or used != numbers:
            raise PromiseBroken(f"quotes {numbers} are cited as {used}")
        if _order_of_first_use(marked) != numbers:
            raise PromiseBroken(f"the text marks {marked}, the quotes are {numbers}")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise PromiseBroken(f"confidence {self.confidence} is not from 0 to 1")
        if self.span is not None:
            self._check_span(self.span)

    def _check_span(self, span: Span) -> None:
        quote = self.quotes[span.quote - 1] if 1 <= span.quote <= len(self.quotes) else None
        inside = quote is not None and quote.start <= span.start < span.end <= quote.end
        if quote is None or not inside or quote.text[span.start - quote.start : span.end - quote.start] != span.text:
            raise PromiseBroken(f"span [{span.start}, {span.end}) is not inside quote {span.quote}")

    def with_timings(self, timings_ms: Mapping[str, float]) -> Answer:
        """The same answer with these durations, in milliseconds."""
        return replace(self, timings_ms={name: round(value, 1) for name, value in timings_ms.items()})

    def to_dict(self) -> dict[str, Any]:
        """The answer as the contract's JSON."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "status": self.status,
            "text": self.text,
            "claims": [{"text": claim.text, "citations": list(claim.citations)} for claim in self.claims],
            "span": vars(self.span).copy() if self.span else None,
            "quotes": [vars(quote).copy() for quote in self.quotes],
            "related": [vars(quote).copy() for quote in self.related],
            "model": self.model,
            "notice": self.notice,
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "timings_ms": dict(self.timings_ms),
        }


def compose(claims: Sequence[Claim]) -> str:
    """The text of an answer: its claims, each followed by its markers.

    >>> compose([Claim("He is 62.", (1,)), Claim("He was an officer.", (1, 2))])
    'He is 62. [1] He was an officer. [1] [2]'
    """
    return " ".join(" ".join([claim.text, *(f"[{number}]" for number in claim.citations)]) for claim in claims)


def _order_of_first_use(numbers: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(numbers))


@dataclass(frozen=True)
class QuotesFound:
    """First event of a stream: the evidence, best first, as quotes numbered 0, before anything is said about it."""

    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class TextGrew:
    """The draft so far, whole. It is not checked yet and has no markers; the Answer that ends the stream is."""

    text: str


Event = QuotesFound | TextGrew | Answer
