"""A file of questions becomes a QuestionSet: JSON Lines as the contract describes them, or SQuAD 1.1 and 2.0 JSON."""

from __future__ import annotations

from pathlib import Path

from qa.errors import QuestionSetFault
from qa.evaluation.place import Place
from qa.evaluation.question import UNANSWERABLE_KIND, UNSTATED_KIND, Question, QuestionSet
from qa.evaluation.squad import read_squad

__all__ = ["Question", "QuestionSet", "QuestionSetFault", "read_question_set"]


def read_question_set(path: str | Path) -> QuestionSet:
    """The question set in a file. Unknown fields are ignored.

    Raises QuestionSetFault with one line: the file, the place in it, what is wrong, what to do.
    """
    path = Path(path)
    file = Place(" ".join(str(path).split()))
    text = _content(path, file)
    document = _whole_document(text, path, file)
    if document is None:
        return QuestionSet(_read_lines(text, file), (), path.name)
    return QuestionSet(*read_squad(document, file), path.name)


def _content(path: Path, file: Place) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as cause:
        raise file.fault("does not exist", "check the path") from cause
    except IsADirectoryError as cause:
        raise file.fault("is a folder", "give the file of questions in it") from cause
    except OSError as cause:
        raise file.fault(f"cannot be read ({cause.strerror})", "check its permissions") from cause
    except UnicodeDecodeError as cause:
        raise file.fault("is not UTF-8 text", "save it as UTF-8") from cause


def _whole_document(text: str, path: Path, file: Place) -> dict[str, object] | None:
    """The SQuAD document that the whole text is; None where each line is a record of its own."""
    if not text.strip():
        file.refuse("holds no questions", "write one JSON object per line, or give a SQuAD file")
    try:
        document = file.parsed(text)
    except QuestionSetFault:
        if path.suffix.lower() == ".json" and not _begins_with_a_question(text):
            raise
        return None
    if isinstance(document, list):
        file.refuse("is one JSON list", "write one JSON object per line, or give a SQuAD file")
    if isinstance(document, dict) and "question" not in document:
        if "data" not in document:
            file.refuse('has neither "question" nor "data"', "write one JSON object per line, or give a SQuAD file")
        return document
    return None


def _begins_with_a_question(text: str) -> bool:
    try:
        first = Place("").parsed(text.strip().split("\n", 1)[0])
    except QuestionSetFault:
        return False
    return isinstance(first, dict) and "question" in first


def _read_lines(text: str, file: Place) -> tuple[Question, ...]:
    questions: list[Question] = []
    line_of: dict[str, int] = {}
    # Not splitlines(): a line separator inside a JSON string is no end of line.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = file.at(f"line {number}")
        question = _question(line, place)
        if question.id in line_of:
            place.refuse(
                f"the id {question.id!r} is on line {line_of[question.id]} already", "give each question its own id"
            )
        line_of[question.id] = number
        questions.append(question)
    return tuple(questions)


def _question(line: str, place: Place) -> Question:
    record = place.record(place.parsed(line))
    answerable = place.flag(record, "answerable", True)
    question = Question(
        id=place.text(record, "id"),
        question=place.text(record, "question"),
        history=place.texts(record, "history"),
        answers=place.texts(record, "answers"),
        quotes=place.texts(record, "quotes"),
        answerable=answerable,
        kind=place.text_or(record, "kind", UNSTATED_KIND if answerable else UNANSWERABLE_KIND),
    )
    if answerable and not (question.answers or question.quotes):
        place.refuse(
            'an answerable question with neither "answers" nor "quotes"',
            'give one of them, or write "answerable": false',
        )
    if not answerable and question.answers:
        place.refuse('an unanswerable question with "answers"', 'take them out, or write "answerable": true')
    return question
