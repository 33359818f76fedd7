"""What every check is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """A claim beside the sentence it would rest on.

    ``evidence``: that sentence. ``published``: ISO 8601 date of its article, which relative dates are counted from;
    None where it is not known. ``context``: title, publisher, and a second sentence, which may lend a name.
    """

    claim: str
    evidence: str
    question: str = ""
    context: str = ""
    published: str | None = None
