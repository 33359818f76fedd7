"""The whole way: the seed article, the real embedding model, the page in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_fixtures import served

from index.article_index import ArticleIndex
from index.embedding import SentenceTransformerEncoder
from index.span_reader import MiniLmSpanReader
from qa.assistant import Assistant
from qa.seeds import example_questions, seed_article
from qa.settings import Settings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, packaged_encoder: SentenceTransformerEncoder) -> Assistant:
    folder = tmp_path_factory.mktemp("page") / "index"
    reader = MiniLmSpanReader()
    opened = Assistant(ArticleIndex(folder, packaged_encoder, reader=reader), None, Settings(index=folder, llm="none"))
    opened.add(seed_article())
    return opened


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with served(assistant, example_questions(assistant.articles())) as where:
        yield where


@pytest.mark.parametrize(("name", "width", "height"), [("desk", 1280, 860), ("phone", 390, 844)])
def test_a_question_is_answered_by_the_articles_own_words(
    browser: Any, address: str, assistant: Assistant, artifacts: Path, name: str, width: int, height: int
):
    page = browser.new_page(viewport={"width": width, "height": height})
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if address not in request.url else None)
    page.goto(address)
    page.fill("textarea", "How old is Diosdado Cabello?")
    page.press("textarea", "Enter")
    # A quote on both sides, the same words: in the answer and, numbered, in the article.
    page.wait_for_selector("article mark >> text=62")
    marked = " ".join(page.locator("article mark").all_inner_texts())
    quotes = assistant.ask("How old is Diosdado Cabello?").quotes
    assert quotes[0].text.split(",")[0] in marked
    page.screenshot(path=str(artifacts / f"seed-{name}.png"))
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []
    page.close()
