"""Assistant: the one pipeline. Every way in (Python, command line, page, evaluation) calls this and nothing deeper."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.article_index import ArticleIndex, Progress
from index.embedding import SentenceTransformerEncoder
from index.records import Article
from index.span_reader import MiniLmSpanReader
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
        encoder, reader = SentenceTransformerEncoder(chosen.embedding_model), MiniLmSpanReader(chosen.span_reader)
        assistant = cls(ArticleIndex(chosen.index, encoder, reader=reader), model, chosen)
        if chosen.index == Settings().index and not assistant.articles():
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

    def remove(self, article_id: str) -> Article:
        """Remove an article and all that was made from it. Raises UnknownArticle."""
        removed = self._index.remove(article_id)
        for state in (self._settings.index / "states").glob(f"{removed.id}-*.state"):
            forget(state)
        return removed

    def articles(self) -> list[Article]:
        """All articles, the newest first."""
        return self._index.articles()

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

    def search(self, question: str, limit: int = 5) -> list[Quote]:
        """The passages that fit a question, best first, at most ``limit``, as quotes numbered 0. Nothing is answered.

        Raises QuestionRefused.
        """
        found = self._index.find(_acceptable(question).strip())
        return [Quote.of(passage.evidence) for passage in found.passages[:limit]]

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question. ``history``: earlier questions, oldest first, or (question, answer text) pairs.

        Raises QuestionRefused for a question that is empty or far too long. A language model that fails never loses
        the answer: it is made of quotes then, and ``notice`` says so.
        """
        for event in self.stream(question, history):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with its Answer")

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Answer a question as events: QuotesFound first, TextGrew while the model drafts, the checked Answer last.

        A question that asks two things is answered part by part.
        """
        clock = Clock()
        asked = standalone(_acceptable(question), history)
        inquiries = [self._inquiry(part) for part in self._parts(asked)]
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

    def _inquiry(self, question: str) -> Inquiry:
        found = self._index.find(question)
        return Inquiry(question, found, select(found.sentences, _MOST_QUOTES))

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


def ask(question: str, history: Sequence[Turn] = ()) -> Answer:
    """Answer a question from the default index, which is built from the seed article while it is empty."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Assistant.open()
    return _default.ask(question, history)


def _acceptable(question: str) -> str:
    if not re.search(r"\w", question):
        raise QuestionRefused("the question is empty; type a question about the articles")
    if len(question) > MOST_QUESTION_CHARACTERS:
        raise QuestionRefused(
            f"the question has {len(question):,} characters; ask in at most {MOST_QUESTION_CHARACTERS:,}"
        )
    return question
