"""Evaluation: a question set put to the assistant, and a report of what came back.

question_set = read_question_set(Path("seeds/questions.jsonl"))
report = evaluate(question_set, assistant)
report.write(Path("report"))
"""

from __future__ import annotations

from qa.evaluation.question_set import read_question_set
from qa.evaluation.report import Report
from qa.evaluation.runner import evaluate

__all__ = ["Report", "evaluate", "read_question_set"]
