"""The shortest stretch of a quote that answers the question: a name, a number, a date, a phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.asked import Kind, candidates, full_names, kind_of
from index.records import Evidence
from index.span_reader import SpanFound
from index.terms import is_function_word, term, terms, words
from qa.answer import Quote, Span

_SPANNED: frozenset[Kind] = frozenset({"person", "introduction", "time", "number", "place", "other"})
_LONGEST_WORDS = 12


def find_span(
    question: str, claim: str, quotes: Sequence[Quote], spans: Sequence[tuple[Evidence, SpanFound]] = ()
) -> Span | None:
    """Where the claim's answer stands in the quotes it cites, best quote first; None where no short stretch answers.

    ``spans``: what the span reader found, best first. Its answer is taken where the claim says it too, because it knows
    better where an answer begins and ends; else the claim's own.
    """
    if kind_of(question) == "yes_no":
        return None
    read = _read(quotes, spans)
    if read is not None and _says(claim, read.text):
        return read
    return _drafted(question, claim, quotes) or read


def _read(quotes: Sequence[Quote], spans: Sequence[tuple[Evidence, SpanFound]]) -> Span | None:
    """The span reader's best answer in any of the quotes."""
    for evidence, span in spans:
        for quote in quotes:
            inside = quote.start <= span.start < span.end <= quote.end
            if quote.article_id == evidence.article.id and inside:
                return Span(quote.number, span.start, span.end, evidence.article.text[span.start : span.end])
    return None


def _says(claim: str, answer: str) -> bool:
    held = set(terms(claim))
    wanted = set(terms(answer))
    return bool(wanted) and wanted <= held


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
    asked = {term(question[start:end]) for start, end in words(question)}
    asked |= {key for name in full_names(claim) if name & asked for key in name}
    added = {
        term(claim[start:end])
        for start, end in words(claim)
        if not is_function_word(claim[start:end]) and term(claim[start:end]) not in asked
    }
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
