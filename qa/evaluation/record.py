"""Record: one question, its answer, and the scores of that answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from index.records import Article
from qa.answer import MARKER, Answer
from qa.evaluation.asking import Asking
from qa.evaluation.gold import GoldRange, answer_ranges, gold_articles, gold_ranges
from qa.evaluation.metrics import (
    article_hit,
    contains_answer,
    exact_match,
    holds_answer,
    markers_valid,
    not_verbatim,
    quote_hit,
    speaker_right,
    sure_and_wrong,
    token_f1,
    verbatim_share,
    word_counts,
)
from qa.evaluation.question import Question


@dataclass(frozen=True)
class Scores:
    """The scores of one answer; None where a score does not apply.

    ``right``: an answerable question was answered, and a gold answer stands in the text or the span; where the
    question has no short answers, a quote of the answer overlaps gold evidence. ``article_hit_k``: a right article is
    among the first k that a search finds. ``quote_hit_k``: one of the answer's first k quotes overlaps gold evidence
    (not for unanswerable questions; an abstention is a miss). ``quote_holds_k``: it holds a gold answer whole.
    ``evidence_hit_3``, ``evidence_holds_k``: the same of the first quotes that were shown, whatever was answered.
    ``sure_and_wrong``: a wrong answer, in words of its own, without any doubt shown. ``verbatim``: the share of the
    answer's quotes that are verbatim. ``em``, ``f1``: SQuAD's, 0 to 1, of the span; where there is none, of the text,
    or, in a SQuAD set, of the first claim. ``*_ms``: milliseconds from the question to the first quote, the first
    words of a draft, and the checked answer.
    """

    right: bool | None
    article_hit_1: bool | None
    article_hit_5: bool | None
    quote_hit_1: bool | None
    quote_hit_3: bool | None
    quote_holds_1: bool | None
    quote_holds_3: bool | None
    evidence_hit_3: bool | None
    evidence_holds_1: bool | None
    evidence_holds_3: bool | None
    speaker_right: bool | None
    abstained: bool
    sure_and_wrong: bool
    verbatim: float | None
    markers_valid: bool | None
    em: float | None
    f1: float | None
    first_quote_ms: float | None
    first_text_ms: float | None
    total_ms: float | None


@dataclass(frozen=True)
class Record:
    """A question, what came back, its scores, and what must not be.

    ``quotes_shown`` counts every quote that a reader was shown: the evidence, the answer's, the related.
    ``answer_words`` and ``evidence_words`` are the lengths of the answer's quotes and of those shown first. ``faults``
    has one line for each broken promise, and for an answer that never came. ``gold_missing``: the question names
    evidence that is in no indexed article, and so cannot be found.
    """

    question: Question
    answer: Answer | None
    scores: Scores
    quotes_shown: int = 0
    quotes_not_verbatim: int = 0
    answer_words: tuple[int, ...] = ()
    evidence_words: tuple[int, ...] = ()
    gold_missing: bool = False
    error: str | None = None
    faults: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Right where there is an answer, abstained where there is none."""
        return bool(self.scores.right) if self.question.answerable else self.scores.abstained

    @property
    def decided_rightly(self) -> bool:
        """Answered, rightly or wrongly, where there is an answer; abstained where there is none."""
        return self.scores.abstained != self.question.answerable and self.answer is not None

    def to_dict(self) -> dict[str, Any]:
        """The record as a line of ``records.jsonl``."""
        question = self.question
        return {
            "id": question.id,
            "question": question.question,
            "history": list(question.history),
            "kind": question.kind,
            "answerable": question.answerable,
            "expected": list(dict.fromkeys(question.answers)),
            "expected_quotes": list(question.quotes),
            "answer": self.answer.to_dict() if self.answer else None,
            "scores": asdict(self.scores),
            "error": self.error,
        }


def scored(question: Question, asking: Asking, articles: Mapping[str, Article]) -> Record:
    """The record of what came back for a question; ``articles``, by id, are those that it was asked about."""
    answer = asking.answer
    gold = gold_ranges(question, articles) if question.answerable else None
    quotes = (*asking.evidence, *answer.quotes, *answer.related) if answer else asking.evidence
    bad_quotes = not_verbatim(quotes, articles)
    faults = [
        f"question {question.id}: a quote is not the text of article {quote.article_id} at [{quote.start}, {quote.end})"
        for quote in bad_quotes
    ]
    valid = markers_valid(answer) if answer else None
    if valid is False:
        faults.append(f"question {question.id}: the markers, citations and quotes of the answer do not agree")
    if asking.error:
        faults.append(f"question {question.id}: {asking.error}")
    em, f1 = _short_answer_scores(question, answer)
    cited = answer.quotes if answer else ()
    right = _right(question, answer, gold)
    right_articles = gold_articles(question, gold)
    answers = answer_ranges(question, gold, articles)
    scores = Scores(
        right=right,
        article_hit_1=article_hit(asking.passages, right_articles, 1),
        article_hit_5=article_hit(asking.passages, right_articles, 5),
        quote_hit_1=quote_hit(cited, gold, 1),
        quote_hit_3=quote_hit(cited, gold, 3),
        quote_holds_1=holds_answer(cited, answers, 1),
        quote_holds_3=holds_answer(cited, answers, 3),
        evidence_hit_3=quote_hit(asking.evidence, gold, 3),
        evidence_holds_1=holds_answer(asking.evidence, answers, 1),
        evidence_holds_3=holds_answer(asking.evidence, answers, 3),
        speaker_right=speaker_right(cited, question.speaker),
        abstained=answer is not None and answer.status == "not_found",
        sure_and_wrong=sure_and_wrong(answer, right),
        verbatim=verbatim_share(answer, articles) if answer else None,
        markers_valid=valid,
        em=em,
        f1=f1,
        first_quote_ms=_rounded(asking.first_quote_ms),
        first_text_ms=_rounded(asking.first_text_ms),
        total_ms=_rounded(asking.total_ms),
    )
    return Record(
        question=question,
        answer=answer,
        scores=scores,
        quotes_shown=len(quotes),
        quotes_not_verbatim=len(bad_quotes),
        answer_words=word_counts(cited),
        evidence_words=word_counts(asking.evidence),
        gold_missing=gold == (),
        error=asking.error,
        faults=tuple(faults),
    )


def _right(question: Question, answer: Answer | None, gold: tuple[GoldRange, ...] | None) -> bool | None:
    if not question.answerable:
        return None
    if answer is None or answer.status == "not_found":
        return False
    if not question.answers:
        return quote_hit(answer.quotes, gold, len(answer.quotes))
    span = answer.span.text if answer.span else ""
    return contains_answer(answer.text, question.answers) or contains_answer(span, question.answers)


def _short_answer_scores(question: Question, answer: Answer | None) -> tuple[float | None, float | None]:
    if question.answerable and not question.answers:
        return None, None
    if answer is None:
        return 0.0, 0.0
    predicted = _prediction(question, answer)
    return exact_match(predicted, question.answers), token_f1(predicted, question.answers)


def _prediction(question: Question, answer: Answer) -> str:
    """What is compared with a short answer. As SQuAD 2 has it, abstaining predicts the empty text."""
    if answer.status == "not_found":
        return ""
    if answer.span:
        return answer.span.text
    # SQuAD expects one phrase; the second of an answer's claims is more of a report than of an answer.
    said = answer.text if question.context is None else answer.claims[0].text
    return MARKER.sub(" ", said)


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 1)
