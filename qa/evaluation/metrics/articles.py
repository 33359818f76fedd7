"""The right article found: its rank among the articles that the passages of a search come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from qa.answer import Quote


def article_rank(passages: Iterable[Quote], right_ids: Collection[str]) -> int | None:
    """The rank, from 1, of the first passage of a right article, among distinct articles; None where there is none.

    >>> passages = [Quote(0, "…", 0, 1, article_id, "…") for article_id in ("a", "a", "b")]
    >>> article_rank(passages, {"b"})
    2
    """
    ranked = dict.fromkeys(passage.article_id for passage in passages)
    return next((rank for rank, article_id in enumerate(ranked, start=1) if article_id in right_ids), None)


def article_hit(passages: Iterable[Quote], right_ids: Collection[str] | None, k: int) -> bool | None:
    """Whether a right article is among the first ``k`` articles: top-k retrieval accuracy (Karpukhin et al. 2020).

    None where no right article is named: the figure does not apply.
    """
    if right_ids is None:
        return None
    rank = article_rank(passages, right_ids)
    return rank is not None and rank <= k
