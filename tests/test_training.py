"""How what was learned was learned: examples are drawn right, what must be left out is, and fits print weights."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import random
import re
from collections import Counter
from dataclasses import asdict, replace

import numpy as np
import pytest
import torch
from encoders import KeywordEncoder
from safetensors.torch import load_file
from tokenizers import Tokenizer

from index.embedding import locate
from index.ranking import ScoreWeights
from index.records import Article, Evidence
from index.sentences import split_sentences
from index.span_reader import MiniLmSpanReader
from index.span_reader.features import MOST_TEXT_TOKENS, pair
from index.span_reader.reader import WORD_VECTORS
from qa.abstaining import DraftSigns, Signs, draft_inputs, inputs
from qa.evaluation.gold import GoldRange
from qa.evaluation.question import Question, QuestionSet
from qa.followups.choice import Candidate
from qa.training import confidence, follow_ups, span_reader, support_score
from qa.training.examples import Example, Material, draw

# --- examples for the span reader

SENTENCES = [f"Sentence {number} tells of the bridge and of rain." for number in range(40)]
PLACE = 20
TEXT = " ".join([*SENTENCES[:PLACE], "Anna Brandt opened the bridge.", *SENTENCES[PLACE:]])
ARTICLE = Article(TEXT)
ANSWER = (TEXT.index("Anna Brandt"), TEXT.index("Anna Brandt") + len("Anna Brandt"))
ASKED = Question("1", "Who opened the bridge?", answers=("Anna Brandt",), context=TEXT)
OPEN = Question("2", "Who closed the bridge?", answerable=False, context=TEXT)


def material(question: Question, found=(), answers=(ANSWER,), article: Article = ARTICLE) -> Material:
    sentences = split_sentences(article.text)
    return Material(question, article, sentences, answers if question.answerable else (), found)


def draws(*materials: Material, times: int = 60) -> list[Example]:
    return [example for seed in range(times) for example in draw(materials, random.Random(seed))]


def test_around_an_answer_are_whole_sentences_and_the_answer_where_it_stands():
    examples = draws(material(ASKED))
    assert len(examples) == 60
    for example in examples:
        assert example.question == ASKED.question
        assert example.text[slice(*example.answer)] == "Anna Brandt"
        assert example.text in TEXT
        assert example.text.startswith(("Sentence", "Anna"))
        assert example.text.endswith(".")


def test_where_an_answer_stands_tells_nothing():
    examples = draws(material(ASKED))
    before = {example.answer[0] for example in examples}
    assert len(before) > 10
    assert len({len(example.text.split()) for example in examples}) >= 4
    # Sentences of nine words are added until there are as many as were drawn, at most 130.
    assert all(50 <= len(example.text.split()) < 130 + 9 for example in examples)


def test_of_a_short_article_all_is_taken():
    short = Article("It rained. Anna Brandt opened the bridge.")
    place = (11, 22)
    (example,) = draws(material(ASKED, answers=(place,), article=short), times=1)
    assert (example.text, example.answer) == (short.text, place)


def test_an_answer_that_crosses_sentences_keeps_both():
    start, end = TEXT.index("rain. Anna"), TEXT.index("Brandt opened")
    for example in draws(material(ASKED, answers=((start, end),))):
        assert example.text[slice(*example.answer)] == TEXT[start:end]


def test_of_several_answers_each_is_drawn():
    other = (TEXT.index("Sentence 5 "), TEXT.index("Sentence 5 ") + 10)
    drawn = {example.text[slice(*example.answer)] for example in draws(material(ASKED, answers=(ANSWER, other)))}
    assert drawn == {"Anna Brandt", "Sentence 5"}


def test_what_is_found_beside_has_no_answer_and_never_holds_one():
    found = [("other", "Anna Brandt sang."), *(("other", f"Passage {number}.") for number in range(9))]
    examples = draws(material(ASKED, found))
    beside = Counter(example.text for example in examples if example.answer is None)
    assert set(beside) == {f"Passage {number}." for number in range(4)}  # the nearest four
    assert 0.5 < beside.total() / 60 < 0.9
    assert len(examples) == 60 + beside.total()


def test_a_question_without_an_answer_is_asked_of_its_own_paragraph_first():
    found = [("other", "Elsewhere."), (ARTICLE.id, "Own 1."), (ARTICLE.id, "Own 2."), (ARTICLE.id, "Own 3.")]
    examples = draws(material(OPEN, found))
    assert {example.answer for example in examples} == {None}
    drawn = Counter(example.text for example in examples)
    assert {"Own 1.", "Own 2.", "Elsewhere."} <= set(drawn)
    assert 60 < drawn.total() < 100
    assert drawn["Own 1."] + drawn["Own 2."] >= 60


def test_a_question_without_an_answer_and_with_nothing_found_gives_no_example():
    assert draws(material(OPEN)) == []
    assert draws(material(ASKED, answers=())) == []  # its answer is not in the article


def test_the_same_seed_draws_the_same():
    materials = [material(ASKED, [("other", f"Passage {number}.") for number in range(5)]), material(OPEN)] * 5
    first, again, other = (draw(materials, random.Random(seed)) for seed in (1, 1, 2))
    assert first == again != other


# --- training the span reader


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(locate() / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


@pytest.mark.parametrize(
    ("text", "answer", "pieces"),
    [
        ("Zoë Königsberg opened it.", (0, 14), ["zoe", "konigsberg"]),
        ("Zoë Königsberg opened it.", (4, 14), ["konigsberg"]),
        ("It cost €4.5 million 🌉.", (8, 20), ["€4.5million"]),
        ("It cost €4.5 million.", (9, 12), ["4.5"]),
        ("It cost €4.5 million.", (10, 11), ["."]),  # whole pieces only
        ("It rained.", None, None),
        ("rain " * MOST_TEXT_TOKENS + "Brandt", (5 * MOST_TEXT_TOKENS, 5 * MOST_TEXT_TOKENS + 6), None),
    ],
)
def test_the_label_is_the_answers_first_and_last_piece(tokenizer, text, answer, pieces):
    made = pair(tokenizer, "Who opened it?", text)
    first, last = span_reader._place(made, Example("Who opened it?", text, answer))
    if pieces is None:
        assert (first, last) == (0, 0)
    else:
        labelled = [tokenizer.id_to_token(number).removeprefix("##") for number in made.ids[first : last + 1]]
        assert "".join(labelled) == "".join(pieces)


def test_batches_hold_each_example_once_beside_others_of_its_length():
    rng = random.Random(0)
    lengths = [rng.randint(10, 300) for _ in range(500)]
    batches = span_reader._batches(lengths, random.Random(1))
    assert sorted(number for one in batches for number in one) == list(range(500))
    assert max(map(len, batches)) == 16
    spreads = [max(lengths[number] for number in one) - min(lengths[number] for number in one) for one in batches]
    assert np.mean(spreads) < 40  # 16 at random spread over some 255
    means = [np.mean([lengths[number] for number in one]) for one in batches]
    assert means != sorted(means)


BRIDGE = "Mayor Anna Brandt opened the bridge in Lindow. It cost 4 million euros."
HARVEST = "Karl Weiss began the harvest. It rained in Ulm."
FERRY = "The ferry will stop in March, said Ute Kahl."
SQUAD = {
    "data": [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": context,
                    "qas": [
                        {
                            "id": f"{title} {number}",
                            "question": question,
                            "answers": [{"text": answer, "answer_start": context.index(answer)}] if answer else [],
                            "is_impossible": not answer,
                        }
                        for number, (question, answer) in enumerate(asked)
                    ],
                }
            ],
        }
        for title, context, asked in (
            ("Bridge", BRIDGE, [("Who opened the bridge?", "Anna Brandt"), ("Who painted the bridge?", "")]),
            ("Harvest", HARVEST, [("Who began the harvest?", "Karl Weiss")]),
            ("Ferry", FERRY, [("When will the ferry stop?", "March")]),
        )
    ]
}


def squad_set() -> QuestionSet:
    questions = [
        Question(
            id=record["id"],
            question=record["question"],
            answers=tuple(answer["text"] for answer in record["answers"]),
            answer_starts=tuple(answer["answer_start"] for answer in record["answers"]),
            answerable=not record["is_impossible"],
            context=paragraph["context"],
        )
        for article in SQUAD["data"]
        for paragraph in article["paragraphs"]
        for record in paragraph["qas"]
    ]
    return QuestionSet(tuple(questions), (("Bridge", BRIDGE), ("Harvest", HARVEST), ("Ferry", FERRY)))


@pytest.fixture
def keyword_encoder(monkeypatch) -> None:
    """Retrieval for training by keywords, so that nothing is loaded."""
    encoder = KeywordEncoder("bridge", "harvest", "ferry")
    monkeypatch.setattr(span_reader, "SentenceTransformerEncoder", lambda: encoder)


@pytest.mark.usefixtures("keyword_encoder")
def test_materials_are_questions_with_their_answers_and_what_is_found():
    made = {one.question.question: one for one in span_reader.materials_of(squad_set())}
    assert len(made) == 4
    opened = made["Who opened the bridge?"]
    assert opened.article.text == BRIDGE
    assert [BRIDGE[start:end] for start, end in opened.answers] == ["Anna Brandt"]
    assert [BRIDGE[one.start : one.end] for one in opened.sentences] == [
        "Mayor Anna Brandt opened the bridge in Lindow.",
        "It cost 4 million euros.",
    ]
    assert opened.found[0] == (opened.article.id, BRIDGE)
    assert made["Who painted the bridge?"].answers == ()


@pytest.mark.usefixtures("keyword_encoder")
def test_what_is_left_out_is_neither_asked_nor_found():
    made = span_reader.materials_of(squad_set(), leave_out=["Bridge"])
    assert [one.question.question for one in made] == ["Who began the harvest?", "When will the ferry stop?"]
    assert BRIDGE not in {text for one in made for _, text in one.found}
    assert span_reader.materials_of(squad_set(), leave_out=["Bridge", "Harvest", "Ferry"]) == []


@pytest.mark.usefixtures("keyword_encoder")
def test_trained_weights_are_written_and_can_be_read(monkeypatch, tmp_path, capsys):
    file, out = tmp_path / "train.json", tmp_path / "own.safetensors"
    file.write_text(json.dumps(SQUAD))
    command = ["span_reader", str(file), "--out", str(out), "--epochs", "1", "--leave-out", "Ferry"]
    monkeypatch.setattr("sys.argv", command)
    span_reader.main()
    printed = capsys.readouterr().out
    assert printed.startswith("3 questions\n")
    assert f"SHA-256 {hashlib.sha256(out.read_bytes()).hexdigest()}" in printed
    state = load_file(out)
    assert WORD_VECTORS not in state
    assert {value.dtype for value in state.values()} == {torch.float16}
    (reading,) = MiniLmSpanReader(out).read("Who opened the bridge?", [BRIDGE])
    assert reading.best(0, len(BRIDGE)) is not None


def test_training_changes_all_but_the_word_vectors_and_learns(tokenizer):
    example = material(ASKED, answers=((6, 17),), article=Article(BRIDGE))
    network = span_reader.train([example] * 16, epochs=6, seed=0)
    assert not network.training
    packaged = load_file(locate() / "model.safetensors")
    state = network.state_dict()
    assert torch.equal(state[WORD_VECTORS], packaged["embeddings.word_embeddings.weight"])
    name = "encoder.layer.0.attention.self.query.weight"
    assert not torch.equal(state[f"bert.{name}"], packaged[name])
    assert state["marks.weight"].abs().sum() > 0
    made = pair(tokenizer, ASKED.question, BRIDGE)
    with torch.inference_mode():
        logits = network(*span_reader.batch([made]))[0]
    first, last = span_reader._place(made, Example(ASKED.question, BRIDGE, (6, 17)))
    assert (int(logits[:, 0].argmax()), int(logits[:, 1].argmax())) == (first, last)


# --- the constants of the confidence


def cases(count: int, drafted: bool, own: bool = False) -> list[confidence.Case]:
    """Half have an answer: their signs are better, but for every seventh case."""
    rng = random.Random(0)
    made = []
    for number in range(count):
        answerable = number % 2 == 0
        good = answerable != (number % 7 == 0)
        signs = Signs(
            fit=0.3 + 0.4 * good + 0.1 * rng.random(),
            margin=-4.0 + 8.0 * good + rng.random(),
            meaning=0.2 + 0.4 * good + 0.1 * rng.random(),
            wording=rng.random(),
        )
        draft = DraftSigns(
            whole=number % 3 == 0, doubt=0.7 - 0.6 * good, holds=good, beside=not good, agrees=0.1 + 0.8 * good
        )
        sentences = [(0.4, -4.0, False), (0.6, 3.0, answerable), (0.5, -20.0, False)]
        made.append(
            confidence.Case(own, f"paragraph {number}", answerable, signs, draft if drafted else None, sentences)
        )
    return made


def told(printed: str, name: str) -> dict[str, float]:
    (line,) = [line for line in printed.splitlines() if line.startswith(f"{name} = ")]
    return ast.literal_eval(line.removeprefix(f"{name} = "))


@pytest.fixture
def fitted(monkeypatch, tmp_path, capsys):
    """What is printed for these cases, read from a file."""

    def run(found: list[confidence.Case]) -> str:
        records = tmp_path / "records.jsonl"
        lines = "".join(json.dumps(asdict(case)) + "\n" for case in found)
        records.write_text(lines)
        monkeypatch.setattr("sys.argv", ["confidence", "--records", str(records)])
        confidence.main()
        assert records.read_text() == lines
        return capsys.readouterr().out

    return run


def test_weights_are_printed_as_they_stand_in_the_code(fitted):
    printed = fitted(cases(80, drafted=True))
    assert printed.startswith("80 questions, 40 with an answer\n")
    before, after = told(printed, "_WITHOUT_DRAFT"), told(printed, "_WITH_DRAFT")
    example = cases(1, drafted=True)[0]
    assert list(before) == ["bias", *inputs(example.signs)]
    assert list(after) == ["bias", *draft_inputs(0.0, example.draft)]
    assert before["margin"] > 0
    assert min(after["before"], after["sure"], after["holds"], after["agrees"]) > 0 > after["beside"]
    numbers = re.search(r"^SCORE = ScoreWeights\(bias=(\S+), fit=(\S+), margin=(\S+)\)$", printed, re.M)
    weights = ScoreWeights(*map(float, numbers.groups()))
    assert weights.margin > 0
    assert weights.probability(0.6, 3.0) > 0.9 > 0.1 > weights.probability(0.4, -4.0)
    assert "the best sentence holds the answer: 100.0 %" in printed


def test_without_drafts_only_the_weights_before_one_are_printed(fitted):
    printed = fitted(cases(80, drafted=False))
    assert "_WITH_DRAFT" not in printed
    assert "after a draft" not in printed
    assert told(printed, "_WITHOUT_DRAFT")["margin"] > 0


def test_how_well_it_tells_is_printed_by_kind_of_set(fitted):
    with_contexts, without = cases(60, drafted=True), cases(40, drafted=False, own=True)
    printed = fitted(with_contexts + without)
    assert "before a draft, 40 questions without contexts:" in printed
    assert "before a draft, 60 questions with contexts:" in printed
    assert "after a draft, 60 questions with contexts:" in printed
    assert "after a draft, 40" not in printed
    areas = [float(area) for area in re.findall(r"area ([\d.]+)", printed)]
    assert len(areas) == 3
    assert all(0.7 < area <= 1 for area in areas)


def test_questions_of_one_paragraph_stay_together():
    same = [replace(case, group="one paragraph") for case in cases(10, drafted=False)]
    assert len(set(confidence._fifths(same))) == 1
    assert set(confidence._fifths(cases(100, drafted=False))) == set(range(5))


def test_own_questions_weigh_more():
    # Of the same signs, own questions have no answer and the others do.
    others = [replace(case, answerable=True) for case in cases(40, drafted=False)]
    own = [replace(case, answerable=False, own=True) for case in cases(40, drafted=False)]
    chances = [
        confidence._before(others + own, weight).predict_proba(confidence._table([inputs(own[0].signs)]))[0, 1]
        for weight in (1.0, 3.0)
    ]
    assert chances == pytest.approx([1 / 2, 1 / 4], abs=0.01)


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [(0, 47, True), (6, 17, True), (7, 47, False), (0, 16, False), (47, 70, False)],
)
def test_a_sentence_holds_an_answer_that_it_has_whole(start, end, holds):
    article = Article(BRIDGE)
    gold = GoldRange(article.id, 6, 17)
    assert confidence._holds(Evidence(article, start, end, 0.5), [gold]) is holds
    assert not confidence._holds(Evidence(article, start, end, 0.5), [replace(gold, article_id="0" * 16)])
    assert not confidence._holds(Evidence(article, start, end, 0.5), [])


# --- the weights of follow-ups

TALK = [
    ("Who is Anna Brandt?", "Who is Anna Brandt?"),
    ("How old is she?", "How old is Anna Brandt?"),
    ("What did she open?", "What did Anna Brandt open?"),
    ("Where does she live?", "Where does Anna Brandt live?"),
]


def turns(year: int, topic: int = 1) -> list[follow_ups.Turn]:
    return [
        {"year": year, "topic": topic, "history": [], "question": question, "rewrite": rewrite}
        for question, rewrite in TALK
    ]


def test_the_fit_words_questions_as_a_person_did():
    weights = follow_ups.fit(turns(2019) + turns(2020))
    assert follow_ups.reword(turns(2019), weights) == [rewrite for _, rewrite in TALK]
    assert all(weight == round(weight, 2) for weight in weights.values())


def test_every_conversation_begins_anew():
    lone = {"year": 2020, "topic": 2, "history": [], "question": "How old is she?", "rewrite": "How old is she?"}
    assert follow_ups.reword([*turns(2020), lone], {})[-1] == "How old is she?"
    same = {**lone, "topic": 1}
    choices = follow_ups.Choices()
    follow_ups.reword([*turns(2020), same], {}, choices)
    before = follow_ups.Choices()
    follow_ups.reword([*turns(2020), lone], {}, before)
    assert len(choices.scores) > len(before.scores)


def test_a_choice_remembers_what_each_candidate_is_worth():
    choices = follow_ups.Choices()
    choices.add([Candidate("How old is she?", ("keep",)), Candidate("How old is Brandt?", ("one", "ago 1"))], "Brandt?")
    assert choices.features == [[("keep",), ("one", "ago 1")]]
    assert choices.scores[0][0] == 0
    assert choices.scores[0][1] == pytest.approx(2 / 5)  # one word of four, and of one


def test_the_fit_prefers_what_was_right():
    choices = follow_ups.Choices()
    for _ in range(20):
        choices.add([Candidate("wrong", ("bad", "both")), Candidate("right", ("good", "both"))], "right")
    weights = follow_ups._maximise(choices)
    assert weights["good"] > 0 > weights["bad"]
    assert weights["good"] == pytest.approx(-weights["bad"], abs=0.02)
    assert weights["both"] == pytest.approx(0, abs=0.02)


def test_shares_of_each_choice_add_up_to_one():
    values = np.array([1.0, 3.0, 5.0, 2.0, 2.0, 4.0])
    shares = follow_ups._shares(values, np.array([0, 2, 3]), [2, 1, 3])
    assert shares.tolist() == [0.25, 0.75, 1.0, 0.25, 0.25, 0.5]


def test_the_weights_of_follow_ups_are_printed_as_a_module(monkeypatch, tmp_path, capsys):
    file = tmp_path / "talks.jsonl"
    file.write_text("".join(json.dumps(turn) + "\n" for turn in turns(2019)))
    read = []
    monkeypatch.setattr(follow_ups, "fit", lambda talks: read.extend(talks) or {"one": 0.5, "ago 1": -1.25, "no": 0.0})
    monkeypatch.setattr("sys.argv", ["follow_ups", str(file)])
    follow_ups.main()
    module: dict[str, dict[str, float]] = {}
    exec(capsys.readouterr().out, module)
    assert list(module["WEIGHTS"].items()) == [("ago 1", -1.25), ("one", 0.5)]
    assert read == turns(2019)


# --- the weights of the support score

CLAIMS = [
    {"claim": claim, "evidence": ["It rained.", "Mayor Anna Brandt, 61, opened the bridge."], "label": label}
    for claim, label in [
        ("Anna Brandt opened the bridge.", "supported"),
        ("Brandt is 61.", "supported"),
        ("The mayor opened the school bridge.", "partially_supported"),
        ("Karl Weiss sold 40 cows in Ulm.", "not_supported"),
        ("Frieda Kahl began a harvest.", "not_supported"),
    ]
] * 12


def test_the_weights_of_the_support_score_are_told_beside_word_overlap(tmp_path):
    file = tmp_path / "claims.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(claim) + "\n" for claim in CLAIMS)
    first, *lines = support_score.report(file, KeywordEncoder("bridge", "school")).splitlines()
    assert first.startswith("60 claims; area under ROC")
    names = [line.split(":")[0] for line in lines if ":" in line]
    assert names == ["word overlap", "words alone", "with an encoder"]
    fitted = [[float(weight) for weight in line.split("weights ")[1].split(",")] for line in lines if "weights" in line]
    assert [len(weights) for weights in fitted] == [4, 5]  # the intercept, and three or four features
    assert all(weights[1] > 0 for weights in fitted)
    areas = [[float(area) for area in re.findall(r"\d\.\d{3}", line)] for line in lines if ":" in line]
    assert all(len(both) == 2 for both in areas)
    assert all(0.9 < area <= 1 for both in areas for area in both)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Brandt opened the bridge.", 1.0),
        ("Brandt closed the bridge.", 2 / 3),
        ("It rains on Brandt's bridge.", 1.0),
        ("Weiss sang.", 0.0),
        ("He was the one.", 0.0),
    ],
)
def test_word_overlap_is_the_share_of_a_claims_words_that_is_there(claim, expected):
    assert support_score.word_overlap(claim, CLAIMS[0]["evidence"]) == pytest.approx(expected)
