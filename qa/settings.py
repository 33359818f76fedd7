"""Settings: a TOML file, then environment variables, then arguments; the later wins. Unknown keys are refused.

# settings.toml in the user's configuration folder, or the file that QA_SETTINGS names
llm = "auto"
store = "milvus"                        # what the vectors are searched in; "faiss" needs nothing, and is the default
store_address = "http://10.0.0.5:19530"  # or a path that ends in .db; without it, a file in the index folder
store_token_env = "MILVUS_TOKEN"        # the name of the variable that holds the token, where one is needed

[models.ollama]
base_url = "http://127.0.0.1:11434/v1"
model = "qwen3:8b"

[models.hosted]
base_url = "https://openrouter.ai/api/v1"
model = "qwen/qwen3-32b"
api_key_env = "OPENROUTER_API_KEY"   # the name of the variable that holds the key; keys never stand in files
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from index.embedding import DEFAULT_MODEL
from qa.errors import SettingsError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_APP = "verbatim"
_OWN_NAMES = ("auto", "none", "local")
STORES = ("faiss", "milvus")


@dataclass(frozen=True)
class RemoteModel:
    """A model behind the OpenAI protocol. ``api_key_env`` names the environment variable that holds the key."""

    base_url: str
    model: str
    api_key_env: str | None = None
    context_tokens: int = 8192
    timeout_s: float = 60.0


@dataclass(frozen=True)
class Settings:
    """``llm``: "auto" (the embedded model where it is installed), "none", "local", or a name in ``models``.

    ``embedding_processes``: how many processes embed what is added; ``embedding_cluster``: the address of a Ray cluster
    that does, or "local"; see :mod:`index.spread`.
    ``store``: what the passages' vectors are searched in, one of :data:`STORES`; ``store_address`` and
    ``store_token_env`` (the variable that holds the token) are Milvus's: see :class:`index.milvus.Milvus`.
    ``span_reader``: weights made by ``qa.training.span_reader``; None for those that come with Verbatim.
    """

    index: Path = field(default_factory=lambda: Path(platformdirs.user_data_dir(_APP)) / "index")
    llm: str = "auto"
    embedding_model: str = DEFAULT_MODEL
    span_reader: Path | None = None
    language_model_file: Path | None = None
    answer_timeout_s: float = 60.0
    embedding_processes: int = 1
    embedding_cluster: str | None = None
    store: str = "faiss"
    store_address: str | None = None
    store_token_env: str | None = None
    models: Mapping[str, RemoteModel] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings file, where there is one, and the environment (``QA_INDEX``, ``QA_LLM``).

        Raises SettingsError for a file that cannot be read, an unknown key, or a value of the wrong kind.
        """
        file = path or settings_file(environment)
        values: dict[str, Any] = {}
        if path or environment.get("QA_SETTINGS") or file.is_file():
            try:
                values = tomllib.loads(file.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
                raise SettingsError(
                    f"the settings in {file} cannot be read ({cause}); mend or remove the file"
                ) from cause
        for variable, key in (("QA_INDEX", "index"), ("QA_LLM", "llm")):
            if environment.get(variable):
                values[key] = environment[variable]
        return cls._from_values(values, str(file))

    @classmethod
    def _from_values(cls, values: dict[str, Any], where: str) -> Settings:
        models = values.pop("models", {})
        if not isinstance(models, dict) or not all(isinstance(model, dict) for model in models.values()):
            raise SettingsError(f"{where}: models must be tables such as [models.name]")
        _refuse_unknown(values, cls, where)
        for key in ("index", "span_reader", "language_model_file"):
            if key in values:
                values[key] = _path(values[key], f"{where}: {key}")
        _refuse_store(values, where)
        remote = {}
        for name, model in models.items():
            if name in _OWN_NAMES:
                raise SettingsError(f"{where} [models.{name}]: {name} has a meaning of its own; choose another name")
            _refuse_unknown(model, RemoteModel, f"{where} [models.{name}]")
            if not {"base_url", "model"} <= model.keys():
                raise SettingsError(f"{where} [models.{name}]: base_url and model are needed")
            remote[name] = RemoteModel(**model)
        return cls(**values, models=remote)


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The settings file: the one that ``QA_SETTINGS`` names, else that of the user's configuration folder."""
    named = environment.get("QA_SETTINGS")
    return Path(named) if named else Path(platformdirs.user_config_dir(_APP)) / "settings.toml"


def cache_folder() -> Path:
    """Where model files are kept, shared by all clones: ``VERBATIM_CACHE``, or the user's cache folder."""
    return Path(os.environ.get("VERBATIM_CACHE") or platformdirs.user_cache_dir(_APP))


def _refuse_unknown(values: Mapping[str, Any], kind: type, where: str) -> None:
    known = {entry.name: entry.type for entry in fields(kind)}
    for key, value in values.items():
        if key not in known:
            raise SettingsError(f"{where}: unknown setting {key!r}; known are {', '.join(sorted(known))}")
        if known[key] in ("int", "float"):
            numbers = (int,) if known[key] == "int" else (int, float)
            if isinstance(value, bool) or not isinstance(value, numbers) or not 0 < value < math.inf:
                raise SettingsError(f"{where}: {key} must be a {'whole ' * (known[key] == 'int')}number above 0")
        elif not isinstance(value, str) or not value.strip():
            raise SettingsError(f"{where}: {key} must be a text in quotation marks, and not empty")


def _refuse_store(values: Mapping[str, Any], where: str) -> None:
    store, address = values.get("store", "faiss"), values.get("store_address")
    if store not in STORES:
        raise SettingsError(f"{where}: unknown store {store!r}; known are {', '.join(STORES)}")
    if address is None or address.endswith(".db"):
        return
    try:
        parts = urlsplit(address)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise SettingsError(f"{where}: store_address must be http://host:port, https://host or a path that ends in .db")
    if "@" in parts.netloc:
        raise SettingsError(
            f"{where}: store_address must hold no password; put user:password into a variable, "
            "and its name into store_token_env"
        )


def _path(text: str, where: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError as cause:
        raise SettingsError(f"{where}: there is no home folder for {text!r}; write the whole path") from cause
