"""A time limit for a whole exchange over HTTP, and an end to it as soon as nobody listens any more.

httpx counts its timeouts from one read to the next, so a server that sends a byte now and then (or, as providers with a
queue do, a comment) holds a reader for ever. And closing a generator that reads a stream through several libraries does
not reach the connection before the next garbage collection. Here each exchange has a client of its own, with a clock.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache

import httpx


@contextmanager
def exchange(limit_s: float, *, through_proxies: bool) -> Iterator[httpx.Client]:
    """A client for one exchange: after ``limit_s`` seconds, and when the context ends, its connection is cut.

    Whoever reads from a connection that is cut gets an error of httpx, or the end of the reply.
    ``through_proxies``: whether the proxies named in the environment are used.
    """
    connections: list[socket.socket] = []

    def watch(response: httpx.Response) -> None:
        connections.append(response.extensions["network_stream"].get_extra_info("socket"))

    clock = threading.Timer(limit_s, _cut, [connections])
    clock.daemon = True
    hooks = {"response": [watch]}
    # Before there is a response, the timeout is what ends the exchange.
    with httpx.Client(timeout=limit_s, verify=_tls(), trust_env=through_proxies, event_hooks=hooks) as client:
        clock.start()
        try:
            yield client
        finally:
            clock.cancel()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _cut(connections: Sequence[socket.socket]) -> None:
    for connection in connections:
        # Closing would not wake a thread that reads; the base class's method, because TLS sockets forget their state.
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
