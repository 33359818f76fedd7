"""Prepared questions: the file that hands them to a measurement's process, and the encoder that returns their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.bench.corpus import FINGERPRINT
from index.bench.material import Question
from index.embedding import Rows


def write_questions(questions: Sequence[Question], path: Path) -> None:
    places = np.array([question.passage for question in questions])
    texts = np.array([question.text for question in questions])
    np.savez(path, texts=texts, rows=np.stack([question.row for question in questions]), places=places)


def read_questions(path: Path) -> list[Question]:
    with np.load(path, allow_pickle=False) as held:
        return [
            Question(str(text), row, int(place))
            for text, row, place in zip(held["texts"], held["rows"], held["places"], strict=True)
        ]


class PreparedRows:
    """An encoder that knows the rows of some texts."""

    fingerprint = FINGERPRINT

    def __init__(self, rows: Mapping[str, Rows]) -> None:
        self._rows = rows

    def encode(self, texts: Sequence[str]) -> Rows:
        return np.stack([self._rows[text] for text in texts])
