"""A file of questions becomes a QuestionSet: JSON Lines as the contract describes them, or SQuAD 1.1 and 2.0 JSON."""

from __future__ import annotations

from pathlib import Path

from qa.errors import QuestionSetFault
from qa.evaluation.place import Place, Record
from qa.evaluation.question import UNANSWERABLE_KIND, UNSTATED_KIND, Question, QuestionSet
from qa.evaluation.source import content, first_record, read_lines
from qa.evaluation.squad import read_squad

__all__ = ["Question", "QuestionSet", "QuestionSetFault", "question_set_in", "read_question_set"]


def read_question_set(path: str | Path) -> QuestionSet:
    """The question set in a file. Unknown fields are ignored.

    Raises QuestionSetFault with one line: the file, the place in it, what is wrong, what to do.
    """
    path = Path(path)
    file = Place.of(path)
    return question_set_in(content(path, file), path, file)


def question_set_in(text: str, path: Path, file: Place) -> QuestionSet:
    """The question set in a file's text; its name decides what a fault says about text that is neither form."""
    document = _whole_document(text, path, file)
    if document is None:
        return QuestionSet(read_lines(text, file, _question), (), path.name)
    return QuestionSet(*read_squad(document, file), path.name)


def _whole_document(text: str, path: Path, file: Place) -> Record | None:
    """The SQuAD document that the whole text is; None where each line is a record of its own."""
    if not text.strip():
        file.refuse("holds no questions", "write one JSON object per line, or give a SQuAD file")
    try:
        document = file.parsed(text)
    except QuestionSetFault:
        named_json = path.name.lower().removesuffix(".gz").endswith(".json")
        if named_json and "question" not in first_record(text):
            raise
        return None
    if isinstance(document, list):
        file.refuse("is one JSON list", "write one JSON object per line, or give a SQuAD file")
    if isinstance(document, dict) and "question" not in document:
        if "data" not in document:
            file.refuse('has neither "question" nor "data"', "write one JSON object per line, or give a SQuAD file")
        return document
    return None


def _question(record: Record, place: Place) -> Question:
    answerable = place.flag(record, "answerable", True)
    question = Question(
        id=place.text(record, "id"),
        question=place.text(record, "question"),
        history=place.texts(record, "history"),
        answers=place.texts(record, "answers"),
        quotes=place.texts(record, "quotes"),
        answerable=answerable,
        kind=place.text_or(record, "kind", UNSTATED_KIND if answerable else UNANSWERABLE_KIND),
        speaker=place.text(record, "speaker") if record.get("speaker") is not None else None,
    )
    if answerable and not (question.answers or question.quotes):
        place.refuse(
            'an answerable question with neither "answers" nor "quotes"',
            'give one of them, or write "answerable": false',
        )
    if not answerable and question.answers:
        place.refuse('an unanswerable question with "answers"', 'take them out, or write "answerable": true')
    if not answerable and question.speaker:
        place.refuse('an unanswerable question with "speaker"', 'take it out, or write "answerable": true')
    return question
