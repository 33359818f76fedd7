"""Articles for fault tests, an encoder that tells them apart, and all that can be read of an index."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

from encoders import KeywordEncoder

from index.article_index import ArticleIndex
from index.filters import Filter
from index.records import Article

_CHANCE = random.Random(3)
_SYLLABLES = "ba de fo gu ki lo ma ne po ru sa te vo zu".split()
# Words that nothing knows, so that texts share a run of five of them by design alone.
WORDS = sorted({"".join(_CHANCE.choices(_SYLLABLES, k=3)) for _ in range(600)})
TOPICS = WORDS[::12]
PUBLISHERS = ("The Post", "Reuters", "The Herald")
TAGS = ("economy", "weather", "sport")


def encoder() -> KeywordEncoder:
    return KeywordEncoder(*TOPICS)


def opened(folder: Path) -> ArticleIndex:
    return ArticleIndex(folder, encoder())


def codeword(number: int) -> str:
    """The one word that article NUMBER alone has."""
    return f"xanthic{number}x"


def article(number: int, version: int = 0, *, sentences: int = 7) -> Article:
    """An article of whole random sentences; another version has another end."""
    chance = random.Random(number)
    told = [" ".join(chance.choices(WORDS, k=20)).capitalize() for _ in range(sentences)]
    told[1] += f" {codeword(number)}"
    end = f"Edition {'abcdefghij'[version]} closed {' '.join(random.Random(version).choices(WORDS, k=6))}."
    text = ". ".join(told) + "." + (f" {end}" if version else "")
    return Article(
        text,
        title=f"{chance.choice(WORDS)} {chance.choice(WORDS)}".title(),
        publisher=PUBLISHERS[number % 3],
        published=f"2026-0{number % 6 + 1}-11",
        url=f"https://example.org/{number}",
        source=f"{number}.txt",
        tags=(TAGS[number % 3], f"number {number % 7}"),
        origins={"title": "heading"},
    )


def reprint(number: int) -> Article:
    """Article NUMBER as another publisher prints it."""
    original = article(number)
    return Article(f"{original.text} Reporting by agencies.", title=original.title, publisher="The Courier")


def number_of(found: Article) -> int:
    """Which article this is; its text is seen to be whole."""
    number = int(found.text.split("xanthic")[1].split("x")[0])
    assert any(found.text == article(number, version).text for version in range(10)), "not an article as it was added"
    return number


def fill(folder: Path, count: int) -> None:
    """An index with articles, versions, reprints, and something removed."""
    index = opened(folder)
    index.add_all(article(number) for number in range(count))
    index.add_all(article(number, 1) for number in range(0, count, 5))
    index.add_all(reprint(number) for number in range(1, count, 9))
    index.remove(article(3).id)
    index.add_all([article(count + 1)])
    index._store.close()


def questions(count: int) -> list[str]:
    """Questions by words and meaning, by a word of one article alone, and by words alone."""
    chance = random.Random(9)
    asked = [f"What of {codeword(number)}?" for number in range(0, count, 4)]
    asked += [f"Who said {chance.choice(TOPICS)} {chance.choice(TOPICS)}?" for _ in range(6)]
    asked += [f"When was {chance.choice(WORDS)} {chance.choice(WORDS)} {chance.choice(WORDS)}?" for _ in range(10)]
    return asked


def _told(articles: Iterable[Article]) -> list[Any]:
    return [[*astuple(one), dict(one.origins)] for one in articles]


def everything(folder: Path, asked: list[str]) -> dict[str, str]:
    """All that can be read of an index by a program of its own, each kind of it as JSON."""
    index = opened(folder)
    with closing(index._store):
        articles = index.articles()
        read: dict[str, Any] = {"articles": _told(articles), "ids": [one.id for one in articles]}
        read["counts"] = [index.article_count, index.passage_count]
        read["each"] = [_told([index.article(one.id), *index.versions(one.id)]) for one in articles]
        read["reprints"] = [_told(index.reprints(one.id)) for one in articles]
        read["sentences"] = [[astuple(sentence) for sentence in index.sentences(one)] for one in articles]
        read["tags"], read["publishers"] = index.tags(), index.publishers()
        filters = [Filter(publishers=(name,)) for name in PUBLISHERS]
        filters += [Filter(tags=(name,)) for name in TAGS]
        filters += [Filter(since="2026-02", until="2026-04")]
        read["filtered"] = [_told(index.articles(within)) for within in filters]
        found = [index.find(question) for question in asked]
        read["first"] = [[one.text for one in some.evidence(1)] for some in found]
        read["evidence"] = [[(one.article.id, one.start, round(one.score, 6)) for one in f.evidence(5)] for f in found]
        read["passages"] = [[one.stored.key for one in some.passages] for some in found]
        read["unknown"] = [[some.unknown, some.searched] for some in found]
        within = [index.find(question, filters[number % 7]) for number, question in enumerate(asked)]
        read["found within"] = [[some.searched, [one.stored.key for one in some.passages]] for some in within]
        return {part: json.dumps(value) for part, value in read.items()}
