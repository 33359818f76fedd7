"""Which language model drafts, and how it is reached: always by the OpenAI protocol, through LlamaIndex's client.

The embedded model is such a server too (:mod:`qa.embedded_server`), started when it is first needed, so one client
serves both and only the address differs. What the embedded model has read is kept: reading a prompt takes it 70 tokens
a second on two cores, so the part of a prompt that stays the same (instructions, examples, a whole article) is read
once, saved to the index's ``states`` folder, and restored in some 20 ms.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import httpx

from qa import model_files
from qa.errors import LanguageModelFault, SettingsError
from qa.settings import RemoteModel, Settings

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

CONTEXT_TOKENS = 4096
MAX_TOKENS = 96
_START_TIMEOUT_S = 60.0
_READING_TIMEOUT_S = 300.0
# Only what the server has not read already is read; with one slot it is always the same one.
_SAME_SLOT = {"cache_prompt": True, "id_slot": 0}
_STATES_BYTES = 2_000_000_000
_ALTERNATIVES = 20


@dataclass(frozen=True)
class Message:
    """One turn of a chat. ``role`` is "system", "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True)
class Prompt:
    """A chat whose beginning stays the same from question to question.

    ``opening`` is that beginning; its last message is the user's and is continued by ``rest``. ``label`` begins the
    name of whatever a model keeps of the opening, so that it can be found and forgotten.
    """

    opening: tuple[Message, ...]
    rest: str
    label: str

    @property
    def messages(self) -> list[Message]:
        last = self.opening[-1]
        return [*self.opening[:-1], Message(last.role, last.content + self.rest)]


@dataclass(frozen=True)
class Piece:
    """A piece of a draft as it is written.

    ``alternatives``: for the first piece, the probabilities of the tokens that could have stood there, where the
    model tells them; empty for all others.
    """

    text: str
    alternatives: Mapping[str, float]


