"""The article that the default index starts with, and the questions about it. Both ship with the package."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import as_file, files

from index.readers import read
from index.records import Article

ARTICLE_FILE = "000_5b7f99607410b6fc.txt"
QUESTIONS_FILE = "questions.jsonl"


def seed_article() -> Article:
    """The seed article, read as any other file is."""
    with as_file(files("seeds").joinpath(ARTICLE_FILE)) as path:
        return read(path)


def example_questions(articles: Sequence[Article], limit: int = 4) -> list[str]:
    """Questions to start with: of the seed set, and only while its article is the one in the index."""
    if [article.id for article in articles] != [seed_article().id]:
        return []
    lines = files("seeds").joinpath(QUESTIONS_FILE).read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    alone = [entry for entry in questions if entry["answerable"] and not entry["history"]]
    kinds = {entry["kind"]: entry["question"] for entry in reversed(alone)}
    return [kinds[kind] for kind in ("who", "how_many", "said", "why") if kind in kinds][:limit]
