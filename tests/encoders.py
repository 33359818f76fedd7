"""Encoders for tests: one whose rows are worked out by hand, and the packaged model, loaded once.

The fixture is for ``pytest_plugins = ["encoders"]``.
"""

from __future__ import annotations

import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before the library is imported
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from collections.abc import Sequence

import numpy as np
import pytest

from index.embedding import Rows, SentenceTransformerEncoder


class KeywordEncoder:
    """One axis for each keyword, and a last one for texts that hold none.

    >>> KeywordEncoder("bridge", "harvest").encode(["A bridge.", "Rain."]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]

    A text with n of the keywords has 1/√n on the axis of each, so that the cosine of two texts is the number of
    keywords that they share over the root of the product of their numbers.
    """

    def __init__(self, *keywords: str) -> None:
        self.keywords = keywords
        self.fingerprint = f"keywords {' '.join(keywords)}"

    def encode(self, texts: Sequence[str]) -> Rows:
        rows = np.zeros((len(texts), len(self.keywords) + 1), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            held = [axis for axis, keyword in enumerate(self.keywords) if keyword in text.casefold()] or [-1]
            row[held] = len(held) ** -0.5
        return rows


@pytest.fixture(scope="session")
def packaged_encoder() -> SentenceTransformerEncoder:
    """The model that Verbatim answers with."""
    return SentenceTransformerEncoder()
