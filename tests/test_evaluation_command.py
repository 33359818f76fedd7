"""``qa eval`` as it is typed, with the real index and encoder and without a language model: each form of set."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from qa.cli import main
from qa.seeds import seed_article

QUESTIONS = Path(__file__).parent.parent / "seeds" / "questions.jsonl"


@pytest.fixture
def evaluated(monkeypatch, capsys, tmp_path):
    """Runs the command and returns what it printed, its summary and its records."""

    def run(questions, *arguments):
        out = tmp_path / "out"
        monkeypatch.setattr(sys, "argv", ["qa", "eval", str(questions), "--llm", "none", "--out", str(out), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert ended.value.code == 0, printed.err
        assert (out / "report.html").is_file()
        records = [json.loads(line) for line in (out / "records.jsonl").read_text("utf-8").splitlines()]
        return printed.out, json.loads((out / "summary.json").read_text("utf-8")), records

    return run


def test_questions_are_asked_of_the_index(evaluated, tmp_path, packaged_encoder):
    folder = tmp_path / "index"
    ArticleIndex(folder, packaged_encoder).add(seed_article())
    printed, summary, records = evaluated(QUESTIONS, "--index", str(folder), "--limit", "5", "--seed", "1")
    assert (summary["questions"], summary["sample"]) == (5, {"of_questions": 91, "seed": 1})
    assert summary["article_hit_1"] == 1.0, "there is only one article"
    assert (summary["quotes_verbatim"], summary["markers_valid"]) == (1.0, 1.0)
    assert summary["sure_and_wrong"] == 0.0, "answers made of quotes alone are never shown as sure"
    assert all({"id", "answer", "scores"} <= {*record} for record in records)
    titles = ["Asked", "Right article", "Evidence shown first", "Quotes of the answer", "Answers", "Promises", "Speed"]
    lines = [line.strip() for line in printed.splitlines()]
    assert [line for line in lines if line in titles] == titles
    assert max(map(len, printed.splitlines())) <= 80 + len(str(tmp_path))


def test_a_squad_file_is_asked_in_an_index_of_its_own(evaluated, tmp_path, monkeypatch):
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "untouched"))
    paragraphs = [
        {
            "context": "The bridge of Lindow was opened by Anna Brandt in 1931.",
            "qas": [
                {
                    "id": "a",
                    "question": "Who opened the bridge?",
                    "answers": [{"text": "Anna Brandt", "answer_start": 35}],
                }
            ],
        },
        {"context": "Potatoes are harvested in September by most farmers of the valley.", "qas": []},
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Lindow", "paragraphs": paragraphs}]}), encoding="utf-8")
    _, summary, (record,) = evaluated(path)
    assert (summary["articles"], summary["article_hit_1"], summary["article_hit_5"]) == (2, 1.0, 1.0)
    assert (summary["evidence_holds_1"], summary["evidence_words"]) == (1.0, {"median": 11.0, "max": 11})
    assert "confidence" in record["answer"]
    assert not (tmp_path / "untouched").exists()


def test_follow_ups_open_no_index(evaluated, tmp_path, monkeypatch):
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "untouched"))
    line = {"id": "1", "history": [], "question": "What is snow?", "rewrite": "What is snow?"}
    path = tmp_path / "follow-ups.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    printed, summary, records = evaluated(path)
    assert "100.0 % (100.0–100.0)" in printed
    assert (summary["em"], summary["f1"]) == (1.0, 1.0)
    assert records[0]["answer"] == "What is snow?"
    assert not (tmp_path / "untouched").exists()
