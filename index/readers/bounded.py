"""A bounded run: a parser of foreign files, in a child process with a limit on time and on memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from index.errors import ReadError

# Isolated (-I), so that neither the working directory nor the environment puts another module in a parser's place.
_PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from index.readers import bounded; bounded.child()"


def run_bounded(parser: str, data: bytes, name: str, *, time_limit_s: float, memory_bytes: int) -> dict[str, Any]:
    """What the function ``parser`` ("package.module:function"), given ``data``, returns, a JSON object.

    Raises ReadError, naming ``name``, with the parser's own ReadError as its text, or when it exceeds its limits.
    """
    paths = json.dumps([path or os.getcwd() for path in sys.path])
    arguments = [sys.executable, "-I", "-c", _PROGRAM, paths, parser, str(int(time_limit_s) + 1), str(memory_bytes)]
    try:
        finished = subprocess.run(arguments, input=data, capture_output=True, timeout=time_limit_s, check=False)
    except subprocess.TimeoutExpired as cause:
        raise ReadError(
            f"{name} takes longer than {time_limit_s:g} s to read; save its text as a text file and add that"
        ) from cause
    except OSError as cause:
        raise ReadError(f"{name} cannot be read, as no process could be started for it; try again") from cause
    try:
        result: dict[str, Any] = json.loads(finished.stdout)
    except ValueError as cause:
        raise ReadError(
            f"{name} is damaged or needs too much memory to read; save its text as a text file and add that"
        ) from cause
    if "refused" in result:
        raise ReadError(f"{name} {result['refused']}")
    return result


def child() -> None:
    """The child's side: limits itself, runs the parser over standard input, prints its result."""
    _limit(seconds=int(sys.argv[3]), memory_bytes=int(sys.argv[4]))
    module, function = sys.argv[2].split(":")
    parser = getattr(__import__(module, fromlist=[function]), function)
    output = sys.stdout.buffer
    # Whatever a parser prints must not mix with its result.
    sys.stdout = sys.stderr
    try:
        result = parser(sys.stdin.buffer.read())
    except ReadError as refusal:
        result = {"refused": str(refusal)}
    output.write(json.dumps(result).encode("ascii"))
    output.flush()


def _limit(seconds: int, memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds there.
        return
    for kind, value in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, seconds)):
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # macOS refuses to limit memory.
            continue
