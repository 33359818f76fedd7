"""Which articles a question is put to."""

from __future__ import annotations

from pathlib import Path

import pytest
from encoders import KeywordEncoder

from index.article_index import ArticleIndex
from index.errors import FilterRefused
from index.filters import Filter, tags_of
from index.records import Article

ARTICLES = (
    Article("Ana crossed the bridge.", publisher="Reuters", published="2026-01-17", tags=("Road", "Europe")),
    Article("Ben crossed the bridge.", publisher="The Post", published="2026-02-01", tags=("road",)),
    Article("Cem crossed the bridge.", publisher="reuters ", published="2025-12-31T23:00:00+01:00"),
    Article("Dora crossed the bridge."),
)
CASES = [
    (Filter(), {"Ana", "Ben", "Cem", "Dora"}),
    (Filter(publishers=("REUTERS",)), {"Ana", "Cem"}),
    (Filter(publishers=("reuters", "the  post")), {"Ana", "Ben", "Cem"}),
    (Filter(publishers=("nobody",)), set()),
    (Filter(since="2026"), {"Ana", "Ben"}),
    (Filter(since="2026-01-17"), {"Ana", "Ben"}),
    (Filter(since="2026-01-18"), {"Ben"}),
    (Filter(until="2026-01"), {"Ana", "Cem"}),
    (Filter(until="2025-12-31"), {"Cem"}),
    (Filter(since="2026-01", until="2026-01"), {"Ana"}),
    (Filter(since="2026-02-01", until="2026-02-01"), {"Ben"}),
    (Filter(tags=("ROAD",)), {"Ana", "Ben"}),
    (Filter(tags=("europe", "nothing")), {"Ana"}),
    (Filter(articles=(ARTICLES[3].id, ARTICLES[1].id)), {"Ben", "Dora"}),
    (Filter(articles=("0000",)), set()),
    (Filter(publishers=("Reuters",), tags=("road",)), {"Ana"}),
    (Filter(publishers=("Reuters",), until="2025", articles=(ARTICLES[2].id,)), {"Cem"}),
    (Filter(publishers=("%",), tags=("' OR 1=1 --", "\ud800")), set()),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> ArticleIndex:
    made = ArticleIndex(tmp_path_factory.mktemp("filters") / "index", KeywordEncoder("bridge"))
    made.add_all(ARTICLES)
    return made


@pytest.mark.parametrize(("within", "expected"), CASES)
def test_a_filter_admits(within, expected):
    assert {article.text.split()[0] for article in ARTICLES if within.admits(article)} == expected
    assert bool(within) == (within != Filter())


@pytest.mark.parametrize(("within", "expected"), CASES)
def test_only_articles_that_are_admitted_are_listed_and_found(filled, within, expected):
    assert {article.text.split()[0] for article in filled.articles(within)} == expected
    assert filled.count_within(within) == len(expected)
    found = filled.find("Who crossed the bridge?", within)
    assert {piece.text.split()[0] for piece in found.evidence(9)} == expected
    assert found.searched == len(expected)


def test_what_a_filter_admits_is_found_however_much_fits_better(tmp_path: Path):
    made = ArticleIndex(tmp_path / "index", KeywordEncoder("bridge", "rain"))
    others = [Article(f"Number {number} crossed the bridge.", publisher="Many") for number in range(60)]
    made.add_all([*others, Article("It may rain.", publisher="Few")])
    found = made.find("Who crossed the bridge?", Filter(publishers=("few",)))
    assert [piece.text for piece in found.evidence(9)] == ["It may rain."]


def test_a_filter_sees_what_was_added_since(tmp_path: Path):
    made = ArticleIndex(tmp_path / "index", KeywordEncoder("bridge"))
    reuters = Filter(publishers=("Reuters",))
    for number in (1, 2, 3):
        made.add(Article(f"Number {number} crossed the bridge.", publisher="Reuters"))
        assert len(made.find("Who crossed the bridge?", reuters).evidence(9)) == number
    made.remove(made.articles()[0].id)
    assert len(made.find("Who crossed the bridge?", reuters).evidence(9)) == 2


def test_publishers_and_tags_are_named_once(filled):
    assert filled.publishers() == ["Reuters", "The Post"]
    assert filled.tags() == ["europe", "road"]


@pytest.mark.parametrize("day", ["", "January", "2026-13", "2026-1-7", "2026-01-32", "26", "2026-01-17T10:00"])
def test_a_date_that_is_none_is_refused(day):
    for given in ({"since": day}, {"until": day}):
        with pytest.raises(FilterRefused) as refused:
            Filter(**given)
        assert str(refused.value) == f"{day!r} is not a date; write it as 2026-01-17, 2026-01 or 2026"


@pytest.mark.parametrize(("since", "until"), [("2026-02", "2026-01"), ("2027", "2026-12-31")])
def test_days_that_cannot_be_are_refused(since, until):
    with pytest.raises(FilterRefused, match=f"{since} is after {until}"):
        Filter(since=since, until=until)


@pytest.mark.parametrize(
    ("words", "expected"), [([], ()), ([" ", ""], ()), (["EU", "eu", "e u"], ("EU", "e u")), (["b", "a"], ("b", "a"))]
)
def test_tags_are_kept_once_in_order(words, expected):
    assert tags_of(words) == expected
