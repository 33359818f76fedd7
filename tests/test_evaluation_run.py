"""A whole evaluation with a scripted assistant whose figures can be worked out by hand."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from rich.console import Console

from index.canonical import canonicalise
from index.errors import VerbatimError
from index.records import Article
from qa.answer import Answer, Claim, Quote, QuotesFound, Span, TextGrew
from qa.errors import LanguageModelFault
from qa.evaluation import evaluate, read_question_set
from qa.evaluation.question import Question, QuestionSet
from qa.evaluation.question_figures import figure_groups
from qa.evaluation.table import table

ARTICLE = Article(text="Ana leads the port. Ben left in 2019. Cid <b>sings</b>.", title="The [red] port")
ANA, BEN, CID = "Ana leads the port.", "Ben left in 2019.", "Cid <b>sings</b>."


class ScriptedAssistant:
    """Answers each question with the events, or the error, that its script has for it, and finds these passages."""

    def __init__(self, script=None, articles=(), passages=None):
        self.script = script or {}
        self.passages = passages or {}
        self.stored = {article.id: article for article in articles}
        self.asked = []
        self.closed = False

    def add_all(self, articles):
        made = [Article(text=canonicalise(article.text), title=article.title) for article in articles]
        self.stored.update((article.id, article) for article in made)
        return made

    def articles(self):
        return list(self.stored.values())

    def article(self, article_id):
        return self.stored[article_id]

    def stream(self, question, history):
        self.asked.append((question, history))
        for event in self.script[question](self.articles()):
            if isinstance(event, Exception):
                raise event
            yield event

    def search(self, question, limit):
        assert limit >= 5
        return [quote(self.articles(), text) for text in self.passages.get(question, ())]

    def close(self):
        self.closed = True


def quote(articles, text, number=0):
    article = next(article for article in articles if text in article.text)
    start = article.text.index(text)
    return Quote(number, text, start, start + len(text), article.id, article.headline)


def answered(text, *quotes, span=None, drafts=(), evidence=None, alone="?", **fields):
    """A script: evidence, drafts, then an answer of one claim that cites every quote."""

    def events(articles):
        cited = [quote(articles, words, number) for number, words in enumerate(quotes, start=1)]
        marked = None
        if span:
            start = cited[0].start + cited[0].text.index(span)
            marked = Span(1, start, start + len(span), span)
        yield QuotesFound(tuple(quote(articles, words) for words in evidence or quotes))
        yield from map(TextGrew, drafts)
        yield Answer(
            question="?",
            standalone_question=alone,
            status="answered",
            text=" ".join([text, *(f"[{one.number}]" for one in cited)]),
            claims=(Claim(text, tuple(one.number for one in cited)),),
            span=marked,
            quotes=tuple(cited),
            model="tiny" if drafts else None,
            **fields,
        )

    return events


def not_found(*evidence, alone="?", **fields):
    def events(articles):
        found = tuple(quote(articles, words) for words in evidence)
        yield QuotesFound(found)
        yield Answer("?", alone, "not_found", "The articles do not say.", related=found[:1], **fields)

    return events


QUESTIONS = QuestionSet(
    (
        Question("q1", "Who leads?", answers=("Ana",), quotes=("Ana leads",), kind="who"),
        Question("q2", "When did Ben leave?", answers=("2019",), quotes=("left in 2019",), kind="when"),
        Question("q3", "What does Cid do?", ("Who is Cid?",), ("sings",), (CID,), kind="what"),
        Question("q4", "Why did Ben leave?", quotes=(BEN,), kind="why"),
        Question("q5", "How old is Ana?", answerable=False, kind="unanswerable"),
        Question("q6", "Who is Dora?", answerable=False, kind="unanswerable"),
    ),
    name="six.jsonl",
)
SCRIPT = {
    "Who leads?": answered("It is Ana.", ANA, drafts=["", "It", "It is"]),
    "When did Ben leave?": answered("He left long ago.", ANA, BEN, CID, span=None, evidence=[CID, ANA, BEN]),
    "What does Cid do?": not_found(ANA, CID),
    "Why did Ben leave?": answered("Ben left.", CID, BEN),
    "How old is Ana?": not_found(ANA, notice="no model"),
    "Who is Dora?": answered("Dora is Ana.", ANA, span="Ana"),
}


@pytest.fixture
def report(monkeypatch):
    """Each look at the clock takes a tenth of a second, so an event's time is its place in the stream."""
    monkeypatch.setattr("qa.evaluation.asking.time", SimpleNamespace(perf_counter=itertools.count(0, 0.1).__next__))
    assistant = ScriptedAssistant(SCRIPT, [ARTICLE], {"?": [ANA]})
    seen = []
    made = evaluate(QUESTIONS, assistant, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 6), (1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (6, 6)]
    assert assistant.asked == [
        ("Who leads?", ()),
        ("Who leads?", ()),
        ("When did Ben leave?", ()),
        ("What does Cid do?", ("Who is Cid?",)),
        ("Why did Ben leave?", ()),
        ("How old is Ana?", ()),
        ("Who is Dora?", ()),
    ]
    return made


