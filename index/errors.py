"""Every error that Verbatim raises on purpose, drawn as a tree.

    VerbatimError
    ├── ReadError              a source that cannot become an article
    │   └── AddressRefused     an address that must not, or cannot, be fetched
    ├── UnknownArticle         no article with that id
    ├── FilterRefused          a filter that cannot be understood
    ├── IndexFault             an index folder that cannot be used
    │   ├── IndexDamaged       its bytes are not what was written
    │   ├── IndexMismatch      made by another format or another embedding model
    │   ├── IndexBusy          another program is writing to it
    │   ├── IndexUnwritable    the disk is full, or writing is not allowed
    │   └── EngineUnavailable  the vector engine beside it cannot be used
    ├── ModelFileFault         a model file that is missing or not the publisher's
    ├── EncodingFailed         the processes or machines that embed cannot be used
    └── (qa.errors adds the leaves of asking and drafting)

The text of an error is one line: what is wrong, then what to do next. Programs show it as it is.
"""

from __future__ import annotations


class VerbatimError(Exception):
    """Base of every error that Verbatim raises on purpose. Its text is one line, fit for a reader."""


class ReadError(VerbatimError):
    """A source cannot be read as an article."""


class AddressRefused(ReadError):
    """An address must not be fetched, or could not be."""


class UnknownArticle(VerbatimError):
    """No article has the id that was asked for."""


class FilterRefused(VerbatimError):
    """A filter of articles cannot be understood."""


class IndexFault(VerbatimError):
    """An index folder cannot be used."""


class IndexDamaged(IndexFault):
    """A file of the index does not hold what was written into it."""


class IndexMismatch(IndexFault):
    """The index was made by another format or by another embedding model."""


class IndexBusy(IndexFault):
    """Another program is writing to the index."""


class IndexUnwritable(IndexFault):
    """The index cannot be written: no space, or no permission."""


class EngineUnavailable(IndexFault):
    """The vector engine that holds the index's vectors is not installed, not there, or refuses."""


class ModelFileFault(VerbatimError):
    """A model file is missing, or is not the publisher's."""


class EncodingFailed(VerbatimError):
    """The processes or machines that texts are embedded on cannot be used."""
