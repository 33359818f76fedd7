"""Sets of follow-ups and of claims: told apart by their form, scored, written; and sets that are packed."""

from __future__ import annotations

import gzip
import json
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from qa.errors import QuestionSetFault
from qa.evaluation import evaluate_set, read_set
from qa.evaluation.claims import ClaimSet, LabelledClaim, evaluate_claims
from qa.evaluation.follow_ups import FollowUp, FollowUpSet, evaluate_follow_ups
from qa.evaluation.question import Question, QuestionSet

FOLLOW_UPS = (
    {"id": "1", "history": [], "question": "What is snow?", "rewrite": "What is snow?", "year": 2019},
    {"id": "2", "history": [{"user": "What is snow?"}], "question": "Is it cold?", "rewrite": "Is snow cold?"},
)
CLAIMS = (
    {"claim": "Ana sings.", "evidence": ["Ana", "", "sings well.", "\n"], "label": "supported", "meta": {"id": "dev1"}},
    {"claim": "Ben rows.", "evidence": ["Ben sings."], "label": "partially_supported", "id": "own"},
    {"claim": "Cid sails.", "evidence": ["Ana sings."], "label": "not_supported"},
)


def written(folder, lines, name="set.jsonl"):
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_rewrite_makes_follow_ups(tmp_path):
    assert read_set(written(tmp_path, FOLLOW_UPS)) == FollowUpSet(
        (
            FollowUp("1", (), "What is snow?", "What is snow?"),
            FollowUp("2", ("What is snow?",), "Is it cold?", "Is snow cold?"),
        ),
        "set.jsonl",
    )


def test_a_claim_makes_claims_with_an_id_of_their_own_or_their_line(tmp_path):
    assert read_set(written(tmp_path, CLAIMS)) == ClaimSet(
        (
            LabelledClaim("dev1", "Ana sings.", ("Ana", "sings well."), "supported"),
            LabelledClaim("own", "Ben rows.", ("Ben sings.",), "partially_supported"),
            LabelledClaim("line 3", "Cid sails.", ("Ana sings.",), "not_supported"),
        ),
        "set.jsonl",
    )


def test_anything_else_is_questions(tmp_path):
    path = written(tmp_path, [{"id": "a", "question": "Who?", "answers": ["Ana"]}])
    assert read_set(path) == QuestionSet((Question("a", "Who?", answers=("Ana",)),), (), "set.jsonl")


@pytest.mark.parametrize("name", ["set.jsonl.gz", "set.jsonl"])
def test_a_packed_file_is_read_whatever_its_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(gzip.compress(json.dumps(CLAIMS[0]).encode()))
    assert read_set(path).claims[0].id == "dev1"


