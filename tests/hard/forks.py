"""The other side of ``zygote.py``: jobs given to programs that can be killed, or whose disk fails, at any moment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SIGKILL = 9
# Which calls fail, or are counted; see ``failing.c``.
OPEN, WRITE, SYNC, RENAME = 1, 2, 4, 8
ANY = OPEN | WRITE | SYNC | RENAME


def environment(preloaded: Path | None = None) -> dict[str, str]:
    """For a program that imports the product and the tests' modules, with one thread for its sums."""
    paths = os.pathsep.join(map(str, (HERE, HERE.parent, HERE.parent.parent)))
    shim = {"LD_PRELOAD": str(preloaded)} if preloaded else {}
    return {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", **shim}


@dataclass(frozen=True)
class Job:
    """A function of ``jobs.py`` and its arguments.

    It is killed after ``kill_after_s``; ``arm``: folder, kinds of calls, number of the call, and errno (0: SIGKILL).
    """

    job: str
    arguments: dict[str, Any]
    kill_after_s: float | None = None
    arm: tuple[str, int, int, int] | None = None
    most_file_bytes: int | None = None


@dataclass(frozen=True)
class Done:
    """What a job printed, by the first word of each line."""

    signal: int
    seconds: float
    lines: list[list[Any]] = field(default_factory=list)

    @property
    def killed(self) -> bool:
        return self.signal == SIGKILL

    @property
    def finished(self) -> bool:
        return ["done"] in self.lines

    def told(self, word: str) -> list[list[Any]]:
        return [line[1:] for line in self.lines if line[0] == word]

    @property
    def calls(self) -> int:
        return int(self.told("calls")[0][0])

    @property
    def error(self) -> tuple[str, str]:
        """The class and the text of the error that it ended with; empty where there was none."""
        found = self.told("error")
        return (found[0][0], found[0][1]) if found else ("", "")


class Forks:
    """One program that does one job at a time."""

    def __init__(self, preloaded: Path | None = None) -> None:
        self._program = subprocess.Popen(
            [sys.executable, str(HERE / "zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(preloaded),
        )

    def run(self, job: Job) -> Done:
        """Do a job to its end. An error that is not one of Verbatim's own is an error of the test."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        print(json.dumps(asdict(job)), file=self._program.stdin, flush=True)
        line = self._program.stdout.readline()
        assert line, "the program died"
        done = Done(*json.loads(line))
        assert done.signal in (0, SIGKILL), f"{job} crashed: signal {done.signal}"
        assert not done.told("traceback"), f"{job}: {done.told('traceback')[0][1]}"
        return done

    def close(self) -> None:
        self._program.communicate()
