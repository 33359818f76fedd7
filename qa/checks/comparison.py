"""What every check is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """A claim beside the sentences it would rest on.

    ``evidence``: those sentences, in one text. ``published``: ISO 8601 date of their article, which relative dates are
    counted from; None where it is not known. ``context``: title, publisher and date, which may lend a name.
    """

    claim: str
    evidence: str
    question: str = ""
    context: str = ""
    published: str | None = None
