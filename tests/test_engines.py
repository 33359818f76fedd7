"""Another vector engine in FAISS's place gives the same evidence."""

from __future__ import annotations

from pathlib import Path

from encoders import KeywordEncoder
from llama_index.core.vector_stores import SimpleVectorStore

from index.article_index import ArticleIndex
from index.engines import engine_of
from index.records import Article

TEXTS = (
    "The mayor opened the bridge. It cost four million.\n\nThe ferry will stop in June.",
    "The minister denied the report. A court will hear the case.",
)


def test_a_llama_index_store_finds_what_faiss_finds(tmp_path: Path):
    faiss = ArticleIndex(tmp_path / "faiss", KeywordEncoder())
    other = ArticleIndex(tmp_path / "other", KeywordEncoder(), engine=engine_of(SimpleVectorStore()))
    for index in (faiss, other):
        index.add_all(Article(text) for text in TEXTS)
    for question in ("Who opened the bridge?", "What did the minister deny?", "When does the ferry stop?"):
        here = [(one.evidence.text, one.score) for one in faiss.find(question).sentences]
        there = [(one.evidence.text, one.score) for one in other.find(question).sentences]
        assert [text for text, _ in here] == [text for text, _ in there]
        assert [round(score, 5) for _, score in here] == [round(score, 5) for _, score in there]
    assert not (tmp_path / "other" / "passages.faiss").exists()


def test_a_removed_article_leaves_the_engine(tmp_path: Path):
    store = SimpleVectorStore()
    index = ArticleIndex(tmp_path / "index", KeywordEncoder(), engine=engine_of(store))
    bridge, court = index.add_all(Article(text) for text in TEXTS)
    index.remove(bridge.id)
    assert {found.article.id for found in index.find("Who opened the bridge?").sentences} <= {court.id}
    assert len(store.data.embedding_dict) == 1
