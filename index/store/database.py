"""The database file: a connection for each thread, foreign errors translated, writing and snapshots.

The one module that meets sqlite3.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import IndexBusy, IndexDamaged, IndexFault, IndexMismatch, IndexUnwritable
from index.files import write_atomically
from index.store.schema import APPLICATION_ID, FORMAT, PAGE_BYTES, SCHEMA

DATABASE = "verbatim.sqlite3"
# The mark of the last commit once more. Where SQLite's log is damaged, SQLite takes what stands before the damage for
# all of it; without this note, articles that were added last would be gone without a word.
NOTE = "verbatim.generation"
# Stands in the names of databases that a repair has replaced.
KEPT = ".before-repair-"
BUSY_TIMEOUT_S = 5.0
# What bulk additions would otherwise leave in the log for every reader to search.
_MOST_LOG_BYTES = 64 << 20

Connection = sqlite3.Connection
DatabaseFault = sqlite3.DatabaseError
"""What SQLite raises of a database that it cannot read, and the base of its other errors."""

# How SQLite's messages begin: what follows may quote the database, and hold any word.
_BUSY = ("database is locked", "database table is locked", "database schema is locked")
_UNWRITABLE = (
    "database or disk is full",
    "attempt to write a readonly database",
    "unable to open database file",
    "disk I/O error",
)


class Database:
    """One database file, for any number of threads. Reading never waits for writing.

    Opening raises IndexFault where the folder is something else, IndexDamaged where the database cannot be read, and
    IndexMismatch where it was made by another format or with another embedding model (``encoder``: its fingerprint).
    """

    def __init__(self, folder: Path, encoder: str | None = None) -> None:
        self.folder = folder
        self.path = folder / DATABASE
        self._local = threading.local()
        self._write_lock = threading.Lock()
        try:
            if not self.path.exists():
                self._create(encoder)
        except OSError as cause:
            raise IndexUnwritable(
                f"{self.folder} cannot be made or opened: {cause.strerror}; choose another folder with --index"
            ) from cause
        self._check(encoder)

    def _create(self, encoder: str | None) -> None:
        if self.folder.is_file():
            raise IndexFault(f"{self.folder} is a file, not an index folder; choose another folder with --index")
        # What begins like the database is another program making it at this moment, or one that was killed meanwhile.
        beside = f"{DATABASE}."
        if self.folder.is_dir() and any(
            KEPT in entry.name or not entry.name.startswith(beside) for entry in self.folder.iterdir()
        ):
            # Unless that other program has finished just now.
            if self.path.exists():
                return
            raise IndexFault(
                f"{self.folder} is not an index of Verbatim (no {DATABASE}) and is not empty; "
                "choose another folder with --index"
            )
        if encoder is None:
            raise IndexFault(f"{self.folder} holds no index; add an article first: qa add FILE --index {self.folder}")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryDirectory(prefix=beside, dir=self.folder) as work, self.translated():
            made = Path(work) / DATABASE
            make_database(made, encoder)
            _publish(made, self.path)

    def _check(self, encoder: str | None) -> None:
        # Before the database is read, which may be written to at any moment.
        noted = self._noted()
        with self.translated():
            connection = self.connection()
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if application != APPLICATION_ID:
                if not self.path.stat().st_size:
                    raise self.damaged("it is empty")
                raise IndexFault(f"{self.path} is a database of another program; choose another folder with --index")
            if version > FORMAT:
                raise IndexMismatch(f"{self.folder} was made by a newer version of Verbatim; update this one")
            if version < FORMAT:
                raise IndexMismatch(
                    f"{self.folder} was made by an older version of Verbatim; "
                    f"make it anew from its articles: {self.remedy}"
                )
            made_with = self.meta("encoder")
            if noted is not None and not self._knows(noted):
                raise self.damaged("changes that were stored are missing: its log was damaged, or it is an older copy")
        if encoder is not None and made_with != encoder:
            raise IndexMismatch(
                f"{self.folder} was made with another embedding model; use that model, "
                f"or make it anew from its articles: {self.remedy}"
            )

    def _noted(self) -> str | None:
        try:
            return (self.folder / NOTE).read_text(encoding="ascii").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def _knows(self, mark: str) -> bool:
        return self.connection().execute("SELECT 1 FROM generation WHERE mark = ?", (mark,)).fetchone() is not None

    @property
    def remedy(self) -> str:
        """The command that makes a new database from what can be read of this one."""
        return f"qa index repair --index {self.folder}"

    def connection(self) -> Connection:
        """This thread's connection, made when it is first asked for."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is not None and connection.in_transaction:
            return connection
        if connection is None or self._was_replaced():
            self._local.file = self._file_now()
            connection = self._local.connection = connected(self.path)
        return connection

    @property
    def file(self) -> tuple[int, int] | None:
        """Which file this thread reads: device and inode."""
        self.connection()
        file: tuple[int, int] | None = self._local.file
        return file

    def _file_now(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _was_replaced(self) -> bool:
        """Whether a repair has put another file in the place of the one that this thread reads."""
        return bool(self._file_now() != self._local.file)

    def close(self) -> None:
        """Close this thread's connection."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Whatever SQLite raises inside becomes the error of ours that says what to do."""
        try:
            yield
        except sqlite3.OperationalError as cause:
            reason = str(cause)
            if reason.startswith(_BUSY):
                raise IndexBusy(f"{self.folder} is being written by another program; try again in a moment") from cause
            if is_unwritable(cause):
                raise IndexUnwritable(
                    f"{self.folder} cannot be used: {reason}; free some space or check its permissions"
                ) from cause
            if reason.startswith("Could not decode"):
                reason = "a text is not UTF-8"  # SQLite's own reason quotes the text.
            raise self.damaged(reason) from cause
        except sqlite3.DatabaseError as cause:
            raise self.damaged(str(cause)) from cause
        except UnicodeDecodeError as cause:  # An error of SQLite's that quotes a broken schema.
            raise self.damaged("its schema is not UTF-8") from cause

    def damaged(self, reason: str) -> IndexDamaged:
        first_line = reason.partition("\n")[0]  # SQLite quotes a broken schema with all of its lines.
        return IndexDamaged(
            f"{self.path} is damaged ({first_line}); nothing was changed: restore it from a copy, "
            f"or save what can be read: {self.remedy}"
        )

    def meta(self, key: str) -> str:
        """A value of the table of single values. Raises IndexDamaged where there is none."""
        row = self.connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise self.damaged(f"no {key}")
        return str(row[0])

    def count(self, key: str) -> int:
        """The same as a whole number."""
        value = self.meta(key)
        if not value.isascii() or not value.isdigit():
            raise self.damaged(f"{key} is not a number")
        return int(value)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction under a new generation, whose number is in place from the start. Raises IndexBusy."""
        with self._write_lock, self.translated():
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            if self._was_replaced():  # While this waited for a repair.
                connection.execute("ROLLBACK")
                connection = self.connection()
                connection.execute("BEGIN IMMEDIATE")
            mark = secrets.token_hex(8)
            try:
                connection.execute("INSERT INTO generation (mark) VALUES (?)", (mark,))
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            # What is stored is stored, whether or not it can be noted, and moved to where the log no longer matters.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            with suppress(OSError):
                write_atomically(self.folder / NOTE, f"{mark}\n".encode())

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Whatever this thread reads inside is of one moment, whatever is committed meanwhile. May be nested."""
        with self.translated():
            connection = self.connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def forget_old_pages(self) -> None:
        """Empty the log, which holds old pages until then. Waits for readers, and gives up without an error."""
        with self.translated():
            self.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def connected(path: Path, busy_timeout_s: float | None = None) -> Connection:
    """A new connection with the settings that all have. Raises sqlite3.Error."""
    timeout_s = BUSY_TIMEOUT_S if busy_timeout_s is None else busy_timeout_s
    connection = sqlite3.connect(path, timeout=timeout_s, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_MOST_LOG_BYTES}")
    connection.execute("PRAGMA cache_size = -32768")  # KiB
    return connection


@contextmanager
def without_writers(path: Path) -> Iterator[Connection]:
    """A connection to a database, whatever its state, that nobody writes to meanwhile. Raises IndexBusy."""
    with closing(connected(path)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except DatabaseFault as cause:
            if str(cause).startswith(_BUSY):
                raise IndexBusy(f"{path.parent} is being written by another program; try again in a moment") from cause
            # Too damaged to be locked, and so to be written to.
        try:
            yield connection
        finally:
            with suppress(DatabaseFault):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def make_database(path: Path, encoder: str) -> None:
    """A new, empty database. Raises sqlite3.Error and OSError."""
    # Before SQLite makes it: its log takes over the permissions of the database.
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        values = [("encoder", encoder), ("articles", "0"), ("passages", "0"), ("terms", "0")]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", values)
        connection.execute("INSERT INTO generation (mark) VALUES (?)", (secrets.token_hex(8),))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
        # Closing does the same, but says nothing where it fails.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_unwritable(cause: DatabaseFault) -> bool:
    """Whether the disk or its permissions, not the database, are to blame."""
    return str(cause).startswith(_UNWRITABLE)


def take_in_log(path: Path) -> None:
    """Write into a database what stands in its log alone, so that it is whole without it.

    Raises IndexBusy where another program reads an earlier state for too long, and IndexUnwritable.
    """
    until = time.monotonic() + BUSY_TIMEOUT_S
    with closing(connected(path)) as connection:
        while True:
            try:
                _, in_log, taken = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            except sqlite3.OperationalError as cause:
                raise IndexUnwritable(
                    f"{path.parent} cannot be written: {cause}; free some space or check its permissions"
                ) from cause
            if in_log == taken:
                return
            if time.monotonic() > until:
                raise IndexBusy(f"{path.parent} is being read by another program; try again in a moment")
            time.sleep(0.02)


def _publish(made: Path, path: Path) -> None:
    """Give a finished file its name, unless another program has given it to a file of its own meanwhile."""
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError:  # Some file systems have no links; renaming cannot tell whether the name is taken.
        if not path.exists():
            os.replace(made, path)
