"""Claims: sentences, each with the sentences of a source that may or may not support it.

The form is that of WiCE (Kamoi et al. 2023, arXiv 2303.01432), a JSON object a line: ``{"claim": …, "evidence":
["…", …], "label": "supported"}``; the other labels are ``partially_supported`` and ``not_supported``. The figure is the
area under ROC for supported against the rest, and beside it that of plain word overlap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.evaluation.figures import Figure, Group, decimal, sample_note
from qa.evaluation.metrics import area_under_roc, word_overlap
from qa.evaluation.place import Place, Record
from qa.evaluation.sampling import Progress, drawn
from qa.evaluation.source import read_lines
from qa.evaluation.summary import rounded
from qa.evaluation.task_report import TaskReport

SUPPORTED = "supported"
_LABELS = (SUPPORTED, "partially_supported", "not_supported")

Scorer = Callable[[str, Sequence[str]], float]
"""How well sentences support a claim: higher is better."""


@dataclass(frozen=True)
class LabelledClaim:
    id: str
    claim: str
    evidence: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class ClaimSet:
    claims: tuple[LabelledClaim, ...]
    name: str = ""


@dataclass(frozen=True)
class ClaimScores:
    """``support`` is the scorer's, higher is better; ``overlap`` the share of the claim's words in the evidence."""

    support: float
    overlap: float


def read_claims(text: str, name: str, file: Place) -> ClaimSet:
    """The claims on the lines of a file. Raises QuestionSetFault."""
    return ClaimSet(read_lines(text, file, _claim), name)


def _claim(record: Record, place: Place) -> LabelledClaim:
    label = place.text(record, "label")
    if label not in _LABELS:
        place.refuse(f"the label {label!r} is unknown", f"write one of {', '.join(_LABELS)}")
    return LabelledClaim(
        id=_id(record, place),
        claim=place.text(record, "claim"),
        evidence=_evidence(record, place),
        label=label,
    )


def _evidence(record: Record, place: Place) -> tuple[str, ...]:
    values = record.get("evidence")
    if isinstance(values, list):
        # WiCE has a page's blank lines among its sentences.
        values = [value for value in values if not (isinstance(value, str) and not value.strip())]
    evidence = place.texts({"evidence": values}, "evidence")
    if not evidence:
        place.refuse('a claim without "evidence"', 'write "evidence": ["…"]')
    return evidence


def _id(record: Record, place: Place) -> str:
    """The claim's id, which WiCE keeps under "meta"; without one, its line."""
    meta = record.get("meta")
    home = meta if "id" not in record and isinstance(meta, dict) else record
    return place.text_or(home, "id", place.where)


def evaluate_claims(
    claim_set: ClaimSet,
    scorer: Scorer,
    *,
    limit: int | None = None,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> TaskReport:
    """Let every claim be scored, and see how well the scores tell supported ones from the rest."""
    claims, sample = drawn(claim_set.claims, limit, seed)
    made: list[tuple[LabelledClaim, ClaimScores]] = []
    for claim in claims:
        progress(len(made), len(claims))
        made.append(
            (claim, ClaimScores(scorer(claim.claim, claim.evidence), word_overlap(claim.claim, claim.evidence)))
        )
    progress(len(made), len(claims))
    supported = [claim.label == SUPPORTED for claim, _ in made]
    summary = {
        "question_set": claim_set.name,
        "sample": sample.to_dict() if sample else None,
        "claims": len(made),
        "labels": dict(Counter(claim.label for claim in claims)),
        "area_under_roc": rounded(area_under_roc([scores.support for _, scores in made], supported)),
        "area_under_roc_overlap": rounded(area_under_roc([scores.overlap for _, scores in made], supported)),
    }
    return TaskReport(
        name=claim_set.name,
        summary=summary,
        groups=_groups(summary),
        records=tuple({**asdict(claim), "answer": scores.support, "scores": asdict(scores)} for claim, scores in made),
        listed=[
            ("Id", "Claim", "Label", "Support", "Word overlap"),
            *(
                (claim.id, claim.claim, claim.label, f"{scores.support:.3f}", f"{scores.overlap:.3f}")
                for claim, scores in made
            ),
        ],
    )


def _groups(summary: dict[str, Any]) -> tuple[Group, ...]:
    labels = [f"{count} {label.replace('_', ' ')}" for label, count in summary["labels"].items()]
    notes = ", ".join([*labels, *sample_note(summary["sample"])])
    return (
        Group("Asked", (Figure("Claims", str(summary["claims"]), notes),)),
        Group(
            "Supported or not",
            (
                Figure("Support score", decimal(summary["area_under_roc"]), "area under ROC, 0.5 to 1"),
                Figure(
                    "Word overlap",
                    decimal(summary["area_under_roc_overlap"]),
                    "the same, of shared words",
                ),
            ),
        ),
    )
