"""The shortest stretch of a quote that answers: by the words of a claim, by the span reader, and by both."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pytest

from index.passages import make_passages
from index.ranking import Features, FoundSentence
from index.records import Article, Evidence
from index.retrieval import Found, FoundPassage
from index.sentences import split_sentences
from index.span_reader import Reading
from index.store import StoredPassage
from qa.answer import Quote, Span
from qa.spans import find_span

ARTICLE = Article(
    "Reporters met at noon. Mayor Anna Brandt, 61, opened the bridge in Lindow on Jan. 3. It cost $4 million, up from "
    "3 million. Karl Weiss attended the opening because the mayor had asked him."
)
SENTENCES = split_sentences(ARTICLE.text)
OTHER = Article("Mayor Anna Brandt opened a school.")
MET, OPENED, COST, ATTENDED = range(4)


def quote(sentence: int, number: int = 1, article: Article = ARTICLE) -> Quote:
    place = split_sentences(article.text)[sentence]
    return Quote.of(Evidence(article, place.start, place.end, 0.5), number)


def read(margins: Mapping[str, float]) -> Found:
    """What a span reader found that thinks so of these words and -20 of all others, in one passage of all sentences
    but the first."""
    start = SENTENCES[1].start
    words = list(re.finditer(r"\S+", ARTICLE.text[start:].replace(",", " ").replace(".", " ")))
    halves = np.array([margins.get(word.group(), -20.0) / 2 for word in words])
    reading = Reading(np.array([word.span() for word in words]), halves, halves, 0.0)
    (whole,) = make_passages(SENTENCES[1:], ARTICLE.text)
    stored = StoredPassage(1, 1, whole, np.zeros(2, dtype=np.float32))
    found = Found((), (), read=((FoundPassage(ARTICLE, stored, 1.0, 1.0), reading),))
    sentences = [
        FoundSentence(
            ARTICLE, one, number, Features(0, 0, 0, 0, 0, 0), 0.5, found.best_span(ARTICLE.id, one.start, one.end)
        )
        for number, one in enumerate(SENTENCES)
    ]
    sentences.sort(key=lambda one: -one.margin)
    return Found(tuple(sentences), (), read=found.read)


def text_of(span: Span | None) -> str | None:
    if span is None:
        return None
    assert ARTICLE.text[span.start : span.end] == span.text
    return span.text


# --- by the words of the claim alone


@pytest.mark.parametrize(
    ("question", "claim", "sentence", "expected"),
    [
        ("How old is Anna Brandt?", "Anna Brandt is 61 years old.", OPENED, "61"),
        ("When was it opened?", "It was opened on January 3.", OPENED, "Jan. 3"),
        ("Where was the bridge opened?", "The bridge was opened in Lindow.", OPENED, "Lindow"),
        ("Who opened the bridge?", "Anna Brandt opened the bridge.", OPENED, "Anna Brandt"),
        ("Who is Anna Brandt?", "Anna Brandt is the mayor.", OPENED, "Mayor"),
        ("Who is Brandt?", "Anna Brandt is the mayor.", OPENED, "Mayor"),  # the rest of the name is no answer
        ("How much did it cost?", "It cost $4 million.", COST, "$4 million"),
        ("What was its price?", "Its price was $4 million.", COST, "$4 million"),
        ("How much was it before?", "It was 3 million.", COST, "3 million"),
        ("Who attended the opening?", "Weiss attended the opening.", ATTENDED, "Weiss"),
        ("Who attended the opening?", "Karl Weiss attended the opening.", ATTENDED, "Karl Weiss"),
        ("Who opened the bridge?", "It is a bridge.", OPENED, None),  # adds nothing
        ("Who opened the bridge?", "Frieda Kahl opened the bridge.", OPENED, None),  # adds nothing that the quote has
        ("Was the bridge opened in Lindow?", "Anna Brandt opened it in Lindow on Jan. 3.", OPENED, None),
        ("Why did Weiss attend?", "Weiss attended because the mayor had asked him.", ATTENDED, None),
    ],
)
def test_without_a_span_reader_the_claim_decides(question, claim, sentence, expected):
    assert text_of(find_span(question, claim, [quote(sentence)])) == expected


def test_the_span_is_in_the_first_quote_that_has_it():
    quotes = [quote(MET, 1), quote(COST, 2), quote(OPENED, 3)]
    span = find_span("How old is Brandt?", "Brandt is 61.", quotes)
    assert span == Span(3, ARTICLE.text.index("61"), ARTICLE.text.index("61") + 2, "61")


def test_without_quotes_there_is_no_span():
    assert find_span("Who opened the bridge?", "Anna Brandt opened the bridge.", []) is None
    assert find_span("Who opened the bridge?", "Anna Brandt opened the bridge.", [], read({"Brandt": 5.0})) is None


def test_a_long_stretch_is_no_short_answer():
    article = Article("Anna met " + "one more " * 12 + "guest, Karl.")
    span = find_span("Who came?", "Anna and Karl came.", [quote(0, 1, article)])
    assert span is None


# --- with what a span reader has read


@pytest.mark.parametrize("sentence", [OPENED, COST, ATTENDED])
def test_an_answer_made_of_quotes_has_the_span_readers_answer(sentence):
    margins = {"Anna": 3.0, "$4": 2.0, "Weiss": -5.0}
    own = quote(sentence)
    expected = {OPENED: "Anna", COST: "$4", ATTENDED: "Weiss"}[sentence]
    assert text_of(find_span("What happened?", own.text, [own], read(margins))) == expected


def test_of_an_answer_made_of_quotes_the_reader_alone_decides():
    own = quote(OPENED)
    assert text_of(find_span("What did Mayor Anna do?", own.text, [own], read({"Anna": 3.0, "Jan": 2.0}))) == "Anna"


def test_of_several_quotes_the_one_with_the_best_answer_has_the_span():
    found = read({"Anna": 3.0, "$4": 7.0, "Weiss": 1.0})
    quotes = [quote(OPENED, 1), quote(COST, 2), quote(ATTENDED, 3)]
    start = ARTICLE.text.index("$4")
    assert find_span("How much?", quotes[0].text, quotes, found) == Span(2, start, start + 2, "$4")
    assert find_span("How much?", quotes[0].text, quotes[::2], found).text == "Anna"


@pytest.mark.parametrize(
    ("margins", "expected"),
    [
        ({"Lindow": 5.0, "Jan": 6.0}, "Lindow"),  # the claim's answer is nearly as good as the reader's
        ({"Lindow": 5.0, "Jan": 7.0}, "Lindow"),
        ({"Lindow": 5.0, "Jan": 7.5}, "Jan"),  # the reader is much surer of another
        ({"Lindow": 9.0, "Jan": 7.0}, "Lindow"),
        ({"Jan": -1.0}, "Jan"),
    ],
)
def test_the_claims_answer_is_taken_unless_the_reader_is_much_surer_of_another(margins, expected):
    question, claim = "Where was the bridge opened?", "The bridge was opened in Lindow."
    assert text_of(find_span(question, claim, [quote(OPENED)], read(margins))) == expected


def test_of_the_words_that_a_claim_adds_the_reader_picks_the_answer():
    question, claim = "Who opened the bridge?", "The bridge was opened by Mayor Anna Brandt, 61."
    found = read({"Anna": 5.0, "Mayor": 1.0, "61": 0.0, "Lindow": 6.0})
    assert text_of(find_span(question, claim, [quote(OPENED)], found)) == "Anna"
    assert text_of(find_span(question, claim, [quote(OPENED)])) == "Mayor Anna Brandt"


def test_a_claim_that_adds_nothing_leaves_the_answer_to_the_reader():
    found = read({"Lindow": -3.0})
    assert text_of(find_span("Where was the bridge opened?", "The bridge was opened.", [quote(OPENED)], found)) == (
        "Lindow"
    )


def test_what_is_yes_or_no_has_no_span():
    found = read({"Lindow": 9.0})
    assert find_span("Was the bridge opened in Lindow?", quote(OPENED).text, [quote(OPENED)], found) is None


@pytest.mark.parametrize(
    ("margins", "expected"),
    [({"Anna": 9.0, "Mayor": 8.0}, None), ({"Lindow": 9.0}, None), ({"bridge": 9.0}, "bridge"), ({"61": 9.0}, "61")],
)
def test_who_somebody_is_is_no_name_alone(margins, expected):
    own = quote(OPENED)
    assert text_of(find_span("Who is Anna Brandt?", own.text, [own], read(margins))) == expected


def test_a_quote_that_the_reader_has_not_read_is_left_to_the_claim():
    found = read({"Anna": 9.0})
    elsewhere = quote(0, 1, OTHER)
    assert find_span("Who opened a school?", "Anna Brandt opened a school.", [elsewhere], found) == Span(
        1, 6, 17, "Anna Brandt"
    )
    assert text_of(find_span("When did they meet?", "They met at noon.", [quote(MET)], found)) == "noon"


def test_a_span_stays_within_a_quote_that_was_cut():
    start, end = ARTICLE.text.index("opened the"), ARTICLE.text.index(" on Jan")
    cut = Quote.of(Evidence(ARTICLE, start, end, 0.5), 1)
    question, claim = "Where was the bridge opened?", "The bridge was opened in Lindow."
    # The reader's best answer of the sentence stands outside of what is quoted.
    span = find_span(question, claim, [cut], read({"Jan": 9.0, "Lindow": 1.0}))
    assert text_of(span) == "Lindow"
    assert cut.start <= span.start < span.end <= cut.end


def test_an_answer_outside_of_a_quote_is_none_of_it():
    start = ARTICLE.text.index("opened the")
    cut = Quote.of(Evidence(ARTICLE, start, SENTENCES[OPENED].end, 0.5), 1)
    span = find_span("What happened in Lindow?", cut.text, [cut], read({"Anna": 9.0, "Lindow": 1.0}))
    assert cut.start <= span.start < span.end <= cut.end
