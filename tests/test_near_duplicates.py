"""Texts that are nearly the same, and what becomes of them when they are added."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from encoders import KeywordEncoder

from index.article_index import ArticleIndex
from index.embedding import Rows
from index.near_duplicates import resemblance, same_facts, signature
from index.records import Article

LETTERS = "abcdefghijklmnopqrst"
WORDS = [f"w{first}{second}" for first in LETTERS for second in LETTERS]
REPORT = "The bridge report. " + " ".join(WORDS) + " cost 4 million."


def changed(count: int) -> str:
    """The report with so many of its words replaced, evenly spread."""
    words = REPORT.split()
    for number in range(count):
        words[(number + 1) * len(words) // (count + 1)] = f"other{'abcdefghijklmnopqrstuvwxyz'[number]}"
    return " ".join(words)


# --- measures


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("", "", 0),
        ("too short", "too short", 0),
        ("a b c d e", "a b c d e", 1),
        ("a b c d e", "A, B! “C” D-E.", 1),
        ("a b c d e f", "a b c d e g", 1 / 3),
        ("a b c d e", "f g h i j", 0),
    ],
)
def test_the_resemblance_is_the_share_of_common_shingles(text, other, expected):
    assert resemblance(text, other) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        ("12 dead in Lyon", "12 dead here in Lyon", True),
        ("12 dead", "13 dead", False),
        ("no figures", "none here", True),
        ("3.5 percent", "3,5 percent", False),
        ("10 of 10", "10", False),
        ("Ana Diaz won in Lima.", "Eva Diaz won in Lima.", False),
        ("Ana Diaz won in Lima.", "Diaz won in Lima.", True),
        ("Ana Diaz won in Lima.", "Ana Diaz lost in Lima.", True),
        ("Diaz won.", "LIMA (AP) Diaz won. Editing by Eva Cruz", True),
    ],
)
def test_names_and_figures_are_compared(text, other, same):
    assert same_facts(text, other) is same
    assert same_facts(other, text) is same


def test_a_signature_is_the_same_in_every_program():
    assert signature("one two three four five six")[:2] == (4669325347696951941, 6680139250544370633)
    assert signature("too few words here") == ()
    assert len(signature(REPORT)) == 8


@pytest.mark.parametrize(("count", "shared"), [(0, 8), (1, 5), (8, 1)])
def test_texts_that_are_alike_share_bands(count, shared):
    assert len({*signature(REPORT)} & {*signature(changed(count))}) >= shared


def test_texts_that_are_not_alike_share_no_band():
    texts = [" ".join(f"{name}{number}" for number in range(100)) for name in "abcdefghij"]
    bands = [key for text in texts for key in signature(text)]
    assert len({*bands}) == len(bands)


# --- adding


@pytest.fixture
def empty(tmp_path: Path) -> ArticleIndex:
    return ArticleIndex(tmp_path / "index", KeywordEncoder("bridge"))


def outcomes(index: ArticleIndex, *articles: Article) -> list[str]:
    return [addition.outcome for addition in index.add_each(articles)]


def texts(index: ArticleIndex) -> list[str]:
    return [article.text for article in index.articles()]


FIRST = Article(REPORT, title="Bridge", publisher="Reuters", source="first.txt")


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(Article(REPORT), "known", id="the same text"),
        pytest.param(Article(changed(1), publisher="The Post", source="x.txt"), "reprint", id="a word was changed"),
        pytest.param(Article(changed(1)), "reprint", id="it came from nowhere"),
        pytest.param(Article(f"LONDON (AP) {REPORT} Editing by B."), "reprint", id="a new head and end"),
        pytest.param(Article(changed(20), source="x.txt"), "added", id="much was changed"),
        pytest.param(Article(REPORT.replace("cost 4", "cost 5"), source="x.txt"), "added", id="a figure was changed"),
        pytest.param(Article(REPORT.replace("The bridge", "A bridge"), source="x.txt"), "added", id="a name perhaps"),
        pytest.param(Article(changed(12), source="first.txt"), "version", id="the same file"),
        pytest.param(Article("Another bridge. " * 30, source="first.txt"), "added", id="another text of that name"),
        pytest.param(
            Article(changed(12), source="first.txt", url="https://a.org"), "added", id="an address of its own"
        ),
    ],
)
def test_what_a_second_article_is(empty, second, expected):
    assert outcomes(empty, FIRST, second) == ["added", expected]
    assert len(empty.articles()) == (2 if expected == "added" else 1)
    assert outcomes(empty, FIRST, second) == [
        "known",
        "known" if expected == "version" else expected.replace("added", "known"),
    ]


def test_they_may_come_in_one_batch_or_one_by_one(tmp_path):
    second, third = Article(changed(1)), Article(changed(12), source="first.txt")
    whole = ArticleIndex(tmp_path / "whole", KeywordEncoder("bridge"))
    single = ArticleIndex(tmp_path / "single", KeywordEncoder("bridge"))
    together = outcomes(whole, FIRST, second, third)
    assert together == [outcomes(single, article)[0] for article in (FIRST, second, third)]
    assert together == ["added", "reprint", "version"]
    assert texts(whole) == texts(single)


def test_a_reprint_is_linked_and_its_text_is_not_stored(empty):
    reprint = Article(changed(1), title="Bridge (AP)", publisher="AP", url="https://ap.example/1")
    (first, second) = empty.add_each([FIRST, reprint])
    assert second.article == first.article
    (linked,) = empty.reprints(FIRST.id)
    assert (linked.title, linked.publisher, linked.url) == ("Bridge (AP)", "AP", "https://ap.example/1")
    assert linked.added == second.article.added
    assert texts(empty) == [REPORT]
    empty.remove(FIRST.id)
    assert outcomes(empty, reprint) == ["added"]


AT_ADDRESS = Article(REPORT, title="Bridge", url="https://a.org/bridge")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (replace(AT_ADDRESS, text=changed(1)), "version"),
        (replace(AT_ADDRESS, text=changed(25)), "version"),
        (replace(AT_ADDRESS, text="The bridge is open. " * 30), "added"),
        (replace(AT_ADDRESS, text=changed(1), url="https://b.org/bridge"), "reprint"),
    ],
)
def test_what_comes_from_the_same_address_later(empty, later, expected):
    assert outcomes(empty, AT_ADDRESS, later) == ["added", expected]


def test_an_earlier_version_stays_readable_and_is_not_found(empty):
    first = replace(AT_ADDRESS, text=f"The bridge fell.\n\n{REPORT}")
    second = replace(AT_ADDRESS, text=f"The bridge did not fall.\n\n{REPORT}")
    empty.add_all([first, second])
    assert empty.article(first.id).text == first.text
    assert len(empty.sentences(first)) == empty.article(first.id).sentences
    assert [version.id for version in empty.versions(first.id)] == [second.id, first.id]
    assert empty.versions(second.id) == empty.versions(first.id)
    assert texts(empty) == [second.text]
    assert {piece.article.id for piece in empty.find("Did the bridge fall?").evidence(99)} == {second.id}
    assert empty.article_count == 1
    assert outcomes(empty, first) == ["known"]
    assert texts(empty) == [second.text]


def test_removing_an_article_removes_its_earlier_versions(empty):
    first, second, third = (replace(AT_ADDRESS, text=changed(count)) for count in (0, 3, 6))
    empty.add_all([first, second, third])
    empty.remove(first.id)
    assert [version.id for version in empty.versions(third.id)] == [third.id, second.id]
    empty.remove(third.id)
    assert empty.article_count == empty.passage_count == 0
    assert outcomes(empty, first) == ["added"]


# --- what was embedded before is not embedded again


class CountingEncoder(KeywordEncoder):
    """Remembers what it was given."""

    def __init__(self, *keywords: str) -> None:
        super().__init__(*keywords)
        self.seen: list[str] = []

    def encode(self, texts) -> Rows:
        self.seen += texts
        return super().encode(texts)


def test_no_text_is_embedded_twice(tmp_path):
    encoder = CountingEncoder("bridge")
    made = ArticleIndex(tmp_path / "index", encoder)
    made.add_all([Article("The bridge fell. Nobody was hurt.\n\nIt rained."), Article("It rained. The sun shone.")])
    assert encoder.seen.count("It rained.") == 1
    made.add(Article("It rained. The bridge fell. All were glad."))
    assert len(encoder.seen) == len({*encoder.seen})
    before = len(encoder.seen)
    ArticleIndex(tmp_path / "index", encoder).add(Article("It rained. The sun shone."))
    assert len(encoder.seen) == before
    made.remove(Article("It rained. The sun shone.").id)
    made.add(Article("It rained. The sun shone."))
    assert sorted(encoder.seen[before:]) == ["It rained. The sun shone.", "The sun shone."]


def test_a_later_version_costs_only_what_is_new_in_it(tmp_path):
    encoder = CountingEncoder("bridge")
    made = ArticleIndex(tmp_path / "index", encoder)
    made.add(AT_ADDRESS)
    before = len(encoder.seen)
    made.add(replace(AT_ADDRESS, text=f"{REPORT} It is open."))
    assert [text for text in encoder.seen[before:] if text == "It is open."] == ["It is open."]
    assert len(encoder.seen) - before == 2  # that sentence, and the passage that ends with it
