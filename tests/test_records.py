"""Records: ids, headlines, and what an article is as JSON."""

from __future__ import annotations

import pytest

from index.records import Article, Evidence, text_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "e3b0c44298fc1c14", id="empty"),
        pytest.param("abc", "ba7816bf8f01cfea", id="the example of the standard (FIPS 180)"),
        pytest.param("é", "4a99557e4033c353", id="hashed as UTF-8"),
    ],
)
def test_id_begins_the_sha_256_of_the_text(text, expected):
    assert text_id(text) == expected
    assert Article(text).id == expected


def test_metadata_does_not_change_the_id():
    assert Article("abc", title="Title", url="https://example.org/").id == "ba7816bf8f01cfea"


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        pytest.param(Article("Some text.", title="A title"), "A title", id="title"),
        pytest.param(Article(""), "", id="nothing"),
        pytest.param(Article("Short text."), "Short text.", id="short text"),
        pytest.param(Article("One line,\n\nanother."), "One line, another.", id="on one line"),
        pytest.param(Article("w" * 72), "w" * 72, id="as long as may be"),
        pytest.param(Article("w" * 73), "w" * 72 + "…", id="no space to cut at"),
        pytest.param(Article("word " * 40), "word " * 13 + "word…", id="cut at a word"),
        pytest.param(Article("w" * 66 + " end, and more"), "w" * 66 + " end…", id="no comma before the ellipsis"),
    ],
)
def test_headline_is_the_title_or_the_opening_words(article, expected):
    assert article.headline == expected


def test_article_as_json():
    article = Article(
        "It rained.",
        title="Weather",
        publisher="The Post",
        author="A. Writer",
        published="2026-01-17",
        modified="2026-01-18",
        url="https://example.org/weather",
        language="en",
        source="weather.html",
        added="2026-11-23T10:00:00Z",
        sentences=1,
        tags=("Rain",),
        origins={"title": "heading"},
    )
    assert article.to_dict() == {
        "id": text_id("It rained."),
        "title": "Weather",
        "publisher": "The Post",
        "author": "A. Writer",
        "published": "2026-01-17",
        "modified": "2026-01-18",
        "url": "https://example.org/weather",
        "language": "en",
        "source": "weather.html",
        "added": "2026-11-23T10:00:00Z",
        "sentences": 1,
        "tags": ["Rain"],
        "origins": {"title": "heading"},
        "text": "It rained.",
    }


def test_lists_leave_the_text_out():
    assert "text" not in Article("It rained.").to_dict(text=False)


def test_a_title_made_of_opening_words_says_so():
    record = Article("It rained.", origins={"published": "heading line"}).to_dict()
    assert (record["title"], record["origins"]) == (
        "It rained.",
        {"title": "opening words", "published": "heading line"},
    )


def test_an_article_is_the_same_wherever_its_metadata_was_read():
    assert Article("abc", origins={"title": "heading"}) == Article("abc")


def test_evidence_is_a_range_of_the_article_in_code_points():
    assert Evidence(Article("😀 It rained. 😀"), 2, 12, 0.5).text == "It rained."
