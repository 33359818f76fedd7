"""The page's server: what it answers, what it refuses, and what every answer carries."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from page_fixtures import ScriptedAssistant, free_port, served
from starlette.datastructures import Headers

from index.records import Article
from qa.errors import SettingsError
from qa.page import serve_page
from qa.page.gate import MOST_BODY_BYTES, refusal_of

HOST = {"host": "127.0.0.1:7860"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(ScriptedAssistant([Article(text="A text.")], {})) as address:
        yield address


def ask(address: str, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    response.read(200)
    connection.close()
    return response


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/assets/index.js"),
        ("GET", "/theme.css"),
        ("GET", "/gradio_api/startup-events"),
        ("GET", "/gradio_api/heartbeat/abc"),
        ("GET", "/gradio_api/queue/data"),
    ],
)
def test_what_the_page_needs_is_let_through(method, path):
    assert refusal_of(method, path, Headers(HOST)) is None


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/gradio_api/file=http://127.0.0.1:9/x", 404),
        ("GET", "/gradio_api/file=/etc/passwd", 404),
        ("HEAD", "/gradio_api/file=http://127.0.0.1:9/x", 404),
        ("GET", "/gradio_api/file/etc/passwd", 404),
        ("GET", "/gradio_api/proxy=http://127.0.0.1:9/x", 404),
        ("GET", "/gradio_api/info", 404),
        ("GET", "/gradio_api/openapi.json", 404),
        ("GET", "/gradio_api/runs", 404),
        ("GET", "/gradio_api/dev/reload", 404),
        ("GET", "/monitoring", 404),
        ("GET", "/login", 404),
        ("GET", "//", 404),
        ("POST", "/gradio_api/upload", 404),
        ("POST", "/gradio_api/process_recording", 404),
        ("POST", "/gradio_api/component_server", 404),
        ("POST", "/login", 404),
        ("POST", "/", 404),
        ("PUT", "/", 405),
        ("DELETE", "/gradio_api/queue/join", 405),
        ("OPTIONS", "/", 405),
    ],
)
def test_everything_else_is_refused(method, path, status):
    refusal = refusal_of(method, path, Headers({**HOST, "content-length": "2"}))

    assert refusal is not None
    assert refusal.status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 400),
        ({"host": "evil.example:7860"}, 400),
        ({"host": "127.0.0.1.evil.example"}, 400),
        ({"host": ""}, 400),
        ({}, 400),
        ({**HOST, "origin": "http://evil.example"}, 403),
        ({**HOST, "origin": "http://127.0.0.1:9999"}, 403),
        ({**HOST, "origin": "null"}, 403),
        ({**HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({**HOST, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403),
        ({**HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, None),
        ({**HOST, "origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}, None),
        ({"host": "localhost:7860"}, None),
        ({"host": "LOCALHOST"}, None),
    ],
)
def test_only_this_computers_own_page_may_ask(headers, status):
    refusal = refusal_of("GET", "/", Headers(headers))

    assert (refusal.status_code if refusal else None) == status


@pytest.mark.parametrize("length", [None, str(MOST_BODY_BYTES + 1), "-1", "many", "9" * 30])
def test_a_body_that_no_question_needs_is_refused(length):
    headers = Headers(HOST if length is None else {**HOST, "content-length": length})
    refusal = refusal_of("POST", "/gradio_api/queue/join", headers)

    assert refusal is not None
    assert refusal.status_code == 413


@pytest.mark.parametrize("path", ["/", "/theme.css", "/gradio_api/upload", "/no/such/path"])
def test_every_answer_carries_the_headers(address, path):
    response = ask(address, "GET", path)
    policy = response.headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "frame-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/favicon.ico", {}, 200),
        ("GET", "/", {"Host": "evil.example"}, 400),
        ("GET", "/gradio_api/file=http://127.0.0.1:9/x", {}, 404),
        ("GET", "/gradio_api/file=%2Fetc%2Fpasswd", {}, 404),
        ("GET", "/gradio_api%2ffile=/etc/passwd", {}, 404),
        ("GET", "/static/../../../../etc/passwd", {}, 404),
        ("GET", "/assets/%2e%2e/%2e%2e/%2e%2e/app.py", {}, 404),
        ("POST", "/gradio_api/upload", {"Content-Type": "multipart/form-data; boundary=x"}, 404),
        ("POST", "/gradio_api/queue/join", {"Origin": "http://evil.example", "Content-Type": "text/plain"}, 403),
    ],
)
def test_the_served_page_holds_to_it(address, method, path, headers, status):
    assert ask(address, method, path, headers, "{}" if method == "POST" else None).status == status


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.org", "", "::"])
def test_a_host_beyond_this_computer_is_refused_with_a_way_out(host):
    with pytest.raises(SettingsError, match="behind a reverse proxy with authentication") as refused:
        serve_page(ScriptedAssistant([], {}), host=host)

    assert "\n" not in str(refused.value)


def test_a_port_in_use_is_told_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"^Port {port} .*choose another port") as refused:
            serve_page(ScriptedAssistant([], {}), port=port)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_what_is_not_a_port_is_refused(port):
    with pytest.raises(SettingsError, match="is not a port"):
        serve_page(ScriptedAssistant([], {}), port=port)


def test_serving_tells_the_address_and_prints_nothing(capsys):
    port = free_port()
    told: list[str] = []

    def interrupted(address: str) -> None:
        told.append(address)
        raise KeyboardInterrupt

    serve_page(ScriptedAssistant([], {}), port=port, on_ready=interrupted)

    assert told == [f"http://127.0.0.1:{port}/"]
    assert capsys.readouterr() == ("", "")
    assert not [thread for thread in threading.enumerate() if thread.name == "verbatim-answer"]
