"""The shortest stretch of a quote that answers the question: a name, a number, a date, a phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.asked import Kind, candidates, full_names, kind_of
from index.terms import is_function_word, term, words
from qa.answer import Quote, Span

_SPANNED: frozenset[Kind] = frozenset({"person", "introduction", "time", "number", "place", "other"})
_LONGEST_WORDS = 12


def find_span(question: str, claim: str, quotes: Sequence[Quote]) -> Span | None:
    """Where the claim's answer stands in the quotes it cites, best quote first; None where no short stretch answers.

    The answer is what the claim adds to the question, and more than the rest of a name that the question gave. It is
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
