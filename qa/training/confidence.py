"""Fits the numbers in ``index/ranking.py`` (SCORE) and ``qa/abstaining.py`` (the weights of the confidence).

``python -m qa.training.confidence SET… --only TITLE … --weights held_out.safetensors --llm local --drafts 260``

The questions must be ones that the span reader was not trained on: train it with ``--leave-out TITLE …`` and name the
same titles here with ``--only``. A set without contexts (``seeds/questions.jsonl``) is asked of the index that
``QA_INDEX`` names. All questions are searched for, ``--drafts`` of each set are put to the language model as well, 3 s
each. With ``--records FILE`` what was found is written there, and read from there the next time.

Prints the weights of three logistic regressions (L2, scikit-learn's defaults): that a sentence holds the answer; that
the articles answer, before a draft; and after one, which begins with the log-odds of the one before. With each of these
two, by set, its area under ROC and its balanced accuracy at some thresholds, each fifth of the questions judged by what
was fitted to the others, by paragraph. The sets differ in size, so that a question of one without contexts counts
``--own`` times.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
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
from qa.abstaining import DraftSigns, Signs, draft_inputs, inputs, signs_of
from qa.conversation import standalone
from qa.desk import Desk, Inquiry, Look
from qa.evaluation.gold import GoldRange, gold_ranges
from qa.evaluation.question import Question
from qa.evaluation.question_set import read_question_set
from qa.evaluation.sampling import drawn
from qa.llm import open_language_model
from qa.selection import select
from qa.settings import Settings

_PARTS = 5

Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One question: what was found for it, and what is right.

    ``own``: whether it is from a set without contexts. ``group``: the paragraph that it is about. ``sentences``: of the
    best ones, (fit, margin, holds the answer).
    """

    own: bool
    group: str
    answerable: bool
    signs: Signs
    draft: DraftSigns | None
    sentences: Sequence[tuple[float, float, bool]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="question sets")
    parser.add_argument("--only", nargs="*", default=[], metavar="TITLE", help="titles the reader was not trained on")
    parser.add_argument("--weights", type=Path, help="of the span reader that was not trained on them")
    parser.add_argument("--llm", default="none", help="none, local, or a configured model")
    parser.add_argument("--drafts", type=int, help="draft for so many questions of each set, drawn at random")
    parser.add_argument("--own", type=float, default=3.0, help="weight of a question of a set without contexts")
    parser.add_argument("--records", type=Path, help="where to keep what was found")
    options = parser.parse_args()
    if options.records and options.records.exists():
        cases = [_case(json.loads(line)) for line in options.records.read_text().splitlines()]
    else:
        reader = MiniLmSpanReader(options.weights)
        cases = []
        for file in options.files:
            cases += collected(file, options.only, reader, options.llm, options.drafts)
    if options.records:
        options.records.write_text("".join(json.dumps(asdict(case)) + "\n" for case in cases))
    print(f"{len(cases)} questions, {sum(case.answerable for case in cases)} with an answer")
    fit_sentences(cases)
    fit_confidence(cases, options.own)


def collected(file: Path, only: Sequence[str], reader: SpanReader, llm: str, drafts: int | None) -> list[Case]:
    """The cases of one set. Of one with contexts all are indexed, and the questions about some titles are asked; one
    without is asked of the index that the settings name."""
    question_set = read_question_set(file)
    if question_set.contexts:
        question_set = question_set.about(only)
    drafted, _ = drawn(question_set.questions, drafts, 0)
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
        for question in question_set.questions:
            cases.append(_asked(question, index, desk if model and question in drafted else None, articles))
            if len(cases) % 20 == 0:
                print(f"{file.name}: {len(cases)} of {len(question_set.questions)}", flush=True)
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
        own=question.context is None,
        group=question.context or question.id,
        answerable=question.answerable,
        signs=signs_of(found),
        draft=draft,
        sentences=[(one.features.fit, one.margin, _holds(one.evidence, golds or ())) for one in found.sentences[:20]],
    )


def _holds(piece: Evidence, golds: Sequence[GoldRange]) -> bool:
    return any(
        piece.article.id == gold.article_id and piece.start <= gold.start and gold.end <= piece.end for gold in golds
    )


def _case(record: dict[str, Any]) -> Case:
    draft = DraftSigns(**record["draft"]) if record["draft"] else None
    return Case(**{**record, "signs": Signs(**record["signs"]), "draft": draft})


