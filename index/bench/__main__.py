"""``python -m index.bench``: measure everything, and print one table."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from index.bench.limits import measured_limits, processors
from index.bench.measuring import MeasuringFailed, measured
from index.bench.sizes import NoSpace, check_space, measured_size
from index.bench.table import embedding_rows, printed, size_rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="passages")
    parser.add_argument("--folder", type=Path, help="where indexes are built and kept for the next run")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7, help="of embedding")
    parser.add_argument("--articles", type=int, default=40, help="embedded in each round")
    parser.add_argument("--json", type=Path, help="a file for all figures")
    options = parser.parse_args()
    try:
        with nullcontext(options.folder) if options.folder else TemporaryDirectory() as folder:
            check_space(Path(folder), options.sizes)
            limits = measured_limits()
            embedding = measured("embedding", options.rounds, options.articles)
            sizes = [measured_size(Path(folder), size, options.queries) for size in options.sizes]
    except (NoSpace, MeasuringFailed) as error:
        sys.exit(str(error))
    rows = [*embedding_rows(embedding), *(row for size in sizes for row in size_rows(size, limits))]
    notes = [
        f"{processors()} processors read {limits.read / 1e9:.1f} GB/s; one hashes {limits.hashed / 1e9:.2f} GB/s.",
        f"{_busy()} Synthetic vectors and texts; files in the system's cache; {options.queries} queries of each kind.",
    ]
    printed("Verbatim's index", rows, notes)
    if options.json:
        figures = {"limits": asdict(limits), "embedding": embedding, "sizes": sizes}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _busy() -> str:
    if not hasattr(os, "getloadavg"):
        return ""
    return f"Programs that ran or waited for a processor at the end: {os.getloadavg()[0]:.1f}."


if __name__ == "__main__":
    main()
