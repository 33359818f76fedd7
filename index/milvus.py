"""Milvus: an embedded file, a server, or a cluster. The one module that meets pymilvus.

All three speak the same protocol over gRPC: for a file, pymilvus starts Milvus Lite on loopback inside this program.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import EngineUnavailable

if TYPE_CHECKING:
    from llama_index.core.vector_stores.types import BasePydanticVectorStore

FILE = "milvus.db"
_CONNECT_TIMEOUT_S = 5
_CALL_TIMEOUT_S = 60
_BOUNDS_S = {
    "search": 10,
    "upsert": _CALL_TIMEOUT_S,
    "delete": _CALL_TIMEOUT_S,
    "flush": _CALL_TIMEOUT_S,
    "load_collection": _CALL_TIMEOUT_S,
}
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Milvus:
    """An :class:`index.engines.Engine`. ``address``: ``http://host:port``, ``https://…``, or a path that ends in .db.

    Search is exact (index type FLAT), so that a question has the same evidence as with FAISS. Whoever runs the cluster
    may put another index on the collection: what it finds is scored by the stored vectors again.
    """

    address: str
    token: str = field(default="", repr=False)

    @classmethod
    def at(cls, address: str | None, folder: Path, token_env: str | None = None) -> Milvus:
        """``address`` None: a file in the index folder. Raises EngineUnavailable where the token is not there."""
        token = os.environ.get(token_env, "") if token_env else ""
        if token_env and not token:
            raise EngineUnavailable(
                f"the variable {token_env}, which is to hold the token of Milvus, is not set; set it"
            )
        if address is None:
            address = str(folder / FILE)
        if address.endswith(".db"):
            address = str(Path(address).expanduser().resolve())
        return cls(address, token)

    @property
    def name(self) -> str:
        return f"Milvus at {self.address}"

    @property
    def remedy(self) -> str:
        if self._embedded:
            return (
                "try again; if another program has the file open, run milvus-lite server --host 127.0.0.1 "
                f"--data-dir {self.address} and set store_address to its address"
            )
        return "see that it runs and that store_address is right, and try again"

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        import grpc
        from pymilvus import MilvusException

        return MilvusException, grpc.RpcError

    def reason(self, fault: Exception) -> str:
        import grpc

        # The whole text of an error of gRPC's has its inner state over many lines.
        if isinstance(fault, grpc.Call):
            return fault.details() or str(fault.code())
        return str(getattr(fault, "message", fault))

    def connect(self, collection: str, dimension: int, *, fresh: bool) -> BasePydanticVectorStore:
        store = _vector_store(
            uri=self.address,
            token=self.token,
            collection_name=collection,
            dim=dimension,
            overwrite=fresh,
            upsert_mode=True,
            similarity_metric="IP",
            index_config={"index_type": "FLAT"},
            # What another program has added is found at once.
            consistency_level="Strong",
            batch_size=_ROWS_AT_ONCE,
            use_async_client=False,
            timeout=_CONNECT_TIMEOUT_S,
            grpc_options=self._grpc_options,
        )
        # Without a timeout, pymilvus tries 75 times, for minutes; LlamaIndex passes none on.
        for name, bound_s in _BOUNDS_S.items():
            setattr(store.client, name, partial(getattr(store.client, name), timeout=bound_s))
        # Milvus Lite loads nothing when it starts, and a cluster nothing that was released.
        store.client.load_collection(collection)
        return store

    def settle(self, store: BasePydanticVectorStore) -> None:
        # Milvus Lite scans what is not in a segment yet in Python, twenty times slower. A cluster makes segments of its
        # own accord, and takes a request to do so now only every ten seconds.
        if "lite" in store.client.get_server_version(timeout=_CALL_TIMEOUT_S).lower():
            store.client.flush(store.collection_name)

    @property
    def _embedded(self) -> bool:
        return self.address.endswith(".db")

    @property
    def _grpc_options(self) -> dict[str, Any]:
        bound = {"methodConfig": [{"name": [{}], "timeout": f"{_CALL_TIMEOUT_S}s"}]}
        # gRPC would go through a proxy that the environment names, even to this machine.
        return {"grpc.service_config": json.dumps(bound), "grpc.enable_http_proxy": int(not self._on_this_machine)}

    @property
    def _on_this_machine(self) -> bool:
        host = urlsplit(self.address).hostname or ""
        try:
            return self._embedded or host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False


def _vector_store(**options: Any) -> BasePydanticVectorStore:
    # Otherwise pymilvus reads a file .env of some folder above its own into this program's environment.
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    try:
        from llama_index.vector_stores.milvus import MilvusVectorStore
    except ImportError as cause:
        raise EngineUnavailable(
            'store = "milvus" needs what is not installed; install it: pip install "verbatim-qa[milvus]"'
        ) from cause
    # They write what they raise to standard error, too, over many lines.
    for library in ("pymilvus", "milvus_lite"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    return MilvusVectorStore(**options)
