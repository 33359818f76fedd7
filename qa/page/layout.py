"""layout: the parts of the page, and which event leads to which of :class:`qa.page.visits.Visits`' methods."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from qa.page.answers_questions import AnswersQuestions
from qa.page.choice import Choice
from qa.page.choosing import Choosing
from qa.page.conversation_view import render_conversation
from qa.page.element import element
from qa.page.remembered_list import remembered_list
from qa.page.scope_part import ScopePart
from qa.page.screen import Screen
from qa.page.shelf import Shelf
from qa.page.turn import Turn
from qa.page.visits import Visits

MOST_QUESTION_CHARACTERS = 2000
MOST_ANSWERS_AT_ONCE = 8
MOST_WAITING = 16
STATE_SECONDS = 24 * 3600
CHOICES_WORTH_FILTERING = 12
# The bridge from page.js: it asks for a quote whose article is not open, and Gradio calls it an event of the element.
OPEN_QUOTE = "element.addEventListener('verbatim:open-quote', event => trigger('select', event.detail));"


def build_page(assistant: AnswersQuestions, examples: Sequence[str] = ()) -> gr.Blocks:
    """The page as Gradio blocks, not yet served. ``examples`` are questions offered before the first one is asked."""
    visits, choosing = Visits(assistant), Choosing(assistant)
    with gr.Blocks(title="Verbatim", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        turns = gr.State((), time_to_live=STATE_SECONDS)
        gr.HTML(_masthead(), elem_id="masthead", apply_default_css=False, js_on_load=None)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(elem_id="talk"):
                conversation = gr.HTML(
                    str(render_conversation(())),
                    elem_id="conversation",
                    apply_default_css=False,
                    js_on_load=OPEN_QUOTE,
                )
                with gr.Column(elem_id="examples", visible=bool(examples)) as suggestions:
                    buttons = [gr.Button(example, elem_classes="example") for example in examples]
                with gr.Row(elem_id="composer"):
                    field = gr.Textbox(
                        label="Your question",
                        show_label=False,
                        placeholder="Ask about the articles",
                        lines=1,
                        max_lines=6,
                        max_length=MOST_QUESTION_CHARACTERS,
                        autofocus=True,
                        container=False,
                        elem_id="question",
                    )
                    ask = gr.Button("Ask", elem_id="ask")
                    stop = gr.Button("Stop", elem_id="stop", visible=False)
                    new = gr.Button("New conversation", elem_id="new", visible=False)
                    part = ScopePart()
            with gr.Column(elem_id="reading"):
                chooser = remembered_list(value=None, label="Article", elem_id="chooser", visible=False)
                article = gr.HTML("", elem_id="article", apply_default_css=False, js_on_load=None)

        screen = [turns, conversation, article, chooser, field, ask, stop, suggestions, new]

        def show(now: Screen) -> tuple[Any, ...]:
            return (
                now.turns,
                str(render_conversation(now.turns)),
                gr.skip() if now.article is None else str(now.article),
                gr.skip() if now.shelf is None else _listed(now.shelf, now.article_id),
                gr.update(value="") if now.takes_question else gr.skip(),
                gr.update(visible=not now.is_busy),
                gr.update(visible=now.is_busy),
                gr.update(visible=bool(examples) and not now.turns),
                gr.update(visible=bool(now.turns)),
            )

        def show_article(now: Screen) -> tuple[Any, ...]:
            # Not the conversation: an answer may be growing in it at this very moment.
            shown = show(now)
            return shown[screen.index(article)], shown[screen.index(chooser)]

        def opened() -> tuple[Any, ...]:
            return show(visits.opened())

        def offered(*picked: object) -> tuple[Any, ...]:
            return part.offered(choosing.offer(Choice.of(*picked)))

        def cleared() -> tuple[Any, ...]:
            return (*part.cleared(), *part.offered(choosing.offer(Choice())))

        async def asked(
            question: str, known: tuple[Turn, ...], shown_id: str | None, *picked: object
        ) -> AsyncGenerator[tuple[Any, ...], None]:
            # Read from the fields themselves: whoever goes on to ask is quicker than an event of theirs.
            choice = Choice.of(*picked)
            reading = await run_sync(choosing.reading, choice)
            told = part.told(reading, is_chosen=bool(choice))
            if reading.faults:
                yield (*(gr.skip() for _ in screen), gr.update(open=True), *told)
                return
            async for now in visits.asked(question, known, shown_id, reading.scope):
                yield (*show(now), gr.skip(), *told)
                told = tuple(gr.skip() for _ in told)  # The reader may have chosen anew since.

        def chosen(article_id: str | None, known: tuple[Turn, ...]) -> tuple[Any, ...]:
            return show_article(visits.chosen(article_id, known))

        def pointed_at(known: tuple[Turn, ...], event: gr.EventData) -> tuple[Any, ...]:
            told = event._data if isinstance(event._data, dict) else {}
            return show_article(visits.pointed_at(known, told.get("turn"), told.get("quote")))

        at_once: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        asking: dict[str, Any] = {
            "outputs": [*screen, part.fold, *part.told_in],
            "show_progress": "hidden",
            "api_visibility": "private",
            "trigger_mode": "once",
            "concurrency_limit": MOST_ANSWERS_AT_ONCE,
            "concurrency_id": "answers",
        }
        page.load(opened, None, screen, **at_once)
        page.load(offered, part.fields, part.offered_in, **at_once)
        gr.on(part.changes, offered, part.fields, part.offered_in, trigger_mode="always_last", **at_once)
        part.clear.click(cleared, None, [*part.fields, *part.offered_in], **at_once)
        given = [turns, chooser, *part.fields]
        answering = [gr.on([field.submit, ask.click], asked, [field, *given], **asking)]
        answering += [button.click(asked, [button, *given], **asking) for button in buttons]
        stop.click(lambda known: show(visits.stopped(known)), [turns], screen, cancels=answering, **at_once)
        new.click(opened, None, screen, cancels=answering, **at_once)
        chooser.input(chosen, [chooser, turns], [article, chooser], **at_once)
        conversation.select(pointed_at, [turns], [article, chooser], **at_once)
    return page.queue(max_size=MOST_WAITING, api_open=False)


def _listed(shelf: Shelf, shown_id: str | None) -> Any:
    """The list of articles above the one that is shown."""
    return gr.update(
        choices=list(shelf.choices),
        value=shown_id,
        label=shelf.label("Article"),
        visible=len(shelf.choices) > 1,
        filterable=len(shelf.choices) > CHOICES_WORTH_FILTERING,
    )


def _masthead() -> str:
    return str(
        element(
            "header",
            element("h1", "Verbatim"),
            element("p", "Answers from the news, every quote word for word"),
            class_="masthead",
        )
    )
