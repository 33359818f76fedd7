"""Evaluation: a set of questions put to the assistant, and a report of what came back.

question_set = read_question_set(Path("seeds/questions.jsonl"))
report = evaluate(question_set, assistant)
report.write(Path("report"))

Sets of follow-ups and of claims are read by :func:`read_set` and evaluated by :func:`evaluate_set`, like any other.
"""

from __future__ import annotations

from qa.evaluation.question_set import read_question_set
from qa.evaluation.report import Report
from qa.evaluation.runner import evaluate
from qa.evaluation.sets import evaluate_set, read_set
from qa.evaluation.task_report import TaskReport

__all__ = ["Report", "TaskReport", "evaluate", "evaluate_set", "read_question_set", "read_set"]
