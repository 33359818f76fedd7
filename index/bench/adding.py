"""One more article, put into an index by a process of its own, with the real encoder: FOLDER COUNT.

The rows that the encoder gives are in no relation to the index's synthetic ones; what they cost is what is measured.
Prints a JSON object.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.article_index import ArticleIndex
from index.bench.corpus import FINGERPRINT
from index.bench.measuring import percentiles_ms, seconds_of
from index.bench.texts import news_articles
from index.embedding import Rows, SentenceTransformerEncoder


class _Renamed:
    """The product's encoder under the name that the index was made with."""

    fingerprint = FINGERPRINT

    def __init__(self) -> None:
        self._encoder = SentenceTransformerEncoder()

    def encode(self, texts: Sequence[str]) -> Rows:
        return self._encoder.encode(texts)


def main(folder: Path, count: int) -> dict[str, Any]:
    first, *others = news_articles(count, seed=2)
    # As a command does it: the program starts, opens the index, loads the network and adds.
    first_s, index = seconds_of(lambda: ArticleIndex(folder, _Renamed()))
    first_s += seconds_of(lambda: index.add(first))[0]
    seconds = [seconds_of(lambda: index.add(article))[0] for article in others]  # noqa: B023
    return {"first_s": first_s, **percentiles_ms(seconds)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
