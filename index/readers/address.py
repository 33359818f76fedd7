"""Addresses: one page fetched from the public web, and from nowhere else.

Whoever names an address may be an attacker who wants this machine to speak to its own network (server-side request
forgery). So each host is resolved once, every address that it resolves to must be public, and the connection goes to
one of exactly those, however often the name server changes its mind. Each redirect is treated as a new address.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.robotparser import RobotFileParser

import httpcore
import httpx

from index.errors import AddressRefused
from index.readers.metadata import one_line

if TYPE_CHECKING:
    from httpcore._backends.base import SOCKET_OPTION

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str], Sequence[IPAddress]]

DEADLINE_S = 20.0
BYTES_AT_MOST = 20_000_000
ROBOTS_BYTES_AT_MOST = 500_000
REDIRECTS_AT_MOST = 5
ADDRESS_CHARACTERS = 2000
ROBOT_NAME = "Verbatim"
USER_AGENT = "Verbatim/0.1 (+article reader)"
CONTENT_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf")

# ``is_global`` of ipaddress lets some of these through, which ones differs between versions of Python.
_FORBIDDEN_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
    )
)
# 2001::/23 holds Teredo and other protocols, 2002::/16 is 6to4: both carry IPv4 addresses inside.
_FORBIDDEN_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_TRANSLATED_V6 = ipaddress.IPv6Network("64:ff9b::/96")
_NUMERIC_LABEL = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.I)
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+\.?")
_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain", "arpa", "onion")


_NETWORK_ERRORS: tuple[type[Exception], ...] = (
    httpx.TransportError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
    OSError,
)


@dataclass(frozen=True)
class Fetched:
    """What an address gave: ``url`` is where the redirects ended, ``charset`` what its headers declare, or None."""

    url: str
    content_type: str
    charset: str | None
    data: bytes


class _Deadline:
    """A moment after which nothing more is waited for."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds left; raises AddressRefused when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise AddressRefused(f"the address took longer than {self._seconds:g} s; save the page and add it")
        return left


def resolve_host(host: str) -> Sequence[IPAddress]:
    """Every address of ``host``, by the system's resolver; empty where it has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]


def is_public(address: IPAddress) -> bool:
    """Whether ``address`` is one of the public internet; addresses that carry another are judged by that one.

    >>> is_public(ipaddress.ip_address("93.184.216.34")), is_public(ipaddress.ip_address("::ffff:127.0.0.1"))
    (True, False)
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in network for network in _FORBIDDEN_V4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _TRANSLATED_V6:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_V6 and not any(address in network for network in _FORBIDDEN_V6)


def fetch(
    address: str,
    *,
    resolve: Resolve = resolve_host,
    transport: httpx.BaseTransport | None = None,
    deadline_s: float = DEADLINE_S,
) -> Fetched:
    """The article at ``address``. Raises AddressRefused, with one line, for whatever must not or cannot be fetched.

    ``transport`` takes the place of the network, after every check has been passed.
    """
    deadline = _Deadline(deadline_s)
    visit = _Visit(resolve, transport, deadline)
    url = _parsed(address)
    for _ in range(REDIRECTS_AT_MOST + 1):
        visit.ask_robots(url)
        with visit.response(url) as response:
            if response.has_redirect_location:
                url = _redirected(url, response)
                continue
            if response.status_code != 200:
                raise AddressRefused(
                    f"{_shown(url)} answered with status {response.status_code}; check it, or save the page and add it"
                )
            content_type, charset = _content_type(url, response)
            return Fetched(str(url), content_type, charset, _body(url, response, BYTES_AT_MOST, deadline))
    raise AddressRefused(f"{_shown(url)} redirects more than {REDIRECTS_AT_MOST} times; save the page and add it")


