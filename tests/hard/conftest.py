"""What the fault tests share: the programs that are killed, the disk that fails, and the counts at the end."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forks import Forks

Count = Callable[[str], None]


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Count:
    """Tell a line of figures, which stands at the end of the report."""
    return lambda line: record_property("counts", line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests counted."""
    lines = [
        f"{report.nodeid.split('::')[-1]}: {value}"
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == "counts"
    ]
    if lines:
        terminalreporter.section("counts")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes calls fail, for LD_PRELOAD; skips where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler")
    library = tmp_path_factory.mktemp("shim") / "failing.so"
    source = Path(__file__).with_name("failing.c")
    made = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"the compiler makes no library to preload: {made.stderr[-200:]}")
    return library


@pytest.fixture(scope="session")
def failing(shim: Path) -> Iterator[Forks]:
    """A program whose calls can be made to fail."""
    program = Forks(shim)
    yield program
    program.close()


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """A program that does jobs in children that can be killed."""
    program = Forks()
    yield program
    program.close()
