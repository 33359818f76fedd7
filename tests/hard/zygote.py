"""A program that has all modules loaded and does jobs in children of its own, which may be killed at any moment.

A line of JSON a job: see :class:`forks.Job`. Its children print what they have done, each thing when it is done.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
import traceback

import jobs

from index.errors import VerbatimError


def child(order: dict[str, object], out: int) -> None:
    """Do one job and print what came of it."""
    output = os.fdopen(out, "w", buffering=1)

    def told(*words: object) -> None:
        print(json.dumps(words), file=output, flush=True)

    arm = order["arm"]
    if arm:
        ctypes.CDLL(None).hard_arm(str(arm[0]).encode(), ctypes.c_int(arm[1]), ctypes.c_long(arm[2]), arm[3])
    if order["most_file_bytes"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["most_file_bytes"], resource.RLIM_INFINITY))
    try:
        getattr(jobs, str(order["job"]))(told, **order["arguments"])
        told("done")
    except VerbatimError as error:
        told("error", type(error).__name__, str(error))
    except Exception as error:  # noqa: BLE001 (that there is none is what is tested)
        told("traceback", repr(error), traceback.format_exc())
    if arm:
        told("calls", ctypes.CDLL(None).hard_calls())


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        started = time.monotonic()
        number = os.fork()
        if not number:
            os.close(reading)
            try:
                child(order, writing)
            finally:
                os._exit(0)
        os.close(writing)
        output, killed_at = b"", order["kill_after_s"]
        while True:
            left = None if killed_at is None else max(0.0, killed_at - (time.monotonic() - started))
            ready = select.select([reading], [], [], left)[0]
            if not ready:
                os.kill(number, signal.SIGKILL)
                killed_at = None
                continue
            part = os.read(reading, 1 << 16)
            if not part:
                break
            output += part
        os.close(reading)
        status = os.waitpid(number, 0)[1]
        lines = [json.loads(one) for one in output.decode().split("\n")[:-1]]
        signal_number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        print(json.dumps([signal_number, time.monotonic() - started, lines]), flush=True)


if __name__ == "__main__":
    main()
