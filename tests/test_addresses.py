"""Fetching an address: what is fetched, what never is, and that nothing is connected to on the way."""

from __future__ import annotations

import ipaddress
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer

import httpx
import pytest

from index.errors import AddressRefused
from index.readers.address import Fetched, IPAddress, PinnedTransport, fetch, is_public

PUBLIC = "93.184.216.34"
HOSTS = {
    "news.example.com": [PUBLIC],
    "other.example.com": ["2606:4700::1111", PUBLIC],
    "private.example.com": ["10.0.0.8"],
    "loopback.example.com": ["127.0.0.1"],
    "mixed.example.com": [PUBLIC, "192.168.1.1"],
    "mapped.example.com": ["::ffff:10.0.0.1"],
    "nowhere.example.com": [],
}


def resolve(host: str) -> list[IPAddress]:
    return [ipaddress.ip_address(address) for address in HOSTS.get(host, ())]


_connected: list[object] = []
_watching = threading.local()


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and getattr(_watching, "on", False):
        _connected.append(arguments[1])


sys.addaudithook(_hook)


@contextmanager
def connections() -> Iterator[list[object]]:
    """What this thread connects to, seen by a hook below every library."""
    _connected.clear()
    _watching.on = True
    try:
        yield _connected
    finally:
        _watching.on = False


FORBIDDEN = [
    # not http, or not an address
    *("ftp://news.example.com/a", "file:///etc/passwd", "gopher://news.example.com/", "data:text/html,hello", "//news"),
    *("http://", "http:///path", "https://?q", "http://news.example.com:0/", "http://news.example.com:99999/"),
    *("http://news.example.com:port/", "http://news.example.com\\@10.0.0.1/", "http://news.example.com/\r\nHost: x"),
    *("http://news.example.com /", "javascript:alert(1)", "http://exa_mple", "http://" + "a" * 300 + ".com/"),
    # credentials
    *("http://user:secret@news.example.com/", "http://user@news.example.com/", "http://news.example.com@10.0.0.1/"),
    # this machine and its network, in every spelling
    *("http://127.0.0.1/", "http://127.0.0.1:8080/", "http://127.1/", "http://2130706433/", "http://0x7f000001/"),
    *(
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://0/",
        "http://0.0.0.0/",
    ),
    *("http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://router.local/", "http://db.internal/"),
    *("http://intranet/", "http://10.1.2.3/", "http://172.31.0.1/", "http://192.168.0.1/", "http://169.254.169.254/"),
    *("http://100.64.0.1/", "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/", "http://240.0.0.1/"),
    *(
        "http://255.255.255.255/",
        "http://192.88.99.1/",
        "http://168.63.129.16/",
        "http://①②⑦.⓪.⓪.①/",
        "http://1２7.0.0.1/",
    ),
    *("http://[::1]/", "http://[::]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/"),
    *("http://[ff02::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/"),
    *("http://[64:ff9b::10.0.0.1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2001:db8::1]/"),
    *("http://[2001:0:4136:e378::1]/", "http://[::127.0.0.1]/", "http://[fec0::1]/", "http://[::1"),
    # names that lead there
    *("http://private.example.com/", "http://loopback.example.com/", "https://mixed.example.com/"),
    *("http://mapped.example.com/", "http://nowhere.example.com/"),
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_a_forbidden_address_is_refused_before_any_connection(address):
    with connections() as connected, pytest.raises(AddressRefused) as refused:
        fetch(address, resolve=resolve, deadline_s=5)
    assert connected == []
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_the_hook_sees_a_connection():
    with Server({}) as server, connections() as connected:
        server.fetch("http://news.example.com/")
    assert connected
    assert set(connected) == {("127.0.0.1", server.port)}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (PUBLIC, True),
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("2a00:1450:4001::1", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::a00:1", False),
        ("192.0.0.192", False),
        ("2002:808:808::1", False),
        ("224.0.0.251", False),
        ("ff0e::1", False),
        ("100.127.255.255", False),
        ("0.1.2.3", False),
        ("2001:db8::", False),
        ("3fff::1", False),
        ("4000::1", False),
    ],
)
def test_public_addresses(address, expected):
    assert is_public(ipaddress.ip_address(address)) is expected


PAGE = b"<!doctype html><p>Hello"
Answers = dict[str, tuple[int, dict[str, str], bytes]]


def answering(answers: Answers, seen: list[httpx.Request] | None = None) -> httpx.MockTransport:
    """A transport that answers by address; without an answer, status 404."""

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        status, headers, body = answers.get(str(request.url), (404, {}, b""))
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    return httpx.MockTransport(answer)


