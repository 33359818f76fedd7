"""Fits the numbers in ``index/ranking.py`` (SCORE) and ``qa/abstaining.py`` (the weights of the confidence).

``python -m qa.training.confidence SQUAD_FILE… --only TITLE … --weights held_out.safetensors [--llm local --limit 300]``

The questions must be ones that the span reader was not trained on: train it with ``--leave-out TITLE …`` and name the
same titles here with ``--only``. A set without contexts (``seeds/questions.jsonl``) is asked of the default index.
With ``--records FILE`` what was found is written there, and read from there the next time.

Prints the weights of three logistic regressions (L2, scikit-learn's defaults): that a sentence holds the answer; that
the articles answer, before a draft; and after one. With each, its area under ROC and its best balanced accuracy when
fitted to the other half of the questions, by paragraph.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.article_index import ArticleIndex
from index.embedding import SentenceTransformerEncoder
from index.ranking import bounded
from index.records import Article, Evidence
from index.span_reader import MiniLmSpanReader, SpanReader
from qa.abstaining import DraftSigns, Signs, inputs, signs_of
from qa.conversation import standalone
from qa.desk import Desk, Inquiry, Look
from qa.evaluation.gold import GoldRange, gold_ranges
from qa.evaluation.question import Question
from qa.evaluation.question_set import read_question_set
from qa.evaluation.sampling import drawn
from qa.llm import open_language_model
from qa.selection import select
from qa.settings import Settings


@dataclass(frozen=True)
class Case:
    """One question: what was found for it, and what is right.

    ``group``: the paragraph that it is about. ``sentences``: of the best ones, (fit, margin, holds the answer).
    """

    group: str
    answerable: bool
    signs: Signs
    draft: DraftSigns | None
    sentences: Sequence[tuple[float, float, bool]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, help="question sets in SQuAD's form")
    parser.add_argument("--only", nargs="*", default=[], metavar="TITLE", help="titles the reader was not trained on")
    parser.add_argument("--weights", type=Path, required=True, help="of the span reader that was not trained on them")
    parser.add_argument("--llm", default="none", help="none, local, or a configured model")
    parser.add_argument("--limit", type=int, help="so many questions of each set, drawn at random")
    parser.add_argument("--records", type=Path, help="where to keep what was found")
    options = parser.parse_args()
    if options.records and options.records.exists():
        cases = [_case(json.loads(line)) for line in options.records.read_text().splitlines()]
    else:
        reader = MiniLmSpanReader(options.weights)
        cases = []
        for file in options.files:
            cases += collected(file, options.only, reader, options.llm, options.limit)
    if options.records:
        options.records.write_text("".join(json.dumps(asdict(case)) + "\n" for case in cases))
    print(f"{len(cases)} questions, {sum(case.answerable for case in cases)} with an answer")
    _fit_sentences(cases)
    _fit("before a draft", [(case, inputs(case.signs)) for case in cases])
    drafted = [(case, inputs(case.signs, case.draft)) for case in cases if case.draft]
    if drafted:
        _fit("the same questions, before a draft", [(case, inputs(case.signs)) for case, _ in drafted])
        _fit("after a draft", drafted)


def collected(file: Path, only: Sequence[str], reader: SpanReader, llm: str, limit: int | None) -> list[Case]:
    """The cases of one set. Of one with contexts all are indexed, and the questions about some titles are asked; one
    without is asked of the index that the settings name."""
    question_set = read_question_set(file)
    if question_set.contexts:
        question_set = question_set.about(only)
    questions, _ = drawn(question_set.questions, limit, 0)
    settings = replace(Settings.load(), llm=llm)
    with tempfile.TemporaryDirectory(prefix="verbatim-training-") as folder:
        own = Path(folder) if question_set.contexts else settings.index
        index = ArticleIndex(own, SentenceTransformerEncoder(), reader=reader)
        if question_set.contexts:
            index.add_all(Article(text=text, title=title or None) for title, text in question_set.contexts)
        model = open_language_model(settings, own)
        desk = Desk(index, model, settings)
        articles = {article.id: article for article in index.articles()}
        cases = []
        for question in questions:
            cases.append(_asked(question, index, desk if model else None, articles))
            if len(cases) % 20 == 0:
                print(f"{file.name}: {len(cases)} of {len(questions)}", flush=True)
        if model is not None:
            model.close()
    return cases


def _asked(question: Question, index: ArticleIndex, desk: Desk | None, articles: Mapping[str, Article]) -> Case:
    asked = standalone(question.question, question.history)
    found = index.find(asked)
    golds = gold_ranges(question, articles) if question.answerable else ()
    draft = None
    if desk is not None:
        inquiry = Inquiry(asked, found, select(found.sentences, 3))
        draft = next(event.signs for event in desk.looks(inquiry, 1.0) if isinstance(event, Look))
    return Case(
        group=question.context or question.id,
        answerable=question.answerable,
        signs=signs_of(asked, found),
        draft=draft,
        sentences=[(one.features.fit, one.margin, _holds(one.evidence, golds or ())) for one in found.sentences[:20]],
    )


def _holds(piece: Evidence, golds: Sequence[GoldRange]) -> bool:
    return any(
        piece.article.id == gold.article_id and piece.start <= gold.start and gold.end <= piece.end for gold in golds
    )


def _case(record: dict[str, Any]) -> Case:
    draft = DraftSigns(**record["draft"]) if record["draft"] else None
    return Case(record["group"], record["answerable"], Signs(**record["signs"]), draft, record["sentences"])


def _fit_sentences(cases: Sequence[Case]) -> None:
    rows = [(fit, bounded(margin), holds) for case in cases if case.answerable for fit, margin, holds in case.sentences]
    table = np.array(rows, dtype=np.float64)
    fitted = LogisticRegression(max_iter=1000).fit(table[:, :2], table[:, 2])
    fit, margin = fitted.coef_[0]
    print(f"SCORE = ScoreWeights(bias={fitted.intercept_[0]:.2f}, fit={fit:.2f}, margin={margin:.3f})")
    firsts = [
        max(case.sentences, key=lambda one: fit * one[0] + margin * bounded(one[1]))[2]
        for case in cases
        if case.answerable
    ]
    print(f"  the best sentence holds the answer: {100 * np.mean(firsts):.1f} %")


def _fit(name: str, cases: Sequence[tuple[Case, dict[str, float]]]) -> None:
    names = [key for key in cases[0][1] if key != "bias"]
    table = np.array([[values[key] for key in names] for _, values in cases])
    right = np.array([case.answerable for case, _ in cases])
    fitted = LogisticRegression(max_iter=1000).fit(table, right)
    weights = {"bias": fitted.intercept_[0], **dict(zip(names, fitted.coef_[0], strict=True))}
    print(f"{name}: {', '.join(f'{key}={value:.3f}' for key, value in weights.items())}")
    # By paragraph, so that no question is judged by what was learned from another about the same one.
    half = np.array([zlib.crc32(case.group.encode()) % 2 == 0 for case, _ in cases])
    for fitted_on, tested_on in ((half, ~half), (~half, half)):
        if len(set(right[fitted_on])) < 2 or len(set(right[tested_on])) < 2:
            continue
        other = LogisticRegression(max_iter=1000).fit(table[fitted_on], right[fitted_on])
        scores = other.predict_proba(table[tested_on])[:, 1]
        best = max((_balanced(scores, right[tested_on], at), at) for at in np.arange(0.05, 0.95, 0.01))
        area = roc_auc_score(right[tested_on], scores)
        print(f"  {tested_on.sum()} other questions: area {area:.3f}, balanced accuracy {best[0]:.3f} at {best[1]:.2f}")


def _balanced(scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], at: float) -> float:
    return float((np.mean(scores[right] >= at) + np.mean(scores[~right] < at)) / 2)


if __name__ == "__main__":
    main()
