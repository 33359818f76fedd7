"""The promises of an answer, checked from outside: the checks in :mod:`qa.answer` are not relied on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index.records import Article
from qa.answer import MARKER, Answer, Quote


def not_verbatim(quotes: Iterable[Quote], articles: Mapping[str, Article]) -> tuple[Quote, ...]:
    """The quotes whose text is not their article's at their place; ``articles`` by id."""
    return tuple(quote for quote in quotes if not _verbatim(quote, articles.get(quote.article_id)))


def _verbatim(quote: Quote, article: Article | None) -> bool:
    inside = article is not None and 0 <= quote.start < quote.end <= len(article.text)
    return article is not None and inside and article.text[quote.start : quote.end] == quote.text


def verbatim_share(answer: Answer, articles: Mapping[str, Article]) -> float | None:
    """The share of the answer's quotes, related ones included, that are verbatim: 0 to 1, None without quotes."""
    quotes = (*answer.quotes, *answer.related)
    return 1 - len(not_verbatim(quotes, articles)) / len(quotes) if quotes else None


def markers_valid(answer: Answer) -> bool:
    """Whether quotes are numbered 1, 2, 3 …, and text and claims each cite all of them, first uses in that order.

    An answer that was not found has no quotes, so neither markers nor citations. A span lies in the quote it names.
    """
    numbers = [quote.number for quote in answer.quotes]
    marked = list(dict.fromkeys(int(number) for number in MARKER.findall(answer.text)))
    cited = list(dict.fromkeys(number for claim in answer.claims for number in claim.citations))
    in_order = numbers == list(range(1, len(numbers) + 1)) == marked == cited
    return in_order and bool(numbers) == (answer.status != "not_found") and _span_inside(answer)


def _span_inside(answer: Answer) -> bool:
    span = answer.span
    if span is None:
        return True
    quote = next((quote for quote in answer.quotes if quote.number == span.quote), None)
    if quote is None or not quote.start <= span.start < span.end <= quote.end:
        return False
    return quote.text[span.start - quote.start : span.end - quote.start] == span.text
