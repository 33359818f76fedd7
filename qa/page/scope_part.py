"""ScopePart: the fields in which a reader chooses the articles to ask, closed until they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from qa.page.choice import MOST_CHOSEN
from qa.page.choosing import Offer, Reading
from qa.page.remembered_list import remembered_list
from qa.page.scope_view import render_fault, render_reading

MOST_DATE_CHARACTERS = 24
FIELDS_WITH_FAULTS = ("since", "until", "articles")


class ScopePart:
    """The parts, made where Gradio is building, and what an offer changes in them.

    Values are left alone but by ``cleared``: the reader may have gone on choosing meanwhile.
    """

    def __init__(self) -> None:
        with gr.Row(elem_id="scope", visible=False) as self.whole:
            self.line = _html(str(render_reading(Reading())), "scope-line")
            fold = gr.Accordion("Ask only some articles", open=False, elem_id="choosing")
            with fold, gr.Row(elem_id="fields"):
                self.publishers = _choice("Publisher", "publishers")
                self.tags = _choice("Tag", "tags")
                self.since, self.until = _date("Since", "since"), _date("Until", "until")
                faults = [_fault("since"), _fault("until")]
                self.articles = _choice("Article", "articles")
                faults.append(_fault("articles"))
            self.fold = fold
            self.clear = gr.Button("Ask all articles", elem_id="ask-all", visible=False)
        self.fields = [self.publishers, self.since, self.until, self.tags, self.articles]
        self.told_in = [self.line, self.clear, *faults]
        self.offered_in = [self.whole, *self.told_in, self.publishers, self.tags, self.articles]

    @property
    def changes(self) -> Sequence[Any]:
        """The events after which the choice is read again: not at every key, half a date is no date yet."""
        lists = [field.input for field in (self.publishers, self.tags, self.articles)]
        dates = [event for field in (self.since, self.until) for event in (field.blur, field.submit)]
        return [self.fold.expand, *lists, *dates]

    def told(self, reading: Reading, *, is_chosen: bool) -> tuple[Any, ...]:
        """What ``told_in`` shows: which articles are asked, or what is wrong."""
        faults = (str(render_fault(name, reading)) for name in FIELDS_WITH_FAULTS)
        return (str(render_reading(reading)), gr.update(visible=is_chosen), *faults)

    def offered(self, offer: Offer) -> tuple[Any, ...]:
        """What ``offered_in`` shows; where the index could not be read, the lists stay as they are."""
        told = self.told(offer.reading, is_chosen=bool(offer.choice))
        if "index" in offer.reading.faults:
            return (gr.skip(), *told, gr.skip(), gr.skip(), gr.skip())
        return (
            gr.update(visible=offer.is_worth_showing),
            *told,
            gr.update(choices=list(offer.publishers), visible=bool(offer.publishers)),
            gr.update(choices=list(offer.tags), visible=bool(offer.tags)),
            gr.update(choices=list(offer.shelf.choices), label=offer.shelf.label("Article")),
        )

    def cleared(self) -> tuple[Any, ...]:
        """What ``fields`` hold when nothing is chosen."""
        return ([], "", "", [], [])


def _choice(label: str, name: str) -> gr.Dropdown:
    return remembered_list(value=[], multiselect=True, max_choices=MOST_CHOSEN, label=label, elem_id=name)


def _date(label: str, name: str) -> gr.Textbox:
    return gr.Textbox(
        label=label,
        placeholder="such as 2026-01",
        lines=1,
        max_lines=1,
        max_length=MOST_DATE_CHARACTERS,
        elem_id=name,
    )


def _fault(name: str) -> gr.HTML:
    return _html(str(render_fault(name, Reading())), f"{name}-told")


def _html(shown: str, name: str) -> gr.HTML:
    return gr.HTML(shown, elem_id=name, apply_default_css=False, js_on_load=None)
