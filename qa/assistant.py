"""Assistant: the one pipeline. Every way in (Python, command line, page, evaluation) calls this and nothing deeper."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.article_index import ArticleIndex, Progress
from index.engines import open_vector_index
from index.errors import ReadError
from index.filters import Filter, tags_of
from index.records import Article
from index.span_reader import MiniLmSpanReader
from index.spread import open_encoder
from index.store import Addition
from qa.answer import Answer, Event, Quote, QuotesFound, TextGrew
from qa.clock import Clock
from qa.conversation import Turn, standalone
from qa.desk import Desk, Inquiry
from qa.drafting import article_prompt, evidence_prompt
from qa.errors import LanguageModelFault, QuestionRefused
from qa.joining import joined
from qa.llm import LanguageModel, forget, open_language_model
from qa.parts import parts
from qa.seeds import seed_article
from qa.selection import select
from qa.settings import Settings

MOST_QUESTION_CHARACTERS = 2_000
_MOST_QUOTES = 3


class Assistant:
    """Answers questions about the articles of one index. Any number of threads may use one object."""

    def __init__(self, index: ArticleIndex, model: LanguageModel | None, settings: Settings) -> None:
        self._index = index
        self._model = model
        self._settings = settings
        self._desk = Desk(index, model, settings)

    @classmethod
    def open(
        cls, index: str | Path | None = None, llm: str | None = None, settings: Settings | None = None
    ) -> Assistant:
        """Open an index folder, which is made where there is none.

        ``index``: the folder; None for the one in the settings. The default index is filled with the seed article
        while it is empty. ``llm``: "auto", "none", "local" or the name of a configured model.
        Raises IndexFault and its kinds, ModelFileFault, SettingsError, LanguageModelFault.
        """
        chosen = settings or Settings.load()
        if index is not None:
            chosen = replace(chosen, index=Path(index))
        if llm is not None:
            chosen = replace(chosen, llm=llm)
        model = open_language_model(chosen, chosen.index)
        encoder = open_encoder(chosen.embedding_model, chosen.embedding_processes, chosen.embedding_cluster)
        reader = MiniLmSpanReader(chosen.span_reader)
        vectors = open_vector_index(chosen.store, chosen.store_address, chosen.index, chosen.store_token_env)
        assistant = cls(ArticleIndex(chosen.index, encoder, vectors, reader), model, chosen)
        if chosen.index == Settings().index and not assistant.article_count:
            assistant.add(seed_article())
        return assistant

    @property
    def model_name(self) -> str | None:
        """The language model's name; None where answers are made of quotes alone."""
        return self._model.name if self._model else None

    @property
    def folder(self) -> Path:
        """The index folder."""
        return self._index.folder

    # --- articles

    def add(self, source: str | Path | Article) -> Article:
        """Read and store an article from a path, an address or an Article, and return it as stored."""
        from index.readers import read

        return self._index.add(read(source))

    def add_all(self, articles: Iterable[Article], progress: Progress | None = None) -> list[Article]:
        """Store many articles at once; ``progress`` is told how many are stored."""
        return self._index.add_all(articles, progress)

    def add_each(
        self,
        sources: Iterable[str | Path | Article],
        refused: Callable[[str, ReadError], None] | None = None,
        tags: Sequence[str] = (),
    ) -> Iterator[Addition]:
        """Read and store many articles, and say what became of each once it is safely stored.

        What was reported is kept whatever happens then; the same call again goes on where an interrupted one stopped.
        ``refused`` is told of each source that cannot be read, and why; without it that is raised. ``tags`` are given
        to all. Raises ReadError, IndexBusy, IndexUnwritable.
        """
        from index.readers import read

        def articles() -> Iterator[Article]:
            for source in sources:
                try:
                    article = read(source)
                except ReadError as error:
                    if refused is None:
                        raise
                    refused(str(source.source if isinstance(source, Article) else source), error)
                    continue
                yield replace(article, tags=tags_of([*article.tags, *tags]))

        def no_text(article: Article, error: ReadError) -> None:
            if refused is None:
                raise error
            refused(str(article.source), error)

        yield from self._index.add_each(articles(), no_text)

    def remove(self, article_id: str) -> Article:
        """Remove an article, its earlier versions, and all that was made from them. Raises UnknownArticle."""
        versions = self._index.versions(article_id)
        removed = self._index.remove(article_id)
        gone = versions if removed == versions[0] else [removed]
        for article in gone:
            for state in (self._settings.index / "states").glob(f"{article.id}-*.state"):
                forget(state)
        return removed

    def articles(self, within: Filter | None = None, limit: int | None = None) -> list[Article]:
        """The articles, the newest first: all, or those that a filter admits, or so many of them."""
        return self._index.articles(self._resolved(within), limit)

    def versions(self, article_id: str) -> list[Article]:
        """All versions of an article, the newest first, itself among them. Raises UnknownArticle."""
        return self._index.versions(article_id)

    def reprints(self, article_id: str) -> list[Article]:
        """What identifies the reprints of an article, the oldest first. Raises UnknownArticle."""
        return self._index.reprints(article_id)

    def publishers(self) -> list[str]:
        """The publishers of the articles, each once."""
        return self._index.publishers()

    def tags(self) -> list[str]:
        """The tags of the articles, each once."""
        return self._index.tags()

    @property
    def article_count(self) -> int:
        """How many articles there are, earlier versions and reprints aside."""
        return self._index.article_count

    def count_within(self, within: Filter) -> int:
        """How many articles a filter admits. Raises UnknownArticle for an id in it."""
        return self._index.count_within(self._resolved(within) or within)

    @property
    def passage_count(self) -> int:
        """How many passages can be found."""
        return self._index.passage_count

    def _resolved(self, within: Filter | None) -> Filter | None:
        """The filter with whole ids, where it has the beginnings of some. Raises UnknownArticle."""
        if within is None or not within.articles:
            return within
        return replace(within, articles=tuple(self._index.article(one).id for one in within.articles))

    def article(self, article_id: str) -> Article:
        """The article with this id, or the only one whose id begins so. Raises UnknownArticle."""
        return self._index.article(article_id)

    def read_ahead(self, articles: Sequence[Article]) -> None:
        """Let the language model read these articles now, so that answers about them begin sooner.

        Takes some 15 s an article on two cores, once; what was read is kept beside the index.
        Raises LanguageModelFault.
        """
        if self._model is None:
            return
        self._model.read(evidence_prompt([]))
        for article in articles:
            prompt = article_prompt(article)
            if prompt is not None:
                self._model.read(prompt)

    def get_ready(self, articles: Sequence[Article] = ()) -> None:
        """Load what the first question would wait for, and read these articles ahead. Raises LanguageModelFault."""
        self._index.find("ready")
        if self._model is not None:
            self._model.start()
        self.read_ahead(articles)

    def get_ready_in_background(self, articles: Sequence[Article] = ()) -> None:
        """The same on a thread of its own; a model that fails is met again, and reported, by the next question."""

        def work() -> None:
            with suppress(LanguageModelFault):
                self.get_ready(articles)

        threading.Thread(target=work, name="get-ready", daemon=True).start()

    # --- questions

    def search(self, question: str, limit: int = 5, within: Filter | None = None) -> list[Quote]:
        """The passages that fit a question, best first, at most ``limit``, as quotes numbered 0. Nothing is answered.

        Raises QuestionRefused, UnknownArticle.
        """
        found = self._index.find(_acceptable(question).strip(), self._resolved(within))
        return [Quote.of(passage.evidence) for passage in found.passages[:limit]]

    def ask(self, question: str, history: Sequence[Turn] = (), within: Filter | None = None) -> Answer:
        """Answer a question. ``history``: earlier questions, oldest first, or (question, answer text) pairs.

        ``within``: ask only the articles that it admits. Raises QuestionRefused for a question that is empty or far too
        long, UnknownArticle for an id in the filter. A language model that fails never loses the answer: it is made of
        quotes then, and ``notice`` says so.
        """
        for event in self.stream(question, history, within):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with its Answer")

    def stream(self, question: str, history: Sequence[Turn] = (), within: Filter | None = None) -> Iterator[Event]:
        """Answer a question as events: QuotesFound first, TextGrew while the model drafts, the checked Answer last.

        A question that asks two things is answered part by part.
        """
        clock = Clock()
        asked = standalone(_acceptable(question), history)
        chosen = self._resolved(within)
        inquiries = [self._inquiry(part, chosen) for part in self._parts(asked)]
        clock.stop("retrieve")
        shown = list(dict.fromkeys(piece for inquiry in inquiries for piece in inquiry.shown))
        yield QuotesFound(tuple(self._attributed(Quote.of(piece)) for piece in shown[:_MOST_QUOTES]))
        clock.stop("first_quote")

        answers: list[Answer] = []
        for inquiry in inquiries:
            said = "".join(f"{claim.text} " for answer in answers for claim in answer.claims)
            for event in self._desk.answer(inquiry, clock):
                if isinstance(event, Answer):
                    answers.append(event)
                else:
                    yield TextGrew(said + event.text)
        answer = joined(question.strip(), asked, answers)
        clock.stop("total")
        quotes = tuple(self._attributed(quote) for quote in answer.quotes)
        related = tuple(self._attributed(quote) for quote in answer.related)
        yield replace(answer, quotes=quotes, related=related).with_timings(clock.times_ms)

    def _parts(self, question: str) -> list[str]:
        """The questions in a question; what a later one leaves to an earlier one is filled in."""
        first, *others = parts(question)
        return [first, *(standalone(other, [first]) for other in others)]

    def _inquiry(self, question: str, within: Filter | None) -> Inquiry:
        found = self._index.find(question, within)
        return Inquiry(question, found, select(found.sentences, _MOST_QUOTES), chosen=bool(within))

    def _attributed(self, quote: Quote) -> Quote:
        return replace(quote, speaker=self._index.speaker(quote.article_id, quote.start, quote.end))

    def close(self) -> None:
        """Stop the embedded model, where it was started."""
        if self._model is not None:
            self._model.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_default: Assistant | None = None
_default_lock = threading.Lock()


def ask(question: str, history: Sequence[Turn] = (), within: Filter | None = None) -> Answer:
    """Answer a question from the default index, which is built from the seed article while it is empty."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Assistant.open()
    return _default.ask(question, history, within)


def _acceptable(question: str) -> str:
    if not re.search(r"\w", question):
        raise QuestionRefused("the question is empty; type a question about the articles")
    if len(question) > MOST_QUESTION_CHARACTERS:
        raise QuestionRefused(
            f"the question has {len(question):,} characters; ask in at most {MOST_QUESTION_CHARACTERS:,}"
        )
    return question
