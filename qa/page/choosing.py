"""Choosing: from what a reader has chosen to the articles that are asked, and to what there is to choose from.

It keeps nothing about a reader, and looks into the index each time: another program may have added articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from index.errors import UnknownArticle
from index.records import Article
from qa.page.answers_questions import AnswersQuestions
from qa.page.choice import Choice
from qa.page.failures import in_words
from qa.page.scope import Scope
from qa.page.shelf import ENOUGH_ARTICLES, Shelf

REMOVED = "(an article that was removed)"


@dataclass(frozen=True)
class Reading:
    """How a choice is understood: ``scope`` is None where all articles are asked.

    ``faults`` says, by the name of a field, what is wrong there, and as ``index`` what is wrong behind it. As long as
    there is one, nothing can be asked: a question would be put to other articles than the reader means.
    """

    scope: Scope | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """What there is to choose from, what is chosen already among it, and how that is understood."""

    choice: Choice
    reading: Reading
    total: int = 0
    publishers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def is_worth_showing(self) -> bool:
        """Whether there is anything to choose: not among no article or one."""
        return self.total > 1 or bool(self.choice)


class Choosing:
    """The filter's way to the assistant. Every error ends here, as a line for the reader."""

    def __init__(self, assistant: AnswersQuestions) -> None:
        self._assistant = assistant

    def reading(self, choice: Choice) -> Reading:
        """How a choice is understood now."""
        if not choice:
            return Reading()
        try:
            return self._reading(choice)
        except Exception as failure:  # noqa: BLE001 - the page's border: see in_words
            return Reading(faults={"index": in_words(failure)})

    def offer(self, choice: Choice) -> Offer:
        """What there is to choose from now: of articles, those that fit all else that is chosen."""
        try:
            reading = self._reading(choice) if choice else Reading()
            others = replace(choice.understood()[0], articles=())
            newest = self._assistant.articles(others or None, limit=ENOUGH_ARTICLES)
            return Offer(
                choice,
                reading,
                self._assistant.article_count,
                _with(choice.publishers, self._assistant.publishers()),
                _with(choice.tags, self._assistant.tags()),
                Shelf.of(newest, self._chosen(choice)),
            )
        except Exception as failure:  # noqa: BLE001 - the page's border: see in_words
            return Offer(choice, Reading(faults={"index": in_words(failure)}))

    def _reading(self, choice: Choice) -> Reading:
        within, faults = choice.understood()
        chosen = [self._article(article_id) for article_id in choice.articles]
        titles = tuple(article.headline for article in chosen if article is not None)
        if len(titles) < len(chosen):
            faults["articles"] = "Article: one that is chosen here was removed; take it out."
        if faults:
            return Reading(faults=faults)
        fitting = self._assistant.count_within(within)
        return Reading(Scope(within, titles, fitting, self._assistant.article_count))

    def _chosen(self, choice: Choice) -> list[tuple[str, str]]:
        """The chosen articles as (headline, id)."""
        return [
            (article.headline if article is not None else REMOVED, article_id)
            for article_id in choice.articles
            for article in [self._article(article_id)]
        ]

    def _article(self, article_id: str) -> Article | None:
        try:
            return self._assistant.article(article_id)
        except UnknownArticle:
            return None


def _with(chosen: Iterable[str], there: Iterable[str]) -> tuple[str, ...]:
    """What there is, and what is chosen though it is gone by now: Gradio refuses a value that is not offered."""
    return tuple(dict.fromkeys([*there, *chosen]))
