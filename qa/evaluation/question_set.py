"""Question sets: JSON Lines as the contract describes them, and SQuAD 1.1 and 2.0 JSON.

A SQuAD file brings the paragraphs that its questions are about; a JSON Lines file asks about articles that are in the
index already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from qa.errors import QuestionSetFault

UNSTATED_KIND = "other"
UNANSWERABLE_KIND = "unanswerable"
_QUESTION_WORD = re.compile(r"\b(?:(how) (many|much)|who|whom|whose|what|which|when|where|why|how)\b", re.I)


@dataclass(frozen=True)
class Question:
    """One question and what counts as its right answer.

    ``history`` holds the questions asked before it, oldest first. Any of ``answers`` counts as right; evidence that
    overlaps any of ``quotes`` counts as found. In a SQuAD set ``context`` is the paragraph that the question belongs to
    and ``answer_starts[i]`` is where ``answers[i]`` begins in it; otherwise they are None and empty.
    """

    id: str
    question: str
    history: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    answerable: bool = True
    kind: str = UNSTATED_KIND
    context: str | None = None
    answer_starts: tuple[int, ...] = ()


@dataclass(frozen=True)
class QuestionSet:
    """Questions with unique ids. ``contexts``, (title, text) pairs, are the articles that they must be asked about;
    where there are none, the questions are about the index at hand."""

    questions: tuple[Question, ...]
    contexts: tuple[tuple[str, str], ...] = ()
    name: str = ""


def read_question_set(path: str | Path) -> QuestionSet:
    """The question set in a file. Unknown fields are ignored.

    Raises QuestionSetFault with one line: the file, the place, what is wrong, what to do.
    """
    path = Path(path)
    source = _Source(" ".join(str(path).split()))
    text = _content(path, source)
    document = _document(text, path, source)
    if document is None:
        questions: list[Question] = []
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                place = source.at(f"line {number}")
                questions.append(_question(place.json_object(line), place))
        contexts: tuple[tuple[str, str], ...] = ()
    else:
        pairs = list(_squad_questions(document, source))
        questions = [question for _, question in pairs]
        titles = {question.context or "": title for title, question in reversed(pairs)}
        contexts = tuple((titles[context], context) for context in _contexts(document))
    if not questions:
        source.refuse("holds no questions", "write one JSON object per line, or give a SQuAD file")
    _refuse_repeated_ids(questions, text, source)
    return QuestionSet(tuple(questions), contexts, path.name)
