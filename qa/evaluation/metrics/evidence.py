"""Evidence found: whether the first quotes overlap, or hold whole, what a question set names; how long quotes are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa.answer import Quote
from qa.evaluation.gold import GoldRange


def quote_hit(quotes: Sequence[Quote], gold_ranges: Sequence[GoldRange] | None, k: int) -> bool | None:
    """Whether one of the first ``k`` quotes shares a character with a gold range of the same article.

    None where no evidence is named: the figure does not apply.
    """
    if gold_ranges is None:
        return None
    return any(
        quote.article_id == gold.article_id and quote.start < gold.end and gold.start < quote.end
        for quote in quotes[:k]
        for gold in gold_ranges
    )


def holds_answer(quotes: Sequence[Quote], answer_ranges: Sequence[GoldRange] | None, k: int) -> bool | None:
    """Whether one of the first ``k`` quotes holds an answer's range whole, from its first character to its last.

    None where no place of an answer is known: the figure does not apply.
    """
    if answer_ranges is None:
        return None
    return any(
        quote.article_id == answer.article_id and quote.start <= answer.start and answer.end <= quote.end
        for quote in quotes[:k]
        for answer in answer_ranges
    )


def word_counts(quotes: Iterable[Quote]) -> tuple[int, ...]:
    """How many words each quote has: runs of characters between white space.

    >>> word_counts([Quote(1, "He is 62 -- or so.", 0, 18, "a", "…")])
    (6,)
    """
    return tuple(len(quote.text.split()) for quote in quotes)