def test_a_packed_squad_file_that_is_broken_says_where(tmp_path):
    path = tmp_path / "squad.json.gz"
    path.write_bytes(gzip.compress(b'{\n "data": [\n  {]}\n ]\n}'))
    with pytest.raises(QuestionSetFault, match="line 3: not JSON"):
        read_set(path)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda packed: packed[:-9], id="cut short"),
        pytest.param(lambda packed: packed[:-8] + b"\0" * 8, id="another checksum"),
        pytest.param(lambda packed: packed[:10] + b"\xff" * 20, id="no deflated data"),
    ],
)
def test_a_damaged_packed_file_is_refused(tmp_path, damage):
    path = tmp_path / "set.jsonl.gz"
    path.write_bytes(damage(gzip.compress(json.dumps(CLAIMS[0]).encode())))
    with pytest.raises(QuestionSetFault, match="is a damaged gzip file; get it again"):
        read_set(path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param({**FOLLOW_UPS[1], "rewrite": " "}, 'line 2: "rewrite" is missing', id="a blank rewrite"),
        pytest.param({"id": "2", "question": "?", "rewrite": "?"}, 'line 2: "history" is missing', id="no history"),
        pytest.param({**FOLLOW_UPS[1], "history": ["x"]}, "line 2.history[0]: not a JSON object", id="bare history"),
        pytest.param({**FOLLOW_UPS[1], "history": [{}]}, 'line 2.history[0]: "user" is missing', id="nobody asked"),
        pytest.param({**FOLLOW_UPS[1], "id": "1"}, "line 2: the id '1' is on line 1 already", id="an id twice"),
    ],
)
def test_what_is_no_follow_up_is_refused(tmp_path, line, says):
    with pytest.raises(QuestionSetFault) as fault:
        read_set(written(tmp_path, [FOLLOW_UPS[0], line]))
    assert says in str(fault.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"label": "maybe"}, "line 1: the label 'maybe' is unknown; write one of supported,", id="a label"),
        pytest.param({"evidence": "Ana"}, '"evidence" is not a list of texts', id="bare evidence"),
        pytest.param({"evidence": ["Ana", 3]}, '"evidence" is not a list of texts', id="a number as evidence"),
        pytest.param({"evidence": ["", " "]}, 'line 1: a claim without "evidence"', id="blank evidence"),
        pytest.param({"evidence": None}, 'line 1: a claim without "evidence"', id="no evidence"),
        pytest.param({"claim": ""}, '"claim" is missing', id="no claim"),
    ],
)
def test_what_is_no_claim_is_refused(tmp_path, change, says):
    with pytest.raises(QuestionSetFault) as fault:
        read_set(written(tmp_path, [{**CLAIMS[0], **change}]))
    assert says in str(fault.value)


