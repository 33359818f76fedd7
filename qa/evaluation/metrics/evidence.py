"""Evidence found: whether the first quotes overlap the evidence that a question set names."""

from __future__ import annotations

from collections.abc import Sequence

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
