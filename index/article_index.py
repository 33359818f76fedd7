"""ArticleIndex: one index folder, from articles in to evidence out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.canonical import canonicalise
from index.embedding import Encoder, Rows
from index.errors import ReadError
from index.names import Names
from index.passages import make_passages
from index.records import Article, Sentence
from index.retrieval import Found, find
from index.sentences import split_sentences
from index.span_reader import SpanReader
from index.store import PreparedArticle, Store
from index.vectors import Engine, FaissVectors, VectorSearch

Progress = Callable[[int], None]
"""Called with the number of articles stored so far."""


class ArticleIndex:
    """An index folder and the encoder that its vectors were made with.

    ``reader`` finds short answers and ranks evidence by them; without one, words and vectors alone do. ``engine`` puts
    another vector engine in FAISS's place (see :mod:`index.engines`). Any number of threads may use one object.
    Errors: see :class:`index.store.Store`.
    """

    def __init__(
        self, folder: Path, encoder: Encoder, engine: Engine | None = None, reader: SpanReader | None = None
    ) -> None:
        self.folder = folder
        self._reader = reader
        self._encoder = encoder
        self._engine = engine
        self._store = Store(folder, encoder.fingerprint)
        self._lock = threading.Lock()
        self._generation = ""
        self._vectors: VectorSearch | None = None

    def add(self, article: Article) -> Article:
        """Store an article and return it as stored; one with the same text is there already, and is returned."""
        return self.add_all([article])[0]

    def add_all(self, articles: Iterable[Article], progress: Progress | None = None) -> list[Article]:
        """Store articles one by one, each in a transaction of its own, and then bring the vector index up to date."""
        stored = []
        for article in articles:
            stored.append(self._add(article))
            if progress is not None:
                progress(len(stored))
        self._current_vectors()
        return stored

    def _add(self, article: Article) -> Article:
        text = canonicalise(article.text)
        if not text:
            raise ReadError(
                f"{article.source or 'the article'} has no text; give a file with the article's words in it"
            )
        if text != article.text:
            article = replace(article, text=text)
        if self._store.has(article.id):
            return self._store.article(article.id)
        return self._store.add(self._prepare(article))

    def _prepare(self, article: Article) -> PreparedArticle:
        text = article.text
        sentences = split_sentences(text, article.language)
        passages = make_passages(sentences, text)
        title = f"{article.title}\n" if article.title else ""
        return PreparedArticle(
            article=article,
            sentences=sentences,
            sentence_rows=self._encoder.encode([text[sentence.start : sentence.end] for sentence in sentences]),
            passages=passages,
            passage_rows=self._encoder.encode([title + text[passage.start : passage.end] for passage in passages]),
        )

    def remove(self, article_id: str) -> Article:
        """Remove an article and everything derived from it. Raises UnknownArticle."""
        removed = self._store.remove(article_id)
        self._current_vectors()
        return removed

    def articles(self) -> list[Article]:
        """All articles, the newest first."""
        return self._store.articles()

    def article(self, article_id: str) -> Article:
        """The article with this id, or the only one whose id begins so. Raises UnknownArticle."""
        return self._store.article(article_id)

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

    def find(self, question: str) -> Found:
        """Sentences and passages that may answer a question, best first."""
        row = self._encoder.encode([question])[0]
        return find(question, row, self._store, self._current_vectors(), self._reader)

    def _current_vectors(self) -> VectorSearch:
        with self._lock:
            generation = self._store.generation
            if self._vectors is None or self._generation != generation:
                saved = None if self._engine else FaissVectors.load(self.folder, generation)
                if saved is None:
                    keys, rows, generation = self._store.passage_rows()
                    self._vectors = self._engine(keys, rows) if self._engine else self._made(keys, rows, generation)
                else:
                    self._vectors = saved
                self._generation = generation
            return self._vectors

    def _made(self, keys: Sequence[int], rows: Rows, generation: str) -> FaissVectors:
        made = FaissVectors.build(keys, rows)
        # The file only saves time: where it cannot be written, the next program makes its own.
        with suppress(OSError):
            made.save(self.folder, generation)
        return made
