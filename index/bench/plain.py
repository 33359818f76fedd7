"""The same work by LlamaIndex and FAISS as their documentation shows it: ``index`` or ``flat``, FOLDER QUESTIONS SIZE.

``index``: VectorStoreIndex over FaissVectorStore (IndexFlatIP) with the passages' texts and given vectors, persisted,
and loaded again by another process. ``flat``: the FAISS index alone, where the first would not fit into memory.
Prints a JSON object.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.bench.corpus import Corpus
from index.bench.material import DIMENSION, Material, Question
from index.bench.measuring import folder_bytes, percentiles_ms, resident_mib, seconds_of
from index.bench.questions import read_questions
from index.embedding import Rows
from index.store.stored import passage_text

# Passages for one question, as many as the product takes of the dense side.
_CANDIDATES = 24
_NEAREST = 10
_FLAT = "flat.faiss"


def build_index(corpus: Corpus, folder: Path) -> dict[str, Any]:
    """Passages with given vectors into a VectorStoreIndex, and that into a folder."""
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.faiss import FaissVectorStore

    nodes: list[Any] = []
    for block in corpus.material.blocks(corpus.articles):
        for one in block:
            for passage, row in zip(one.passages, one.passage_rows, strict=True):
                key = str(len(nodes) + 1)
                metadata = {"publisher": one.article.publisher, "published": one.article.published}
                text = passage_text(one.article, passage)
                nodes.append(TextNode(id_=key, text=text, embedding=row.tolist(), metadata=metadata))
    context = StorageContext.from_defaults(vector_store=FaissVectorStore(faiss.IndexFlatIP(DIMENSION)))

    def build() -> None:
        VectorStoreIndex(nodes, storage_context=context, embed_model=_given({}))
        context.persist(str(folder))

    return {"build_s": seconds_of(build)[0], "bytes": folder_bytes(folder)}


def query_index(folder: Path, questions: Sequence[Question]) -> dict[str, Any]:
    from llama_index.core import StorageContext, load_index_from_storage
    from llama_index.vector_stores.faiss import FaissVectorStore

    def opened() -> Any:
        store = FaissVectorStore.from_persist_dir(str(folder))
        context = StorageContext.from_defaults(vector_store=store, persist_dir=str(folder))
        model = _given({question.text: question.row for question in questions})
        return load_index_from_storage(context, embed_model=model).as_retriever(similarity_top_k=_CANDIDATES)

    open_s, retriever = seconds_of(opened)
    return _asked(open_s, questions, lambda one: [int(found.node_id) for found in retriever.retrieve(one.text)])


def build_flat(corpus: Corpus, folder: Path) -> dict[str, Any]:
    def build() -> None:
        index = faiss.IndexFlatIP(DIMENSION)
        index.add(np.ascontiguousarray(corpus.rows))
        faiss.write_index(index, str(folder / _FLAT))

    folder.mkdir(parents=True)
    return {"build_s": seconds_of(build)[0], "bytes": folder_bytes(folder)}


def query_flat(folder: Path, questions: Sequence[Question]) -> dict[str, Any]:
    open_s, index = seconds_of(lambda: faiss.read_index(str(folder / _FLAT)))
    return _asked(
        open_s, questions, lambda one: [int(place) + 1 for place in index.search(one.row[None], _CANDIDATES)[1][0]]
    )


def _asked(open_s: float, questions: Sequence[Question], ask: Callable[[Question], list[int]]) -> dict[str, Any]:
    first, _ = seconds_of(lambda: ask(questions[-1]))
    timed = [seconds_of(lambda: ask(question)) for question in questions[: len(questions) // 2]]  # noqa: B023
    return {
        "open_s": open_s,
        "first_answer_s": open_s + first,
        **percentiles_ms(seconds for seconds, _ in timed),
        **resident_mib(),
        "nearest": [found[:_NEAREST] for _, found in timed],
    }


def _given(rows: dict[str, Rows]) -> Any:
    """An embedding model that knows the rows of some texts."""
    from llama_index.core.embeddings import MockEmbedding

    class Given(MockEmbedding):  # type: ignore[misc]
        def _get_query_embedding(self, query: str) -> list[float]:
            given: list[float] = rows[query].tolist()
            return given

    return Given(embed_dim=DIMENSION)


def embedded(texts: Sequence[str], model: Any) -> int:
    """Documents split and embedded by the library's defaults; how many nodes that gave."""
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.faiss import FaissVectorStore

    store = FaissVectorStore(faiss.IndexFlatIP(DIMENSION))
    VectorStoreIndex.from_documents(
        [Document(text=text) for text in texts],
        storage_context=StorageContext.from_defaults(vector_store=store),
        transformations=[SentenceSplitter()],
        embed_model=model,
    )
    return int(store.client.ntotal)


def sentence_transformers_model(folder: Path) -> Any:
    """A sentence-transformers model, as LlamaIndex's embedding."""
    from llama_index.core.embeddings import BaseEmbedding
    from pydantic import PrivateAttr
    from sentence_transformers import SentenceTransformer

    class Packaged(BaseEmbedding):  # type: ignore[misc]
        _model: Any = PrivateAttr()

        def __init__(self) -> None:
            super().__init__(model_name=folder.name)
            self._model = SentenceTransformer(str(folder), device="cpu", trust_remote_code=False)

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
            return rows

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return Packaged()


_BUILDS = {"index": build_index, "flat": build_flat}
_QUERIES = {"index": query_index, "flat": query_flat}


def main(step: str, kind: str, corpus_folder: Path, passages: int, folder: Path, questions: Path) -> dict[str, Any]:
    if step == "build":
        return _BUILDS[kind](Corpus(corpus_folder, passages, Material()), folder)
    return _QUERIES[kind](folder, read_questions(questions))


if __name__ == "__main__":
    step, kind, corpus_folder, passages, folder, questions = sys.argv[1:]
    print(json.dumps(main(step, kind, Path(corpus_folder), int(passages), Path(folder), Path(questions))))
