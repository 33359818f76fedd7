"""Verbatim: question answering over news articles in which every word can be checked.

    >>> from qa import Assistant, ask
    >>> ask("Who is Cabello?").text                                           # doctest: +SKIP

Heavy parts are imported when they are first used, so that ``import qa`` and ``qa --help`` are instant.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

# Before any library reads them: nothing is looked up, sent or fetched that the user did not ask for.
for _name, _value in {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "TOKENIZERS_PARALLELISM": "false",
    # With two busy cores the default waiting of OpenMP makes one query's encoding thirty times as slow.
    "OMP_WAIT_POLICY": "PASSIVE",
}.items():
    os.environ.setdefault(_name, _value)
# LlamaIndex downloads a tokenizer where this is set.
os.environ.pop("TIKTOKEN_CACHE_DIR", None)

__version__ = "0.1.0"
__all__ = ["Answer", "Article", "Assistant", "Filter", "VerbatimError", "__version__", "ask"]

if TYPE_CHECKING:
    from index.errors import VerbatimError
    from index.filters import Filter
    from index.records import Article
    from qa.answer import Answer
    from qa.assistant import Assistant, ask

_HOME = {
    "Answer": "qa.answer",
    "Article": "index.records",
    "Assistant": "qa.assistant",
    "Filter": "index.filters",
    "VerbatimError": "index.errors",
    "ask": "qa.assistant",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