def test_figures(report):
    summary = dict(report.summary)
    assert summary.pop("seconds") >= 0
    assert summary.pop("by_kind")["unanswerable"] == {
        "questions": 2,
        "answerable": 0,
        "right": None,
        "article_hit_1": None,
        "article_hit_5": None,
        "quote_hit_1": None,
        "quote_hit_3": None,
        "quote_holds_1": None,
        "quote_holds_3": None,
        "evidence_hit_3": None,
        "evidence_holds_1": None,
        "evidence_holds_3": None,
        "speaker_right": None,
        "abstained": 0.5,
        "sure_and_wrong": 0.5,
        "em": 0.5,
        "f1": 0.5,
    }
    intervals = summary.pop("intervals")
    assert [name for name, ends in intervals.items() if ends is None] == ["speaker_right"]
    assert all(ends[0] <= summary[name] <= ends[1] for name, ends in intervals.items() if ends)
    assert summary == {
        "question_set": "six.jsonl",
        "sample": None,
        "articles": 1,
        "questions": 6,
        "answerable": 4,
        "unanswerable": 2,
        "right": 0.5,  # q1 by its text, q4 by its second quote; q2 does not name the year, q3 abstained
        "article_hit_1": 1.0,
        "article_hit_5": 1.0,
        "quote_hit_1": 0.25,  # q1
        "quote_hit_3": 0.75,  # q1, q2, q4
        "quote_holds_1": 0.25,
        "quote_holds_3": 0.75,
        "evidence_hit_3": 1.0,
        "evidence_holds_1": 0.25,  # q1; the others are shown something else first
        "evidence_holds_3": 1.0,
        "speaker_right": None,
        "abstained": 0.3333,
        "sure_and_wrong": 0.3333,  # q2, q6
        "em": 0.2,  # of five: q4 has no short answer; q5 was rightly abstained from
        "f1": 0.3,  # (1/2 + 0 + 0 + 1 + 0) / 5; "it is ana" has one word of three right
        "em_answerable": 0.0,
        "f1_answerable": 0.1667,  # (1/2 + 0 + 0) / 3
        "em_unanswerable": 0.5,
        "f1_unanswerable": 0.5,
        "abstention_precision": 0.5,
        "abstention_recall": 0.5,
        "abstention_f1": 0.5,  # 2 * 1 of 2 abstained from and 2 unanswerable
        "balanced_accuracy": 0.625,  # of 3/4 and 1/2
        "confidence": None,
        "quote_words": {"median": 4, "max": 4},  # 4; 4, 4, 2; 2, 4; 4
        "evidence_words": {"median": 4, "max": 4},  # 4; 2, 4, 4; 4, 2; 2, 4; none; 4
        "quotes": 19,
        "quotes_verbatim": 1.0,
        "quotes_not_verbatim": 0,
        "markers_valid": 1.0,
        "markers_invalid": 0,
        "errors": 0,
        "gold_missing": 0,
        "notices": {"no model": 1},
        "latency_ms": {
            "first_quote": {"median": 100.0, "p95": 100.0},
            "first_text": {"median": 300.0, "p95": 300.0},  # the empty draft does not count
            "total": {"median": 200.0, "p95": 425.0},  # five answers after 200, one after 500
        },
        "model": "tiny",
        "indexing_seconds": None,
    }
    assert report.faults == ()
    report.check()


def test_an_interval_is_not_shown_where_the_set_is_large(report):
    large = {**report.summary, "questions": 1000}
    right = {figure.label: figure.value for group in figure_groups(large) for figure in group.figures}["Right"]
    assert right == "50.0 %"


