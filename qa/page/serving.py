"""serving: the page on a loopback address, with Gradio's safe settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from qa.errors import SettingsError
from qa.page.answers_questions import AnswersQuestions
from qa.page.gate import LOOPBACK_HOSTS, Gate
from qa.page.layout import build_page
from qa.page.look import HEAD, SCRIPT, theme

MOST_VISITS_KEPT = 200
FAVICON = Path(__file__).with_name("favicon.svg")


def serve_page(
    assistant: AnswersQuestions,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    examples: Sequence[str] = (),
    on_ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the page until the program is interrupted; ``on_ready`` gets its address once it can be opened.

    Raises SettingsError where the host is not this computer's own, or the port cannot be used.
    """
    page = open_page(assistant, host=host, port=port, examples=examples)
    try:
        on_ready(page.local_url)
        while page.server.thread.is_alive():
            page.server.thread.join(timeout=1.0)
    except KeyboardInterrupt:
        pass  # the usual way to end it
    finally:
        page.close(verbose=False)


def open_page(assistant: AnswersQuestions, *, host: str, port: int, examples: Sequence[str] = ()) -> gr.Blocks:
    """The page, being served on a thread of its own; its ``local_url`` is the address, its ``close()`` ends it."""
    if host not in LOOPBACK_HOSTS:
        raise SettingsError(
            f"{host} is not this computer's own address (127.0.0.1): the page has no log-in; "
            "to share it, serve it behind a reverse proxy with authentication."
        )
    if not 1 <= port <= 65535:
        raise SettingsError(f"{port} is not a port: choose one from 1024 to 65535.")
    _reach_loopback_directly()
    page = build_page(assistant, examples)
    try:
        page.launch(
            server_name=host,
            server_port=port,
            share=False,
            inbrowser=False,
            prevent_thread_lock=True,
            quiet=True,
            show_error=False,
            allowed_paths=[],
            blocked_paths=[],
            root_path="",
            max_file_size="1kb",
            enable_monitoring=False,
            run_history=False,
            strict_cors=True,
            ssr_mode=False,
            num_workers=0,
            mcp_server=False,
            pwa=False,
            state_session_capacity=MOST_VISITS_KEPT,
            footer_links=[],
            favicon_path=str(FAVICON),
            app_kwargs={"middleware": [Middleware(Gate)], "docs_url": None, "redoc_url": None, "openapi_url": None},
            theme=theme(),
            head=HEAD,
            js=SCRIPT,
        )
    except OSError as cause:
        raise SettingsError(
            f"Port {port} cannot be used, most likely another program has it: choose another port."
        ) from cause
    return page


def _reach_loopback_directly() -> None:
    """Gradio asks its own server whether it is up, and would do so through a proxy that the environment names."""
    for name in ("NO_PROXY", "no_proxy"):
        known = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*known, *sorted(LOOPBACK_HOSTS)]))
