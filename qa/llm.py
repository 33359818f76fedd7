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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx

from index.errors import ModelFileFault
from qa import model_files
from qa.errors import LanguageModelFault, SettingsError
from qa.settings import RemoteModel, Settings
from qa.time_limit import exchange

CONTEXT_TOKENS = 4096
MAX_TOKENS = 96
# What no reply of so few tokens needs: a server that heeds no maximum is left.
_MOST_CHARACTERS = 40 * MAX_TOKENS
_START_TIMEOUT_S = 60.0
_READING_TIMEOUT_S = 300.0
# Only what the server has not read already is read; with one slot it is always the same one.
_SAME_SLOT = {"cache_prompt": True, "id_slot": 0}
_SLOT_TIMEOUT_S = 10.0
_STATES_BYTES = 2_000_000_000
_ALTERNATIVES = 20
_COMMAND = (sys.executable, "-m", "qa.embedded_server")


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

    def start(self) -> None:
        """Get ready for the first question."""
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
        self._timeout_s = settings.timeout_s
        self._server = _Server(settings.base_url, settings.model, key, settings.context_tokens, through_proxies=True)

    def stream(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        remedy = "check its address, name and key in the settings"
        attempt = _Attempt(self.name, min(timeout_s, self._timeout_s), remedy)
        return _stream(self._server, prompt.messages, attempt, extra_body={})

    def start(self) -> None:
        """A provider is ready, or not."""

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

    def __init__(self, file: Path, states: Path, command: Sequence[str] = _COMMAND) -> None:
        """``command``: what serves the model, see :mod:`qa.embedded_server`."""
        self._file = file
        self._states = states
        self._command = command
        self._turn = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._server: _Server | None = None
        self._loaded: Path | None = None

    def stream(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        with self._turn_within(timeout_s) as attempt:
            server = self._started(attempt)
            self._recall(prompt, server)
            yield from _stream(server, prompt.messages, attempt, _SAME_SLOT)

    def start(self) -> None:
        with self._turn_within(_START_TIMEOUT_S) as attempt:
            self._started(attempt)

    def read(self, prompt: Prompt) -> None:
        if self.has_read(prompt):
            return
        with self._turn_within(_READING_TIMEOUT_S) as attempt:
            server = self._started(attempt)
            for _ in _stream(server, prompt.messages, attempt, _SAME_SLOT, max_tokens=1):
                pass
            state = self._state(prompt)
            if _slot(server, "save", state.name):
                _seal(state)
                self._loaded = state
                self._keep_within_bounds(state)

    def has_read(self, prompt: Prompt) -> bool:
        state = self._state(prompt)
        return state.is_file() and _seal_of(state).is_file()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    @contextmanager
    def _turn_within(self, timeout_s: float) -> Iterator[_Attempt]:
        """The model for this thread alone, and what is left of the time once the others are done.

        A process that failed or hangs is ended, so that the next question gets a new one.
        """
        attempt = _Attempt(self.name, timeout_s, "run: qa doctor")
        if not self._turn.acquire(timeout=timeout_s):
            raise LanguageModelFault(f"the language model {self.name} is busy with other questions; ask again later")
        try:
            with _translated(attempt):
                yield attempt
        except LanguageModelFault:
            self.close()
            raise
        finally:
            self._turn.release()

    # --- what was read before

    def _state(self, prompt: Prompt) -> Path:
        opening = [(message.role, message.content) for message in prompt.opening]
        digest = hashlib.sha256(json.dumps([self.name, CONTEXT_TOKENS, opening]).encode()).hexdigest()
        return self._states / f"{prompt.label}-{digest[:24]}.state"

    def _recall(self, prompt: Prompt, server: _Server) -> None:
        """Restore what was read of this prompt before, unless the server has it in mind already."""
        state = self._state(prompt)
        if state == self._loaded or not state.exists():
            return
        if not _is_whole(state):
            forget(state)
        elif _slot(server, "restore", state.name):
            self._loaded = state
            os.utime(state)

    def _keep_within_bounds(self, newest: Path) -> None:
        states = sorted(self._states.glob("*.state"), key=lambda state: state.stat().st_mtime, reverse=True)
        total = 0
        for state in states:
            total += state.stat().st_size
            if total > _STATES_BYTES and state != newest:
                forget(state)

    # --- the process

    def _started(self, attempt: _Attempt) -> _Server:
        if self._process is not None and self._process.poll() is None and self._server is not None:
            return self._server
        try:
            model_files.verify(self._file)
        except ModelFileFault as cause:
            raise LanguageModelFault(str(cause)) from cause
        self._states.mkdir(parents=True, exist_ok=True, mode=0o700)
        limit_s = min(_START_TIMEOUT_S, attempt.left_s())
        key = secrets.token_urlsafe(24)
        process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        address = _address_of(process, self._file, self._states, key, limit_s)
        self._server = _Server(f"{address}/v1", self.name, key, CONTEXT_TOKENS, through_proxies=False)
        self._process = process
        self._loaded = None
        return self._server


def open_language_model(settings: Settings, index: Path) -> LanguageModel | None:
    """The model that the settings name; None for "none", and for "auto" where no model is installed.

    Raises SettingsError for an unknown name, LanguageModelFault for "local" without the model's file, and
    ModelFileFault where the settings name a file that is not there.
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


class _Attempt:
    """One request to a model: which model, how long it may take in all, and what to do where it fails."""

    def __init__(self, model: str, timeout_s: float, remedy: str) -> None:
        self._model = model
        self._timeout_s = timeout_s
        self._remedy = remedy
        self._end = time.monotonic() + timeout_s

    @property
    def over(self) -> bool:
        return time.monotonic() >= self._end

    def left_s(self) -> float:
        """The seconds left. Raises LanguageModelFault when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.overdue()
        return left

    def overdue(self) -> LanguageModelFault:
        return self.failed(f"took longer than {self._timeout_s:g} s")

    def failed(self, how: str) -> LanguageModelFault:
        return LanguageModelFault(f"the language model {self._model} {how}; {self._remedy}")


def _address_of(process: subprocess.Popen[str], file: Path, states: Path, key: str, limit_s: float) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    order = {
        "model": str(file),
        "states": str(states),
        "key": key,
        "context_tokens": CONTEXT_TOKENS,
        "max_tokens": MAX_TOKENS,
    }
    watchdog = threading.Timer(limit_s, process.kill)
    watchdog.start()
    try:
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        return str(json.loads(process.stdout.readline())["address"])
    except (OSError, ValueError, KeyError, TypeError) as cause:
        _end(process)
        raise LanguageModelFault("the embedded language model did not start; run: qa doctor") from cause
    finally:
        watchdog.cancel()


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was not written yet has no reader any more
                pipe.close()


@dataclass(frozen=True)
class _Server:
    """Where a model is reached. ``base_url`` ends with ``/v1``, or whatever the provider has in its place."""

    base_url: str
    model: str
    key: str = field(repr=False)
    context_tokens: int
    through_proxies: bool


def _slot(server: _Server, action: str, name: str) -> bool:
    """Save or restore what the embedded model's server has read; whether it did."""
    try:
        with exchange(_SLOT_TIMEOUT_S, through_proxies=False) as http:
            reply = http.post(
                f"{server.base_url.removesuffix('/v1')}/slots/0",
                params={"action": action},
                json={"filename": name},
                headers={"Authorization": f"Bearer {server.key}"},
            )
    except httpx.HTTPError:
        return False
    return reply.status_code == httpx.codes.OK


def _stream(
    server: _Server,
    messages: Sequence[Message],
    attempt: _Attempt,
    extra_body: Mapping[str, object],
    max_tokens: int = MAX_TOKENS,
) -> Iterator[Piece]:
    """The reply, piece by piece. Raises LanguageModelFault, also for a reply that ends before it is complete."""
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai_like import OpenAILike

    with _translated(attempt), exchange(attempt.left_s(), through_proxies=server.through_proxies) as http:
        client = OpenAILike(
            model=server.model,
            api_base=server.base_url,
            api_key=server.key,
            context_window=server.context_tokens,
            is_chat_model=True,
            temperature=0.0,
            max_tokens=max_tokens,
            max_retries=0,
            timeout=attempt.left_s(),
            http_client=http,
        )
        reply = client.stream_chat(
            [ChatMessage(role=message.role, content=message.content) for message in messages],
            logprobs=True,
            top_logprobs=_ALTERNATIVES,
            extra_body=dict(extra_body),
        )
        written, complete = 0, False
        for part in reply:
            attempt.left_s()
            complete = complete or _ends(part.raw)
            if part.delta:
                yield Piece(part.delta, {} if written else _alternatives(part.raw))
                written += len(part.delta)
            if written > _MOST_CHARACTERS:
                raise attempt.failed("writes without end")
        if not complete:
            raise attempt.overdue() if attempt.over else attempt.failed("broke off its reply")


def _ends(raw: Any) -> bool:
    return bool(raw.choices and raw.choices[0].finish_reason)


def _alternatives(raw: Any) -> dict[str, float]:
    logprobs = getattr(raw.choices[0], "logprobs", None)
    content = getattr(logprobs, "content", None) or []
    if not content:
        return {}
    return {entry.token: math.exp(min(0.0, entry.logprob)) for entry in content[0].top_logprobs}


_FAULTS = (
    *(httpx.HTTPError, httpx.InvalidURL, OSError),
    # The client does not check the shape of what it is sent.
    *(ValueError, LookupError, AttributeError, TypeError, OverflowError),
)


@contextmanager
def _translated(attempt: _Attempt) -> Iterator[None]:
    import openai

    try:
        yield
    except (openai.OpenAIError, *_FAULTS) as cause:
        raise (attempt.overdue() if attempt.over else attempt.failed(f"failed ({_reason(cause)})")) from cause


def _reason(cause: Exception) -> str:
    # Never the error's own text: it may hold the key, or what a server wrote.
    status = getattr(cause, "status_code", None)
    return f"status {status}" if isinstance(status, int) else type(cause).__name__


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
    except (OSError, ValueError):
        return False


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
