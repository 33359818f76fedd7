"""All that is derived from an article before it is stored: sentences, passages, vectors, shingles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

import numpy as np

from index.embedding import Encoder, Rows
from index.errors import IndexDamaged, UnknownArticle
from index.near_duplicates import signature
from index.passages import make_passages
from index.records import Article
from index.sentences import split_sentences
from index.store import PreparedArticle, Store
from index.store.stored import passage_text, sentence_text


class Preparation:
    """Derives what is stored of articles. A text that one of the ``stores`` has embedded is not embedded again."""

    def __init__(self, encoder: Encoder, stores: Sequence[Store]) -> None:
        self._encoder = encoder
        self._stores = stores

    def of(self, articles: Sequence[Article]) -> list[PreparedArticle]:
        """All that is derived from these articles; their texts are encoded together."""
        split = [split_sentences(article.text, article.language) for article in articles]
        runs = [make_passages(held, article.text) for article, held in zip(articles, split, strict=True)]
        sentences = [
            [sentence_text(article, one) for one in held] for article, held in zip(articles, split, strict=True)
        ]
        passages = [[passage_text(article, one) for one in held] for article, held in zip(articles, runs, strict=True)]
        rows = self._embedded(sentences, Store.embedded_sentence) | self._embedded(passages, Store.embedded_passage)
        missing = [text for texts in (*sentences, *passages) for text in texts if text not in rows]
        missing = list(dict.fromkeys(missing))
        if missing:
            rows.update(zip(missing, self._encoder.encode(missing), strict=True))
        return [
            PreparedArticle(
                article=article,
                sentences=split[number],
                sentence_rows=np.stack([rows[text] for text in sentences[number]]),
                passages=runs[number],
                passage_rows=np.stack([rows[text] for text in passages[number]]),
                signature=signature(article.text),
            )
            for number, article in enumerate(articles)
        ]

    def _embedded(
        self, texts: Sequence[Sequence[str]], look_up: Callable[[Store, str], Rows | None]
    ) -> dict[str, Rows]:
        """The vectors of those of these texts that are stored already."""
        known: dict[str, Rows] = {}
        for text in dict.fromkeys(text for some in texts for text in some):
            for store in self._stores:
                # A vector that is not as it was, or whose article is gone, is none.
                with suppress(IndexDamaged, UnknownArticle):
                    row = look_up(store, text)
                    if row is not None:
                        known[text] = row
                        break
        return known
