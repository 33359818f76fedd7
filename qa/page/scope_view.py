"""Which articles are asked, and were asked, as HTML."""

from __future__ import annotations

from markupsafe import Markup

from qa.page.choosing import Reading
from qa.page.element import Child, element
from qa.page.scope import Scope

NOT_CLEAR = "Not clear yet which articles to ask: see the marked field."


def render_reading(reading: Reading) -> Markup:
    """The line that stands at the question as long as not all articles are asked; empty while they are."""
    line: list[Child] = []
    if "index" in reading.faults:
        line = [element("p", reading.faults["index"], class_="error")]
    elif reading.faults:
        line = [element("p", NOT_CLEAR, class_="error")]
    elif reading.scope is not None and not reading.scope.fitting:
        line = [element("p", "No article fits: ", _words(reading.scope), class_="asking")]
    elif reading.scope is not None:
        count = element("strong", reading.scope.count)
        line = [element("p", "Asking ", count, ": ", _words(reading.scope), class_="asking")]
    return element("div", *line, class_="scope")


def render_fault(field: str, reading: Reading) -> Markup:
    """What is wrong in a field, beneath it. page.js joins the two for those who hear the page."""
    fault = reading.faults.get(field)
    line = element("p", fault, id=f"{field}-fault", class_="fault", role="alert", dir="auto") if fault else None
    return element("div", line, data_field=field)


def render_asked(scope: Scope) -> Markup:
    """What stands at a question that was put to these articles only, so that nobody takes them for all."""
    if not scope.fitting:
        return element("p", "No article was asked, for none fits: ", _words(scope), class_="asked")
    return element("p", "Asked only ", scope.count, ": ", _words(scope), class_="asked")


def _words(scope: Scope) -> Markup:
    return element("span", scope.words, dir="auto")
