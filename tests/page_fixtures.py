"""What the page's tests share: a scripted assistant, the served page, a real Chromium, and a server that listens.

Fixtures for ``pytest_plugins = ["page_fixtures"]``.
"""

from __future__ import annotations

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # before gradio is imported
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from index.errors import UnknownArticle
from index.filters import Filter
from index.records import Article, Evidence
from qa.answer import Event, Quote

ARTIFACTS = Path(__file__).parents[1] / "artifacts"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STEP_TIMEOUT_S = 20.0
Script = Callable[["Steps"], Iterator[Event]]


def quote_of(article: Article, text: str, number: int = 0, speaker: str | None = None) -> Quote:
    """The quote of the first place where the article has this text."""
    start = article.text.index(text)
    return Quote.of(Evidence(article, start, start + len(text), 0.8), number, speaker)


class Steps:
    """Lets a script go on, one step at a time, when the test says so; ``closed`` is set once its stream is."""

    def __init__(self) -> None:
        self._allowed = threading.Semaphore(0)
        self.closed = threading.Event()

    def wait(self) -> None:
        """Called by the script: stop here until the test allows one more step."""
        assert self._allowed.acquire(timeout=STEP_TIMEOUT_S), "the test has forgotten to let the script go on"

    def go(self, steps: int = 1) -> None:
        """Called by the test: allow that many steps."""
        self._allowed.release(steps)


class ScriptedAssistant:
    """An assistant that plays the script written for a question, and remembers what it was asked.

    ``shelf`` holds its articles, the newest first; ``limits`` how many were asked for, each time.
    """

    model_name: str | None = "scripted"

    def __init__(self, articles: Sequence[Article], scripts: dict[str, Script]) -> None:
        self.shelf = {article.id: article for article in articles}
        self._scripts = scripts
        self.steps = {question: Steps() for question in scripts}
        self.histories: dict[str, list[tuple[str, str]]] = {}
        self.filters: dict[str, Filter | None] = {}
        self.limits: list[int | None] = []

    @property
    def article_count(self) -> int:
        return len(self.shelf)

    def count_within(self, within: Filter) -> int:
        return sum(within.admits(article) for article in self.shelf.values())

    def articles(self, within: Filter | None = None, limit: int | None = None) -> list[Article]:
        self.limits.append(limit)
        return [one for one in self.shelf.values() if within is None or within.admits(one)][:limit]

    def publishers(self) -> list[str]:
        return sorted({article.publisher for article in self.shelf.values() if article.publisher})

    def tags(self) -> list[str]:
        return sorted({tag for article in self.shelf.values() for tag in article.tags})

    def article(self, article_id: str) -> Article:
        try:
            return self.shelf[article_id]
        except KeyError:
            raise UnknownArticle(f"No article {article_id}; qa list shows those there are.") from None

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Iterator[Event]:
        self.histories[question] = list(history)
        self.filters[question] = within
        steps = self.steps[question]
        try:
            yield from self._scripts[question](steps)
        finally:
            steps.closed.set()


@contextmanager
def served(assistant: Any, examples: Sequence[str] = ()) -> Iterator[str]:
    """The address, without a slash at its end, of the page served for this assistant on a free port."""
    from qa.errors import SettingsError
    from qa.page.serving import open_page

    page = None
    while page is None:
        with suppress(SettingsError):  # another test was quicker to take the port
            page = open_page(assistant, host="127.0.0.1", port=free_port(), examples=examples)
    try:
        yield page.local_url.rstrip("/")
    finally:
        page.close(verbose=False)


def free_port() -> int:
    """A port of the loopback address that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Canary:
    """A web server that nothing should ever speak to; ``heard`` is what it was asked for. ``pages`` it answers."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.pages: dict[str, str] = {}
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.heard.append(self.path)
                body = canary.pages.get(self.path, "").encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """A listening server on a port of its own."""
    listening = Canary()
    yield listening
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium with a profile of its own; per module, for it blocks asyncio in the thread that holds it."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        missing = "no Chromium found: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def artifacts() -> Path:
    """The folder for screenshots; git ignores it."""
    ARTIFACTS.mkdir(exist_ok=True)
    return ARTIFACTS
