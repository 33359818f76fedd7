"""The weights of ``qa.followups.weights``, fitted on conversations whose questions a person has reworded.

    python -m qa.training.follow_ups cast-2019-2020.jsonl > qa/followups/weights.py

Each line of the file is one turn: {"topic": …, "year": …, "history": [{"user": …}], "question": …, "rewrite": …}.
Every choice among candidates is a softmax over their sums of weights. What is maximised is the log of the expected
e^(10 F1) of the chosen wording against the person's, less a penalty on large weights. Earlier questions are worded by
the rules themselves, so that the weights are fitted to the talk as it will be met, and the fit is repeated on it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.metrics.short_answers import token_f1
from qa.followups.choice import Candidate, Choose
from qa.followups.discourse import Discourse
from qa.followups.rewording import worded

_SHARPNESS = 10.0
_PENALTY = 1.0
_ROUNDS = 3
_STEPS = 800
_STEP_SIZE = 0.03
# Where the fit begins; without a start every first choice would be the first candidate.
_START = {
    "ago 1": 1.0,
    "ago 2": 0.5,
    "start": 0.3,
    "one:one": 1.0,
    "many:many": 1.0,
    "quality": -1.0,
    "add": -1.0,
}
_HEADER = '''"""What speaks for and against a wording, weighed; written by ``qa.training.follow_ups``."""

from __future__ import annotations

WEIGHTS: dict[str, float] = {
'''
Turn = dict[str, Any]
Numbers = NDArray[np.float64]


@dataclass
class Choices:
    """The choices that came up: for each the features of its candidates and their F1 against the person's wording."""

    features: list[list[tuple[str, ...]]] = field(default_factory=list)
    scores: list[list[float]] = field(default_factory=list)

    def add(self, candidates: Sequence[Candidate], rewrite: str) -> None:
        """Remember one choice."""
        self.features.append([candidate.features for candidate in candidates])
        self.scores.append([token_f1(candidate.text, [rewrite]) for candidate in candidates])


def fit(turns: Sequence[Turn]) -> dict[str, float]:
    """Weights by feature, fitted on the turns of whole conversations in order."""
    weights = _START
    for _ in range(_ROUNDS):
        choices = Choices()
        reword(turns, weights, choices)
        weights = _maximise(choices)
    return weights


def reword(turns: Sequence[Turn], weights: dict[str, float], choices: Choices | None = None) -> list[str]:
    """Each question as the weights word it, in its conversation."""
    texts = []
    for _, conversation in groupby(turns, key=lambda turn: (turn["year"], turn["topic"])):
        discourse = Discourse()
        for turn in conversation:
            text = worded(turn["question"], discourse, _choosing(weights, turn["rewrite"], choices))
            discourse = discourse.after(text)
            texts.append(text)
    return texts


def _choosing(weights: dict[str, float], rewrite: str, choices: Choices | None) -> Choose:
    def choose(candidates: Sequence[Candidate]) -> Candidate:
        if choices is not None:
            choices.add(candidates, rewrite)
        return max(candidates, key=weigh)

    def weigh(candidate: Candidate) -> float:
        return sum(weights.get(feature, 0.0) for feature in candidate.features)

    return choose


def _maximise(choices: Choices) -> dict[str, float]:
    names = sorted({name for choice in choices.features for features in choice for name in features})
    column = {name: i for i, name in enumerate(names)}
    rows = [features for choice in choices.features for features in choice]
    matrix = np.zeros((len(rows), len(names)))
    for i, features in enumerate(rows):
        np.add.at(matrix[i], [column[name] for name in features], 1.0)
    sizes = [len(choice) for choice in choices.scores]
    begins = np.cumsum([0, *sizes[:-1]])
    gains = np.exp(_SHARPNESS * np.concatenate([np.array(scores) for scores in choices.scores]))
    weights = np.zeros(len(names))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        chances = _shares(np.exp(np.clip(matrix @ weights, -50, 50)), begins, sizes)
        slope = (_shares(chances * gains, begins, sizes) - chances) @ matrix - _PENALTY * weights
        # Adam (Kingma and Ba 2015).
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        weights += _STEP_SIZE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def _shares(values: Numbers, begins: NDArray[np.intp], sizes: Sequence[int]) -> Numbers:
    """Each value as a share of the sum of its choice."""
    shares: Numbers = values / np.repeat(np.add.reduceat(values, begins), sizes)
    return shares


def main() -> None:
    """Fit on the file that is named, and print the module of weights."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    weights = fit([json.loads(line) for line in lines])
    told = "".join(f'    "{name}": {weight},\n' for name, weight in sorted(weights.items()) if weight)
    print(f"{_HEADER}{told}}}")


if __name__ == "__main__":
    main()
