"""Damage to files, and the programs that read what is left."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from forks import environment

Damage = Callable[[bytes], bytes | None]
"""What becomes of a file's bytes; None where it is gone."""


def flipped(position: int, bit: int) -> Damage:
    return lambda data: data[:position] + bytes([data[position] ^ 1 << bit]) + data[position + 1 :]


def hole(position: int) -> Damage:
    return lambda data: data[:position] + bytes(len(data[position : position + 512])) + data[position + 512 :]


def cut(length: int) -> Damage:
    return lambda data: data[:length]


def whole(data: bytes | None) -> Damage:
    return lambda _: data


def damages(data: bytes, cuts: int, flips: int, holes: int, seed: int) -> Iterator[tuple[str, Damage]]:
    """Damage of every kind at random places, of which only those count that change something."""
    chance = random.Random(seed)
    used = [position for position, byte in enumerate(data) if byte]
    for position in sorted(chance.sample(range(len(data)), cuts)):
        yield f"cut at {position}", cut(position)
    for position in sorted(chance.sample(used, flips)):
        bit = chance.randrange(8)
        yield f"bit {bit} of byte {position}", flipped(position, bit)
    places = [place for place in range(0, len(data), 512) if any(data[place : place + 512])]
    for position in sorted(chance.sample(places, min(holes, len(places)))):
        yield f"hole at {position}", hole(position)
    yield "empty", whole(b"")
    yield "garbage", whole(chance.randbytes(len(data)))
    yield "missing", whole(None)


@dataclass
class Came:
    """What came of one damaged folder."""

    name: str
    kind: str
    text: str = ""
    parts: Sequence[str] = ()
    examined: str = ""
    left: bool = True  # whether the reader left the damaged file as it was


@dataclass
class Reader:
    """A program that reads folders (``reading.py``); one that dies is started again."""

    sound: Path
    articles: int
    _program: subprocess.Popen[str] | None = field(default=None)

    def read(self, folder: Path) -> dict[str, Any]:
        program = self._program
        if program is None:
            program = self._program = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("reading.py")), str(self.sound), str(self.articles)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment(),
            )
            assert _in(program).readline()
        print(folder, file=program.stdin, flush=True)
        line = _in(program).readline()
        if not line:
            self.close()
            return {"kind": "crash", "text": f"exit {program.returncode}"}
        told: dict[str, Any] = json.loads(line)
        return told

    def close(self) -> None:
        if self._program is not None:
            self._program.communicate()
            self._program = None


def _in(program: subprocess.Popen[str]) -> IO[str]:
    assert program.stdout is not None
    return program.stdout


def outcomes(sound: Path, articles: int, file: str, cases: Sequence[tuple[str, Damage]], work: Path) -> list[Came]:
    """What two readers make of the folder with one file damaged, each case in a copy of its own."""
    data = (sound / file).read_bytes()
    leaves = file.endswith("sqlite3") and not (sound / f"{file}-wal").exists()
    readers = [Reader(sound.with_name("reference"), articles) for _ in range(2)]

    def run(number: int) -> list[Came]:
        done = []
        for name, damage in cases[number::2]:
            folder = work / f"copy {number}"
            shutil.copytree(sound, folder)
            damaged = damage(data)
            path = folder / file
            path.unlink()
            if damaged is not None:
                path.write_bytes(damaged)
            told = readers[number].read(folder)
            # SQLite itself takes a log into the database, and what can be made again is made again.
            left = not leaves or (path.read_bytes() if path.exists() else None) == damaged
            done.append(
                Came(name, told["kind"], told.get("text", ""), told.get("parts", ()), told.get("examined", ""), left)
            )
            shutil.rmtree(folder)
        return done

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, range(2)))
    for reader in readers:
        reader.close()
    return [one for some in results for one in some]