def fit_sentences(cases: Sequence[Case]) -> None:
    """Print the weights of the score, and how often the best sentence holds the answer."""
    rows = [(fit, bounded(margin), holds) for case in cases if case.answerable for fit, margin, holds in case.sentences]
    table = np.array(rows, dtype=np.float64)
    fitted = LogisticRegression(max_iter=1000).fit(table[:, :2], table[:, 2])
    fit, margin = fitted.coef_[0]
    print(f"SCORE = ScoreWeights(bias={fitted.intercept_[0]:.2f}, fit={fit:.2f}, margin={margin:.3f})")
    firsts = [
        max(case.sentences, key=lambda one: fit * one[0] + margin * bounded(one[1]))[2]
        for case in cases
        if case.answerable and case.sentences
    ]
    print(f"  the best sentence holds the answer: {100 * np.mean(firsts):.1f} %")


def fit_confidence(cases: Sequence[Case], own: float) -> None:
    """Print the weights of the confidence before and after a draft, and how well each tells, by set."""
    drafted = [case for case in cases if case.draft]
    whole = _before(cases, own)
    print(f"_WITHOUT_DRAFT = {_weights(whole, inputs(cases[0].signs))}")
    if drafted:
        after = _after(drafted, whole, own)
        print(f"_WITH_DRAFT = {_weights(after, draft_inputs(0.0, _draft(drafted[0])))}")
    scores, scores_after = np.zeros(len(cases)), np.zeros(len(drafted))
    parts, parts_after = _fifths(cases), _fifths(drafted)
    for part in range(_PARTS):
        others = _before([case for case, its in zip(cases, parts, strict=True) if its != part], own)
        judged = [case for case, its in zip(cases, parts, strict=True) if its == part]
        if judged:
            scores[parts == part] = others.predict_proba(_table([inputs(case.signs) for case in judged]))[:, 1]
        judged = [case for case, its in zip(drafted, parts_after, strict=True) if its == part]
        if judged:
            fitted = _after([case for case, its in zip(drafted, parts_after, strict=True) if its != part], others, own)
            scores_after[parts_after == part] = fitted.predict_proba(_draft_table(judged, others))[:, 1]
    _tell("before a draft", cases, scores)
    if drafted:
        _tell("after a draft", drafted, scores_after)


def _before(cases: Sequence[Case], own: float) -> LogisticRegression:
    return _fitted(_table([inputs(case.signs) for case in cases]), cases, own)


def _after(cases: Sequence[Case], before: LogisticRegression, own: float) -> LogisticRegression:
    return _fitted(_draft_table(cases, before), cases, own)


def _fitted(table: Table, cases: Sequence[Case], own: float) -> LogisticRegression:
    weights = [own if case.own else 1.0 for case in cases]
    return LogisticRegression(max_iter=3000).fit(table, [case.answerable for case in cases], sample_weight=weights)


def _draft_table(cases: Sequence[Case], before: LogisticRegression) -> Table:
    odds = before.decision_function(_table([inputs(case.signs) for case in cases]))
    return _table([draft_inputs(value, _draft(case)) for value, case in zip(odds, cases, strict=True)])


def _draft(case: Case) -> DraftSigns:
    assert case.draft is not None
    return case.draft


def _table(rows: Sequence[Mapping[str, float]]) -> Table:
    return np.array([list(row.values()) for row in rows], dtype=np.float64)


def _weights(fitted: LogisticRegression, names: Iterable[str]) -> dict[str, float]:
    found = zip(names, fitted.coef_[0], strict=True)
    return {"bias": round(float(fitted.intercept_[0]), 3), **{name: round(float(value), 3) for name, value in found}}


def _fifths(cases: Sequence[Case]) -> npt.NDArray[np.int64]:
    """Which part each is in; by paragraph, so that no question is judged by what another about the same one taught."""
    return np.array([zlib.crc32(case.group.encode()) % _PARTS for case in cases], dtype=np.int64)


def _tell(name: str, cases: Sequence[Case], scores: npt.NDArray[np.float64]) -> None:
    for own in (True, False):
        chosen = np.array([case.own == own for case in cases])
        right, score = np.array([case.answerable for case in cases])[chosen], scores[chosen]
        if len(set(right)) < 2:
            continue
        print(f"{name}, {len(right)} questions {'without' if own else 'with'} contexts:")
        print(f"  area {roc_auc_score(right, score):.3f}")
        for at in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
            answered, abstained = np.mean(score[right] >= at), np.mean(score[~right] < at)
            print(
                f"  at {at:.2f}: answered {answered:.3f}, abstained {abstained:.3f}, {(answered + abstained) / 2:.3f}"
            )


if __name__ == "__main__":
    main()