TWO = Article(text="Eva rows. Finn sails.", title="Boats")


def test_the_right_article_is_looked_for_by_the_question_that_stands_alone():
    questions = QuestionSet(
        (
            Question("q1", "And he?", answers=("sails",), quotes=("Finn sails",)),
            Question("q2", "Who leads?", answers=("Ana",), quotes=("Ana leads",)),
            Question("q3", "Who rows?", answers=("Eva",)),
            Question("q4", "Who flies?", answerable=False, quotes=("Eva rows",)),
        )
    )
    script = {
        "And he?": answered("Finn sails.", "Finn sails.", alone="What does Finn do?"),
        "Who leads?": not_found(alone="Who leads?"),
        "Who rows?": answered("Eva.", "Eva rows."),
        "Who flies?": not_found(),
    }
    passages = {"What does Finn do?": [ANA, BEN, "Finn sails."], "Who leads?": [CID, "Eva rows."]}
    report = evaluate(questions, ScriptedAssistant(script, [ARTICLE, TWO], passages))
    scores = [record.scores for record in report.records]
    assert [(one.article_hit_1, one.article_hit_5) for one in scores] == [
        (False, True),
        (True, True),
        (None, None),
        (None, None),
    ]
    assert (report.summary["article_hit_1"], report.summary["article_hit_5"]) == (0.5, 1.0)


def test_a_search_that_fails_is_a_fault():
    class Failing(ScriptedAssistant):
        def search(self, question, limit):
            raise LanguageModelFault("no search")

    report = evaluate(QuestionSet(QUESTIONS.questions[:1]), Failing(SCRIPT, [ARTICLE]))
    assert report.faults == ("question q1: LanguageModelFault: no search",)
    assert report.records[0].scores.right is True
    assert report.records[0].scores.article_hit_5 is False


def test_speakers_are_those_of_the_answers_first_quote():
    def said_by(speaker):
        def events(articles):
            yield Answer(
                "?", "?", "answered", "It is. [1]", (Claim("It is.", (1,)),), None,
                (replace(quote(articles, ANA, 1), speaker=speaker),),
            )  # fmt: skip

        return events

    questions = QuestionSet(
        tuple(
            Question(str(number), f"{number}?", quotes=(ANA,), speaker=speaker)
            for number, speaker in enumerate(("Ana Lind", "Ana Lind", "Ana Lind", None))
        )
    )
    script = {"0?": said_by("Lind"), "1?": said_by("Ben"), "2?": not_found(), "3?": said_by("Ben")}
    report = evaluate(questions, ScriptedAssistant(script, [ARTICLE]))
    assert [record.scores.speaker_right for record in report.records] == [True, False, False, None]
    assert report.summary["speaker_right"] == 0.3333


CONFIDENT = {
    "Who leads?": answered("It is Ana.", ANA, confidence=0.95),
    "When did Ben leave?": answered("He left.", BEN, confidence=0.65),
    "What does Cid do?": not_found(confidence=0.35),
    "Why did Ben leave?": answered("Ben left.", BEN, confidence=0.85),
    "How old is Ana?": not_found(confidence=0.05),
    "Who is Dora?": answered("Dora is Ana.", ANA, confidence=0.65),
}


def test_confidence_is_held_against_whether_the_articles_answer():
    summary = evaluate(QUESTIONS, ScriptedAssistant(CONFIDENT, [ARTICLE])).summary
    assert summary["confidence"] == {
        "questions": 6,
        # Answerable: 0.95, 0.65, 0.35, 0.85; not: 0.05, 0.65. Pairs won: 2, 1.5, 1, 2 of 8.
        "area_under_roc": 0.8125,
        # |1 - 0.35|, |0 - 0.05|, twice |1/2 - 0.65|, |1 - 0.85|, |1 - 0.95|, over 6
        "expected_calibration_error": 0.2,
        "reliability": [
            {"low": 0.0, "high": 0.1, "count": 1, "confidence": 0.05, "answerable": 0.0},
            {"low": 0.3, "high": 0.4, "count": 1, "confidence": 0.35, "answerable": 1.0},
            {"low": 0.6, "high": 0.7, "count": 2, "confidence": 0.65, "answerable": 0.5},
            {"low": 0.8, "high": 0.9, "count": 1, "confidence": 0.85, "answerable": 1.0},
            {"low": 0.9, "high": 1.0, "count": 1, "confidence": 0.95, "answerable": 1.0},
        ],
        # Right: the first two. Risks 0, 0, 1/3, 2/4, 3/5, 4/6.
        "area_under_risk_coverage": 0.35,
        "risk_at_coverage": [
            {"coverage": 0.1, "risk": 0.0},
            {"coverage": 0.2, "risk": 0.0},
            {"coverage": 0.3, "risk": 0.0},
            {"coverage": 0.4, "risk": 0.3333},
            {"coverage": 0.5, "risk": 0.3333},
            {"coverage": 0.6, "risk": 0.5},
            {"coverage": 0.7, "risk": 0.6},
            {"coverage": 0.8, "risk": 0.6},
            {"coverage": 0.9, "risk": 0.6667},
            {"coverage": 1.0, "risk": 0.6667},
        ],
    }


