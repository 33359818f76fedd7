"""remembered_list: a list to choose from whose choices the browser may remember longer than the server."""

from __future__ import annotations

from typing import Any

import gradio as gr


def remembered_list(**settings: Any) -> gr.Dropdown:
    """Gradio's dropdown, which takes what the browser sends as it is until choices were sent to this visit.

    Gradio refuses a value that is not among the choices it last sent. It forgets these when the program is started
    again, or when many others have come since; then every question would fail, with no word of why. Whoever reads the
    value must expect anything in it. Not a subclass: Gradio writes a file beside each subclass of its components.
    """
    listed = gr.Dropdown(choices=[], interactive=True, **settings)
    listed.preprocess = _as_sent
    return listed


def _as_sent(payload: Any) -> Any:
    return payload
