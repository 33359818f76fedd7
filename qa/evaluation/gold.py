"""Gold evidence: where in the indexed articles the evidence for a question stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.canonical import canonicalise
from index.records import Article, text_id
from qa.evaluation.question import Question


@dataclass(frozen=True)
class GoldRange:
    """Characters ``[start, end)`` of an article's canonical text that are evidence for a question."""

    article_id: str
    start: int
    end: int


def gold_ranges(question: Question, articles: Mapping[str, Article]) -> tuple[GoldRange, ...] | None:
    """The evidence for a question in the articles, by their ids.

    None where the question names no evidence; empty where it names some that is in none of the articles.
    """
    if question.context is not None and question.answerable:
        return _in_context(question, question.context, articles)
    if not question.quotes:
        return None
    return tuple(
        GoldRange(article.id, start, end)
        for article in articles.values()
        for quote in question.quotes
        for start, end in occurrences(article.text, quote)
    )


def answer_ranges(
    question: Question, gold: tuple[GoldRange, ...] | None, articles: Mapping[str, Article]
) -> tuple[GoldRange, ...] | None:
    """Where the answer itself stands, in the question's gold ranges as :func:`gold_ranges` gives them.

    SQuAD's ranges are answers already. In gold quotes it is wherever one of the short answers stands; where none does
    (why, yes or no), it is the quotes themselves. None where the question names no evidence.
    """
    if gold is None or question.context is not None:
        return gold
    inside = tuple(
        GoldRange(one.article_id, one.start + start, one.start + end)
        for one in gold
        for answer in question.answers
        for start, end in occurrences(articles[one.article_id].text[one.start : one.end], answer, whole_words=True)
    )
    return inside or gold


def gold_articles(question: Question, gold: tuple[GoldRange, ...] | None) -> frozenset[str] | None:
    """The ids of the articles that hold the evidence; of a SQuAD question, of its paragraph. None where none is named.

    An unanswerable question has none: its paragraph does not answer it either.
    """
    if question.context is not None and question.answerable:
        return frozenset({text_id(canonicalise(question.context))})
    return None if gold is None else frozenset(one.article_id for one in gold)


def _in_context(question: Question, context: str, articles: Mapping[str, Article]) -> tuple[GoldRange, ...]:
    article = articles.get(text_id(canonicalise(context)))
    if article is None:
        return ()
    ranges: dict[GoldRange, None] = {}
    for answer, answer_start in zip(question.answers, question.answer_starts, strict=True):
        found = located(article.text, answer, context, answer_start)
        for start, end in [found] if found else occurrences(article.text, answer, whole_words=True):
            ranges[GoldRange(article.id, start, end)] = None
    return tuple(ranges)


def occurrences(text: str, wanted: str, *, whole_words: bool = False) -> list[tuple[int, int]]:
    """Every range of ``text`` that reads like ``wanted``; runs of white space count as the same.

    >>> occurrences("No snow, no  ice.", "no")
    [(4, 6), (9, 11)]
    >>> occurrences("No snow, no  ice.", "no ice", whole_words=True)
    [(9, 16)]
    """
    words = canonicalise(wanted).split()
    if not words:
        return []
    pattern = r"\s+".join(map(re.escape, words))
    # A lookahead finds occurrences that overlap each other, too.
    pattern = rf"(?<!\w)(?=({pattern})(?!\w))" if whole_words else rf"(?=({pattern}))"
    return [match.span(1) for match in re.finditer(pattern, text)]


def located(text: str, answer: str, context: str, answer_start: int) -> tuple[int, int] | None:
    """The range in ``text``, the canonical form of ``context``, of the answer at ``answer_start`` of the context.

    Canonical text differs in white space, so the characters before the answer are counted without it. None where that
    does not lead to the answer.

    >>> located("A b. A b.", "b", "A  b. A  b.", 9)
    (7, 8)
    """
    wanted = "".join(canonicalise(answer).split())
    before = len("".join(canonicalise(context[:answer_start]).split()))
    solid = [position for position, character in enumerate(text) if not character.isspace()]
    places = solid[before : before + len(wanted)]
    if not wanted or "".join(text[place] for place in places) != wanted:
        return None
    return places[0], places[-1] + 1
