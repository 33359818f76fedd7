"""Makes the network that texts are embedded with: ``python -m qa.training.embedding_int8``.

Writes ``index/embedding_int8.onnx`` from the packaged model's weights and prints its SHA-256, which belongs into
``index/embedding_int8.py``. Needs ``pip install "verbatim-qa[export]"``. The same weights always give the same bytes.

The graph is written by hand, since what torch exports is slower: it holds masks and types for batches, which are not
run, and the optimiser of ONNX Runtime joins additions to SkipLayerNormalization, whose kernel is the slower one. Each
column of weights has a scale of its own; with one for all, recall falls by points. Weights have seven bits, from -63 to
63: processors without VNNI add two products in 16 bits, which eight bits would overflow without a word, and so give
other vectors (onnxruntime.ai/docs/performance/model-optimizations/quantization.html). Measured recall is the same.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from index.embedding import locate
from index.embedding_int8 import MOST_TOKENS, NETWORK

LARGEST_WEIGHT = 63
_MICROSOFT = "com.microsoft"
_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_EPSILON = 1e-12

Weights = Mapping[str, npt.NDArray[np.float32]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=NETWORK, help="the network to write, an .onnx file")
    out = parser.parse_args().out
    base = locate()
    assert base is not None  # the packaged model is a folder
    made = network(load_file(base / "model.safetensors"))
    out.write_bytes(made)
    print(f"{out}: {len(made) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(made).hexdigest()}")


def network(weights: Weights) -> bytes:
    """An ONNX file: ``words``, the word vectors of one text, shape (1, pieces, 384) -> its row of length 1, (1, 384).

    ``weights``: those of a BERT of six layers, by their names in transformers.
    """
    graph = _Graph(weights)
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.node("Shape", "words", start=1, end=2)
    place = graph.node("Slice", graph.constant(places[:MOST_TOKENS]), graph.constant(np.array([0])), length)
    state = graph.normalised("words", place, "embeddings.LayerNorm")
    for layer in range(_LAYERS):
        state = graph.layer(state, f"encoder.layer.{layer}")
    mean = graph.node("ReduceMean", state, graph.constant(np.array([1])), keepdims=0)
    return graph.file(graph.node("LpNormalization", mean, axis=-1, p=2))


class _Graph:
    """Nodes and constants in the order in which they are made; both are known by the names of their outputs."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, value: npt.NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **settings: Any) -> str:
        return self.nodes(kind, *inputs, outputs=1, domain=domain, **settings)[0]

    def nodes(self, kind: str, *inputs: str, outputs: int, domain: str = "", **settings: Any) -> list[str]:
        names = [f"node_{len(self._nodes)}_{number}" for number in range(outputs)]
        self._nodes.append(helper.make_node(kind, inputs, names, domain=domain, **settings))
        return names

    def layer(self, state: str, name: str) -> str:
        """One of BERT's layers; ``state`` has shape (1, pieces, 384), as has what it gives."""
        attended = self.linear(self.attention(state, f"{name}.attention.self"), f"{name}.attention.output.dense")
        state = self.normalised(attended, state, f"{name}.attention.output.LayerNorm")
        inner = self.node("Gelu", self.linear(state, f"{name}.intermediate.dense"), domain=_MICROSOFT)
        return self.normalised(self.linear(inner, f"{name}.output.dense"), state, f"{name}.output.LayerNorm")

    def attention(self, state: str, name: str) -> str:
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        columns = np.concatenate([self._weights[f"{part}.weight"].T for part in parts], axis=1)
        bias = self.constant(np.concatenate([self._weights[f"{part}.bias"] for part in parts]))
        whole, scale, zero = self.whole(columns)
        rounded, state_scale, state_zero = self.nodes("DynamicQuantizeLinear", state, outputs=3)
        inputs = (rounded, whole, bias, state_scale, scale, "", state_zero, zero)
        return self.node("QAttention", *inputs, num_heads=_HEADS, domain=_MICROSOFT)

    def linear(self, state: str, name: str) -> str:
        whole, scale, zero = self.whole(self._weights[f"{name}.weight"].T)
        bias = self.constant(self._weights[f"{name}.bias"])
        return self.node("DynamicQuantizeMatMul", state, whole, scale, zero, bias, domain=_MICROSOFT)

    def normalised(self, one: str, other: str, name: str) -> str:
        total = self.node("Add", one, other)
        gain, bias = (self.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", total, gain, bias, axis=-1, epsilon=_EPSILON)

    def whole(self, columns: npt.NDArray[np.float32]) -> tuple[str, str, str]:
        """Weights, shape (in, out), as whole numbers; the scale of each column; its zero, which is 0."""
        scale = np.abs(columns).max(axis=0) / np.float32(LARGEST_WEIGHT)
        whole = np.round(columns / scale).astype(np.int8)
        return self.constant(whole), self.constant(scale), self.constant(np.zeros(len(scale), dtype=np.int8))

    def file(self, row: str) -> bytes:
        """All of it, ``row`` being what it gives."""
        words = helper.make_tensor_value_info("words", TensorProto.FLOAT, [1, "pieces", _WIDTH])
        rows = helper.make_tensor_value_info(row, TensorProto.FLOAT, [1, _WIDTH])
        graph = helper.make_graph(self._nodes, "all-MiniLM-L6-v2", [words], [rows], self._constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        made: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString(deterministic=True)
        return made


if __name__ == "__main__":
    main()
