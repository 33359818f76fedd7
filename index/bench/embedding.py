"""Texts embedded per second, by rounds that take turns: ROUNDS ARTICLES.

The bare model is the product's own network run on texts that are tokenised already, the longest first, in several
ways; the one with the best median is what the others are compared with. Prints a JSON object.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from index.article_index import ArticleIndex
from index.bench.limits import processors
from index.bench.measuring import both_seconds_of
from index.bench.texts import news_articles
from index.embedding import Rows, SentenceTransformerEncoder, locate
from index.embedding_int8 import MOST_TOKENS, NETWORK, WORD_VECTORS
from index.passages import make_passages
from index.records import Article
from index.sentences import split_sentences
from index.store.stored import passage_text, sentence_text

_BATCHES = (1, 2, 4, 8, 16)


@dataclass(frozen=True)
class _Way:
    """How the bare network is run: so many texts of one length at once, on so many threads each, as it is or fused."""

    batch: int
    workers: int
    threads: int
    fused: bool

    def __str__(self) -> str:
        graph = "fused" if self.fused else "as it is"
        return f"batch {self.batch}, {self.workers} at once on {self.threads} thread(s), {graph}"


class _Bare:
    """The network alone, given the numbers of each text's pieces."""

    def __init__(self, base: Path) -> None:
        from safetensors import safe_open
        from tokenizers import Tokenizer

        with safe_open(base / "model.safetensors", framework="numpy") as weights:
            self._word_vectors: Rows = weights.get_tensor(WORD_VECTORS)
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        self._network = NETWORK.read_bytes()

    def tokenised(self, texts: Sequence[str]) -> list[list[int]]:
        return [one.ids for one in self._tokenizer.encode_batch(list(texts))]

    def runner(self, way: _Way, pieces: Sequence[Sequence[int]]) -> Callable[[], None]:
        """What runs all of these texts, the longest first."""
        session = self._session(way)
        batches: list[npt.NDArray[np.int64]] = []
        for _, held in groupby(sorted(pieces, key=len, reverse=True), key=len):
            same = list(held)
            batches += [np.array(same[first : first + way.batch]) for first in range(0, len(same), way.batch)]

        def run() -> None:
            with ThreadPoolExecutor(way.workers) as pool:
                for _ in pool.map(lambda batch: session.run(None, {"words": self._word_vectors[batch]}), batches):
                    pass

        return run

    @cache  # noqa: B019
    def _session(self, way: _Way) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = way.threads
        level = onnxruntime.GraphOptimizationLevel
        options.graph_optimization_level = level.ORT_ENABLE_ALL if way.fused else level.ORT_DISABLE_ALL
        return onnxruntime.InferenceSession(self._network, options, providers=["CPUExecutionProvider"])

    def ways(self) -> list[_Way]:
        # The product's network takes one text at a time: what is rounded has one scale for all that is run at once.
        fixed = self._session(_Way(1, 1, 1, fused=False)).get_inputs()[0].shape[0] == 1
        layouts = sorted({(processors(), 1), (1, processors())})
        batches = (1,) if fixed else _BATCHES
        return [_Way(batch, *layout, fused) for batch in batches for layout in layouts for fused in (False, True)]


def _texts_of(articles: Sequence[Article]) -> tuple[list[str], list[str]]:
    """What of these articles is embedded: passages, and sentences."""
    passages, sentences = [], []
    for article in articles:
        split = split_sentences(article.text, article.language)
        sentences += [sentence_text(article, one) for one in split]
        passages += [passage_text(article, one) for one in make_passages(split, article.text)]
    return passages, sentences


def main(rounds: int, articles: int) -> dict[str, Any]:
    base = locate()
    assert base is not None  # the packaged model is a folder
    bare, encoder = _Bare(base), SentenceTransformerEncoder()
    encoder.encode(["The network is loaded."])
    plain = _plain(base)

    taken: defaultdict[str, list[_Taken]] = defaultdict(list)
    ways = {str(way): way for way in bare.ways()}
    with TemporaryDirectory() as folder:
        index = ArticleIndex(Path(folder) / "index", encoder)
        for number in range(rounds):
            new = news_articles(articles, seed=number)  # A sentence that is known is not embedded again.
            passages, sentences = _texts_of(new)
            texts = list(dict.fromkeys([*passages, *sentences]))
            calls: dict[str, tuple[Callable[[], object], int]] = {
                "encode": (lambda: encoder.encode(passages), len(passages)),  # noqa: B023
                "add_all": (lambda: index.add_all(new), len(texts)),  # noqa: B023
            }
            for name, way in ways.items():
                calls[f"passages, {name}"] = bare.runner(way, bare.tokenised(passages)), len(passages)
                calls[f"all, {name}"] = bare.runner(way, bare.tokenised(texts)), len(texts)
            if plain is not None:
                calls["plain"] = (lambda: plain(passages)), len(passages)  # noqa: B023
            for name, (call, count) in calls.items():
                elapsed, busy = both_seconds_of(call)
                taken[name].append(_Taken(elapsed / count, busy / count))
    per_s = {name: 1 / float(np.median([one.elapsed_s for one in held])) for name, held in taken.items()}
    best = max(ways, key=lambda name: per_s[f"passages, {name}"])
    return {
        "best": best,
        "per_s": {**per_s, "bare": per_s[f"passages, {best}"], "bare all": per_s[f"all, {best}"]},
        "encode": _share(taken[f"passages, {best}"], taken["encode"]),
        "add_all": _share(taken[f"all, {best}"], taken["add_all"]),
        "plain": _share(taken[f"passages, {best}"], taken["plain"]) if plain is not None else None,
    }


@dataclass(frozen=True)
class _Taken:
    """Seconds for one text, and seconds of the processors for it."""

    elapsed_s: float
    busy_s: float


def _share(bare: Sequence[_Taken], taken: Sequence[_Taken]) -> dict[str, float]:
    """Shares of the bare model's throughput, of neighbours in time: median and quartiles over the rounds.

    ``processor``: by the processors' time, which what other programs do hardly lengthens, but which does not see where
    a processor has nothing to do.
    """
    elapsed = [one.elapsed_s / mine.elapsed_s for one, mine in zip(bare, taken, strict=True)]
    busy = [one.busy_s / mine.busy_s for one, mine in zip(bare, taken, strict=True)]
    low, share, high = np.percentile(elapsed, (25, 50, 75)).tolist()
    return {"share": share, "low": low, "high": high, "processor": float(np.median(busy))}


def _plain(base: Path) -> Callable[[list[str]], int] | None:
    if importlib.util.find_spec("llama_index.vector_stores.faiss") is None:
        return None
    from index.bench.plain import embedded, sentence_transformers_model

    model = sentence_transformers_model(base)
    return lambda texts: embedded(texts, model)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
