"""element: the only place where HTML is made.

Whatever is not :class:`markupsafe.Markup` is escaped, and nothing outside of this module makes Markup (a test holds
this), so that a text of an article, a model or a reader cannot become markup by forgetting something.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Child = str | Markup | None
VOID = frozenset({"br", "hr", "wbr"})


def element(tag: str, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """An element with escaped children and attributes; tags and attribute names are the program's own words.

    A child that is None is left out, as is an attribute that is None or False; True writes the bare name. An
    underscore in an attribute's name stands for a hyphen, one at its end is dropped.

    >>> element("p", "1 < 2", class_="note", data_id='"')
    Markup('<p class="note" data-id="&#34;">1 &lt; 2</p>')
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    opening = Markup(f"<{tag}{written}>")
    return opening if tag in VOID else opening + together(children) + Markup(f"</{tag}>")


def together(children: Iterable[Child]) -> Markup:
    """The children one after another, each escaped unless it is Markup."""
    return Markup("").join(child for child in children if child is not None)


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(str(value))}"'