class _Visit:
    """One fetch: what robots.txt of each site said, and the guarded way to every page."""

    def __init__(self, resolve: Resolve, transport: httpx.BaseTransport | None, deadline: _Deadline) -> None:
        self._resolve = resolve
        self._transport = transport
        self._deadline = deadline
        self._robots: dict[str, RobotFileParser | None] = {}

    def response(self, url: httpx.URL) -> _Response:
        """The response from ``url``, whose host is resolved and checked."""
        addresses = self._public_addresses(url)
        transport = self._transport or PinnedTransport(addresses, self._deadline.left())
        return _Response(url, transport, owned=self._transport is None, deadline=self._deadline)

    def ask_robots(self, url: httpx.URL) -> None:
        """Raises AddressRefused where the site's robots.txt asks not to fetch ``url`` (RFC 9309)."""
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(url)
        rules = self._robots[origin]
        if rules is not None and not rules.can_fetch(ROBOT_NAME, str(url)):
            raise AddressRefused(f"{_shown(url)} is closed to programs by its robots.txt; save the page and add it")

    def _read_robots(self, url: httpx.URL) -> RobotFileParser | None:
        url = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        for _ in range(REDIRECTS_AT_MOST + 1):
            with self.response(url) as response:
                if response.has_redirect_location:
                    url = _redirected(url, response)
                    continue
                if response.status_code >= 500:
                    raise AddressRefused(f"{_shown(url)} answered with status {response.status_code}; try again later")
                if response.status_code != 200:
                    return None
                rules = RobotFileParser()
                text = _body(url, response, ROBOTS_BYTES_AT_MOST, self._deadline).decode("utf-8", "replace")
                rules.parse(text.lstrip("\ufeff").splitlines())
                return rules
        return None

    def _public_addresses(self, url: httpx.URL) -> Sequence[IPAddress]:
        host = url.host
        try:
            addresses: Sequence[IPAddress] = [ipaddress.ip_address(host)]
        except ValueError:
            addresses = self._resolved(host)
        if not addresses:
            raise AddressRefused(f"{_shown(url)} names a host that cannot be found; check the address")
        if not all(map(is_public, addresses)):
            raise AddressRefused(f"{_shown(url)} leads into a private network; save the page and add it")
        return addresses

    def _resolved(self, host: str) -> Sequence[IPAddress]:
        """The resolver's answer. The system's own cannot be told when to stop, so it is left behind in a thread."""
        answers: list[Sequence[IPAddress]] = []
        asking = threading.Thread(target=lambda: answers.append(self._resolve(host)), daemon=True)
        asking.start()
        asking.join(self._deadline.left())
        self._deadline.left()
        return answers[0] if answers else ()


class _Response:
    """A response while it is open. Errors of the network become AddressRefused."""

    def __init__(self, url: httpx.URL, transport: httpx.BaseTransport, *, owned: bool, deadline: _Deadline) -> None:
        self._url = url
        self._transport = transport
        self._owned = owned
        self._deadline = deadline

    def __enter__(self) -> httpx.Response:
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": ", ".join(CONTENT_TYPES),
            # Compressed bytes can grow a thousandfold before anybody counts them.
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self._deadline.left())
        url = self._url.copy_with(fragment=None)
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": timeout})
        try:
            # Not through a client: it would log the whole address, and take proxies and passwords from the environment.
            self._response = self._transport.handle_request(request)
        except _NETWORK_ERRORS as cause:
            self._close()
            self._deadline.left()
            raise AddressRefused(
                f"{_shown(self._url)} cannot be reached ({_reason(cause)}); try again later"
            ) from cause
        except AddressRefused:
            self._close()
            raise
        return self._response

    def __exit__(self, *_: object) -> None:
        try:
            self._response.close()
        finally:
            self._close()

    def _close(self) -> None:
        if self._owned:
            self._transport.close()


