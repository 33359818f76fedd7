"""Ranking: features, scores, and what a span reader changes in what is found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from encoders import KeywordEncoder

from index.article_index import ArticleIndex
from index.ranking import (
    KIN_SHARE,
    LEAST_MARGIN,
    MOST_MARGIN,
    SCORE,
    WEIGHTS,
    Features,
    FoundSentence,
    bounded,
    covered,
)
from index.records import Article, Sentence
from index.retrieval import Found
from index.span_reader import Reading, SpanFound

NOTHING = Features(0, 0, 0, 0, 0, 0)
NAMES = [one.name for one in fields(Features)]

# --- the fit


def test_a_fit_is_from_0_to_1():
    assert NOTHING.fit == 0
    assert Features(1, 1, 1, 1, 1, 1, 1).fit == 1
    assert Features(-5, 0, 0, 0, 0, 0).fit == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_feature_speaks_for_a_sentence(name):
    half, whole = replace(NOTHING, **{name: 0.5}), replace(NOTHING, **{name: 1.0})
    assert half.fit == pytest.approx(getattr(WEIGHTS, name) / 2)
    assert 0 < half.fit < whole.fit < 1


# --- the score


@pytest.mark.parametrize("fit", [0.0, 0.3, 1.0])
def test_a_score_grows_with_the_margin_within_what_that_can_tell(fit):
    margins = np.linspace(LEAST_MARGIN, MOST_MARGIN, 20)
    scores = [SCORE.probability(fit, margin) for margin in margins]
    assert all(lower < higher for lower, higher in pairwise(scores))
    assert scores[0] > 0
    assert scores[-1] < 1


@pytest.mark.parametrize("margin", [LEAST_MARGIN, 0.0, MOST_MARGIN])
def test_a_score_grows_with_the_fit(margin):
    scores = [SCORE.probability(fit, margin) for fit in np.linspace(0, 1, 20)]
    assert all(lower < higher for lower, higher in pairwise(scores))


@pytest.mark.parametrize(
    ("margin", "within"),
    [
        (-1e4, LEAST_MARGIN),
        (-float("inf"), LEAST_MARGIN),
        (LEAST_MARGIN, LEAST_MARGIN),
        (0.5, 0.5),
        (MOST_MARGIN, MOST_MARGIN),
        (float("inf"), MOST_MARGIN),
    ],
)
def test_a_margin_beyond_what_it_can_tell_says_no_more(margin, within):
    assert bounded(margin) == within
    assert SCORE.probability(0.4, margin) == SCORE.probability(0.4, within)


# --- covered

WORDS = {"depend": 3.0, "oil": 1.0}  # "reli" is a kin of "depend"


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (set(), 0.0),
        ({"oil"}, 1 / 4),
        ({"depend"}, 3 / 4),
        ({"depend", "oil", "more"}, 1.0),
        ({"reli"}, KIN_SHARE * 3 / 4),
        ({"reli", "oil"}, (KIN_SHARE * 3 + 1) / 4),
        ({"reli", "depend"}, 3 / 4),  # the word itself counts, and is not counted twice
        ({"reli", "relianc"}, KIN_SHARE * 3 / 4),
        ({"gas"}, 0.0),
    ],
)
def test_the_share_of_words_that_is_held(held, expected):
    assert covered(WORDS, held) == pytest.approx(expected)


def test_of_no_words_none_are_held():
    assert covered({}, {"oil"}) == 0


def test_kin_is_less_than_the_word_itself():
    assert 0 < KIN_SHARE < 1


# --- a found sentence


def test_a_sentence_that_nobody_read_has_the_least_margin():
    article = Article("It rained. The bridge fell.")
    plain = FoundSentence(article, Sentence(11, 27), 1, NOTHING, 0.4)
    assert plain.margin == LEAST_MARGIN
    assert replace(plain, span=SpanFound(11, 21, 2.5)).margin == 2.5
    assert (plain.evidence.text, plain.evidence.score) == ("The bridge fell.", 0.4)


# --- retrieval with a span reader


class WordReader:
    """Thinks of each word what it is told to think; of all others -9. "No answer" is worth 0."""

    def __init__(self, margins: Mapping[str, float]) -> None:
        self.margins = margins
        self.asked: list[tuple[str, list[str]]] = []

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        self.asked.append((question, list(texts)))
        return [self._reading(text) for text in texts]

    def _reading(self, text: str) -> Reading:
        words = list(re.finditer(r"\w+", text))
        halves = np.array([self.margins.get(word.group(), -9.0) / 2 for word in words])
        return Reading(np.array([word.span() for word in words]).reshape(-1, 2), halves, halves, 0.0)


ARTICLE = Article("The bridge was closed on Monday. Farmers began the harvest early. Nobody voted in Lindow.")


@pytest.fixture
def found(tmp_path):
    """What is found in these articles by a reader that thinks so of these words."""

    def find(question: str, articles: Sequence[Article], reader: WordReader | None) -> Found:
        encoder = KeywordEncoder("bridge", "harvest", "zebra")
        made = ArticleIndex(tmp_path / "index", encoder, reader=reader)
        made.add_all(articles)
        return made.find(question)

    return find


def texts(of: Found) -> list[str]:
    return [sentence.evidence.text for sentence in of.sentences]


@pytest.mark.parametrize(
    ("margins", "expected"),
    [
        ({"Lindow": 6.0}, ["Nobody", "The bridge", "Farmers"]),
        ({"Farmers": 6.0, "Lindow": 3.0}, ["Farmers", "Nobody", "The bridge"]),
        ({"Lindow": 3.0, "Farmers": 6.0, "Monday": 9.0}, ["The bridge", "Farmers", "Nobody"]),
    ],
)
def test_of_sentences_that_fit_alike_the_one_with_more_margin_comes_first(found, margins, expected):
    # Nothing of the question is in the article: all three fit by nothing but their passage.
    ranked = found("Zebra stampede?", [ARTICLE], WordReader(margins))
    assert len({round(sentence.features.fit, 6) for sentence in ranked.sentences}) == 1
    assert [text.startswith(begin) for text, begin in zip(texts(ranked), expected, strict=True)] == [True] * 3


def test_a_score_is_the_probability_of_fit_and_margin(found):
    ranked = found("When was the bridge closed?", [ARTICLE], WordReader({"Monday": 2.0, "Lindow": 1.5}))
    by_text = {sentence.evidence.text: sentence for sentence in ranked.sentences}
    monday, lindow = by_text["The bridge was closed on Monday."], by_text["Nobody voted in Lindow."]
    assert (monday.margin, lindow.margin) == (2.0, 1.5)
    assert monday.score == SCORE.probability(monday.features.fit, 2.0)
    assert lindow.score == SCORE.probability(lindow.features.fit, 1.5)
    assert monday.score > lindow.score
    assert [sentence.score for sentence in ranked.sentences] == sorted(
        (sentence.score for sentence in ranked.sentences), reverse=True
    )


def test_without_a_reader_the_fit_is_the_score(found):
    ranked = found("When was the bridge closed?", [ARTICLE], None)
    assert [sentence.score for sentence in ranked.sentences] == [sentence.features.fit for sentence in ranked.sentences]
    assert {sentence.span for sentence in ranked.sentences} == {None}
    assert ranked.read == ()
    assert ranked.best_span(ARTICLE.id, 0, 32) is None


def test_each_sentence_has_the_span_that_answers_best_in_it(found):
    reader = WordReader({"Monday": 2.0, "closed": 1.0, "early": -3.0})
    ranked = found("When was the bridge closed?", [ARTICLE], reader)
    spans = {ARTICLE.text[one.span.start : one.span.end]: one.span.margin for one in ranked.sentences}
    assert {"Monday": 2.0, "early": -3.0}.items() <= spans.items()
    assert all(one.sentence.start <= one.span.start < one.span.end <= one.sentence.end for one in ranked.sentences)
    assert reader.asked == [("When was the bridge closed?", [ARTICLE.text])]


def test_who_somebody_is_stands_where_they_are_introduced_whatever_the_reader_prefers(found):
    article = Article("Karl Weiss sang in Ulm. Mayor Anna Brandt, a teacher, spoke. Brandt was liked by Ute Kahl.")
    reader = WordReader({"Kahl": 8.0, "teacher": -8.0})
    ranked = found("Who is Brandt?", [article], reader)
    assert texts(ranked)[0] == "Mayor Anna Brandt, a teacher, spoke."
    assert [sentence.score for sentence in ranked.sentences] == [
        SCORE.probability(sentence.features.fit, 0.0) for sentence in ranked.sentences
    ]
    # What the reader saw is kept for what else rests on it.
    assert {sentence.margin for sentence in ranked.sentences} == {8.0, -8.0, -9.0}
    assert texts(found("By whom was Brandt liked?", [article], reader))[0] == "Brandt was liked by Ute Kahl."


# --- several passages

LONG = Article(
    " ".join(f"Pier {number} of the bridge has {'very ' * 20}many stones from Ort{number}." for number in range(16))
)


def place(text: str, word: str) -> tuple[int, int]:
    start = text.index(word)
    return start, start + len(word)


def test_spans_are_in_characters_of_the_article(found):
    ranked = found("Which pier of the bridge?", [LONG], WordReader({"Ort9": 5.0, "Ort2": 3.0}))
    assert len(ranked.read) > 1
    first = ranked.sentences[0]
    assert (first.span.start, first.span.end) == place(LONG.text, "Ort9")
    start, end = place(LONG.text, "Ort2")
    assert ranked.best_span(LONG.id, start - 50, end + 5) == SpanFound(start, end, 3.0)
    assert ranked.best_span(LONG.id, 0, len(LONG.text)) == SpanFound(*place(LONG.text, "Ort9"), 5.0)


@pytest.mark.parametrize(
    ("article_id", "start", "end"),
    [
        pytest.param("0123456789abcdef", 0, 50, id="another article"),
        pytest.param(ARTICLE.id, 31, 32, id="no word"),
        pytest.param(ARTICLE.id, 500, 600, id="beyond the end"),
    ],
)
def test_there_is_no_span_where_nothing_was_read(found, article_id, start, end):
    ranked = found("When was the bridge closed?", [ARTICLE], WordReader({"Monday": 2.0}))
    assert ranked.best_span(article_id, start, end) is None
    assert ranked.best_span(ARTICLE.id, 0, 32) == SpanFound(*place(ARTICLE.text, "Monday"), 2.0)


class SecondThoughts(WordReader):
    """Thinks better of a word in each text that it reads after another one with it."""

    def _reading(self, text: str) -> Reading:
        self.margins = {word: margin + 1 for word, margin in self.margins.items()}
        return super()._reading(text)


def test_a_sentence_of_two_passages_has_the_better_of_its_spans(found):
    ranked = found("Which pier of the bridge?", [LONG], SecondThoughts({f"Ort{number}": 0.0 for number in range(16)}))
    held = {}
    for turn, (passage, _) in enumerate(ranked.read, start=1):
        held |= {number: float(turn) for number in range(passage.passage.first, passage.passage.last)}
    shared = sum(passage.passage.last - passage.passage.first for passage, _ in ranked.read) - len(held)
    assert shared > 0
    assert {one.number: one.margin for one in ranked.sentences if one.span} == held


MANY = [Article(f"The bridge has pier {number}. It was made in Ort{number}.") for number in range(9)]


def test_the_best_five_passages_are_read(found):
    reader = WordReader({})
    ranked = found("Which pier has the bridge?", MANY, reader)
    ((_, read),) = reader.asked
    assert len(read) == len(ranked.read) == 5
    unread = [one for one in ranked.sentences if one.span is None]
    assert len(unread) == 2 * (len(MANY) - 5)
    assert {one.margin for one in unread} == {LEAST_MARGIN}
    assert {one.score for one in unread} == {SCORE.probability(one.features.fit, LEAST_MARGIN) for one in unread}


def test_passages_come_in_the_order_of_their_best_sentences(found):
    read = [passage.article for passage, _ in found("Which pier has the bridge?", MANY, WordReader({})).read]
    piers = [str([one.id for one in MANY].index(article.id)) for article in read]
    ranked = found("Which pier has the bridge?", MANY, WordReader({piers[3]: 8.0, piers[1]: 4.0}))
    after = [passage.article.id for passage in ranked.passages]
    assert after[:2] == [read[3].id, read[1].id]
    assert sorted(after) == sorted(article.id for article in MANY)
    assert after == list(dict.fromkeys(sentence.article.id for sentence in ranked.sentences))
