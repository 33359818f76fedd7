"""event_reader: the events of a blocking stream, read on a thread of its own, for an asynchronous reader."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress

from qa.answer import Event


async def read_events(start: Callable[[], Iterator[Event]]) -> AsyncGenerator[Event, None]:
    """The events of the stream that ``start`` opens, as they come; its exceptions are raised here.

    Why a thread: Gradio steps through a plain generator in its thread pool and cannot close it in the middle of a
    step, but waits for the step to end while holding a lock that every other reader needs. Here a reader who stops
    or leaves is gone at once, and the stream is closed, on the thread that reads it, after the step it is in.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[Event | BaseException | None] = asyncio.Queue()
    left = threading.Event()

    def tell(news: Event | BaseException | None) -> None:
        with suppress(RuntimeError):  # the server has closed its loop: nobody is there to be told
            loop.call_soon_threadsafe(arrived.put_nowait, news)

    def read() -> None:
        try:
            _read_until(left, start(), tell)
        except BaseException as failure:  # noqa: BLE001 - handed over and raised again where the events are read
            tell(failure)
        else:
            tell(None)

    threading.Thread(target=read, name="verbatim-answer", daemon=True).start()
    try:
        while (news := await arrived.get()) is not None:
            if isinstance(news, BaseException):
                raise news
            yield news
    finally:
        left.set()


def _read_until(left: threading.Event, stream: Iterator[Event], tell: Callable[[Event], None]) -> None:
    try:
        for event in stream:
            if left.is_set():
                return
            tell(event)
    finally:
        close = getattr(stream, "close", None)
        if close is not None:
            close()
