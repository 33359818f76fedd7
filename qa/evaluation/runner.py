"""The run of an evaluation: index what must be indexed, warm up, ask everything, score."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from index.records import Article
from qa.evaluation.asking import Answerer, ask
from qa.evaluation.question import Question, QuestionSet
from qa.evaluation.record import Record, scored
from qa.evaluation.report import Report
from qa.evaluation.sampling import Progress, Sample, drawn


def evaluate(
    question_set: QuestionSet,
    assistant: Answerer | None,
    *,
    open_assistant: Callable[[Path], Answerer] | None = None,
    limit: int | None = None,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Put the questions to an assistant and score what comes back.

    A set without contexts is asked of ``assistant``. One with contexts is asked of what ``open_assistant`` makes of
    an empty temporary folder, in which exactly the contexts are indexed, and which is closed and removed afterwards:
    nothing is added to anybody's index.

    ``limit`` draws so many of the questions at random, always the same for the same ``seed``. The first question is
    put once before, uncounted, so that loading a model is not taken for answering; an error there is raised.
    Later ones are counted: see :attr:`Report.faults`.

    Raises ValueError where the assistant that the set needs is missing, and VerbatimError.
    """
    questions, sample = drawn(question_set.questions, limit, seed)
    if not question_set.contexts:
        if assistant is None:
            raise ValueError("a question set without contexts needs an assistant")
        return _run(questions, assistant, progress, question_set.name, sample, None)
    if open_assistant is None:
        raise ValueError("a question set with contexts needs open_assistant, so that they get an index of their own")
    with (
        # On Windows an open file in the folder must not turn a finished evaluation into an error.
        TemporaryDirectory(prefix="verbatim-evaluation-", ignore_cleanup_errors=True) as folder,
        closing(open_assistant(Path(folder))) as temporary,
    ):
        started = time.perf_counter()
        temporary.add_all(
            Article(text=text, title=title or None, source=question_set.name or None)
            for title, text in question_set.contexts
        )
        indexing_s = time.perf_counter() - started
        return _run(questions, temporary, progress, question_set.name, sample, indexing_s)


def _run(
    questions: Sequence[Question],
    assistant: Answerer,
    progress: Progress,
    name: str,
    sample: Sample | None,
    indexing_s: float | None,
) -> Report:
    articles = {article.id: assistant.article(article.id) for article in assistant.articles()}
    for _ in assistant.stream(questions[0].question, questions[0].history):
        pass
    started = time.perf_counter()
    records: list[Record] = []
    for question in questions:
        progress(len(records), len(questions))
        records.append(scored(question, ask(assistant, question), articles))
    progress(len(records), len(questions))
    return Report(
        records=tuple(records),
        name=name,
        articles=len(articles),
        seconds=time.perf_counter() - started,
        indexing_seconds=indexing_s,
        sample=sample,
    )