HTML = {"content-type": "text/html; charset=windows-1251"}
AT = "http://news.example.com"


def test_a_page_is_fetched():
    transport = answering({f"{AT}/a?b=c": (200, HTML, PAGE)})
    assert fetch(f"{AT}/a?b=c#part", resolve=resolve, transport=transport) == Fetched(
        url=f"{AT}/a?b=c#part", content_type="text/html", charset="windows-1251", data=PAGE
    )


def test_the_request_is_honest_and_asks_for_no_compression():
    seen: list[httpx.Request] = []
    fetch(f"{AT}/a", resolve=resolve, transport=answering({f"{AT}/a": (200, HTML, PAGE)}, seen))
    assert [str(request.url) for request in seen] == [f"{AT}/robots.txt", f"{AT}/a"]
    assert [request.headers["host"] for request in seen] == ["news.example.com"] * 2
    assert {request.headers["user-agent"] for request in seen} == {"Verbatim/0.1 (+article reader)"}
    assert {request.headers["accept-encoding"] for request in seen} == {"identity"}
    assert not any("cookie" in request.headers or "authorization" in request.headers for request in seen)


def test_a_redirect_is_followed_to_another_public_host():
    answers: Answers = {
        f"{AT}/a": (301, {"location": "//other.example.com/b"}, b""),
        "http://other.example.com/b": (302, {"location": "c"}, b""),
        "http://other.example.com/c": (200, {"content-type": "text/plain"}, b"Hello"),
    }
    assert fetch(f"{AT}/a", resolve=resolve, transport=answering(answers)).url == "http://other.example.com/c"


@pytest.mark.parametrize(
    "location",
    [
        *(
            "http://127.0.0.1/",
            "http://private.example.com/",
            "http://[::1]/",
            "//169.254.169.254/latest",
            "file:///etc",
        ),
        *("http://user:pass@other.example.com/", "http://2130706433/", "ftp://other.example.com/", "http://localhost/"),
    ],
)
def test_a_redirect_to_a_forbidden_address_is_not_followed(location):
    seen: list[httpx.Request] = []
    transport = answering({f"{AT}/a": (302, {"location": location}, b"")}, seen)
    with pytest.raises(AddressRefused):
        fetch(f"{AT}/a", resolve=resolve, transport=transport)
    assert {request.url.host for request in seen} == {"news.example.com"}


def test_a_name_server_that_changes_its_mind_gains_nothing():
    answers = iter([[ipaddress.ip_address(PUBLIC)]] + [[ipaddress.ip_address("127.0.0.1")]] * 9)
    seen: list[httpx.Request] = []
    transport = answering({f"{AT}/a": (200, HTML, PAGE)}, seen)
    with pytest.raises(AddressRefused, match="private network"):
        fetch(f"{AT}/a", resolve=lambda host: next(answers), transport=transport)
    assert [str(request.url) for request in seen] == [f"{AT}/robots.txt"]


ROBOTS = {"content-type": "text/plain"}


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ((404, {}, b""), True),
        ((403, {}, b""), True),
        ((200, ROBOTS, b""), True),
        ((200, ROBOTS, b"User-agent: *\nDisallow: /private"), True),
        ((200, ROBOTS, b"User-agent: *\nDisallow: /"), False),
        ((200, ROBOTS, b"\xef\xbb\xbfUser-agent: verbatim\nDisallow: /a\n\nUser-agent: *\nAllow: /"), False),
        ((200, ROBOTS, b"User-agent: verbatim\nAllow: /\n\nUser-agent: *\nDisallow: /"), True),
        ((200, ROBOTS, b"<html>\x00\xff not robots at all"), True),
        ((503, {}, b""), False),
        ((302, {"location": "http://127.0.0.1/robots.txt"}, b""), False),
        ((302, {"location": "/moved.txt"}, b""), False),
    ],
)
def test_robots_txt_is_respected(robots, allowed):
    closed = (200, ROBOTS, b"User-agent: *\nDisallow: /a")
    transport = answering({f"{AT}/robots.txt": robots, f"{AT}/moved.txt": closed, f"{AT}/a": (200, HTML, PAGE)})
    if allowed:
        assert fetch(f"{AT}/a", resolve=resolve, transport=transport).data == PAGE
    else:
        with pytest.raises(AddressRefused):
            fetch(f"{AT}/a", resolve=resolve, transport=transport)


