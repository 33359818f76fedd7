"""SpanReader: question and texts -> readings, by the network whose weights lie beside this file."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.embedding import locate
from index.errors import ModelFileFault
from index.span_reader.features import pair
from index.span_reader.reading import Reading

if TYPE_CHECKING:
    from index.span_reader.network import SpanNetwork

WEIGHTS = Path(__file__).parent / "weights.safetensors"
WEIGHTS_SHA256 = "2b07411cd910e51c8980c95a799753fe7bb6a0de6e54f3789240b0ec8b503dca"
WORD_VECTORS = "bert.embeddings.word_embeddings.weight"


class SpanReader(Protocol):
    """Texts are read for one question at a time."""

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """One reading for each text."""
        ...


class MiniLmSpanReader:
    """The span reader on the processor. Some 15 ms a text of 90 words on two cores.

    The weights hold all but the word vectors, which are the packaged embedding model's own. They are loaded when
    something is first read. Raises ModelFileFault where a file is missing or is not the one that it should be.
    ``weights``: others, as ``qa.training.span_reader`` makes them; None for those that come with Verbatim, which are
    checked against their SHA-256.
    """

    def __init__(self, weights: Path | None = None) -> None:
        self._weights = weights or WEIGHTS
        self._sha256 = None if weights else WEIGHTS_SHA256
        self._loading = threading.Lock()
        self._network: SpanNetwork | None = None

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        import torch

        from index.span_reader.network import batch

        if not texts:
            return []
        network = self._loaded()
        # The tokenizer takes no halves of surrogate pairs; a replacement of the same length keeps the offsets.
        pairs = [pair(self._tokenizer, _readable(question), _readable(text)) for text in texts]
        with torch.inference_mode():
            logits = network(*batch(pairs)).numpy()
        return [
            Reading(
                offsets=np.array(one.text_offsets, dtype=np.int64).reshape(-1, 2),
                begins=rows[one.text_first : one.text_first + len(one.text_offsets), 0],
                ends=rows[one.text_first : one.text_first + len(one.text_offsets), 1],
                nothing=float(rows[0].sum()),
            )
            for one, rows in zip(pairs, logits, strict=True)
        ]

    def _loaded(self) -> SpanNetwork:
        with self._loading:
            if self._network is None:
                import torch
                from safetensors import SafetensorError
                from safetensors.torch import load, load_file
                from tokenizers import Tokenizer

                from index.span_reader.network import SpanNetwork

                way_out = "reinstall Verbatim" if self._sha256 else "correct span_reader in the settings"
                base = locate()
                assert base is not None  # the packaged model is a folder
                try:
                    held = self._weights.read_bytes()
                    if self._sha256 and hashlib.sha256(held).hexdigest() != self._sha256:
                        raise ModelFileFault(f"{self._weights} is not the file that was published; reinstall Verbatim")
                    state = load(held)
                    state[WORD_VECTORS] = load_file(base / "model.safetensors")["embeddings.word_embeddings.weight"]
                    network = SpanNetwork(base)
                    network.load_state_dict(state)
                except (OSError, KeyError, RuntimeError, SafetensorError) as cause:
                    raise ModelFileFault(f"{self._weights} cannot be loaded; {way_out}") from cause
                self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
                self._tokenizer.no_truncation()
                self._tokenizer.no_padding()
                # Half the bits are as good, and on processors that know them twice as fast; on others far slower.
                quick = torch.cpu._is_avx512_bf16_supported()
                self._network = network.eval().to(torch.bfloat16 if quick else torch.float32)
            return self._network


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
