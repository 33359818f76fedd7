"""The span of an answer, set off inside of the text that holds it."""

from __future__ import annotations

from markupsafe import Markup

from qa.answer import Span
from qa.page.element import element


def with_span(text: str, start: int, span: Span | None) -> list[Markup | str]:
    """``text``, which begins at character ``start`` of its article, with the span's part of it set off."""
    if span is None:
        return [text]
    left = min(max(span.start - start, 0), len(text))
    right = min(max(span.end - start, 0), len(text))
    if left == right:
        return [text]
    return [text[:left], element("strong", text[left:right], class_="span"), text[right:]]
