"""What is installed, which models are found and verified, where the index lies, and what to do about the rest."""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import dataclass, replace
from pathlib import Path

from index.embedding import SentenceTransformerEncoder
from index.errors import IndexBusy, VerbatimError
from index.store import Store
from index.vectors import FaissVectors
from qa import model_files
from qa.console import counted
from qa.settings import Settings, settings_file

_LIBRARIES = ("torch", "sentence-transformers", "faiss-cpu", "llama-index-core", "gradio", "xllamacpp")


@dataclass(frozen=True)
class Finding:
    """One thing examined. ``needed``: nothing can be answered without it. ``remedy``: what to type where it is bad."""

    what: str
    good: bool
    state: str
    remedy: str = ""
    needed: bool = True


def examine(index: Path | None = None) -> list[Finding]:
    """Examine this installation; nothing is changed, fetched or repaired."""
    findings = [Finding("Python", True, platform.python_version()), *(_library(name) for name in _LIBRARIES)]
    try:
        settings = Settings.load()
    except VerbatimError as error:
        return [*findings, Finding("settings", False, str(error), "see the line above")]
    file = settings_file()
    findings.append(Finding("settings", True, str(file) if file.is_file() else f"all defaults (no {file})"))
    if index is not None:
        settings = replace(settings, index=index)
    encoder = _embedding_model(settings)
    findings += [encoder, _language_model(settings), _index(settings, encoder.good)]
    return findings


def _library(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "not installed", "make install")


def _embedding_model(settings: Settings) -> Finding:
    try:
        encoder = SentenceTransformerEncoder(settings.embedding_model)
    except VerbatimError as error:
        return Finding("embedding model", False, str(error), "make install")
    return Finding("embedding model", True, f"{settings.embedding_model}, files verified ({encoder.fingerprint})")


def _language_model(settings: Settings) -> Finding:
    remedy = "qa setup (answers are made of quotes alone until then)"
    try:
        file = model_files.find(settings)
        if file is None:
            return Finding("language model", False, "not installed", remedy, needed=False)
        model_files.verify(file)
    except VerbatimError as error:
        return Finding("language model", False, str(error), remedy, needed=False)
    return Finding("language model", True, f"{file}, verified")


def _index(settings: Settings, encoder_is_good: bool) -> Finding:
    folder = settings.index
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return Finding("index", True, f"{folder} (not made yet; adding an article makes it)")
    try:
        encoder = SentenceTransformerEncoder(settings.embedding_model) if encoder_is_good else None
        store = Store(folder, encoder.fingerprint if encoder else None)
        store.examine()
        searched = _searched(settings, store)
    except IndexBusy as error:
        return Finding("index", True, f"not checked: {error}")
    except VerbatimError as error:
        return Finding("index", False, str(error), "see the line above")
    counts = f"{counted(store.count, 'article')}, {counted(store.passage_count, 'passage')}"
    return Finding("index", True, f"{folder}, {counts}, all checked; {searched}; generation {store.generation}")


def _searched(settings: Settings, store: Store) -> str:
    """How the vectors are searched, on one line. An engine elsewhere is not reached: it might be given passages."""
    if settings.store != "faiss":
        return f"{settings.store} at {settings.store_address or settings.index}"
    vectors = FaissVectors(settings.index, writes=False)
    vectors.follow(store)
    return vectors.state