def test_confidence_on_the_page_and_in_the_table(tmp_path):
    report = evaluate(QUESTIONS, ScriptedAssistant(CONFIDENT, [ARTICLE]))
    shown = {figure.label: figure.value for group in report.groups for figure in group.figures}
    assert shown["Confidence: ROC area"] == "0.812"
    assert shown["Confidence: error"] == "20.0 %"
    assert shown["Confidence: risk area"] == "0.350"
    report.write(tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert '<tr><th scope="row">0.6 to 0.7</th><td class="number">2</td><td class="number">0.650</td>' in page
    assert '<tr><th scope="row">40.0 %</th><td class="number">33.3 %</td></tr>' in page


def test_answers_without_a_confidence_are_left_out_of_its_figures():
    script = {**CONFIDENT, "Who leads?": answered("It is Ana.", ANA)}
    confidence = evaluate(QUESTIONS, ScriptedAssistant(script, [ARTICLE])).summary["confidence"]
    assert (confidence["questions"], confidence["area_under_roc"]) == (5, 0.75)  # 1.5 + 1 + 2 of 6 pairs


def test_an_answer_that_never_came_is_no_right_decision():
    script = {"Who leads?": lambda articles: [], "How old is Ana?": lambda articles: []}
    questions = QuestionSet((QUESTIONS.questions[0], QUESTIONS.questions[4]))
    assert evaluate(questions, ScriptedAssistant(script, [ARTICLE])).summary["balanced_accuracy"] == 0.0


def test_without_a_span_the_first_claim_is_compared_in_a_squad_set_and_the_text_in_others():
    claims = (Claim("Ana leads.", (1,)), Claim("Ben left.", (1,)))

    def two_claims(articles):
        text = "Ana leads. [1] Ben left. [1]"
        yield Answer("?", "?", "answered", text, claims, None, (quote(articles, ANA, 1),))

    squad = Question("s", "Who?", answers=("Ana leads",), context=ARTICLE.text, answer_starts=(0,))
    lines = Question("l", "Who?", answers=("Ana leads",), quotes=(ANA,))
    report = evaluate(QuestionSet((squad, lines)), ScriptedAssistant({"Who?": two_claims}, [ARTICLE]))
    assert [record.scores.f1 for record in report.records] == pytest.approx([1.0, 4 / 6])


def test_the_span_makes_an_answer_right():
    script = {"When did Ben leave?": answered("He left.", BEN, span="2019")}
    report = evaluate(QuestionSet(QUESTIONS.questions[1:2]), ScriptedAssistant(script, [ARTICLE]))
    scores = report.records[0].scores
    assert (scores.right, scores.em, scores.f1) == (True, 1.0, 1.0)


def test_an_abstention_is_never_right():
    question = Question("q", "Who speaks?", answers=("articles",))
    report = evaluate(QuestionSet((question,)), ScriptedAssistant({"Who speaks?": not_found()}, [ARTICLE]))
    assert report.records[0].answer.text == "The articles do not say."
    assert report.records[0].scores.right is False
    assert report.records[0].scores.first_quote_ms is None


def test_files(report, tmp_path):
    folder = tmp_path / "new" / "report"
    report.write(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["records.jsonl", "report.html", "summary.json"]
    assert json.loads((folder / "summary.json").read_text("utf-8")) == report.summary
    records = [json.loads(line) for line in (folder / "records.jsonl").read_text("utf-8").splitlines()]
    assert [record["id"] for record in records] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert records[2] == {
        "id": "q3",
        "question": "What does Cid do?",
        "history": ["Who is Cid?"],
        "kind": "what",
        "answerable": True,
        "expected": ["sings"],
        "expected_quotes": [CID],
        "answer": report.records[2].answer.to_dict(),
        "scores": {
            "right": False,
            "article_hit_1": True,
            "article_hit_5": True,
            "quote_hit_1": False,
            "quote_hit_3": False,
            "quote_holds_1": False,
            "quote_holds_3": False,
            "evidence_hit_3": True,
            "evidence_holds_1": False,
            "evidence_holds_3": True,
            "speaker_right": None,
            "abstained": True,
            "sure_and_wrong": False,
            "verbatim": 1.0,
            "markers_valid": True,
            "em": 0.0,
            "f1": 0.0,
            "first_quote_ms": 100.0,
            "first_text_ms": None,
            "total_ms": 200.0,
        },
        "error": None,
    }


def test_the_page_holds_everything_escaped(report, tmp_path):
    report.write(tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("<details>") == 6
    assert "Cid &lt;b&gt;sings&lt;/b&gt;." in page
    assert "<b>" not in page
    assert "<script" not in page
    assert "http:" not in page
    assert "https:" not in page
    assert "href" not in page


def test_the_table(report):
    console = Console(width=80)
    with console.capture() as captured:
        console.print(table(report.name, report.groups))
    lines = {re.split(r"\s{2,}", line.strip())[0]: line for line in captured.get().splitlines() if line.strip()}
    assert re.search(r"50\.0 % \(\d+\.\d–100\.0\)", lines["Right"])
    assert "4, 4" in lines["Words"]
    assert [title for title in ("Answers", "Abstaining", "Promises") if title in lines] == [
        "Answers",
        "Abstaining",
        "Promises",
    ]
    assert not [label for label in lines if label.startswith(("Speaker", "Confidence"))]
    assert "100 ms, 100 ms" in lines["First quote"]
    assert "50.0 % abstained" in lines["kind: unanswerable"]


def test_a_folder_that_cannot_be_written(report, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VerbatimError, match=r"cannot be written .* give another folder"):
        report.write(tmp_path / "file")


def test_broken_promises_fail_the_run(tmp_path):
    def false_quote(articles):
        wrong = Quote(1, "Ana leads", 1, 10, ARTICLE.id, "Port")
        yield QuotesFound((quote(articles, ANA),))
        yield Answer("?", "?", "answered", "Ana. [1]", (Claim("Ana.", (1,)),), None, (wrong,))

    def wrong_marker(articles):
        *events, answer = answered("Ben left in 2019.", BEN)(articles)
        object.__setattr__(answer, "text", "Ben left in 2019. [2]")
        yield from [*events, answer]

    script = {"Who leads?": false_quote, "When did Ben leave?": wrong_marker}
    report = evaluate(QuestionSet(QUESTIONS.questions[:2]), ScriptedAssistant(script, [ARTICLE]))
    assert report.summary["quotes"] == 4
    assert report.summary["quotes_verbatim"] == 0.75
    assert report.summary["quotes_not_verbatim"] == 1
    assert report.summary["markers_valid"] == 0.5
    assert report.summary["markers_invalid"] == 1
    assert report.faults == (
        f"question q1: a quote is not the text of article {ARTICLE.id} at [1, 10)",
        "question q2: the markers, citations and quotes of the answer do not agree",
    )
    with pytest.raises(VerbatimError, match=r"the evaluation failed: question q1: .* and 1 more"):
        report.check()
    report.write(tmp_path)
    assert "This run failed" in (tmp_path / "report.html").read_text("utf-8")


def test_an_error_is_a_miss_and_a_fault_but_not_the_end():
    calls = itertools.count()

    def fails_later(articles):
        if next(calls) == 0:
            yield from answered("It is Ana.", ANA)(articles)
            return
        yield QuotesFound((quote(articles, ANA),))
        yield LanguageModelFault("the model stopped")

    script = {"Who leads?": fails_later, "When did Ben leave?": lambda articles: []}
    report = evaluate(QuestionSet(QUESTIONS.questions[:2]), ScriptedAssistant(script, [ARTICLE]))
    assert report.faults == (
        "question q1: LanguageModelFault: the model stopped",
        "question q2: the stream ended without an answer",
    )
    assert report.summary["errors"] == 2
    assert report.summary["right"] == 0.0
    assert report.summary["evidence_hit_3"] == 0.5
    assert report.summary["abstention_precision"] is None
    assert report.summary["latency_ms"]["total"] == {"median": None, "p95": None}


def test_evidence_that_is_not_indexed_is_a_miss_that_shows():
    script = {"Who leads?": answered("It is Ana.", CID)}
    other = Article(text=CID)
    report = evaluate(QuestionSet(QUESTIONS.questions[:1]), ScriptedAssistant(script, [other]))
    assert report.summary["gold_missing"] == 1
    assert report.summary["quote_hit_3"] == 0.0


def test_figures_that_do_not_apply():
    script = {"Who leads?": answered("It is Ana.", ANA)}
    questions = QuestionSet((Question("q1", "Who leads?", answers=("Ana",)),))
    summary = evaluate(questions, ScriptedAssistant(script, [ARTICLE])).summary
    assert summary["right"] == 1.0
    assert summary["quote_hit_1"] is None
    assert summary["abstention_precision"] is None
    assert summary["abstention_recall"] is None
    assert summary["model"] is None
    assert summary["latency_ms"]["first_text"] == {"median": None, "p95": None}


def test_a_limit_draws_the_same_questions_again():
    def drawn(seed):
        report = evaluate(QUESTIONS, ScriptedAssistant(SCRIPT, [ARTICLE]), limit=3, seed=seed)
        assert report.summary["sample"] == {"of_questions": 6, "seed": seed}
        return [record.question.id for record in report.records]

    assert drawn(0) == drawn(0) == sorted(drawn(0))
    assert len({tuple(drawn(seed)) for seed in range(8)}) > 1
    everything = evaluate(QUESTIONS, ScriptedAssistant(SCRIPT, [ARTICLE]), limit=6)
    assert everything.summary["sample"] is None


def test_squad_is_asked_in_an_index_of_its_own(tmp_path):
    first = "Ana  leads the port. Ana is 62."
    document = {
        "version": "v2.0",
        "data": [
            {
                "title": "The_port",
                "paragraphs": [
                    {
                        "context": first,
                        "qas": [
                            {
                                "id": "a",
                                "question": "Who is 62?",
                                "answers": [{"text": "Ana", "answer_start": 21}],
                                "is_impossible": False,
                            },
                            {"id": "b", "question": "Who sings?", "answers": [], "is_impossible": True},
                        ],
                    },
                    {"context": "Ana is 62 in another paragraph.", "qas": []},
                ],
            }
        ],
    }
    path = tmp_path / "tiny.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    made = []

    def open_assistant(folder):
        assert folder.is_dir()
        assert list(folder.iterdir()) == []
        script = {
            "Who is 62?": answered("It is Ana.", "Ana leads the port.", "Ana is 62.", span="Ana"),
            "Who sings?": not_found("Ana is 62."),
        }
        made.append((folder, ScriptedAssistant(script)))
        return made[0][1]

    own = ScriptedAssistant()
    report = evaluate(read_question_set(path), own, open_assistant=open_assistant)
    folder, temporary = made[0]
    assert own.asked == []
    assert own.stored == {}
    assert temporary.closed
    assert not folder.exists()
    assert [article.title for article in temporary.articles()] == ["The port", "The port"]
    summary = report.summary
    assert summary["articles"] == 2
    assert summary["right"] == 1.0
    assert summary["quote_hit_1"] == 0.0  # the other Ana
    assert summary["quote_hit_3"] == 1.0
    assert summary["em"] == 1.0
    assert (summary["abstention_precision"], summary["abstention_recall"]) == (1.0, 1.0)
    assert summary["indexing_seconds"] >= 0
    assert list(summary["by_kind"]) == ["who", "unanswerable"]


def test_an_assistant_that_is_missing_is_the_callers_mistake():
    with pytest.raises(ValueError, match="needs an assistant"):
        evaluate(QUESTIONS, None)
    with pytest.raises(ValueError, match="needs open_assistant"):
        evaluate(QuestionSet(QUESTIONS.questions, (("", "Ana."),)), None)
