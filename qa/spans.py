"""The shortest stretch of a quote that answers the question: a name, a number, a date, a phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.asked import Kind, candidates, full_names, kind_of
from index.retrieval import Found
from index.span_reader import SpanFound
from index.terms import content_words, term, words
from qa.answer import Quote, Span

_SPANNED: frozenset[Kind] = frozenset({"person", "introduction", "time", "number", "place", "other"})
_LONGEST_WORDS = 12
# How much less the span reader may think of an answer that a draft gives than of its own, in logits: two readers that
# err differently are right more often than one (token F1 on XQuAD, tuning half: 67 for 63 of the span reader alone).
_MARGIN_FOR_A_DRAFT = 2.0


def find_span(question: str, claim: str, quotes: Sequence[Quote], found: Found | None = None) -> Span | None:
    """Where the answer stands in the quotes that the claim cites; None where no short stretch answers.

    ``found``: what the span reader has read. Of the words that the claim adds to the question it picks the answer,
    unless it is much surer of another place in the quotes; without it, the claim's words alone decide.
    """
    if kind_of(question) == "yes_no":
        return None
    drafted = _drafted(question, claim, quotes)
    read = _read(quotes, found) if found else None
    if found is None or read is None:
        return drafted
    if all(claim != quote.text for quote in quotes):
        picked = _picked(quotes, found, _added(question, claim))
        if picked is not None and picked[1] >= read[1] - _MARGIN_FOR_A_DRAFT:
            return picked[0]
    # Who somebody is is no name alone.
    return None if kind_of(question) == "introduction" and _is_name(read[0].text) else read[0]


def _is_name(text: str) -> bool:
    return all(text[start].isupper() for start, _ in content_words(text))


def _read(quotes: Sequence[Quote], found: Found) -> tuple[Span, float] | None:
    """The span reader's best answer in any of the quotes, and its margin."""
    for sentence in found.sentences:
        span = sentence.span
        homes = [quote for quote in quotes if span and sentence.article.id == quote.article_id]
        for quote in homes:
            if span and quote.start <= span.start and span.end <= quote.end:
                return _span(quote, span), span.margin
    return None


def _picked(quotes: Sequence[Quote], found: Found, added: set[str]) -> tuple[Span, float] | None:
    """The span reader's best answer within the run of words that hold what a claim adds to the question."""
    for quote in quotes:
        run = _shortest_run(quote.text, added)
        if run is not None:
            best = found.best_span(quote.article_id, quote.start + run[0], quote.start + run[1])
            return (_span(quote, best), best.margin) if best else None
    return None


def _span(quote: Quote, found: SpanFound) -> Span:
    return Span(quote.number, found.start, found.end, quote.text[found.start - quote.start : found.end - quote.start])


def _added(question: str, claim: str) -> set[str]:
    """The terms that a claim adds to the question, but for the rest of a name that the question gave."""
    asked = {term(question[start:end]) for start, end in words(question)}
    asked |= {key for name in full_names(claim) if name & asked for key in name}
    return {term(claim[start:end]) for start, end in content_words(claim)} - asked


def _drafted(question: str, claim: str, quotes: Sequence[Quote]) -> Span | None:
    """The claim's own answer.

    It is what the claim adds to the question, and more than the rest of a name that the question gave. It is
    looked for as the shortest run of words in a quote that holds all of the added words which that quote has; where
    the question asks for a number, a time, a person or a place and the run has exactly one such thing in it, only
    that is set off.
    """
    kind = kind_of(question)
    if kind not in _SPANNED:
        return None
    added = _added(question, claim)
    for quote in quotes:
        run = _shortest_run(quote.text, added)
        if run is None:
            continue
        start, end = _narrow(kind, question, quote.text, run)
        if len(quote.text[start:end].split()) <= _LONGEST_WORDS:
            return Span(quote.number, quote.start + start, quote.start + end, quote.text[start:end])
    return None


def _shortest_run(text: str, wanted: set[str]) -> tuple[int, int] | None:
    places = [(start, end, term(text[start:end])) for start, end in words(text)]
    present = {key for *_, key in places} & wanted
    if not present:
        return None
    best: tuple[int, int] | None = None
    for first, (start, _, key) in enumerate(places):
        if key not in present:
            continue
        missing = set(present)
        for _, end, other in places[first:]:
            missing.discard(other)
            if not missing:
                if best is None or end - start < best[1] - best[0]:
                    best = (start, end)
                break
    return best


def _narrow(kind: Kind, question: str, text: str, run: tuple[int, int]) -> tuple[int, int]:
    start, end = run
    if kind == "introduction":
        return run
    # "62" of "62-year-old", the whole of "$25 million" and of "Jan. 3".
    reach = max(0, start - 1), min(len(text), end + 12)
    found = [
        (first + reach[0], last + reach[0])
        for first, last in candidates(kind, text[reach[0] : reach[1]], question)
        if first + reach[0] < end and last + reach[0] > start
    ]
    if len(found) == 1:
        return found[0]
    money = re.match(r"[$€£]", text[start - 1 : start]) if start else None
    return (start - 1 if money else start), end
