"""Gate: which requests the page's server answers at all, and the headers that every answer carries.

Gradio serves far more than this page needs: uploads, files by path, a proxy for any address, monitoring, recordings.
So what the page itself asks for is named here, and all else is not found.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost"})
MOST_BODY_BYTES = 256 * 1024  # a question and the numbers of its events; nothing that is sent comes near
READ = re.compile(
    r"/|/(assets|static|svelte)/(?!.*\.\.).+|/(theme\.css|favicon\.ico|robots\.txt|config)"
    r"|/gradio_api/(startup-events|queue/data|heartbeat/[\w-]+)"
)
WRITE = re.compile(r"/gradio_api/(queue/join|run/predict|cancel|reset)/?")
ALLOWED = {"GET": READ, "HEAD": READ, "POST": WRITE}
HEADERS = {
    # 'unsafe-inline' and 'unsafe-eval' are Gradio's own needs; what must not run is escaped before it gets here.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "form-action 'self'",
            "base-uri 'self'",
            "frame-ancestors 'self'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Gate:
    """Middleware that lets the page's own requests through, and answers all others itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; websockets, which the page never opens, are refused."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = refusal_of(scope["method"], scope["path"], Headers(scope=scope))
        await (refusal or self.app)(scope, receive, send_with_headers)


def refusal_of(method: str, path: str, headers: Headers) -> PlainTextResponse | None:
    """The answer to a request that is refused, or None for one that is let through."""
    host = headers.get("host", "")
    if host.partition(":")[0].lower() not in LOOPBACK_HOSTS:
        return PlainTextResponse("This page is served to this computer only.", status_code=400)
    if _comes_from_elsewhere(headers, host):
        return PlainTextResponse("Only the page itself may ask for this.", status_code=403)
    pattern = ALLOWED.get(method)
    if pattern is None:
        return PlainTextResponse("Method not allowed.", status_code=405)
    if not pattern.fullmatch(path):
        return PlainTextResponse("Not found.", status_code=404)
    length = headers.get("content-length", "")
    if method == "POST" and not (length.isdecimal() and int(length) <= MOST_BODY_BYTES):
        return PlainTextResponse("Too long.", status_code=413)
    return None


def _comes_from_elsewhere(headers: Headers, host: str) -> bool:
    """Whether another page made the browser send this. A browser says so; other programs have no reason to."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return True
    # A link to the page from elsewhere is a navigation and welcome.
    from_other_site = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return from_other_site and headers.get("sec-fetch-mode") != "navigate"
