"""A new database from the articles of another one: damaged, of an older format, or made with another embedding model.

Only the stored articles are needed. The new database is made beside the old one, and takes its name once it is whole
and safely written; the old one is kept under a name that says so. Whatever reads the index meanwhile reads the old one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from index.embedding import Encoder
from index.errors import IndexFault, IndexUnwritable, VerbatimError
from index.preparation import Preparation
from index.store import DATABASE, Store
from index.store.database import KEPT, NOTE, DatabaseFault, is_unwritable, take_in_log, without_writers
from index.store.salvage import Lost, Salvaged, salvage, salvage_reprints

_ARTICLES_AT_ONCE = 50


@dataclass(frozen=True)
class Repaired:
    """What came of a repair. ``articles``: how many there are now, earlier versions too; ``bare``: the ids of those
    whose title, date and other metadata could not be read; ``lost``: the ids, or keys, of those that could not be.
    ``kept``: the database as it was before.
    """

    articles: int
    bare: tuple[str, ...]
    lost: tuple[str, ...]
    kept: Path


def repair(folder: Path, encoder: Encoder, progress: Callable[[int], None] | None = None) -> Repaired:
    """Make the database of an index folder anew. ``progress`` is told how many articles are done.

    Raises IndexFault where there is no database, or nothing of it can be read; IndexBusy; IndexUnwritable.
    """
    if not (folder / DATABASE).is_file():
        raise IndexFault(f"{folder} holds no index; add an article first: qa add FILE --index {folder}")
    path = folder / DATABASE
    try:
        with without_writers(path) as old, TemporaryDirectory(prefix=f"{DATABASE}.", dir=folder) as work:
            store = Store(Path(work), encoder.fingerprint)
            filling = _Filling(store, Preparation(encoder, [*_opened(folder, encoder), store]), progress)
            for one in salvage(old):
                filling.take(one)
            filling.write()
            with store.restoring() as restoring:
                for key, article_id, added, metadata in salvage_reprints(old):
                    if key in filling.keys:
                        restoring.reprint(filling.keys[key], article_id, added, metadata)
            # Closing does the same, but says nothing where it fails.
            take_in_log(Path(work) / DATABASE)
            store.close()
            # So that a kill between giving the log and the database another name loses nothing.
            take_in_log(path)
            kept = path.with_name(f"{DATABASE}{KEPT}{datetime.now(timezone.utc):%Y%m%dT%H%M%S%f}")
            _replace(path, Path(work) / DATABASE, kept)
    # Of the old database: the new one's are translated. SQLite quotes a broken schema, whatever its bytes are.
    except (DatabaseFault, UnicodeDecodeError) as cause:
        if isinstance(cause, DatabaseFault) and is_unwritable(cause):
            raise IndexUnwritable(
                f"{folder} cannot be used: {cause}; free some space or check its permissions"
            ) from cause
        raise IndexFault(
            f"nothing can be read of {path}; restore it from a copy, or add the articles to a new folder with --index"
        ) from cause
    except OSError as cause:
        raise IndexUnwritable(
            f"{folder} cannot be written: {cause.strerror}; free some space or check its permissions"
        ) from cause
    return Repaired(len(filling.keys), tuple(filling.bare), tuple(filling.lost), kept)


class _Filling:
    """A new database as it is filled. ``keys``: those of the old database, and what they became."""

    def __init__(self, store: Store, preparation: Preparation, progress: Callable[[int], None] | None) -> None:
        self._store = store
        self._preparation = preparation
        self._progress = progress
        self._waiting: list[Salvaged] = []
        self.keys: dict[int, int] = {}
        self.bare: list[str] = []
        self.lost: list[str] = []

    def take(self, one: Salvaged | Lost) -> None:
        if isinstance(one, Lost):
            self.lost.append(one.article_id or f"number {one.key}")
            return
        if not one.whole:
            self.bare.append(one.article.id)
        self._waiting.append(one)
        if len(self._waiting) == _ARTICLES_AT_ONCE:
            self.write()

    def write(self) -> None:
        """Store what waits."""
        prepared = self._preparation.of([one.article for one in self._waiting])
        with self._store.restoring() as restoring:
            for one, ready in zip(self._waiting, prepared, strict=True):
                story = self.keys.get(one.story)
                self.keys[one.key] = restoring.article(ready, one.article.added, story, current=one.current)
        self._waiting.clear()
        if self._progress is not None:
            self._progress(len(self.keys))


def _replace(path: Path, made: Path, kept: Path) -> None:
    """Give a finished database the place of another, which is kept with its log under another name."""
    try:
        os.link(path, kept)
    except OSError:  # Some file systems have no links.
        shutil.copy2(path, kept)
    # The log belongs to the old database: SQLite would take it for the new one's.
    for suffix in ("-wal", "-shm"):
        log = path.with_name(path.name + suffix)
        if log.exists():
            os.replace(log, kept.with_name(kept.name + suffix))
    with made.open("rb") as file:
        os.fsync(file.fileno())
    # It names a commit that the new database does not know.
    path.with_name(NOTE).unlink(missing_ok=True)
    os.replace(made, path)


def _opened(folder: Path, encoder: Encoder) -> list[Store]:
    """The old database for the vectors in it, where these are the encoder's and it can be opened."""
    with suppress(VerbatimError):
        return [Store(folder, encoder.fingerprint)]
    return []
