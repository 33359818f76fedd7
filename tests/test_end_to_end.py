"""The seed article, the real embedding model and the real embedded language model: what a reader gets."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.article_index import ArticleIndex
from index.embedding import SentenceTransformerEncoder
from index.span_reader import MiniLmSpanReader
from qa import model_files
from qa.answer import MARKER, Answer, TextGrew
from qa.assistant import Assistant
from qa.llm import EmbeddedLanguageModel
from qa.seeds import seed_article
from qa.settings import Settings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, packaged_encoder: SentenceTransformerEncoder
) -> Iterator[Assistant]:
    """An assistant with the embedded model and an index of the seed article, which the model has not read."""
    file = model_files.cached_file()
    if not file.is_file():
        missing = f"the embedded language model is not installed ({file}); run: qa setup"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("end-to-end") / "index"
    settings = replace(Settings(), index=folder, llm="local", answer_timeout_s=120.0)
    model = EmbeddedLanguageModel(file, folder / "states")
    with Assistant(ArticleIndex(folder, packaged_encoder, reader=MiniLmSpanReader()), model, settings) as opened:
        opened.add(seed_article())
        opened.read_ahead([])  # instructions and examples, once for all the processes that are started here
        yield opened


def checked(answer: Answer, assistant: Assistant) -> Answer:
    """The same answer, once its quotes were found verbatim and its markers valid."""
    for quote in (*answer.quotes, *answer.related):
        assert assistant.article(quote.article_id).text[quote.start : quote.end] == quote.text
    assert {int(number) for number in MARKER.findall(answer.text)} == {quote.number for quote in answer.quotes}
    return answer


def server_of(assistant: Assistant) -> subprocess.Popen[str] | None:
    """The process that serves the model."""
    assert isinstance(assistant._model, EmbeddedLanguageModel)
    return assistant._model._process


def test_what_the_article_says_is_answered_and_what_it_does_not_say_is_not(assistant: Assistant):
    answer = checked(assistant.ask("who is cabello"), assistant)
    assert (answer.status, answer.model, answer.notice) == ("answered", model_files.NAME, None)
    assert re.search(r"minister|right hand|second most powerful|military officer", answer.text)
    assert "Cabello" in answer.quotes[0].text
    answer = checked(assistant.ask("Who is Cabello's wife?"), assistant)
    assert (answer.status, answer.quotes, answer.claims) == ("not_found", (), ())


def test_a_server_killed_half_way_loses_no_answer_and_the_next_question_works(assistant: Assistant):
    texts: list[str] = []
    answer = None
    for event in assistant.stream("What did Abrams say about Cabello?"):
        if isinstance(event, TextGrew):
            server = server_of(assistant)
            if server is not None:
                server.kill()
            texts.append(event.text)
        if isinstance(event, Answer):
            answer = event
    assert texts, "the server was killed while it wrote"
    assert answer is not None
    assert checked(answer, assistant).status == "answered"
    assert answer.notice is not None
    assert re.fullmatch(r"the language model .+ This answer is made of quotes alone\.", answer.notice)
    assert [claim.text for claim in answer.claims] == [re.sub(r"\s+", " ", quote.text) for quote in answer.quotes]

    again = checked(assistant.ask("What did Abrams say about Cabello?"), assistant)
    assert again.model == model_files.NAME


def test_closing_ends_the_server(assistant: Assistant):
    assistant.ask("who is cabello")
    server = server_of(assistant)
    assert server is not None
    assert server.poll() is None
    assistant.close()
    assert server.poll() is not None
