"""Another vector engine in FAISS's place, through LlamaIndex's vector-store interface.

One machine is served by FAISS (:mod:`index.vectors`). Where one is not enough, any of the stores that LlamaIndex
speaks to (Qdrant, Milvus, pgvector, …) takes its place: the database stays the truth, the engine holds the passages'
vectors under their keys and is asked for the nearest.

    ArticleIndex(folder, encoder, engine=engine_of(QdrantVectorStore(...)))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.embedding import Rows
from index.vectors import Engine, VectorSearch

if TYPE_CHECKING:
    from llama_index.core.vector_stores.types import BasePydanticVectorStore

# LlamaIndex deletes by the id of the document that a node came from.
_DOCUMENT = "verbatim-passages"


class VectorStoreSearch:
    """The nearest passages as a LlamaIndex vector store finds them."""

    def __init__(self, store: BasePydanticVectorStore) -> None:
        self._store = store

    def search(self, row: Rows, limit: int) -> dict[int, float]:
        from llama_index.core.vector_stores.types import VectorStoreQuery

        found = self._store.query(VectorStoreQuery(query_embedding=row.tolist(), similarity_top_k=limit))
        return {int(key): float(cosine) for key, cosine in zip(found.ids or (), found.similarities or (), strict=True)}


def engine_of(store: BasePydanticVectorStore) -> Engine:
    """An engine that keeps the passages' vectors in this store; what it held of them before is replaced."""

    def build(keys: Sequence[int], rows: Rows) -> VectorSearch:
        from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

        store.delete(_DOCUMENT)
        source = {NodeRelationship.SOURCE: RelatedNodeInfo(node_id=_DOCUMENT)}
        nodes = [
            TextNode(id_=str(key), text="", embedding=row.tolist(), relationships=source)
            for key, row in zip(keys, rows, strict=True)
        ]
        if nodes:
            store.add(nodes)
        return VectorStoreSearch(store)

    return build
