"""The packaged model in whole numbers: texts -> unit rows, on ONNX Runtime, several times as fast as in float32.

``embedding_int8.onnx`` beside this file holds the weights of all-MiniLM-L6-v2, rounded for each column
(:mod:`qa.training.embedding_int8` makes it, and says how); the word vectors are the packaged model's own. What goes
into a product of matrices is rounded to 8 bits on the way, with one scale for all that is run at once. So each text is
run alone: its row is the same to the bit in whatever company, nothing is filled up, and the processors work on
different texts, which is faster than sharing one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import ModelFileFault

NETWORK = Path(__file__).with_suffix(".onnx")
NETWORK_SHA256 = "30a2236f8ebe316761d26676ab75181a1cff6ed286d3bdf65112ccec8886cc3c"
WORD_VECTORS = "embeddings.word_embeddings.weight"
# What the model reads of a text, as its sentence_bert_config.json says.
MOST_TOKENS = 256
_DIMENSION = 384


class Int8Network:
    """``base``: the folder of the packaged model, whose tokenizer and word vectors are used.

    ``threads``: how many texts are encoded at once; None for one a processor.

    Loading takes some tenths of a second. Raises ModelFileFault where a file is missing or is not the published one.
    Several threads may encode at once.
    """

    def __init__(self, base: Path, threads: int | None = None) -> None:
        # It looks up a name of its maker's otherwise, whatever disable_telemetry_events() says.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime
        from safetensors import SafetensorError, safe_open
        from tokenizers import Tokenizer

        try:
            network = NETWORK.read_bytes()
            with safe_open(base / "model.safetensors", framework="numpy") as weights:
                self._word_vectors: npt.NDArray[np.float32] = weights.get_tensor(WORD_VECTORS)
        except (OSError, SafetensorError) as cause:
            raise ModelFileFault(f"the embedding model cannot be loaded ({cause}); reinstall Verbatim") from cause
        if hashlib.sha256(network).hexdigest() != NETWORK_SHA256:
            raise ModelFileFault(f"{NETWORK} is not the file that was published; reinstall Verbatim")
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        self._threads = threads or processors()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # The graph is made as it should be run; the library's fusing would only make loading slower.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Rows of length 1, shape (len(texts), 384). ``texts``: without halves of surrogate pairs."""
        rows = np.empty((len(texts), _DIMENSION), dtype=np.float32)

        def run(place: int) -> None:
            pieces = self._tokenizer.encode(texts[place]).ids
            rows[place] = self._session.run(None, {"words": self._word_vectors[pieces][None]})[0][0]

        # The longest first, so that in the end no processor waits for another.
        places = sorted(range(len(texts)), key=lambda place: len(texts[place]), reverse=True)
        if min(len(texts), self._threads) < 2:  # a question is not worth a thread
            list(map(run, places))
        else:
            with ThreadPoolExecutor(min(len(texts), self._threads)) as pool:
                list(pool.map(run, places))
        return rows


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
