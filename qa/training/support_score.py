"""Fit the weights of ``qa/support_score.py`` on claims with the sentences of the pages that they cite (WiCE).

Run ``python -m qa.training.support_score claims.jsonl.gz``, one JSON object a line: ``claim``, ``evidence`` (its
sentences), ``label`` (supported, partially_supported, not_supported). Encoding the sentences takes minutes; the rest,
seconds.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedding import Encoder, SentenceTransformerEncoder
from index.terms import terms
from qa.support_score import FEATURES, features

Numbers = npt.NDArray[np.float64]

_FOLDS = 5
_REPEATS = 20
# Ridge penalty on standardised features: these are few, so that it hardly matters.
_PENALTY = 3.0


def area_under_roc(scores: Numbers, truth: npt.NDArray[np.bool_]) -> float:
    """The probability, 0 to 1, that a true one scores higher than a false one; ties count half.

    >>> area_under_roc(np.array([0.9, 0.2, 0.2]), np.array([True, True, False]))
    0.75
    """
    above = scores[truth][:, None] - scores[~truth][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def fit(rows: Numbers, truth: npt.NDArray[np.bool_]) -> Numbers:
    """Intercept and weights of a ridge logistic regression, by Newton's method."""
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.column_stack([np.ones(len(rows)), (rows - centre) / spread])
    penalty = _PENALTY * np.diag([0.0, *np.ones(rows.shape[1])])
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (chance - truth) + penalty @ weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        weights = weights - np.linalg.solve(curve, slope)
    plain = weights[1:] / spread
    return np.array([weights[0] - plain @ centre, *plain])


def cross_validated(rows: Numbers, truth: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Mean area over the folds of repeated cross-validation, fitted for ``truth``: of ``truth``, and of ``other``."""
    found = []
    for repeat in range(_REPEATS):
        fold = np.random.default_rng(repeat).permutation(len(rows)) % _FOLDS
        for number in range(_FOLDS):
            weights = fit(rows[fold != number], truth[fold != number])
            scores = rows[fold == number] @ weights[1:]
            found.append([area_under_roc(scores, split[fold == number]) for split in (truth, other)])
    first, second = np.mean(found, axis=0)
    return float(first), float(second)


def word_overlap(claim: str, sentences: list[str]) -> float:
    """Share of a claim's terms that any sentence has: the plain measure to be better than."""
    needed = set(terms(claim))
    return len(needed & {key for sentence in sentences for key in terms(sentence)}) / max(1, len(needed))


def report(path: Path, encoder: Encoder) -> str:
    """The weights, and the areas with and without an encoder, beside those of word overlap."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        claims = [json.loads(line) for line in lines]
    supported = np.array([claim["label"] == "supported" for claim in claims])
    partly = np.array([claim["label"] != "not_supported" for claim in claims])
    rows = np.array([features(claim["claim"], claim["evidence"], encoder) for claim in claims])
    overlap = np.array([word_overlap(claim["claim"], claim["evidence"]) for claim in claims])
    splits = ("supported against the rest", "supported or partially against not")
    lines_out = [f"{len(claims)} claims; area under ROC, {_REPEATS} times {_FOLDS}-fold cross-validated"]
    plain = (area_under_roc(overlap, supported), area_under_roc(overlap, partly))
    found: dict[str, tuple[tuple[float, float], Numbers | None]] = {"word overlap": (plain, None)}
    for name, columns in (("words alone", rows[:, : len(FEATURES) - 1]), ("with an encoder", rows)):
        found[name] = (cross_validated(columns, supported, partly), fit(columns, supported))
    for name, (areas, weights) in found.items():
        lines_out.append(
            f"{name}: " + ", ".join(f"{split} {area:.3f}" for split, area in zip(splits, areas, strict=True))
        )
        if weights is not None:
            lines_out.append("  weights " + ", ".join(f"{weight:.2f}" for weight in weights))
    return "\n".join(lines_out)


if __name__ == "__main__":
    print(report(Path(sys.argv[1]), SentenceTransformerEncoder()))
