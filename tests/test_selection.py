"""From found sentences to the few quotes that are shown."""

from __future__ import annotations

from index.ranking import Features, FoundSentence
from index.records import Article
from index.sentences import split_sentences
from index.span_reader import SpanFound
from qa.selection import MOST_WORDS, select

ARTICLE = Article(
    "Anna Brandt, 61, opened the bridge on Jan. 3. It cost $4 million, up from 3 million.\n\n"
    "Karl Weiss attended the opening. He left early.\n\n"
    "Karl Weiss attended the opening early."
)
SENTENCES = split_sentences(ARTICLE.text)


def found(number: int, score: float, article: Article = ARTICLE, span: SpanFound | None = None) -> FoundSentence:
    sentence = split_sentences(article.text)[number]
    return FoundSentence(article, sentence, number, Features(0, 0, 0, 0, 0, 0), score, span)


def texts(*sentences: FoundSentence, limit: int = 3) -> list[str]:
    return [piece.text for piece in select(sentences, limit)]


def test_neighbours_in_a_paragraph_become_one_piece_with_the_better_score():
    chosen = select([found(1, 0.9), found(2, 0.8), found(0, 0.7)], 3)
    assert [(piece.text, piece.score) for piece in chosen] == [
        ("Anna Brandt, 61, opened the bridge on Jan. 3. It cost $4 million, up from 3 million.", 0.9),
        ("Karl Weiss attended the opening.", 0.8),
    ]


def test_a_sentence_that_leans_on_the_one_before_takes_it_along_however_little_that_fits():
    assert texts(found(3, 0.9), found(2, 0.01)) == ["Karl Weiss attended the opening. He left early."]
    assert texts(found(2, 0.9), found(3, 0.01)) == ["Karl Weiss attended the opening."]


def test_what_is_far_less_likely_is_not_shown():
    assert texts(found(0, 0.9), found(2, 0.05)) == [ARTICLE.text[: SENTENCES[0].end]]
    assert texts() == []


def test_what_says_the_same_is_shown_once():
    assert texts(found(4, 0.9), found(2, 0.8)) == ["Karl Weiss attended the opening early."]


def test_no_more_than_asked_for():
    assert len(texts(found(0, 0.9), found(2, 0.8), limit=1)) == 1


LONG = "; ".join(f"clause {number} tells of the bridge and of its many builders" for number in range(12)) + "."


def test_of_a_sentence_that_is_too_long_the_clauses_around_the_answer_are_shown():
    article = Article(LONG)
    start = LONG.index("clause 9")
    (text,) = texts(found(0, 0.9, article, SpanFound(start, start + 8, 1.0)))
    assert text.startswith("clause 5 tells")
    assert text.endswith("clause 9 tells of the bridge and of its many builders")
    assert len(text.split()) == 55 <= MOST_WORDS


def test_of_a_sentence_that_is_too_long_the_beginning_is_shown_where_no_answer_is_known():
    (text,) = texts(found(0, 0.9, Article(LONG)))
    assert text.startswith("clause 0 tells")
    assert len(text.split()) <= MOST_WORDS


def test_a_sentence_without_any_mark_is_cut_at_words():
    article = Article(" ".join(f"word{number}" for number in range(100)))
    start = article.text.index("word70")
    (text,) = texts(found(0, 0.9, article, SpanFound(start, start + 6, 1.0)))
    assert text.split() == [f"word{number}" for number in range(40, 100)]
