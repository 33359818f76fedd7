"""The article that the default index starts with, and the questions about it. Both ship with the package."""

from __future__ import annotations

from importlib.resources import as_file, files

from index.readers import read
from index.records import Article

ARTICLE_FILE = "000_5b7f99607410b6fc.txt"
QUESTIONS_FILE = "questions.jsonl"


def seed_article() -> Article:
    """The seed article, read as any other file is."""
    with as_file(files("seeds").joinpath(ARTICLE_FILE)) as path:
        return read(path)
