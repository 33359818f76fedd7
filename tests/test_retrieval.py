"""Retrieval: features worked out by hand, the order they give, and questions that mean no good."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from encoders import KeywordEncoder

from index.article_index import ArticleIndex
from index.ranking import WEIGHTS, Features, FoundSentence
from index.readers import read
from index.records import Article

SEED = Path(__file__).parents[1] / "seeds" / "000_5b7f99607410b6fc.txt"
HARVEST = "The bridge was closed on Monday. Farmers began the harvest early. Nobody voted."
VOTE = "The election was held in May. Cabello, the minister, lost the election."
Make = Callable[..., ArticleIndex]


@pytest.fixture
def make(tmp_path) -> Make:
    """An index of these articles, with axes for bridge, harvest, election and zebra."""

    def made(*articles: Article | str) -> ArticleIndex:
        articles_index = ArticleIndex(tmp_path / "index", KeywordEncoder("bridge", "harvest", "election", "zebra"))
        articles_index.add_all([Article(article) if isinstance(article, str) else article for article in articles])
        return articles_index

    return made


@pytest.fixture(scope="module")
def seed(packaged_encoder, tmp_path_factory) -> ArticleIndex:
    articles_index = ArticleIndex(tmp_path_factory.mktemp("seed") / "index", packaged_encoder)
    articles_index.add(read(SEED))
    return articles_index


def by_text(sentences: tuple[FoundSentence, ...]) -> dict[str, Features]:
    return {found.evidence.text: found.features for found in sentences}


def features(**values: float) -> Features:
    return Features(**{**dict.fromkeys(vars(WEIGHTS), 0.0), **values})


def assert_features(actual: Features, expected: Features) -> None:
    assert vars(actual) == pytest.approx(vars(expected), abs=1e-6)


# --- features


def test_features_of_each_sentence(make):
    found = by_text(make(HARVEST).find("When was the bridge closed?").sentences)
    assert len(found) == 3
    # The terms are "bridg" and "close", both in the first sentence; a Monday is a time.
    assert_features(
        found["The bridge was closed on Monday."],
        features(meaning=1, wording=1, surroundings=1, passage=1, kind=1),
    )
    # Its neighbour holds neither, and says "early", which may be a time.
    assert_features(found["Farmers began the harvest early."], features(surroundings=1, passage=1, kind=1))
    assert_features(found["Nobody voted."], features(passage=1))


def test_meaning_is_the_cosine(make):
    found = by_text(make("The bridge survived the harvest. It rained.").find("A bridge?").sentences)
    assert found["The bridge survived the harvest."].meaning == pytest.approx(1 / math.sqrt(2), abs=1e-3)
    assert found["It rained."].meaning == 0


def test_rare_words_weigh_more(make):
    articles_index = make(*(f"The bridge has pier {number}. It is old." for number in range(5)), "A lock was made.")
    found = by_text(articles_index.find("Which bridge has a lock?").sentences)
    # Six passages; "bridg" is in five, "lock" in one: ln(1 + 1.5/5.5) and ln(1 + 5.5/1.5).
    assert found["A lock was made."].wording == pytest.approx(1.5404450 / (1.5404450 + 0.2411621))
    assert found["The bridge has pier 0."].wording == pytest.approx(0.2411621 / (1.5404450 + 0.2411621))


@pytest.mark.parametrize(
    ("question", "introduced"),
    [
        ("Who is Cabello?", {"Cabello, the minister, lost the election."}),
        ("Who lost?", set()),
        ("Who is Maduro?", set()),
    ],
)
def test_an_introduction_counts_where_it_is_asked_for(make, question, introduced):
    found = by_text(make(VOTE).find(question).sentences)
    assert {text for text, these in found.items() if these.introduction} == introduced


def test_a_score_is_the_weighted_sum_and_at_most_one(make):
    found = make(HARVEST).find("When was the bridge closed?").sentences
    best = WEIGHTS.meaning + WEIGHTS.wording + WEIGHTS.surroundings + WEIGHTS.passage + WEIGHTS.kind
    assert found[0].score == pytest.approx(best)
    # No question asks both who somebody is and what somebody said, or what has changed.
    assert sum(vars(WEIGHTS).values()) - WEIGHTS.speaker - WEIGHTS.change == pytest.approx(1)
    assert WEIGHTS.speaker + WEIGHTS.change < WEIGHTS.introduction


# --- order


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("When was the bridge closed?", "The bridge was closed on Monday."),
        ("Who began the harvest?", "Farmers began the harvest early."),
        ("When was the election held?", "The election was held in May."),
        ("Who is Cabello?", "Cabello, the minister, lost the election."),
        ("Who voted?", "Nobody voted."),
    ],
)
def test_the_best_sentence_comes_first(make, question, best):
    found = make(HARVEST, VOTE).find(question)
    assert found.sentences[0].evidence.text == best
    scores = [sentence.score for sentence in found.sentences]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert [passage.score for passage in found.passages] == sorted(
        (passage.score for passage in found.passages), reverse=True
    )


def test_a_sentence_is_found_once_although_passages_overlap(make):
    found = make(" ".join(f"The bridge has pier {number} and {'word ' * 20}end." for number in range(12)))
    sentences = found.find("How many piers has the bridge?").sentences
    assert len({sentence.number for sentence in sentences}) == len(sentences) == 12


def test_a_title_helps_the_passages_under_it(make):
    # Neither says what was closed, but one stands under a title that does.
    plain = Article("It was closed on Monday.", title="Traffic report")
    titled = Article("It was closed on Tuesday.", title="Bridge report")
    for articles in ((plain, titled), (titled, plain)):
        found = make(*articles).find("When was the bridge closed?")
        assert [sentence.article.title for sentence in found.sentences] == ["Bridge report", "Traffic report"]
        titles = [found.sentences[0].features.passage, found.sentences[1].features.passage]
        assert titles[0] == 1
        assert titles[1] < 1


def test_the_same_question_is_answered_the_same(make, tmp_path):
    articles_index = make(HARVEST, VOTE)
    again = ArticleIndex(tmp_path / "index", KeywordEncoder("bridge", "harvest", "election", "zebra"))
    question = "Who held the election on the bridge?"
    assert again.find(question).evidence(9) == articles_index.find(question).evidence(9)


# --- what is not there


def test_an_empty_index_finds_nothing(make):
    found = make().find("When was the bridge closed?")
    assert (found.sentences, found.passages, found.evidence(5)) == ((), (), ())


def test_a_question_of_which_nothing_is_known(make):
    found = make(HARVEST, VOTE).find("Zebra stampede?")
    assert found.unknown == ("Zebra", "stampede")
    assert [sentence.score for sentence in found.sentences] == [0] * 5
    assert [passage.score for passage in found.passages] == [0, 0]


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Bridge closed?", ()),
        ("Zebra?", ("Zebra",)),
        ("Who was it?", ()),
        ("Bridge zebra?", ("zebra",)),
        ("Bridge zebra zebra?", ("zebra", "zebra")),
    ],
)
def test_which_words_of_a_question_are_unknown(make, question, unknown):
    assert make(HARVEST).find(question).unknown == unknown


def test_evidence_is_limited(make):
    found = make(HARVEST).find("When was the bridge closed?")
    assert len(found.evidence(2)) == 2
    assert len(found.evidence(99)) == 3
    assert found.evidence(0) == ()


# --- questions that mean no good

HOSTILE = [
    pytest.param(question, id=name)
    for name, question in {
        "nothing": "",
        "a space": " ",
        "NUL": "\x00",
        "NUL inside": "bri\x00dge",
        "a quotation mark": '"',
        "quotation marks": 'the "bridge" ""',
        "an apostrophe": "'; DROP TABLE article; --",
        "a call": "NEAR(",
        "a whole call": "NEAR(bridge harvest, 2)",
        "operators": "AND OR NOT",
        "an operator at the end": "bridge NOT",
        "a star": "*",
        "a prefix": "bri*",
        "the beginning": "^bridge",
        "a column": "terms : bridge",
        "brackets": "((({[",
        "a minus": "- bridge",
        "a percent sign": "%_%",
        "emoji": "😀👩\u200d🚒",
        "half of a surrogate pair": "bridge \ud83d",
        "a byte of the command line": "caf\udce9",
        "marks": "e" + "\u0301" * 1000,
        "right to left": "\u202eegdirb",
        "fractions and brackets": "½ ⑴ ﾞ ŀ",
        "a pattern": "who is .*?",
        "a bracket for a name": "Who is ((?",
        "a control token": "<|im_end|><|im_start|>system",
        "a very long word": "x" * 300_000,
        "very many words": " ".join(f"w{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{n // 676}" for n in range(20_000)),
        "one word many times": "bridge " * 20_000,
        "a statement without an end": "what did " * 10_000,
        "lines": "\n" * 1000 + "bridge",
    }.items()
]


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_is_an_error(make, question):
    found = make(HARVEST).find(question)
    assert len(found.sentences) == 3
    assert all(0 <= sentence.score <= 1 for sentence in found.sentences)


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_is_an_error_to_the_packaged_model(seed, question):
    found = seed.find(question)
    assert all(0 <= sentence.score <= 1 for sentence in found.sentences)


# --- with the packaged model and the seed article


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("How old is Cabello?", "62-year-old"),
        ("Who is Elliot Abrams?", "Trump special representative on Venezuela"),
        ("How large is the bounty on Cabello?", "$25 million"),
        ("What did Cabello say in his speech?", "Venezuela will not surrender."),
    ],
)
def test_answers_are_among_the_first_three_sentences(seed, question, quote):
    assert any(quote in piece.text for piece in seed.find(question).evidence(3))


def test_evidence_is_whole_sentences_of_the_article(seed):
    (article,) = seed.articles()
    sentences = {(sentence.start, sentence.end) for sentence in seed.sentences(article)}
    for found in seed.find("Who is Cabello?").sentences:
        evidence = found.evidence
        assert (evidence.start, evidence.end) in sentences
        assert evidence.text == article.text[evidence.start : evidence.end] == evidence.text.strip()
        assert evidence.article == article


def test_a_question_about_something_else_scores_lower(seed):
    best = seed.find("Who is Cabello?").sentences[0].score
    assert seed.find("What do penguins eat?").sentences[0].score < best / 2


# --- what changed


RAISED = "In 2020, the state offered a reward of 5,000 euros for Novak. Since then, it has been raised to 9,000 euros."


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("How much was the reward for Novak originally?", "In 2020"),
        ("How much is the reward for Novak today?", "Since then"),
    ],
)
def test_what_was_at_first_and_what_is_now_are_told_apart(make, question, best):
    assert make(RAISED).find(question).sentences[0].evidence.text.startswith(best)
