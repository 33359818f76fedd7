"""``python -m index.bench.engines``: lexical engines and vector forms that could take the product's own ones' place."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.bench import lexical_engines, vector_forms
from index.bench.corpus import Corpus
from index.bench.material import PASSAGES_PER_ARTICLE, Material
from index.bench.sizes import NoSpace, check_space
from index.bench.table import MISSING, printed_comparison


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.bench.engines", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], help="passages")
    parser.add_argument("--folder", type=Path, help="where indexes are built and kept for the next run")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--json", type=Path, help="a file for all figures")
    options = parser.parse_args()
    figures = {}
    try:
        with nullcontext(options.folder) if options.folder else TemporaryDirectory() as folder:
            check_space(Path(folder), options.sizes)
            for size in options.sizes:
                passages = size // PASSAGES_PER_ARTICLE * PASSAGES_PER_ARTICLE
                corpus = Corpus(Path(folder) / str(size), passages, Material())
                corpus.build()
                with TemporaryDirectory(prefix="work-", dir=folder) as work:
                    figures[passages] = {
                        "lexical": list(lexical_engines.compared(corpus, Path(work), options.queries)),
                        "vectors": list(vector_forms.compared(corpus, options.queries)),
                    }
    except NoSpace as error:
        sys.exit(str(error))
    printed_comparison("Lexical engines", _LEXICAL, _rows(figures, "lexical"))
    printed_comparison("Forms of vectors", _VECTORS, _rows(figures, "vectors"))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


_COMMON = ("", "passages", "built, passages a second", "median", "95th percentile")
_LEXICAL = (*_COMMON, "bytes a passage", "first ten as by the formula")
_VECTORS = (*_COMMON, "bytes a vector", "recall of the ten nearest")


def _rows(figures: Mapping[int, Any], kind: str) -> Iterator[tuple[str, ...]]:
    for passages, held in figures.items():
        for one in held[kind]:
            if "median_ms" not in one:
                yield one["name"], f"{passages:,}", MISSING if kind == "lexical" else "not at this size", "", "", "", ""
                continue
            unbuilt = math.isnan(one["build_s"])
            yield (
                one["name"],
                f"{passages:,}",
                "with the articles" if unbuilt else f"{passages / one['build_s']:,.0f}",
                f"{one['median_ms']:.2f} ms",
                f"{one['p95_ms']:.2f} ms",
                "" if unbuilt else f"{one['bytes'] / (passages if kind == 'lexical' else 1):,.0f}",
                f"{one['agreement' if kind == 'lexical' else 'recall']:.3f}",
            )


if __name__ == "__main__":
    main()
