"""Question sets: what is read from JSON Lines and SQuAD files, and what is refused in one clear line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.readers import read
from qa.errors import QuestionSetFault
from qa.evaluation import read_question_set
from qa.evaluation.gold import gold_ranges
from qa.evaluation.question import Question, QuestionSet

SEEDS = Path(__file__).parent.parent / "seeds"
GOOD = '{"id": "a", "question": "Who?", "answers": ["Ana"]}'


def written(folder, content, name="set.jsonl"):
    path = folder / name
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    return path


def squad(**changes):
    qa = {"id": "q1", "question": "Who?", "answers": [{"text": "Ana", "answer_start": 0}], **changes}
    return json.dumps({"version": "1.1", "data": [{"title": "T", "paragraphs": [{"context": "Ana.", "qas": [qa]}]}]})


def test_json_lines(tmp_path):
    first = {
        "id": "a",
        "question": "How old is he?",
        "history": ["Who is Ben?"],
        "answers": ["62", "sixty-two"],
        "quotes": ["the 62-year-old"],
        "answerable": True,
        "kind": "follow_up",
        "speaker": "Ben Lind",
        "comment": "unknown fields are ignored",
    }
    content = "\ufeff" + json.dumps(first) + '\r\n\n{"id": "b", "question": "Why\u2028not?", "answerable": false}\n'
    question_set = read_question_set(written(tmp_path, content))
    assert question_set.name == "set.jsonl"
    assert question_set.contexts == ()
    assert question_set.questions == (
        Question(
            "a",
            "How old is he?",
            ("Who is Ben?",),
            ("62", "sixty-two"),
            ("the 62-year-old",),
            True,
            "follow_up",
            "Ben Lind",
        ),
        Question("b", "Why\u2028not?", answerable=False, kind="unanswerable"),
    )


def test_squad(tmp_path):
    document = {
        "version": "v2.0",
        "data": [
            {
                "title": "Port_of_Ana",
                "paragraphs": [
                    {
                        "context": "Ana leads the port. Ana is 62.",
                        "qas": [
                            {
                                "id": "q1",
                                "question": " How many years old is Ana?",
                                "answers": [
                                    {"text": "62", "answer_start": 27},
                                    {"text": "62", "answer_start": 27},
                                    {"text": "is 62", "answer_start": 24},
                                ],
                                "is_impossible": False,
                            },
                            {
                                "id": "q2",
                                "question": "Who is Ben?",
                                "answers": [],
                                "plausible_answers": [{"text": "Ana", "answer_start": 0}],
                                "is_impossible": True,
                            },
                        ],
                    },
                    {"context": "Nobody asks about this.", "qas": []},
                ],
            },
            {"paragraphs": [{"context": "Ana leads the port. Ana is 62.", "qas": []}]},
        ],
    }
    question_set = read_question_set(written(tmp_path, json.dumps(document, indent=1), "tiny.json"))
    context = "Ana leads the port. Ana is 62."
    assert question_set.contexts == (("Port of Ana", context), ("Port of Ana", "Nobody asks about this."))
    assert question_set.questions == (
        Question(
            "q1",
            "How many years old is Ana?",
            answers=("62", "is 62"),
            kind="how_many",
            context=context,
            answer_starts=(27, 24),
        ),
        Question("q2", "Who is Ben?", answerable=False, kind="unanswerable", context=context),
    )


def test_squad_without_impossible_questions(tmp_path):
    question = read_question_set(written(tmp_path, squad())).questions[0]
    assert (question.answerable, question.kind, question.answers) == (True, "who", ("Ana",))


@pytest.mark.parametrize("changes", [{"is_impossible": True}, {"answers": []}], ids=["impossible", "no answers"])
def test_squad_questions_that_have_no_answer(tmp_path, changes):
    question = read_question_set(written(tmp_path, squad(**changes))).questions[0]
    assert (question.answerable, question.kind, question.answers) == (False, "unanswerable", ())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("", "holds no questions", id="empty"),
        pytest.param("\n \n", "holds no questions", id="blank"),
        pytest.param(GOOD + "\n{]", "line 2: not JSON", id="bad JSON"),
        pytest.param(GOOD + "\n[1]", "line 2: not a JSON object", id="a list on a line"),
        pytest.param("[" + GOOD + "]", "is one JSON list", id="a list of questions"),
        pytest.param('{"questions": []}', 'has neither "question" nor "data"', id="another document"),
        pytest.param(GOOD + "\n" + GOOD, "line 2: the id 'a' is on line 1 already", id="an id twice"),
        pytest.param('{"question": "Who?"}', 'line 1: "id" is missing', id="no id"),
        pytest.param('{"id": 3, "question": "Who?"}', 'line 1: "id" is missing or not a text', id="a number as id"),
        pytest.param('{"id": "a", "question": " "}', 'line 1: "question" is missing', id="a blank question"),
        pytest.param('{"id": "a", "question": "?", "answers": "x"}', '"answers" is not a list', id="a bare answer"),
        pytest.param('{"id": "a", "question": "?", "quotes": [""]}', '"quotes" is not a list', id="an empty quote"),
        pytest.param('{"id": "a", "question": "?", "answerable": "no"}', '"answerable" is neither', id="no flag"),
        pytest.param('{"id": "a", "question": "?"}', "answerable question with neither", id="nothing to compare with"),
        pytest.param(
            '{"id": "a", "question": "?", "answers": ["x"], "answerable": false}',
            'an unanswerable question with "answers"',
            id="a contradiction",
        ),
        pytest.param(
            '{"id": "a", "question": "?", "answers": ["x"], "speaker": ["Ana"]}',
            '"speaker" is missing or not a text',
            id="two speakers",
        ),
        pytest.param(
            '{"id": "a", "question": "?", "answerable": false, "speaker": "Ana"}',
            'an unanswerable question with "speaker"',
            id="somebody who said nothing",
        ),
        pytest.param('{"id": "a", "question": "\\ud800"}', "half of a surrogate pair", id="half a character"),
        pytest.param("[" * 100_000, "not JSON", id="brackets without end"),
        pytest.param('{"id": "a", "question": ' + "9" * 5000 + "}", "not JSON", id="an endless number"),
        pytest.param('{"data": []}', "holds no questions", id="an empty SQuAD document"),
        pytest.param('{"data": {}}', '"data" is missing or not a list', id="another shape of data"),
        pytest.param('{"data": [1]}', "data[0]: not a JSON object", id="an article that is none"),
        pytest.param(
            squad(id=None), 'data[0].paragraphs[0].qas[0]: "id" is missing or not a text', id="SQuAD without an id"
        ),
        pytest.param(
            squad(answers=[{"text": "Ana"}]), 'qas[0].answers[0]: "answer_start" is missing', id="no answer_start"
        ),
    ],
)
def test_what_is_no_question_set_is_refused_in_one_line(tmp_path, content, says):
    path = written(tmp_path, content)
    with pytest.raises(QuestionSetFault) as fault:
        read_question_set(path)
    assert str(fault.value).startswith(str(path))
    assert says in str(fault.value)
    assert "; " in str(fault.value)
    assert "\n" not in str(fault.value)


def test_broken_squad_file_names_the_line(tmp_path):
    path = written(tmp_path, '{\n "data": [\n  {]}\n ]\n}', "squad.json")
    with pytest.raises(QuestionSetFault, match="line 3: not JSON"):
        read_question_set(path)


def test_json_lines_may_be_called_json(tmp_path):
    path = written(tmp_path, GOOD + "\n" + GOOD.replace('"a"', '"b"'), "lines.json")
    assert [question.id for question in read_question_set(path).questions] == ["a", "b"]


def test_an_id_twice_in_squad_is_refused(tmp_path):
    document = json.loads(squad())
    document["data"].append(document["data"][0])
    path = written(tmp_path, json.dumps(document))
    with pytest.raises(
        QuestionSetFault, match=r"data\[1\].* the id 'q1' is at data\[0\].paragraphs\[0\].qas\[0\] already"
    ):
        read_question_set(path)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(QuestionSetFault, match="does not exist; check the path"):
        read_question_set(tmp_path / "missing.jsonl")
    with pytest.raises(QuestionSetFault, match="is a folder"):
        read_question_set(tmp_path)
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "a", "question": "caf\xe9?"}')
    with pytest.raises(QuestionSetFault, match="is not UTF-8 text"):
        read_question_set(tmp_path / "latin.jsonl")


def test_the_questions_about_the_seed_article():
    questions = read_question_set(SEEDS / "questions.jsonl").questions
    article = read(SEEDS / "000_5b7f99607410b6fc.txt")
    assert len(questions) >= 60
    assert sum(not question.answerable for question in questions) >= 15
    assert len({question.id for question in questions}) == len(questions)
    assert [quote for question in questions for quote in question.quotes if quote not in article.text] == []
    without_gold = [q.id for q in questions if q.answerable and not gold_ranges(q, {article.id: article})]
    assert without_gold == []


def test_the_questions_about_some_titles():
    questions = tuple(Question(id=one, question="Who?", context=one) for one in ("Ana.", "Ben.", "Cid."))
    contexts = (("First", "Ana."), ("Second", "Ben."), ("First", "Cid."))
    chosen = QuestionSet(questions, contexts).about(["First"])
    assert [question.id for question in chosen.questions] == ["Ana.", "Cid."]
    assert chosen.contexts == contexts
