"""Assistant: the one pipeline. Every way in (Python, command line, page, evaluation) calls this and nothing deeper."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.article_index import ArticleIndex, Progress
from index.embedding import SentenceTransformerEncoder
from index.records import Article, Evidence
from index.retrieval import Found
from qa.abstaining import LEAST_FIT, is_sure, says_nothing
from qa.answer import Answer, Event, Quote, QuotesFound, TextGrew
from qa.checking import Asked, CheckedDraft, answer_of_claims, answer_of_quotes, check, not_found
from qa.conversation import Turn, standalone
from qa.drafting import Draft, article_prompt, drafts, evidence_prompt, is_whole_article
from qa.errors import LanguageModelFault, QuestionRefused
from qa.llm import LanguageModel, Prompt, forget, open_language_model
from qa.seeds import seed_article
from qa.selection import select
from qa.settings import Settings

MOST_QUESTION_CHARACTERS = 2_000
_MOST_QUOTES = 3
_EVIDENCE_CHARACTERS = 600
_CLOSER_CHARACTERS = 450
_CANDIDATES = 8

QUOTES_ALONE = "This answer is made of quotes alone."
NO_MODEL = f"No language model is installed. {QUOTES_ALONE}"
NOT_SUPPORTED = f"The language model's wording did not hold against the article. {QUOTES_ALONE}"


@dataclass(frozen=True)
class Look:
    """What is left of what the model wrote at one look; whether that is enough; whether it says that there is nothing.

    ``whole``: whether it saw the whole article.
    """

    whole: bool
    checked: CheckedDraft
    is_sure: bool
    says_nothing: bool


class Assistant:
    """Answers questions about the articles of one index. Any number of threads may use one object."""

    def __init__(self, index: ArticleIndex, model: LanguageModel | None, settings: Settings) -> None:
        self._index = index
        self._model = model
        self._settings = settings

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
        articles = ArticleIndex(chosen.index, SentenceTransformerEncoder(chosen.embedding_model))
        assistant = cls(articles, model, chosen)
        if chosen.index == Settings().index and not articles.articles():
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
        """Answer a question as events: QuotesFound first, TextGrew while the model drafts, the checked Answer last."""
        started = time.perf_counter()
        asked = Asked(question.strip(), standalone(_acceptable(question), history))
        found = self._index.find(asked.standalone)
        timings = {"retrieve": _ms_since(started)}
        shown = select(found.sentences, _MOST_QUOTES)
        yield QuotesFound(tuple(Quote.of(piece) for piece in shown))
        timings["first_quote"] = _ms_since(started)

        answer = yield from self._answer(asked, found, shown, timings, started)
        timings["total"] = _ms_since(started)
        yield answer.with_timings(timings)

    def search(self, question: str, limit: int = 5) -> list[Quote]:
        """The passages that fit a question, best first, at most ``limit``, as quotes numbered 0. Nothing is answered.

        Raises QuestionRefused.
        """
        found = self._index.find(_acceptable(question).strip())
        return [Quote.of(piece) for piece in self._index.passages(found)[:limit]]

    def _answer(
        self, asked: Asked, found: Found, shown: Sequence[Evidence], timings: dict[str, float], started: float
    ) -> Generator[TextGrew, None, Answer]:
        """Up to two looks of the model: at the whole article, and, where it was not sure, at the evidence alone, which
        a small model overlooks less easily."""
        if not shown or found.sentences[0].score < LEAST_FIT:
            return not_found(asked, shown, None)
        if self._model is None:
            return answer_of_quotes(asked, shown, QUOTES_ALONE if self._settings.llm == "none" else NO_MODEL)
        looks: list[Look] = []
        deadline = time.monotonic() + self._settings.answer_timeout_s
        try:
            while prompt := self._next_prompt(asked.standalone, found, looks):
                draft = Draft("", None)
                for draft in drafts(self._model, prompt, deadline - time.monotonic()):
                    if draft.text.strip() and not draft.refuses:
                        timings.setdefault("first_token", _ms_since(started))
                        yield TextGrew(draft.text)
                looks.append(self._look(prompt, asked.standalone, draft, found))
        except LanguageModelFault as fault:
            return answer_of_quotes(asked, shown, f"{fault}. {QUOTES_ALONE}")
        return self._verdict(asked, looks, shown)

    def _verdict(self, asked: Asked, looks: Sequence[Look], shown: Sequence[Evidence]) -> Answer:
        """A draft is shown where its words hold and the model was sure of it, or found it again at the second look.
        Nothing is found where the first look says so and the second does not find it either. Else the article's own
        words are shown."""
        first, last = looks[0], looks[-1]
        if last.checked.claims and not last.says_nothing and (last.is_sure or len(looks) > 1 or not last.whole):
            return answer_of_claims(asked, last.checked.claims, self.model_name)
        if first.says_nothing:
            return not_found(asked, shown, self.model_name)
        # What a draft was drawn from may be right where retrieval was not.
        drawn = [piece for look in reversed(looks) for piece in look.checked.nearest[:1] if not _overlaps(piece, shown)]
        quoted = [*shown[: _MOST_QUOTES - 1], *drawn[:1], *shown[_MOST_QUOTES - 1 :]][:_MOST_QUOTES]
        return answer_of_quotes(asked, quoted, NOT_SUPPORTED, self.model_name)

    def _next_prompt(self, question: str, found: Found, looks: Sequence[Look]) -> Prompt | None:
        """What the model is shown next; None when it has looked enough."""
        assert self._model is not None
        if not looks:
            whole = article_prompt(found.sentences[0].article, question)
            if whole is not None and self._model.has_read(whole):
                return whole
            return evidence_prompt(_within(found.evidence(len(found.sentences)), _EVIDENCE_CHARACTERS), question)
        if len(looks) == 1 and not looks[0].is_sure and looks[0].whole:
            # What the first draft was drawn from is looked at again, beside what retrieval found.
            nearest = [*looks[0].checked.nearest[:2], *found.evidence(_CANDIDATES)]
            return evidence_prompt(_within(list(dict.fromkeys(nearest)), _CLOSER_CHARACTERS), question)
        return None

    def _look(self, prompt: Prompt, question: str, draft: Draft, found: Found) -> Look:
        refused = draft.refuses or not draft.text.strip()
        checked = CheckedDraft() if refused else check(draft.text, question, self._candidates(found))
        # A small model that has a whole article in mind sometimes recites its end.
        recites = not checked.claims and not set(checked.nearest[:1]) & set(found.evidence(_CANDIDATES))
        return Look(
            whole=is_whole_article(prompt),
            checked=checked,
            is_sure=not recites and is_sure(question, draft, checked),
            says_nothing=says_nothing(question, draft, checked),
        )

    def close(self) -> None:
        """Stop the embedded model, where it was started."""
        if self._model is not None:
            self._model.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _candidates(self, found: Found) -> list[Evidence]:
        """What a claim may rest on: the sentences found, and then the others of the best one's article."""
        ranked = list(found.evidence(len(found.sentences)))
        best = found.sentences[0].article
        known = {(piece.article.id, piece.start) for piece in ranked}
        others = [
            Evidence(best, sentence.start, sentence.end, 0.0)
            for sentence in self._index.sentences(best)
            if (best.id, sentence.start) not in known
        ]
        return [*ranked, *others]


_default: Assistant | None = None
_default_lock = threading.Lock()


def ask(question: str, history: Sequence[Turn] = ()) -> Answer:
    """Answer a question from the default index, which is built from the seed article while it is empty."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Assistant.open()
    return _default.ask(question, history)


def _overlaps(piece: Evidence, others: Sequence[Evidence]) -> bool:
    same = [other for other in others if other.article.id == piece.article.id]
    return any(piece.start < other.end and other.start < piece.end for other in same)


def _acceptable(question: str) -> str:
    if not re.search(r"\w", question):
        raise QuestionRefused("the question is empty; type a question about the articles")
    if len(question) > MOST_QUESTION_CHARACTERS:
        raise QuestionRefused(
            f"the question has {len(question):,} characters; ask in at most {MOST_QUESTION_CHARACTERS:,}"
        )
    return question


def _within(evidence: Sequence[Evidence], characters: int) -> list[str]:
    """The first pieces that fit, in the order of their articles."""
    chosen: list[Evidence] = []
    used = 0
    for piece in evidence:
        length = piece.end - piece.start
        if chosen and used + length > characters:
            continue
        chosen.append(piece)
        used += length
    return [piece.text for piece in sorted(chosen, key=lambda piece: (piece.article.id, piece.start))]


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
