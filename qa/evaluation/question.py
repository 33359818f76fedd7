"""Question and QuestionSet: what is asked in an evaluation, and what counts as right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

UNSTATED_KIND = "other"
UNANSWERABLE_KIND = "unanswerable"


@dataclass(frozen=True)
class Question:
    """One question and its right answers.

    ``history`` holds the questions asked before it, oldest first. Any of ``answers`` counts as right; evidence that
    overlaps any of ``quotes`` counts as found. ``speaker`` is the person whose words the answer's first quote should
    be, where the set names one. In a SQuAD set ``context`` is the paragraph that the question belongs
    to, and ``answer_starts[i]`` is where ``answers[i]`` begins in it; otherwise they are None and empty.
    """

    id: str
    question: str
    history: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    answerable: bool = True
    kind: str = UNSTATED_KIND
    speaker: str | None = None
    context: str | None = None
    answer_starts: tuple[int, ...] = ()


@dataclass(frozen=True)
class QuestionSet:
    """Questions with unique ids.

    ``contexts``, pairs of title and text, are the articles that the questions must be asked about, on their own; where
    there are none, the questions are about the index at hand. ``name`` is the file's.
    """

    questions: tuple[Question, ...]
    contexts: tuple[tuple[str, str], ...] = ()
    name: str = ""

    def about(self, titles: Collection[str]) -> QuestionSet:
        """The same articles, and of the questions those about the articles with these titles."""
        chosen = {text for title, text in self.contexts if title in titles}
        return replace(self, questions=tuple(one for one in self.questions if one.context in chosen))
