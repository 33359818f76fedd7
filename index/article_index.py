"""ArticleIndex: one index folder, from articles in to evidence out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from index.canonical import canonicalise
from index.embedding import Encoder
from index.errors import ReadError
from index.filters import Filter
from index.first_look import FirstLook
from index.names import Names
from index.preparation import Preparation
from index.records import Article, Sentence
from index.retrieval import Found, find
from index.span_reader import SpanReader
from index.store import Addition, Admitted, Store
from index.vectors import FaissVectors, VectorIndex

Progress = Callable[[int], None]
"""Called with the number of articles stored so far."""

# Texts are encoded sorted by length, and a commit waits for the disk: both pay for articles that come together.
_CHARACTERS_AT_ONCE = 200_000
_LONGEST_WAIT_S = 2.0


class ArticleIndex:
    """An index folder and the encoder that its vectors were made with.

    ``reader`` finds short answers and ranks evidence by them; without one, words and vectors alone do. ``vectors`` puts
    another vector engine in FAISS's place (see :mod:`index.engines`). Any number of threads may use one object.
    Errors: see :class:`index.store.Store`.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        vectors: VectorIndex | None = None,
        reader: SpanReader | None = None,
    ) -> None:
        self.folder = folder
        self._reader = reader
        self._encoder = encoder
        self._store = Store(folder, encoder.fingerprint)
        self._first_look = FirstLook(self._store)
        self._preparation = Preparation(encoder, [self._store])
        self._vectors = vectors or FaissVectors(folder)
        # Keyed by the generation too, so that a filter always admits what is there now.
        self._admitted = lru_cache(maxsize=16)(lambda within, _generation: self._store.admitted(within))

    # --- articles in

    def add(self, article: Article) -> Article:
        """Store an article and return it as stored; one with the same text is there already, and is returned."""
        return self.add_all([article])[0]

    def add_all(self, articles: Iterable[Article], progress: Progress | None = None) -> list[Article]:
        """Store articles and return them as stored. What was stored before an error stays. Raises ReadError."""
        stored = []
        for addition in self.add_each(articles):
            stored.append(addition.article)
            if progress is not None:
                progress(len(stored))
        return stored

    def add_each(
        self, articles: Iterable[Article], refused: Callable[[Article, ReadError], None] | None = None
    ) -> Iterator[Addition]:
        """Store articles as they come, some at a time, and yield what became of each once it is safely stored.

        ``refused`` is told of an article that has no text; without it that is raised. Raises ReadError, IndexBusy,
        IndexUnwritable.
        """
        waiting: list[Article] = []
        characters, since = 0, time.monotonic()
        try:
            for given in articles:
                try:
                    article = _canonical(given)
                except ReadError as error:
                    if refused is None:
                        yield from self._add(waiting)
                        raise
                    refused(given, error)
                    continue
                if not waiting:
                    since = time.monotonic()
                waiting.append(article)
                characters += len(article.text)
                if characters >= _CHARACTERS_AT_ONCE or time.monotonic() - since > _LONGEST_WAIT_S:
                    yield from self._add(waiting)
                    waiting, characters = [], 0
            yield from self._add(waiting)
        finally:
            self._vectors.settle(self._store)

    def _add(self, articles: Sequence[Article]) -> list[Addition]:
        standing = [self._store.standing(article) for article in articles]
        new = [article for article, addition in zip(articles, standing, strict=True) if addition is None]
        stored = iter(self._store.add(self._preparation.of(new)) if new else ())
        return [addition or next(stored) for addition in standing]

    def remove(self, article_id: str) -> Article:
        """Remove an article, its earlier versions, and everything derived from them. Raises UnknownArticle."""
        removed = self._store.remove(article_id)
        self._vectors.settle(self._store, purge=True)
        return removed

    # --- articles out

    @property
    def article_count(self) -> int:
        """How many articles there are, earlier versions and reprints aside."""
        return self._store.count

    def count_within(self, within: Filter) -> int:
        """How many articles a filter admits."""
        return self._store.count_within(within)

    @property
    def passage_count(self) -> int:
        return self._store.passage_count

    def articles(self, within: Filter | None = None, limit: int | None = None) -> list[Article]:
        """Articles, the newest first: all, or those that a filter admits, or so many of them."""
        return self._store.articles(within, limit)

    def article(self, article_id: str) -> Article:
        """The article with this id, or the only one whose id begins so; earlier versions too. Raises UnknownArticle."""
        return self._store.article(article_id)

    def versions(self, article_id: str) -> list[Article]:
        """All versions of an article, the newest first, itself among them. Raises UnknownArticle."""
        return self._store.versions(self._store.article(article_id).id)

    def reprints(self, article_id: str) -> list[Article]:
        """What identifies the reprints of an article, the oldest first. Raises UnknownArticle."""
        return self._store.reprints(article_id)

    def publishers(self) -> list[str]:
        """The publishers of the articles, each once."""
        return self._store.publishers()

    def tags(self) -> list[str]:
        """The tags of the articles, each once."""
        return self._store.tags()

    def sentences(self, article: Article) -> tuple[Sentence, ...]:
        """The sentences of a stored article, in order. Raises UnknownArticle."""
        return self._store.stored_by_id(article.id).sentences

    def speaker(self, article_id: str, start: int, end: int) -> str | None:
        """Whose words ``[start, end)`` of a stored article are; None where that is unclear. Raises UnknownArticle."""
        return self._store.stored_by_id(article_id).speakers.at(start, end)

    def voices(self, article_id: str, start: int, end: int) -> frozenset[str]:
        """Everybody whose words sentences in ``[start, end)`` of a stored article report. Raises UnknownArticle."""
        return self._store.stored_by_id(article_id).speakers.voices(start, end)

    def names(self, article: Article) -> Names:
        """What a stored article calls people and organisations. Raises UnknownArticle."""
        return self._store.stored_by_id(article.id).names

    # --- evidence out

    def find(self, question: str, within: Filter | None = None) -> Found:
        """Sentences and passages that may answer a question, best first, of the articles that ``within`` admits."""
        self._first_look.demand()
        row = self._encoder.encode([question])[0]
        self._vectors.follow(self._store)
        return find(question, row, self._store, self._vectors, self._reader, self._admitted_by(within))

    def _admitted_by(self, within: Filter | None) -> Admitted | None:
        return self._admitted(within, self._store.generation) if within else None

    @property
    def vector_state(self) -> str:
        """How the passages' vectors are searched, on one line."""
        self._vectors.follow(self._store)
        return self._vectors.state


def _canonical(article: Article) -> Article:
    text = canonicalise(article.text)
    if not text:
        raise ReadError(f"{article.source or 'the article'} has no text; give a file with the article's words in it")
    return article if text == article.text else replace(article, text=text)
