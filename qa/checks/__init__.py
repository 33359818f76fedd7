"""One check a file: does what is strict in a claim survive from the evidence? Each says why not, or None."""

from __future__ import annotations

from collections.abc import Callable

from qa.checks.attribution import attribution
from qa.checks.comparison import Comparison
from qa.checks.dates import dates_kept
from qa.checks.hedges import hedges
from qa.checks.names import names_kept, owner_kept, owners_kept
from qa.checks.negation import negation
from qa.checks.numbers import numbers
from qa.checks.qualifiers import qualifiers
from qa.checks.roles import attributes, roles

Check = Callable[[Comparison], str | None]

_CHECKS: tuple[Check, ...] = (
    numbers,
    dates_kept,
    names_kept,
    owner_kept,
    owners_kept,
    roles,
    attributes,
    negation,
    hedges,
    attribution,
    qualifiers,
)


def failures(compared: Comparison) -> tuple[str, ...]:
    """Every reason, for a person to read, why the claim does not survive; none where it does.

    >>> failures(Comparison("He paid $5m.", "He allegedly paid $4m."))
    ('the number "$5m" is not in the evidence', 'the evidence holds back what the claim says ("allegedly")')
    """
    return tuple(reason for check in _CHECKS if (reason := check(compared)) is not None)
