"""Language models behind the OpenAI protocol: whatever a server does, there are pieces or one LanguageModelFault.

A server written here plays the provider, on loopback; another, as a process, plays the embedded model's.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from page_fixtures import free_port

from qa import llm, model_files
from qa.drafting import drafts
from qa.errors import LanguageModelFault, SettingsError
from qa.llm import (
    EmbeddedLanguageModel,
    LanguageModel,
    Message,
    Piece,
    Prompt,
    RemoteLanguageModel,
    forget,
    open_language_model,
)
from qa.settings import RemoteModel, Settings

PROMPT = Prompt((Message("system", "Be brief."), Message("user", "Text: Brandt is 61.")), "\n\nHow old?", "article")
KEY = "sk-canary-0123456789"
TIMEOUT_S = 0.7
IN_TIME_S = TIMEOUT_S + 1.5

# --- a provider


class Reply:
    """What a behaviour writes its reply with."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler

    def head(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def raw(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def chunk(self, data: bytes) -> None:
        self.raw(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def event(self, content: object) -> None:
        self.raw(b"data: " + (content if isinstance(content, str) else json.dumps(content)).encode() + b"\n\n")


Behaviour = Callable[[Reply, dict[str, Any]], None]


def delta(text: str | None, finish: str | None = None, **logprobs: float) -> dict[str, Any]:
    """A chunk of a streamed chat completion."""
    tokens = [{"token": token, "logprob": value, "bytes": None} for token, value in logprobs.items()]
    content = [{"token": text, "logprob": 0.0, "bytes": None, "top_logprobs": tokens}]
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    if logprobs:
        choice["logprobs"] = {"content": content, "refusal": None}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


class Provider(ThreadingHTTPServer):
    """Answers every request by its behaviour; ``seen`` are the bodies, ``keys`` the authorisations."""

    daemon_threads = True

    def __init__(self, behaviour: Behaviour) -> None:
        self.seen: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.left = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                provider.seen.append(body)
                provider.keys.append(self.headers["Authorization"])
                self.close_connection = True
                try:
                    behaviour(Reply(self), body)
                except OSError:
                    provider.left.set()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def settings(self) -> RemoteModel:
        return RemoteModel(f"http://127.0.0.1:{self.server_port}/v1", "tiny")


@contextmanager
def provider(behaviour: Behaviour) -> Iterator[Provider]:
    server = Provider(behaviour)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def text_of(model: LanguageModel, prompt: Prompt = PROMPT, timeout_s: float = 10.0) -> str:
    return "".join(piece.text for piece in model.stream(prompt, timeout_s))


def fault_of(model: LanguageModel, prompt: Prompt = PROMPT, timeout_s: float = TIMEOUT_S) -> str:
    """The one line with which the model fails, in time."""
    started = time.monotonic()
    with pytest.raises(LanguageModelFault) as raised:
        text_of(model, prompt, timeout_s)
    assert time.monotonic() - started < timeout_s + IN_TIME_S - TIMEOUT_S
    assert "\n" not in str(raised.value)
    assert KEY not in str(raised.value)
    return str(raised.value)


def well(reply: Reply, body: dict[str, Any]) -> None:
    reply.head()
    reply.event({**delta(None), "choices": [{"index": 0, "delta": {"role": "assistant"}, "finish_reason": None}]})
    reply.event(delta("Brandt", Brandt=-0.5, NONE=-1.0))
    reply.event(delta(" is 61.", NONE=-3.0))
    reply.event(delta(None, "stop"))
    reply.event({**delta(None), "choices": []})  # how much was used, as some providers tell at the end
    reply.event("[DONE]")


def test_pieces_are_streamed_with_the_alternatives_of_the_first():
    with provider(well) as server:
        pieces = list(RemoteLanguageModel(server.settings).stream(PROMPT, 10.0))
    assert pieces == [Piece("Brandt", pieces[0].alternatives), Piece(" is 61.", {})]
    assert pieces[0].alternatives == pytest.approx({"Brandt": 0.6065, "NONE": 0.3679}, abs=1e-4)


def test_the_draft_knows_how_likely_a_refusal_was():
    with provider(well) as server:
        grown = list(drafts(RemoteLanguageModel(server.settings), PROMPT, 10.0))
    assert [draft.text for draft in grown] == ["Brandt", "Brandt is 61."]
    assert grown[-1].refusal == pytest.approx(0.3679, abs=1e-4)
    assert not grown[-1].refuses


def test_a_model_that_tells_no_probabilities_is_as_good():
    def behaviour(reply: Reply, body: dict[str, Any]) -> None:
        reply.head()
        reply.event(delta("61", "stop"))

    with provider(behaviour) as server:
        assert list(RemoteLanguageModel(server.settings).stream(PROMPT, 10.0)) == [Piece("61", {})]


def test_markers_that_a_model_writes_never_stand_in_a_draft():
    def behaviour(reply: Reply, body: dict[str, Any]) -> None:
        reply.head()
        for text in ("She is 61 [", "7", "] [[1", "]2", "]", " indeed [[3]4]."):
            reply.event(delta(text))
        reply.event(delta(None, "stop"))

    with provider(behaviour) as server:
        grown = [draft.text for draft in drafts(RemoteLanguageModel(server.settings), PROMPT, 10.0)]
    assert grown[-1] == "She is 61 indeed."
    assert not any("7]" in text for text in grown)


def test_what_is_sent():
    with provider(well) as server:
        text_of(RemoteLanguageModel(server.settings))
        (sent,) = server.seen
    assert sent == {
        "model": "tiny",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Text: Brandt is 61.\n\nHow old?"},
        ],
        "stream": True,
        "temperature": 0.0,
        "max_tokens": 96,
        "logprobs": True,
        "top_logprobs": 20,
    }


def test_one_object_answers_again_and_again_and_for_many_threads():
    with provider(well) as server:
        model = RemoteLanguageModel(server.settings)
        texts: list[str] = []
        threads = [threading.Thread(target=lambda: texts.append(text_of(model))) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert texts == ["Brandt is 61."] * 5


def test_a_reader_who_leaves_is_noticed_by_the_server():
    def endless(reply: Reply, body: dict[str, Any]) -> None:
        reply.head()
        for _ in range(500):
            reply.event(delta("on "))
            time.sleep(0.01)

    with provider(endless) as server:
        stream = RemoteLanguageModel(server.settings).stream(PROMPT, 10.0)
        assert next(stream).text == "on "
        stream.close()
        assert server.left.wait(2.0)


# --- faults


def status(code: int, **headers: str) -> Behaviour:
    def behaviour(reply: Reply, body: dict[str, Any]) -> None:
        reply.head(code, "application/json", **headers)
        reply.raw(json.dumps({"error": {"message": f"Wrong key {KEY}\nsecond line", "code": code}}).encode())

    return behaviour


def says(*events: object, kind: str = "text/event-stream", **headers: str) -> Behaviour:
    def behaviour(reply: Reply, body: dict[str, Any]) -> None:
        reply.head(kind=kind, **headers)
        for event in events:
            if isinstance(event, bytes):
                reply.raw(event)
            else:
                reply.event(event)

    return behaviour


def hangs(*first: object) -> Behaviour:
    def behaviour(reply: Reply, body: dict[str, Any]) -> None:
        if first:
            says(*first)(reply, body)
        time.sleep(TIMEOUT_S + 3)

    return behaviour


def drips(data: bytes) -> Behaviour:
    def behaviour(reply: Reply, body: dict[str, Any]) -> None:
        reply.head()
        for _ in range(int((TIMEOUT_S + 3) / 0.05)):
            reply.raw(data)
            time.sleep(0.05)

    return behaviour


def breaks_chunked(reply: Reply, body: dict[str, Any]) -> None:
    reply._handler.protocol_version = "HTTP/1.1"
    reply.head(Transfer_Encoding="chunked")
    reply.chunk(b"data: " + json.dumps(delta("She is")).encode() + b"\n\n")


def silent(reply: Reply, body: dict[str, Any]) -> None:
    """Closes without a byte."""


def choice(**fields: object) -> dict[str, Any]:
    return {**delta("x"), "choices": [{"index": 0, **fields}]}


OVERDUE = "the language model tiny took longer than 0.7 s; check its address, name and key in the settings"
FAILED = r"the language model tiny (failed \(.+\)|broke off its reply); check its address, name and key in the settings"


@pytest.mark.parametrize(
    ("behaviour", "line"),
    [
        pytest.param(status(500), r".* failed \(status 500\); .*", id="500"),
        pytest.param(status(503, Retry_After="30"), r".* failed \(status 503\); .*", id="503, retry later"),
        pytest.param(status(429, Retry_After="30"), r".* failed \(status 429\); .*", id="429"),
        pytest.param(status(401), r".* failed \(status 401\); .*", id="401"),
        pytest.param(status(404), r".* failed \(status 404\); .*", id="404"),
        pytest.param(status(400), r".* failed \(status 400\); .*", id="400"),
        pytest.param(status(302, Location="http://127.0.0.1:9/"), r".* failed \(status 302\); .*", id="elsewhere"),
        pytest.param(silent, FAILED, id="closes at once"),
        pytest.param(breaks_chunked, FAILED, id="closes half way"),
        pytest.param(says(delta("She is")), ".* broke off its reply; .*", id="ends half way, politely"),
        pytest.param(says(delta("She is"), "[DONE]"), ".* broke off its reply; .*", id="ends without a reason"),
        pytest.param(says(), ".* broke off its reply; .*", id="nothing at all"),
        pytest.param(hangs(), OVERDUE, id="hangs before it answers"),
        pytest.param(hangs(b""), OVERDUE, id="hangs after the headers"),
        pytest.param(hangs(delta("She is")), OVERDUE, id="hangs half way"),
        pytest.param(drips(b": still queueing\n\n"), OVERDUE, id="drips comments"),
        pytest.param(drips(b"x"), OVERDUE, id="drips bytes"),
        pytest.param(drips(b"data: " + json.dumps(delta("a")).encode() + b"\n\n"), OVERDUE, id="drips pieces"),
        pytest.param(says(*[delta("more " * 50)] * 100), ".* writes without end; .*", id="heeds no maximum"),
        pytest.param(says("{"), FAILED, id="half an object"),
        pytest.param(says("nonsense"), FAILED, id="no JSON"),
        pytest.param(says("null"), FAILED, id="null"),
        pytest.param(says("[]"), FAILED, id="a list"),
        pytest.param(says("3"), FAILED, id="a number"),
        pytest.param(says('"text"'), FAILED, id="a text"),
        pytest.param(says({}), FAILED, id="an empty object"),
        pytest.param(says({"choices": None}), FAILED, id="choices are null"),
        pytest.param(says({"choices": {"0": 1}}), FAILED, id="choices are an object"),
        pytest.param(says({"choices": [None]}), FAILED, id="a choice is null"),
        pytest.param(says(choice()), FAILED, id="a choice without a piece"),
        pytest.param(says(choice(delta=None)), FAILED, id="a piece is null"),
        pytest.param(says(choice(delta="She is")), FAILED, id="a piece is a text"),
        pytest.param(says(choice(delta={"content": 61})), FAILED, id="content is a number"),
        pytest.param(says(choice(delta={"content": ["61"]})), FAILED, id="content is a list"),
        pytest.param(says(choice(delta={"content": "x"}, logprobs={"content": [{}]})), FAILED, id="no alternatives"),
        pytest.param(says(choice(delta={"content": "x"}, logprobs={"content": 5})), FAILED, id="logprobs are a number"),
        pytest.param(says({"error": {"message": f"overloaded {KEY}", "code": 503}}), FAILED, id="an error as an event"),
        pytest.param(says(b"<html>Log in</html>", kind="text/html"), FAILED, id="a page"),
        pytest.param(says(b"\x00\xff\xfe" * 99), FAILED, id="bytes"),
        pytest.param(says(b"not gzip", Content_Encoding="gzip"), FAILED, id="not what it says it is"),
        pytest.param(says(json.dumps(delta("x", "stop")).encode(), kind="application/json"), FAILED, id="not a stream"),
    ],
)
def test_a_fault_is_one_line_and_in_time(behaviour: Behaviour, line: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOME_KEY", KEY)
    with provider(behaviour) as server:
        model = RemoteLanguageModel(RemoteModel(server.settings.base_url, "tiny", "SOME_KEY"))
        message = fault_of(model)
        assert len(server.seen) == 1, "asked again"
    assert re.fullmatch(line, message), message


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://127.0.0.1:{port}/v1", id="nobody listens"),
        pytest.param("http://[::", id="half an address"),
        pytest.param("ftp://127.0.0.1/v1", id="another protocol"),
        pytest.param("no address", id="words"),
        pytest.param("http://127.0.0.1:99999/v1", id="no such port"),
        pytest.param("http://a b/v1", id="no such name"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_fault(address: str):
    settings = RemoteModel(address.format(port=free_port()), "tiny")
    with pytest.raises(LanguageModelFault, match="check its address") as raised:
        text_of(RemoteLanguageModel(settings), timeout_s=TIMEOUT_S)
    assert "\n" not in str(raised.value)


def test_the_models_own_time_limit_counts_too():
    with provider(hangs()) as server:
        settings = RemoteModel(server.settings.base_url, "tiny", timeout_s=0.3)
        assert "took longer than 0.3 s" in fault_of(RemoteLanguageModel(settings), timeout_s=1.0)


def test_the_key_comes_from_the_variable_and_goes_to_the_provider_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOME_KEY", KEY)
    with provider(well) as server:
        text_of(RemoteLanguageModel(RemoteModel(server.settings.base_url, "tiny", "SOME_KEY")))
        text_of(RemoteLanguageModel(server.settings))
        assert server.keys == [f"Bearer {KEY}", "Bearer none"]
        assert KEY not in json.dumps(server.seen)


@pytest.mark.parametrize("key", [f"{KEY}\nX-Other: 1", f"{KEY}é", f"{KEY}\x00"])
def test_a_key_that_cannot_be_sent_is_a_fault_that_does_not_show_it(key: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "environ", {**os.environ, "SOME_KEY": key})
    with provider(well) as server:
        model = RemoteLanguageModel(RemoteModel(server.settings.base_url, "tiny", "SOME_KEY"))
        assert "failed" in fault_of(model)
        assert server.seen == []


def test_a_key_that_is_not_set_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SOME_KEY", raising=False)
    with pytest.raises(SettingsError) as raised:
        RemoteLanguageModel(RemoteModel("http://127.0.0.1/v1", "tiny", "SOME_KEY"))
    assert str(raised.value) == "the variable SOME_KEY is not set; it must hold the model's key"


# --- which model


def test_the_names_of_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VERBATIM_CACHE", str(tmp_path))
    models = {"home": RemoteModel("http://127.0.0.1:9/v1", "small")}

    def opened(name: str) -> LanguageModel | None:
        return open_language_model(Settings(llm=name, models=models), tmp_path / "index")

    assert opened("none") is None
    assert opened("auto") is None
    with pytest.raises(LanguageModelFault, match=r"^the embedded language model is not installed; run: qa setup$"):
        opened("local")
    with pytest.raises(SettingsError, match=r"^there is no model 'hame'; known are auto, none, local, home "):
        opened("hame")
    home = opened("home")
    assert home is not None
    assert home.name == "small"
    assert home.has_read(PROMPT)
    model_files.cached_file().parent.mkdir()
    model_files.cached_file().touch()
    for name in ("auto", "local"):
        embedded = opened(name)
        assert embedded is not None
        assert embedded.name == "qwen2.5-coder-1.5b-instruct-q4_k_m"


# --- the embedded model's process, played by another one

SERVER = """
import http.server, json, os, sys, threading, time, urllib.parse

order, log = json.loads(sys.stdin.readline()), open(sys.argv[1], "a")

def note(**entry):
    print(json.dumps({"pid": os.getpid(), **entry}), file=log, flush=True)

class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        address = urllib.parse.urlsplit(self.path)
        note(path=self.path, body=body)
        if self.headers["Authorization"] != "Bearer " + order["key"]:
            return self.send_error(401)
        if address.path == "/slots/0":
            state = os.path.join(order["states"], body["filename"])
            if address.query == "action=save":
                open(state, "wb").write(b"what was read" * 100)
            elif not os.path.exists(state):
                return self.send_error(400)
            return self.answer("{}")
        last = body["messages"][-1]["content"]
        self.send_response(200)
        self.end_headers()
        self.piece("Brandt")
        if "DIE" in last:
            os._exit(1)
        if "HANG" in last:
            time.sleep(20)
        if "SLOWLY" in last:
            time.sleep(0.6)
        self.piece(" is 61.", "stop")

    def piece(self, text, finish=None):
        chunk = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\\n\\n")
        self.wfile.flush()

    def answer(self, text):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
note(order=order)
print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}"}), flush=True)
sys.stdin.read()
os._exit(0)
"""


class Embedded:
    """An embedded model whose server is played, and what that server has noted."""

    def __init__(self, folder: Path, server: str = SERVER) -> None:
        self.states = folder / "index" / "states"
        self._log = folder / "log.jsonl"
        self.file = folder / "model.gguf"
        self.file.touch()
        self._command = [sys.executable, "-S", "-c", server, str(self._log)]
        self.model = self.another()

    def another(self) -> EmbeddedLanguageModel:
        """The same model and states, as another program would open them."""
        return EmbeddedLanguageModel(self.file, self.states, self._command)

    @property
    def notes(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    @property
    def processes(self) -> list[int]:
        return [note["pid"] for note in self.notes if "order" in note]

    def posted(self, path: str) -> list[dict[str, Any]]:
        return [note["body"] for note in self.notes if note.get("path") == path]

    @property
    def state(self) -> Path:
        (state,) = self.states.glob("*.state")
        return state


SAVE, RESTORE, CHAT = "/slots/0?action=save", "/slots/0?action=restore", "/v1/chat/completions"


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Embedded]:
    monkeypatch.setattr(model_files, "verify", lambda file: None)
    played = Embedded(tmp_path)
    yield played
    played.model.close()


def asking(text: str) -> Prompt:
    return Prompt(PROMPT.opening, f"\n\n{text}", PROMPT.label)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_embedded_model_starts_once_and_keeps_its_secrets(embedded: Embedded):
    assert [text_of(embedded.model), text_of(embedded.model)] == ["Brandt is 61."] * 2
    (start, *_) = embedded.notes
    assert embedded.processes == [start["pid"]]
    order = start["order"]
    assert (order["model"], order["context_tokens"], order["max_tokens"]) == (str(embedded.file), 4096, 96)
    assert len(order["key"]) >= 32
    assert order["key"] not in Path(f"/proc/{start['pid']}/cmdline").read_text()
    assert stat.S_IMODE(embedded.states.stat().st_mode) == 0o700
    assert [body["max_tokens"] for body in embedded.posted(CHAT)] == [96, 96]
    embedded.model.close()
    embedded.model.close()
    assert not alive(start["pid"])


def test_the_embedded_model_is_not_reached_through_a_proxy(embedded: Embedded, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    embedded.model.read(PROMPT)
    assert text_of(embedded.model) == "Brandt is 61."
    assert embedded.model.has_read(PROMPT)


def test_a_process_that_dies_half_way_is_a_fault_and_the_next_question_works(embedded: Embedded):
    assert re.search(r"failed \(.+\)|broke off its reply", fault_of(embedded.model, asking("DIE")))
    assert text_of(embedded.model) == "Brandt is 61."


def test_a_process_killed_between_questions_is_started_again(embedded: Embedded):
    text_of(embedded.model)
    os.kill(embedded.processes[0], 9)
    with suppress(LanguageModelFault):  # where the question is quicker than the kill
        text_of(embedded.model)
    assert text_of(embedded.model) == "Brandt is 61."
    assert len(embedded.processes) == 2


def test_a_process_that_hangs_is_ended_in_time_and_the_next_question_works(embedded: Embedded):
    text_of(embedded.model)
    message = fault_of(embedded.model, asking("HANG"))
    assert message == ("the language model qwen2.5-coder-1.5b-instruct-q4_k_m took longer than 0.7 s; run: qa doctor")
    assert not alive(embedded.processes[0])
    assert text_of(embedded.model) == "Brandt is 61."


def test_who_waits_for_a_turn_waits_no_longer_than_asked(embedded: Embedded):
    first = embedded.model.stream(asking("SLOWLY"), 10.0)
    assert next(first).text == "Brandt"
    assert "is busy with other questions" in fault_of(embedded.model, timeout_s=0.2)
    assert [piece.text for piece in first] == [" is 61."]
    assert text_of(embedded.model) == "Brandt is 61."
    assert len(embedded.processes) == 1


def test_who_leaves_gives_up_the_turn(embedded: Embedded):
    first = embedded.model.stream(asking("SLOWLY"), 10.0)
    next(first)
    first.close()
    assert text_of(embedded.model) == "Brandt is 61."
    assert len(embedded.processes) == 1


@pytest.mark.parametrize(
    "server",
    [
        pytest.param("import sys; sys.exit(1)", id="ends"),
        pytest.param("print('nonsense')", id="talks nonsense"),
        pytest.param("print('[1]')", id="talks another shape"),
        pytest.param('print(\'{"error": "no memory"}\')', id="says why"),
        pytest.param("import time; time.sleep(20)", id="never answers"),
    ],
)
def test_a_server_that_does_not_start_is_a_fault(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(model_files, "verify", lambda file: None)
    assert fault_of(Embedded(tmp_path, server).model) == "the embedded language model did not start; run: qa doctor"


def test_a_file_that_is_no_model_is_a_fault_of_the_real_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(model_files, "verify", lambda file: None)
    (tmp_path / "model.gguf").write_bytes(b"GGUF" + bytes(1000))
    model = EmbeddedLanguageModel(tmp_path / "model.gguf", tmp_path / "states")
    assert fault_of(model, timeout_s=30.0) == "the embedded language model did not start; run: qa doctor"


def test_a_command_that_is_not_there_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(model_files, "verify", lambda file: None)
    model = EmbeddedLanguageModel(tmp_path / "model.gguf", tmp_path / "states", [str(tmp_path / "nothing")])
    assert "failed (FileNotFoundError)" in fault_of(model)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"GGUF and other bytes", "is not the publisher's file"), (None, "cannot be read")]
)
def test_a_file_that_is_not_the_publishers_is_a_fault(tmp_path: Path, content: bytes | None, reason: str):
    file = tmp_path / "model.gguf"
    if content is not None:
        file.write_bytes(content)
    message = fault_of(EmbeddedLanguageModel(file, tmp_path / "states"))
    assert message.startswith(f"{file} {reason}")


def test_a_states_folder_that_cannot_be_made_is_a_fault(embedded: Embedded):
    embedded.states.parent.mkdir()
    embedded.states.touch()
    assert "failed (FileExistsError)" in fault_of(embedded.model)


# --- what was read before


def test_what_was_read_is_kept_and_restored_by_another_program(embedded: Embedded):
    assert not embedded.model.has_read(PROMPT)
    embedded.model.read(PROMPT)
    embedded.model.read(PROMPT)
    assert embedded.model.has_read(asking("Another question about the same text?"))
    assert embedded.state.name.startswith("article-")
    assert stat.S_IMODE(embedded.state.stat().st_mode) == 0o600
    assert [body["max_tokens"] for body in embedded.posted(CHAT)] == [1]
    text_of(embedded.model)
    assert (len(embedded.posted(SAVE)), len(embedded.posted(RESTORE))) == (1, 0)
    another = embedded.another()
    assert another.has_read(PROMPT)
    text_of(another)
    text_of(another)
    another.close()
    assert embedded.posted(RESTORE) == [{"filename": embedded.state.name}]


def test_another_opening_is_another_state(embedded: Embedded):
    embedded.model.read(PROMPT)
    for other in (
        Prompt((*PROMPT.opening[:1], Message("user", "Text: Brandt is 62.")), PROMPT.rest, PROMPT.label),
        Prompt((Message("user", "Be brief."), PROMPT.opening[1]), PROMPT.rest, PROMPT.label),
        Prompt(PROMPT.opening, PROMPT.rest, "other"),
    ):
        assert not embedded.model.has_read(other)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda state: state.write_bytes(state.read_bytes()[:-1]), id="truncated"),
        pytest.param(lambda state: state.write_bytes(b"W" + state.read_bytes()[1:]), id="one byte changed"),
        pytest.param(lambda state: state.write_bytes(b""), id="emptied"),
        pytest.param(lambda state: state.with_suffix(".sha256").write_bytes(b"\xff\xfe"), id="seal is nonsense"),
        pytest.param(lambda state: state.with_suffix(".sha256").write_bytes(b""), id="seal is empty"),
        pytest.param(lambda state: state.with_suffix(".sha256").write_text("0" * 64), id="seal of another"),
        pytest.param(lambda state: state.with_suffix(".sha256").unlink(), id="no seal"),
        pytest.param(lambda state: state.unlink(), id="no state"),
    ],
)
def test_a_state_that_is_not_whole_is_not_used_and_not_kept(embedded: Embedded, harm: Callable[[Path], None]):
    embedded.model.read(PROMPT)
    harm(embedded.state)
    another = embedded.another()
    assert text_of(another) == "Brandt is 61."
    assert embedded.posted(RESTORE) == []
    assert not another.has_read(PROMPT)
    another.read(PROMPT)
    assert another.has_read(PROMPT)
    another.close()


def test_a_state_that_was_forgotten_is_gone(embedded: Embedded):
    embedded.model.read(PROMPT)
    forget(embedded.state)
    forget(embedded.states / "never-there.state")
    assert [*embedded.states.iterdir()] == []
    assert not embedded.model.has_read(PROMPT)


def test_states_are_kept_within_bounds_the_oldest_goes_first(embedded: Embedded, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(llm, "_STATES_BYTES", 3_000)  # each has 1,300
    prompts = [Prompt(PROMPT.opening, "", label) for label in ("first", "second", "third")]
    for age, prompt in enumerate(prompts):
        embedded.model.read(prompt)
        for state in embedded.states.glob(f"{prompt.label}-*.state"):
            os.utime(state, (1_000_000_000 + age, 1_000_000_000 + age))
    assert [embedded.model.has_read(prompt) for prompt in prompts] == [False, True, True]


def test_a_seal_that_cannot_be_written_is_a_fault(embedded: Embedded, monkeypatch: pytest.MonkeyPatch):
    def full(state: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(llm, "_seal", full)
    with pytest.raises(LanguageModelFault, match="failed"):
        embedded.model.read(PROMPT)
    assert not embedded.model.has_read(PROMPT)