@pytest.mark.parametrize(
    ("status", "headers", "body", "words"),
    [
        pytest.param(404, HTML, b"", "status 404", id="missing"),
        pytest.param(500, HTML, b"", "status 500", id="broken"),
        pytest.param(204, HTML, b"", "status 204", id="nothing"),
        pytest.param(302, {}, b"", "status 302", id="redirect to nowhere"),
        pytest.param(200, {}, PAGE, "unknown kind", id="no type"),
        pytest.param(200, {"content-type": "image/png"}, PAGE, "image/png", id="image"),
        pytest.param(200, {"content-type": "application/zip\x01"}, PAGE, "application/zip", id="archive"),
        pytest.param(200, {**HTML, "content-encoding": "br"}, b"x", "compressed", id="brotli"),
        pytest.param(200, {**HTML, "content-encoding": "gzip, identity"}, b"x", "compressed", id="gzip"),
        pytest.param(200, {**HTML, "content-length": "20000001"}, b"x", "larger than 20 MB", id="announced size"),
        pytest.param(200, HTML, b"x" * 20_000_001, "larger than 20 MB", id="size"),
        pytest.param(302, {"location": "/a"}, b"", "more than 5 times", id="loop"),
        pytest.param(302, {"location": "http://[::1"}, b"", "not a web address", id="bad redirect"),
    ],
)
def test_what_is_no_article_is_refused(status, headers, body, words):
    transport = answering({f"{AT}/a": (status, headers, body)})
    with pytest.raises(AddressRefused, match=words):
        fetch(f"{AT}/a", resolve=resolve, transport=transport)


class Server:
    """A loopback server that answers each path with the given pieces of bytes, a pause after each."""

    def __init__(self, answers: dict[str, tuple[list[bytes], float]]) -> None:
        missing = ([b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"], 0.0)

        class Handler(BaseRequestHandler):
            def handle(self) -> None:
                path = self.request.recv(65536).split(b" ")[1].decode("ascii")
                pieces, pause_s = answers.get(path, missing)
                try:
                    for piece in pieces:
                        self.request.sendall(piece)
                        time.sleep(pause_s)
                except OSError:
                    return

        ThreadingTCPServer.daemon_threads = True
        self._server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.block_on_close = False
        self.port = self._server.server_address[1]

    def __enter__(self) -> Server:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fetch(self, address: str, deadline_s: float = 5) -> Fetched | str:
        transport = PinnedTransport([ipaddress.ip_address("127.0.0.1")], deadline_s)
        address = address.replace(".com/", f".com:{self.port}/")
        try:
            return fetch(address, resolve=resolve, transport=transport, deadline_s=deadline_s)
        except AddressRefused as refusal:
            return str(refusal)
        finally:
            transport.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_a_page_comes_through_real_sockets():
    pieces = [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nHello\r\n", b"6\r\n world\r\n0\r\n\r\n"]
    with Server({"/a": (pieces, 0.01)}) as server:
        fetched = server.fetch("http://news.example.com/a")
    assert isinstance(fetched, Fetched)
    assert fetched.data == b"Hello world"


DRIP = 400


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        pytest.param([HEAD + b"Content-Length: 9999\r\n\r\n", *[b"x"] * DRIP], "longer than", id="body drips"),
        pytest.param([HEAD, *[b"X-A: b\r\n"] * DRIP], "longer than", id="headers drip"),
        pytest.param([b"HTTP/1.1 200 O", *[b"K"] * DRIP], "longer than", id="status drips"),
        pytest.param([b""] * DRIP, "longer than", id="silence"),
        pytest.param([HEAD + b"Content-Length: 9\r\n\r\nab"], "broke off", id="cut short"),
        pytest.param([b"SSH-2.0-OpenSSH\r\n"], "cannot be reached", id="not HTTP"),
        pytest.param([b""], "cannot be reached", id="closed"),
        pytest.param([HEAD + b"X: " + b"y" * 200_000 + b"\r\n\r\n"], "cannot be reached", id="endless header"),
    ],
)
def test_bad_servers_are_left_in_time(pieces, words):
    begun = time.monotonic()
    with Server({"/a": (pieces, 0.05)}) as server:
        answer = server.fetch("http://news.example.com/a", deadline_s=0.6)
    assert isinstance(answer, str)
    assert words in answer
    assert time.monotonic() - begun < 4


def test_a_slow_name_server_is_left_in_time():
    def asleep(host: str) -> list[IPAddress]:
        time.sleep(3)
        return resolve(host)

    begun = time.monotonic()
    with pytest.raises(AddressRefused, match="longer than"):
        fetch(f"{AT}/a", resolve=asleep, deadline_s=0.3)
    assert time.monotonic() - begun < 2
