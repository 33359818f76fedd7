"""One check a file: does what is strict in a claim survive from the evidence? Each says why not, or None."""

from __future__ import annotations

from collections.abc import Callable

from qa.checks.attributes import attributes
from qa.checks.attribution import attribution
from qa.checks.bonds import bonds
from qa.checks.comparison import Comparison
from qa.checks.dates import dates_kept
from qa.checks.hedges import hedges
from qa.checks.names import names_kept, owner_kept, owners_kept
from qa.checks.negation import negation
from qa.checks.numbers import numbers
from qa.checks.qualifiers import qualifiers
from qa.checks.roles import roles
from qa.checks.speakers import speakers

Check = Callable[[Comparison], str | None]

# What is said of whom: where it fails, the sentence may not answer the question at all.
_FACTS: tuple[Check, ...] = (
    numbers,
    dates_kept,
    names_kept,
    owner_kept,
    owners_kept,
    roles,
    attributes,
    speakers,
    bonds,
)
# How it is said: where nothing but this fails, the sentence says it right.
_WORDING: tuple[Check, ...] = (negation, hedges, attribution, qualifiers)


def fact_failures(compared: Comparison) -> tuple[str, ...]:
    """Every reason, for a person to read, why the claim says something else than the evidence; none where it does not.

    >>> fact_failures(Comparison("He paid $5m.", "He allegedly paid $4m."))
    ('the number "$5m" is not in the evidence',)
    """
    return _failures(_FACTS, compared)


def wording_failures(compared: Comparison) -> tuple[str, ...]:
    """Every reason why the claim says it otherwise: denies it, hardens it, leaves out who said it, or its limits.

    >>> wording_failures(Comparison("He paid $5m.", "He allegedly paid $4m."))
    ('the evidence holds back what the claim says ("allegedly")',)
    """
    return _failures(_WORDING, compared)


def _failures(checks: tuple[Check, ...], compared: Comparison) -> tuple[str, ...]:
    return tuple(reason for check in checks if (reason := check(compared)) is not None)
