"""A program that reads index folders, one a line, and prints what came of each; whatever kills it, it kills alone."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from contextlib import closing
from pathlib import Path

import faiss
import numpy as np
from material import encoder, everything, questions

from index import vectors
from index.errors import IndexFault, VerbatimError
from index.store import Store


def outcome(folder: Path, expected: dict[str, str], asked: list[str]) -> dict[str, object]:
    """``same``; ``fault``, an error that says what to do; ``changed``, something else was read; or ``traceback``."""
    try:
        read = everything(folder, asked)
    except IndexFault as fault:
        return {"kind": "fault", "text": str(fault), "class": type(fault).__name__}
    except VerbatimError as error:
        return {"kind": "other", "text": str(error), "class": type(error).__name__}
    except Exception as error:  # noqa: BLE001 (that there is none is what is tested)
        return {"kind": "traceback", "text": f"{error!r} {traceback.format_exc()[-600:]}"}
    differing = [part for part, value in expected.items() if read[part] != value]
    if not differing:
        return {"kind": "same"}
    return {"kind": "changed", "parts": differing}


def examined(folder: Path) -> str:
    """What `qa index check` says: "" where it finds nothing."""
    try:
        with closing(Store(folder, encoder().fingerprint)) as store:
            store.examine()
    except VerbatimError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001
        return f"traceback {error!r}"
    return ""


def without_hash(folder: Path, manifest: vectors._Manifest) -> faiss.Index | None:
    """What :func:`index.vectors.load` would be if it trusted the file."""
    try:
        return faiss.deserialize_index(np.fromfile(folder / manifest.file, dtype=np.uint8))
    except (OSError, RuntimeError):
        return None


def main() -> None:
    if os.environ.get("HARD_WITHOUT_HASH"):
        vectors.load = without_hash
    count = int(sys.argv[2])
    expected = everything(Path(sys.argv[1]), questions(count))
    print(json.dumps(expected), flush=True)
    for line in sys.stdin:
        folder = Path(line.rstrip("\n"))
        came = outcome(folder, expected, questions(count))
        came["examined"] = examined(folder)
        gc.collect()
        print(json.dumps(came), flush=True)


if __name__ == "__main__":
    main()
