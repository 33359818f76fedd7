"""An index of another embedding model or format is refused; a repair makes it anew with all that it knew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from encoders import KeywordEncoder
from material import article, encoder, opened, reprint

from index.article_index import ArticleIndex
from index.errors import IndexMismatch
from index.records import Sentence
from index.repair import repair
from index.store import DATABASE
from index.store import database as database_module
from index.store.schema import FORMAT

pytestmark = pytest.mark.hard

ARTICLES = 30


def known(index: ArticleIndex) -> list[object]:
    """All that is known of the articles but for their sentences: ids, versions, reprints, tags, times."""
    listed = index.articles()
    told = [(one, dict(one.origins)) for one in listed]
    told += [(one, dict(one.origins)) for current in listed for one in index.versions(current.id)]
    told += [(one, dict(one.origins)) for current in listed for one in index.reprints(current.id)]
    return [*told, index.tags(), index.publishers()]


@pytest.fixture
def folder(tmp_path) -> Path:
    index = opened(tmp_path / "index")
    index.add_all(article(number) for number in range(ARTICLES))
    index.add_all(article(number, 1) for number in range(0, ARTICLES, 4))
    outcomes = [one.outcome for one in index.add_each(reprint(number) for number in range(1, ARTICLES, 8))]
    assert set(outcomes) == {"reprint"}
    index._store.close()
    return tmp_path / "index"


def test_another_embedding_model_is_refused_and_a_repair_keeps_all_that_was_known(folder, count):
    before, data = known(opened(folder)), (folder / DATABASE).read_bytes()
    other = KeywordEncoder("another", "model")
    with pytest.raises(IndexMismatch) as mismatch:
        ArticleIndex(folder, other)
    assert str(mismatch.value).endswith(f"qa index repair --index {folder}")
    done = repair(folder, other)
    assert (done.articles, done.bare, done.lost) == (ARTICLES + 8, (), ())
    assert done.kept.read_bytes() == data
    assert known(ArticleIndex(folder, other)) == before
    assert ArticleIndex(folder, other).find("What of xanthic4x?").evidence(1)[0].article.id == article(4, 1).id
    with pytest.raises(IndexMismatch):
        ArticleIndex(folder, encoder())
    count(f"{done.articles} versions of articles, with reprints, tags and times, under another model")


@pytest.mark.parametrize("number", [FORMAT + 1, FORMAT + 96, FORMAT - 1, 1, 0])
def test_another_format_is_refused_with_what_to_do(folder, number):
    with closing(sqlite3.connect(folder / DATABASE)) as raw:
        raw.execute(f"PRAGMA user_version = {number}")
    with pytest.raises(IndexMismatch) as mismatch:
        opened(folder)
    remedy = "update this one" if number > FORMAT else f"qa index repair --index {folder}"
    assert str(mismatch.value).endswith(remedy)
    assert str(mismatch.value).startswith(f"{folder} was made by a")


def test_the_model_is_asked_for(folder, monkeypatch):
    """The control: without the comparison an index of another model would open."""
    monkeypatch.setattr(database_module.Database, "_check", lambda *_: None)
    assert ArticleIndex(folder, KeywordEncoder("another", "model")).articles()


def test_an_index_of_another_splitter_is_read_as_it_was_split(folder, monkeypatch):
    before = {one.id: opened(folder).sentences(one) for one in opened(folder).articles()}
    monkeypatch.setattr("index.preparation.split_sentences", lambda text, _: [Sentence(0, len(text))])
    index = opened(folder)
    assert {one.id: index.sentences(one) for one in index.articles()} == before
    assert len(index.sentences(index.add(article(ARTICLES)))) == 1
