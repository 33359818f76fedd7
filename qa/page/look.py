"""look: the page's own style sheet and script, and a Gradio theme that fetches nothing."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

FOLDER = Path(__file__).parent
SANS = ("-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "Liberation Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "Consolas", "Liberation Mono", "monospace")
# In the head, not as Gradio's css=…: that one is rewritten rule by rule and loses what it does not know.
HEAD = (
    '<meta name="color-scheme" content="light dark">'
    '<meta name="description" content="Question answering over news articles in which every quote is word for word.">'
    f"<style>{(FOLDER / 'page.css').read_text(encoding='utf-8')}</style>"
)
SCRIPT = (FOLDER / "page.js").read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """System fonts only, and the two backgrounds, so that nothing flashes before page.css is there."""
    return gr.themes.Base(font=list(SANS), font_mono=list(MONO)).set(
        body_background_fill="#e9ece8",
        body_background_fill_dark="#121614",
        body_text_color="#1c211e",
        body_text_color_dark="#e4e6df",
    )
