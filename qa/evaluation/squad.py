"""SQuAD 1.1 and 2.0: questions about paragraphs of encyclopedia articles.

Rajpurkar et al. 2016 (arXiv 1606.05250) and 2018 (arXiv 1806.03822). Each paragraph becomes an article of its own, so
that a question is asked of all of them and the right one must be found.
"""

from __future__ import annotations

import re

from qa.evaluation.place import Place, Record
from qa.evaluation.question import UNANSWERABLE_KIND, UNSTATED_KIND, Question

_QUESTION_WORD = re.compile(r"\b(?:how (?:many|much)|who|whom|whose|what|which|when|where|why|how)\b", re.I)


def read_squad(document: Record, file: Place) -> tuple[tuple[Question, ...], tuple[tuple[str, str], ...]]:
    """The questions of a SQuAD document, and its paragraphs as (title, text), each text once.

    A question is unanswerable where the file says that it is impossible, or gives no answer: so the official
    evaluation has it. Raises QuestionSetFault.
    """
    questions: list[Question] = []
    titles: dict[str, str] = {}
    place_of: dict[str, str] = {}
    for article_place, article in file.records(document, "data"):
        title = article_place.text_or(article, "title", "").replace("_", " ")
        for paragraph_place, paragraph in article_place.records(article, "paragraphs"):
            context = paragraph_place.text(paragraph, "context")
            titles.setdefault(context, title)
            for place, record in paragraph_place.records(paragraph, "qas"):
                question = _question(record, context, place)
                if question.id in place_of:
                    place.refuse(
                        f"the id {question.id!r} is at {place_of[question.id]} already", "give each question its own id"
                    )
                place_of[question.id] = place.where
                questions.append(question)
    if not questions:
        file.refuse("holds no questions", "give a SQuAD file that has some")
    return tuple(questions), tuple((title, context) for context, title in titles.items())


def _question(record: Record, context: str, place: Place) -> Question:
    text = place.text(record, "question").strip()
    impossible = place.flag(record, "is_impossible", False)
    pairs = [
        (answer_place.text(answer, "text"), answer_place.number(answer, "answer_start"))
        for answer_place, answer in ([] if impossible else place.records(record, "answers"))
    ]
    distinct = list(dict.fromkeys(pairs))
    return Question(
        id=place.text(record, "id"),
        question=text,
        answers=tuple(answer for answer, _ in distinct),
        answerable=bool(distinct),
        kind=_question_word(text) if distinct else UNANSWERABLE_KIND,
        context=context,
        answer_starts=tuple(start for _, start in distinct),
    )


def _question_word(question: str) -> str:
    word = _QUESTION_WORD.search(question)
    return word[0].lower().replace(" ", "_") if word else UNSTATED_KIND