class PinnedTransport(httpx.BaseTransport):
    """A transport that connects to the given addresses and no other, whatever the host is called.

    The host's name still stands in the Host header and in the TLS handshake. Nothing goes on after ``deadline_s``
    seconds, headers that arrive byte by byte included.
    """

    def __init__(self, addresses: Sequence[IPAddress], deadline_s: float) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=1,
            retries=0,
            network_backend=_PinnedBackend(addresses, _Deadline(deadline_s)),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        assert isinstance(response.stream, Iterable)
        return httpx.Response(response.status, headers=response.headers, stream=_Stream(response))

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _PinnedBackend(httpcore.NetworkBackend):
    def __init__(self, addresses: Sequence[IPAddress], deadline: _Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"no address of {host} to connect to")
        for address in self._addresses:
            try:
                stream = self._backend.connect_tcp(
                    str(address), port, self._deadline.left(), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as cause:
                failure = cause
                continue
            return _HurriedStream(stream, self._deadline)
        raise failure


class _HurriedStream(httpcore.NetworkStream):
    """A stream whose every step waits no longer than what is left of the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _HurriedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _parsed(address: str) -> httpx.URL:
    """The address, refused where two programs could read it differently."""
    shown = _shown(address)
    if len(address) > ADDRESS_CHARACTERS or not address.isprintable() or re.search(r"[\s\\<>\"]", address):
        raise AddressRefused(f"{shown} is not a web address; copy it again from the browser")
    try:
        url = httpx.URL(address)
        host = url.host and url.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, UnicodeError, ValueError) as cause:
        raise AddressRefused(f"{shown} is not a web address; copy it again from the browser") from cause
    if url.scheme not in ("http", "https"):
        raise AddressRefused(f"{shown} is neither http nor https; give a web address or a file")
    if url.userinfo or "@" in address.split("://", 1)[-1].split("/", 1)[0]:
        raise AddressRefused(f"{shown} holds a user name or password; give the address without it")
    # A resolver takes a port modulo 65,536.
    if url.port is not None and not 1 <= url.port <= 65_535:
        raise AddressRefused(f"{shown} has a port that does not exist; check the address")
    _check_host(host, shown)
    return url


def _check_host(host: str, shown: str) -> None:
    if ":" in host or re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", host):
        try:
            ipaddress.ip_address(host.strip("[]"))
        except ValueError as cause:
            raise AddressRefused(f"{shown} has no host that exists; check the address") from cause
        return
    labels = host.rstrip(".").split(".")
    # 2130706433, 0x7f.1 and 017700000001 are all 127.0.0.1 to a resolver.
    if _NUMERIC_LABEL.fullmatch(labels[-1]) or labels[-1] in _LOCAL_NAMES or not _HOST.fullmatch(host):
        raise AddressRefused(f"{shown} does not name a host of the public web; check the address")


def _redirected(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    location = response.headers.get("location", "")
    try:
        target = str(url.join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError) as cause:
        raise AddressRefused(f"{_shown(url)} redirects to something that is not a web address") from cause
    return _parsed(target)


def _content_type(url: httpx.URL, response: httpx.Response) -> tuple[str, str | None]:
    header = response.headers.get("content-type", "")
    content_type = header.split(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        kind = one_line(content_type) or "of an unknown kind"
        raise AddressRefused(f"{_shown(url)} is {kind[:60]}, no article; give the address of a page, text or PDF")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", header, re.I)
    return content_type, charset[1] if charset else None


def _body(url: httpx.URL, response: httpx.Response, bytes_at_most: int, deadline: _Deadline) -> bytes:
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise AddressRefused(f"{_shown(url)} sends compressed data, unasked; save the page and add it")
    too_large = f"{_shown(url)} is larger than {bytes_at_most / 1_000_000:g} MB; save the article's text and add it"
    announced = response.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > bytes_at_most:
        raise AddressRefused(too_large)
    data = bytearray()
    try:
        for chunk in _chunks(response):
            data += chunk
            if len(data) > bytes_at_most:
                raise AddressRefused(too_large)
            deadline.left()
    except _NETWORK_ERRORS as cause:
        deadline.left()
        raise AddressRefused(f"{_shown(url)} broke off ({_reason(cause)}); try again later") from cause
    return bytes(data)


def _chunks(response: httpx.Response) -> Iterable[bytes]:
    # Not iter_raw(), which refuses a response that a transport made from bytes.
    assert isinstance(response.stream, httpx.SyncByteStream)
    return response.stream


def _reason(cause: Exception) -> str:
    return (one_line(str(cause)) or type(cause).__name__)[:100]


def _shown(url: httpx.URL | str) -> str:
    """The address as an error shows it: without password and query, which may be secrets, and not too long."""
    shown = re.sub(r"(?<=//)[^/@]*@", "", str(url)).split("?")[0].split("#")[0]
    return (one_line(shown) or "the address")[:120]
