"""Any set that ``qa eval`` reads, told apart by its form, and its evaluation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from qa.conversation import standalone
from qa.evaluation.asking import Answerer
from qa.evaluation.claims import ClaimSet, Scorer, evaluate_claims, read_claims
from qa.evaluation.follow_ups import FollowUpSet, evaluate_follow_ups, read_follow_ups
from qa.evaluation.place import Place
from qa.evaluation.question import QuestionSet
from qa.evaluation.question_set import question_set_in
from qa.evaluation.report import Report
from qa.evaluation.runner import evaluate
from qa.evaluation.sampling import Progress
from qa.evaluation.source import content, first_record
from qa.evaluation.task_report import TaskReport
from qa.settings import Settings
from qa.support_score import support_score

AnySet = QuestionSet | FollowUpSet | ClaimSet


def read_set(path: str | Path) -> AnySet:
    """The set in a file, packed with gzip or not: follow-ups where the first line has a "rewrite", claims where it has
    a "claim", otherwise questions. Raises QuestionSetFault."""
    path = Path(path)
    file = Place.of(path)
    text = content(path, file)
    first = first_record(text)
    if "rewrite" in first:
        return read_follow_ups(text, path.name, file)
    if "claim" in first:
        return read_claims(text, path.name, file)
    return question_set_in(text, path, file)


def evaluate_set(
    any_set: AnySet,
    *,
    assistant: Callable[[], AbstractContextManager[Answerer]],
    open_assistant: Callable[[Path], Answerer],
    limit: int | None = None,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> Report | TaskReport:
    """Evaluate a set of any form.

    ``assistant`` opens the one that questions without contexts are asked of, ``open_assistant`` one on a folder for
    those with contexts (see :func:`qa.evaluation.runner.evaluate`). Follow-ups and claims open no index.
    """
    if isinstance(any_set, FollowUpSet):
        return evaluate_follow_ups(any_set, standalone, limit=limit, seed=seed, progress=progress)
    if isinstance(any_set, ClaimSet):
        return evaluate_claims(any_set, _support_scorer(), limit=limit, seed=seed, progress=progress)
    if any_set.contexts:
        return evaluate(any_set, None, open_assistant=open_assistant, limit=limit, seed=seed, progress=progress)
    with assistant() as opened:
        return evaluate(any_set, opened, limit=limit, seed=seed, progress=progress)


def _support_scorer() -> Scorer:
    """The measure that answers are checked with, and its encoder."""
    from index.embedding import SentenceTransformerEncoder

    encoder = SentenceTransformerEncoder(Settings.load().embedding_model)
    return lambda claim, sentences: support_score(claim, sentences, encoder)