def test_follow_ups_are_compared_with_the_rewrite(monkeypatch, tmp_path):
    ticks = iter([0.0, 0.001, 1.0, 1.003])
    monkeypatch.setattr("qa.evaluation.follow_ups.time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    asked, seen = [], []

    def stand_alone(question, history):
        asked.append((question, history))
        return question.replace("it", "the snow")

    report = evaluate_follow_ups(
        read_set(written(tmp_path, FOLLOW_UPS)), stand_alone, progress=lambda done, total: seen.append((done, total))
    )
    assert asked == [("What is snow?", ()), ("Is it cold?", ("What is snow?",))]
    assert seen == [(0, 2), (1, 2), (2, 2)]
    summary = dict(report.summary)
    assert summary.pop("intervals") == {
        "em": [1.0, 1.0],
        "f1": [1.0, 1.0],
        "em_unchanged": [0.0, 1.0],
        "f1_unchanged": [0.6667, 1.0],
    }
    assert summary == {
        "question_set": "set.jsonl",
        "sample": None,
        "questions": 2,
        "em": 1.0,  # an article does not count
        "f1": 1.0,
        "em_unchanged": 0.5,
        "f1_unchanged": 0.8333,  # "is it cold" has two of three words: (1 + 2/3) / 2
        "ms": {"median": 2.0, "max": 3.0},
    }
    assert report.records[1] == {
        "id": "2",
        "history": ("What is snow?",),
        "question": "Is it cold?",
        "rewrite": "Is snow cold?",
        "answer": "Is the snow cold?",
        "scores": {
            "em": 1.0,
            "f1": 1.0,
            "em_unchanged": 0.0,
            "f1_unchanged": pytest.approx(2 / 3),
            "ms": pytest.approx(3.0),
        },
    }


def test_claims_are_told_apart_by_their_support(tmp_path):
    asked = []

    def scorer(claim, sentences):
        asked.append((claim, sentences))
        return {"Ana sings.": 0.5, "Ben rows.": 0.9, "Cid sails.": 0.1}[claim]

    report = evaluate_claims(read_set(written(tmp_path, CLAIMS)), scorer)
    assert asked[0] == ("Ana sings.", ("Ana", "sings well."))
    assert report.summary == {
        "question_set": "set.jsonl",
        "sample": None,
        "claims": 3,
        "labels": {"supported": 1, "partially_supported": 1, "not_supported": 1},
        "area_under_roc": 0.5,  # 0.5 of the supported one is above 0.1 and below 0.9
        "area_under_roc_overlap": 1.0,  # both words of the first, one of the second, none of the third
    }
    assert report.records[1] == {
        "id": "own",
        "claim": "Ben rows.",
        "evidence": ("Ben sings.",),
        "label": "partially_supported",
        "answer": 0.9,
        "scores": {"support": 0.9, "overlap": 0.5},
    }


def test_a_limit_draws_from_follow_ups_and_claims_too(tmp_path):
    follow_ups = evaluate_follow_ups(read_set(written(tmp_path, FOLLOW_UPS)), lambda q, history: q, limit=1, seed=3)
    claims = evaluate_claims(read_set(written(tmp_path, CLAIMS)), lambda claim, sentences: 0.0, limit=2, seed=3)
    assert follow_ups.summary["sample"] == {"of_questions": 2, "seed": 3}
    assert (len(follow_ups.records), len(claims.records)) == (1, 2)
    assert claims.summary["sample"] == {"of_questions": 3, "seed": 3}


def test_the_folder_of_a_task(tmp_path):
    claims = [{**CLAIMS[0], "claim": "Ana <b>sings</b>."}, *CLAIMS[1:]]
    report = evaluate_claims(read_set(written(tmp_path, claims)), lambda claim, sentences: 0.25)
    report.write(tmp_path / "out")
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8")) == report.summary
    lines = [json.loads(line) for line in (tmp_path / "out" / "records.jsonl").read_text("utf-8").splitlines()]
    assert [(line["id"], line["answer"], [*line["scores"]]) for line in lines] == [
        ("dev1", 0.25, ["support", "overlap"]),
        ("own", 0.25, ["support", "overlap"]),
        ("line 3", 0.25, ["support", "overlap"]),
    ]
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "<td>Ana &lt;b&gt;sings&lt;/b&gt;.</td><td>supported</td><td>0.250</td>" in page
    assert "<b>" not in page
    assert "<script" not in page


@contextmanager
def no_assistant():
    raise AssertionError("no index is to be opened")
    yield


def no_temporary_assistant(folder):
    raise AssertionError("no index is to be made")


def test_follow_ups_are_made_to_stand_alone_by_the_rules_of_the_assistant(tmp_path):
    line = {
        "id": "1",
        "history": [{"user": "Who is Elliot Abrams?"}],
        "question": "How old is he?",
        "rewrite": "How old is Elliot Abrams?",
    }
    any_set = read_set(written(tmp_path, [line]))
    report = evaluate_set(any_set, assistant=no_assistant, open_assistant=no_temporary_assistant)
    assert report.records[0]["answer"] == "How old is Elliot Abrams?"


def test_claims_are_scored_by_the_measure_that_answers_are_checked_with(tmp_path, monkeypatch):
    class Encoder:
        def __init__(self, model):
            self.name = model

    def measure(claim, sentences, encoder):
        return len(claim) + len(sentences) + len(encoder.name)

    monkeypatch.setattr("qa.evaluation.sets.support_score", measure)
    monkeypatch.setattr("index.embedding.SentenceTransformerEncoder", Encoder)
    monkeypatch.setenv("QA_SETTINGS", str(tmp_path / "none.toml"))
    (tmp_path / "none.toml").write_text('embedding_model = "tiny"')
    any_set = read_set(written(tmp_path, CLAIMS))
    report = evaluate_set(any_set, assistant=no_assistant, open_assistant=no_temporary_assistant, limit=1, seed=1)
    (record,) = report.records
    assert record["answer"] == len(record["claim"]) + len(record["evidence"]) + len("tiny")


def test_questions_are_asked_of_the_index_or_of_one_of_their_own():
    questions = (Question("q", "Who?", answers=("Ana",)),)
    with pytest.raises(AssertionError, match="no index is to be opened"):
        evaluate_set(QuestionSet(questions), assistant=no_assistant, open_assistant=no_temporary_assistant)
    with pytest.raises(AssertionError, match="no index is to be made"):
        evaluate_set(
            QuestionSet(questions, (("", "Ana."),)), assistant=no_assistant, open_assistant=no_temporary_assistant
        )
