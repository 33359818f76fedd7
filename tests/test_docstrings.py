"""Every example in the documentation of a module is run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


WITH_EXAMPLES = sorted(
    module_of(path)
    for package in ("qa", "index")
    for path in (ROOT / package).rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


def test_all_modules_are_seen():
    assert {"index.terms", "index.span_reader.reading", "qa.checks.names", "qa.evaluation.metrics.roc"} <= {
        *WITH_EXAMPLES
    }


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_of_the_documentation_hold(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