class LanguageModel(Protocol):
    """A model that continues a chat. Raises LanguageModelFault, whatever goes wrong."""

    name: str

    def stream(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        """The reply, piece by piece, greedily, of at most MAX_TOKENS tokens, within ``timeout_s`` seconds."""
        ...

    def read(self, prompt: Prompt) -> None:
        """Read the opening of this prompt now and keep it, so that questions after it are answered sooner."""
        ...

    def has_read(self, prompt: Prompt) -> bool:
        """Whether the opening of this prompt costs no time any more."""
        ...

    def close(self) -> None: ...


class RemoteLanguageModel:
    """A configured model behind the OpenAI protocol."""

    def __init__(self, settings: RemoteModel) -> None:
        self.name = settings.model
        key = "none"
        if settings.api_key_env:
            key = os.environ.get(settings.api_key_env, "")
            if not key:
                raise SettingsError(f"the variable {settings.api_key_env} is not set; it must hold the model's key")
        self._client = _client(settings.base_url, settings.model, key, settings.context_tokens, settings.timeout_s)

    def stream(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        return _stream(self._client, self.name, prompt.messages, timeout_s, extra_body={})

    def read(self, prompt: Prompt) -> None:
        """A provider keeps what it wants to keep."""

    def has_read(self, prompt: Prompt) -> bool:
        return True

    def close(self) -> None:
        """Nothing is held open."""


class EmbeddedLanguageModel:
    """The embedded model: a child process, started when it is first needed and again if it has died.

    One question at a time has the model; others wait for their turn.
    """

    name = model_files.NAME

    def __init__(self, file: Path, states: Path) -> None:
        self._file = file
        self._states = states
        self._turn = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._address = ""
        self._key = ""
        self._loaded: Path | None = None
        self._client: OpenAILike | None = None

    def stream(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        with self._turn:
            client = self._started()
            self._recall(prompt)
            yield from _stream(client, self.name, prompt.messages, timeout_s, extra_body=_SAME_SLOT)

    def read(self, prompt: Prompt) -> None:
        if self.has_read(prompt):
            return
        with self._turn:
            client = self._started()
            for _ in _stream(client, self.name, prompt.messages, _READING_TIMEOUT_S, _SAME_SLOT, max_tokens=1):
                pass
            state = self._state(prompt)
            if self._slot("save", state.name):
                _seal(state)
                self._loaded = state
                self._keep_within_bounds(state)

    def has_read(self, prompt: Prompt) -> bool:
        return _seal_of(self._state(prompt)).is_file()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    # --- what was read before

    def _state(self, prompt: Prompt) -> Path:
        opening = [(message.role, message.content) for message in prompt.opening]
        digest = hashlib.sha256(json.dumps([self.name, CONTEXT_TOKENS, opening]).encode()).hexdigest()
        return self._states / f"{prompt.label}-{digest[:24]}.state"

    def _recall(self, prompt: Prompt) -> None:
        """Restore what was read of this prompt before, unless the server has it in mind already."""
        state = self._state(prompt)
        if state != self._loaded and _is_whole(state) and self._slot("restore", state.name):
            self._loaded = state
            os.utime(state)

    def _slot(self, action: str, name: str) -> bool:
        try:
            reply = httpx.post(
                f"{self._address}/slots/0",
                params={"action": action},
                json={"filename": name},
                headers={"Authorization": f"Bearer {self._key}"},
                timeout=10.0,
                trust_env=False,
            )
        except httpx.HTTPError:
            return False
        return reply.status_code == httpx.codes.OK

    def _keep_within_bounds(self, newest: Path) -> None:
        states = sorted(self._states.glob("*.state"), key=lambda state: state.stat().st_mtime, reverse=True)
        total = 0
        for state in states:
            total += state.stat().st_size
            if total > _STATES_BYTES and state != newest:
                forget(state)

    # --- the process

    def _started(self) -> OpenAILike:
        if self._process is not None and self._process.poll() is None and self._client is not None:
            return self._client
        model_files.verify(self._file)
        self._states.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._key = secrets.token_urlsafe(24)
        self._loaded = None
        process = subprocess.Popen(
            [sys.executable, "-m", "qa.embedded_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._process = process
        self._address = _address_of(process, self._file, self._states, self._key)
        self._client = _client(f"{self._address}/v1", self.name, self._key, CONTEXT_TOKENS, _START_TIMEOUT_S)
        return self._client


def open_language_model(settings: Settings, index: Path) -> LanguageModel | None:
    """The model that the settings name; None for "none", and for "auto" where no model is installed.

    Raises SettingsError for an unknown name and LanguageModelFault for "local" without the model's file.
    """
    if settings.llm == "none":
        return None
    if settings.llm in ("auto", "local"):
        file = model_files.find(settings)
        if file is not None:
            return EmbeddedLanguageModel(file, index / "states")
        if settings.llm == "local":
            raise LanguageModelFault("the embedded language model is not installed; run: qa setup")
        return None
    if settings.llm not in settings.models:
        known = ", ".join(["auto", "none", "local", *settings.models])
        raise SettingsError(f"there is no model {settings.llm!r}; known are {known} (add one to the settings file)")
    return RemoteLanguageModel(settings.models[settings.llm])


def forget(state: Path) -> None:
    """Delete one saved state and its seal."""
    state.unlink(missing_ok=True)
    _seal_of(state).unlink(missing_ok=True)


def _address_of(process: subprocess.Popen[str], file: Path, states: Path, key: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    order = {
        "model": str(file),
        "states": str(states),
        "key": key,
        "context_tokens": CONTEXT_TOKENS,
        "max_tokens": MAX_TOKENS,
    }
    watchdog = threading.Timer(_START_TIMEOUT_S, process.kill)
    watchdog.start()
    try:
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        reply = json.loads(process.stdout.readline())
        return str(reply["address"])
    except (OSError, ValueError, KeyError) as cause:
        process.kill()
        raise LanguageModelFault("the embedded language model did not start; run: qa doctor") from cause
    finally:
        watchdog.cancel()


def _client(base_url: str, model: str, key: str, context_tokens: int, timeout_s: float) -> OpenAILike:
    from llama_index.llms.openai_like import OpenAILike

    return OpenAILike(
        model=model,
        api_base=base_url,
        api_key=key,
        context_window=context_tokens,
        is_chat_model=True,
        temperature=0.0,
        max_tokens=MAX_TOKENS,
        max_retries=0,
        timeout=timeout_s,
    )


def _stream(
    client: OpenAILike,
    name: str,
    messages: Sequence[Message],
    timeout_s: float,
    extra_body: Mapping[str, object],
    max_tokens: int = MAX_TOKENS,
) -> Iterator[Piece]:
    from llama_index.core.llms import ChatMessage

    deadline = time.monotonic() + timeout_s
    with _translated(name):
        reply = client.stream_chat(
            [ChatMessage(role=message.role, content=message.content) for message in messages],
            logprobs=True,
            top_logprobs=_ALTERNATIVES,
            max_tokens=max_tokens,
            extra_body=dict(extra_body),
        )
        first = True
        for part in reply:
            if time.monotonic() > deadline:
                raise LanguageModelFault(f"the language model {name} took longer than {timeout_s:.0f} s")
            if part.delta:
                yield Piece(part.delta, _alternatives(part.raw) if first else {})
                first = False


def _alternatives(raw: object) -> dict[str, float]:
    choices = getattr(raw, "choices", None) or []
    logprobs = getattr(choices[0], "logprobs", None) if choices else None
    content = getattr(logprobs, "content", None) or []
    if not content:
        return {}
    return {entry.token: math.exp(entry.logprob) for entry in content[0].top_logprobs}


@contextmanager
def _translated(name: str) -> Iterator[None]:
    import openai

    try:
        yield
    except (openai.OpenAIError, httpx.HTTPError, OSError, ValueError, KeyError, IndexError) as cause:
        raise LanguageModelFault(
            f"the language model {name} failed ({type(cause).__name__}); see: qa doctor"
        ) from cause


# --- saved states: a file and, beside it, the hash that shows that it is whole


def _seal(state: Path) -> None:
    state.chmod(0o600)
    _seal_of(state).write_text(_sha256(state))
    _seal_of(state).chmod(0o600)


def _seal_of(state: Path) -> Path:
    return state.with_suffix(".sha256")


def _is_whole(state: Path) -> bool:
    try:
        return _seal_of(state).read_text() == _sha256(state)
    except OSError:
        return False


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
