"""failures: the page's border, where every error becomes a line for the reader."""

from __future__ import annotations

import logging

from index.errors import VerbatimError

SOMETHING_WRONG = "Something went wrong here; the log has the details."
log = logging.getLogger(__name__)


def in_words(failure: Exception) -> str:
    """What a reader is told of a failure: our own errors' text, which is meant for it, and of others nothing."""
    if isinstance(failure, VerbatimError):
        return str(failure)
    log.error("an unexpected failure behind the page", exc_info=failure)
    return SOMETHING_WRONG
