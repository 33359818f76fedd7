"""The leaves that asking and drafting add to the tree of :mod:`index.errors`."""

from __future__ import annotations

from index.errors import VerbatimError


class QuestionRefused(VerbatimError):
    """The question cannot be asked as it is: empty, or far too long."""


class SettingsError(VerbatimError):
    """A setting is unknown or has a value that cannot be used."""


class LanguageModelFault(VerbatimError):
    """The language model is missing, failed, or took too long. The quotes are still there."""


class QuestionSetFault(VerbatimError):
    """A file of questions cannot be read as a question set."""


class PromptFault(VerbatimError):
    """A prompt template is missing, or its fields are not the ones it is given."""
