"""Follow-ups: questions that lean on earlier ones, each with what a person made of it so that it stands alone.

The form is that of TREC CAsT 2019 and 2020 (Dalton et al. 2020, arXiv 2003.13624), a JSON object a line:
``{"id": …, "history": [{"user": "What is throat cancer?"}], "question": "Is it treatable?", "rewrite": "Is throat
cancer treatable?"}``. The figures are exact match and token F1 against the person's rewrite, and beside them those of
the question left as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.evaluation.figures import NONE, Figure, Group, sample_note, share_within
from qa.evaluation.metrics import Ratio, exact_match, mean, percentile, token_f1
from qa.evaluation.place import Place, Record
from qa.evaluation.sampling import Progress, drawn
from qa.evaluation.source import read_lines
from qa.evaluation.summary import rounded, rounded_interval
from qa.evaluation.task_report import TaskReport

StandAlone = Callable[[str, Sequence[str]], str]
"""Makes a question, given those asked before it (oldest first), stand alone."""


@dataclass(frozen=True)
class FollowUp:
    """A question, those before it, oldest first, and the question in words that need no history."""

    id: str
    history: tuple[str, ...]
    question: str
    rewrite: str


@dataclass(frozen=True)
class FollowUpSet:
    follow_ups: tuple[FollowUp, ...]
    name: str = ""


@dataclass(frozen=True)
class FollowUpScores:
    """SQuAD's exact match and token F1, 0 to 1, against the rewrite; ``*_unchanged``: of the question as it is."""

    em: float
    f1: float
    em_unchanged: float
    f1_unchanged: float
    ms: float


def read_follow_ups(text: str, name: str, file: Place) -> FollowUpSet:
    """The follow-ups on the lines of a file. Raises QuestionSetFault."""
    return FollowUpSet(read_lines(text, file, _follow_up), name)


def _follow_up(record: Record, place: Place) -> FollowUp:
    return FollowUp(
        id=place.text(record, "id"),
        history=tuple(turn_place.text(turn, "user") for turn_place, turn in place.records(record, "history")),
        question=place.text(record, "question"),
        rewrite=place.text(record, "rewrite"),
    )


def evaluate_follow_ups(
    follow_up_set: FollowUpSet,
    stand_alone: StandAlone,
    *,
    limit: int | None = None,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> TaskReport:
    """Let every follow-up be made to stand alone, and compare it with the person's rewrite."""
    follow_ups, sample = drawn(follow_up_set.follow_ups, limit, seed)
    made: list[tuple[FollowUp, str, FollowUpScores]] = []
    for follow_up in follow_ups:
        progress(len(made), len(follow_ups))
        started = time.perf_counter()
        alone = stand_alone(follow_up.question, follow_up.history)
        ms = (time.perf_counter() - started) * 1000
        made.append((follow_up, alone, _scored(follow_up, alone, ms)))
    progress(len(made), len(follow_ups))
    summary = {
        "question_set": follow_up_set.name,
        "sample": sample.to_dict() if sample else None,
        **_summarised([scores for _, _, scores in made]),
    }
    return TaskReport(
        name=follow_up_set.name,
        summary=summary,
        groups=_groups(summary),
        records=tuple({**asdict(one), "answer": alone, "scores": asdict(scores)} for one, alone, scores in made),
        listed=[
            ("Id", "Question", "Made to stand alone", "Rewritten by a person", "F1"),
            *((one.id, one.question, alone, one.rewrite, f"{scores.f1:.2f}") for one, alone, scores in made),
        ],
    )


def _scored(follow_up: FollowUp, alone: str, ms: float) -> FollowUpScores:
    rewrite = [follow_up.rewrite]
    return FollowUpScores(
        em=exact_match(alone, rewrite),
        f1=token_f1(alone, rewrite),
        em_unchanged=exact_match(follow_up.question, rewrite),
        f1_unchanged=token_f1(follow_up.question, rewrite),
        ms=round(ms, 3),
    )


def _summarised(scores: Sequence[FollowUpScores]) -> dict[str, Any]:
    shares = {
        name: [float(getattr(one, name)) for one in scores] for name in ("em", "f1", "em_unchanged", "f1_unchanged")
    }
    times = [one.ms for one in scores]
    return {
        "questions": len(scores),
        **{name: rounded(mean(values)) for name, values in shares.items()},
        "intervals": {name: rounded_interval(Ratio.of_share(values)) for name, values in shares.items()},
        "ms": {"median": rounded(percentile(times, 50), 3), "max": rounded(max(times, default=None), 3)},
    }


def _groups(summary: dict[str, Any]) -> tuple[Group, ...]:
    def within(name: str) -> str:
        return share_within(summary[name], summary["intervals"][name])

    times = summary["ms"]
    shown_times = NONE if times["median"] is None else f"{times['median']:.2f} ms, {times['max']:.2f} ms"
    return (
        Group("Asked", (Figure("Follow-ups", str(summary["questions"]), "".join(sample_note(summary["sample"]))),)),
        Group(
            "Standing alone",
            (
                Figure("Exact match", within("em"), "SQuAD's, with a person's rewrite"),
                Figure("… left as it is", within("em_unchanged"), "the question as it was asked"),
                Figure("Token F1", within("f1"), "with the same, mean"),
                Figure("… left as it is", within("f1_unchanged"), "the question as it was asked"),
            ),
        ),
        Group("Speed", (Figure("A question", shown_times, "median, most"),)),
    )
