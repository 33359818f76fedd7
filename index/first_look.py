"""The first look at an index's words, before anything is found by them.

Rows carry hashes, and so does the file of vectors; the lexical index is FTS5's own, and carries none. So it is held
against the terms that it was made from when it is first asked: of small indexes before anything is found, of larger
ones beside the first questions. Of very large ones, which would keep writers waiting, `qa index check` does it.
"""

from __future__ import annotations

import threading

from index.errors import IndexBusy, IndexDamaged
from index.store import Store

# Some 6 ms for 1,000 passages.
WAITED_FOR_PASSAGES = 20_000
MOST_PASSAGES = 200_000


class FirstLook:
    """One look at each file that a store reads. Any number of threads may ask."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._file: tuple[int, int] | None = None
        self._looking: threading.Thread | None = None
        self._fault: IndexDamaged | None = None

    def demand(self) -> None:
        """Raise IndexDamaged where the words are known not to be as they were written."""
        count = self._store.passage_count
        if count > MOST_PASSAGES:
            return
        with self._lock:
            looking = self._looking
            if looking is None or self._file != self._store.file:
                self._file, self._fault = self._store.file, None
                looking = self._looking = threading.Thread(target=self._look, name="first-look", daemon=True)
                looking.start()
        if count <= WAITED_FOR_PASSAGES:
            looking.join()
        if self._fault is not None:
            raise self._fault

    def _look(self) -> None:
        try:
            self._store.check_words()
        except IndexBusy:  # Whoever writes now would have to wait; the next question looks again.
            self._looking = None
        except IndexDamaged as fault:
            self._fault = fault
