"""What the programs of the fault tests do. Each tells what it has done as soon as it is safely done."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import material
from material import article, codeword, number_of, opened, reprint

from index import article_index
from index import repair as repair_module
from index.embedding import Rows
from index.errors import IndexBusy
from index.repair import repair
from index.store import DATABASE, Store

Told = Callable[..., None]


def _articles(wanted: Sequence[tuple[int, int]]) -> list[material.Article]:
    return [reprint(number) if version < 0 else article(number, version) for number, version in wanted]


def add(told: Told, folder: str, wanted: list[tuple[int, int]], at_once: int = 12_000) -> None:
    """Add versions of articles (-1: a reprint), some at a time."""
    article_index._CHARACTERS_AT_ONCE = at_once
    given = _articles(wanted)
    for one, addition in zip(given, opened(Path(folder)).add_each(given), strict=True):
        told("stored", one.id, addition.outcome)


def add_carelessly(told: Told, folder: str, wanted: list[tuple[int, int]], at_once: int = 12_000) -> None:
    """The same, but each is told before it is stored: what the tests must notice."""
    article_index._CHARACTERS_AT_ONCE = at_once

    def given():
        for one in _articles(wanted):
            told("stored", one.id, "added")
            yield one

    opened(Path(folder)).add_all(given())


def remove(told: Told, folder: str, ids: list[str]) -> None:
    index = opened(Path(folder))
    for article_id in ids:
        index.remove(article_id)
        told("removed", article_id)


def mend(told: Told, folder: str, careless: bool = False) -> None:
    """Repair a folder, and tell what came of it; ``careless``: with the log left where it is."""
    if careless:
        repair_module.take_in_log = lambda _: None
    done = repair(Path(folder), material.encoder())
    told("repaired", done.articles, done.bare, done.lost, str(done.kept))


def look(told: Told, folder: str) -> None:
    """Read everything, hold it against its hashes and the words of each article, and tell the ids that are there."""
    index = opened(Path(folder))
    articles = index.articles()
    for one in articles:
        if one.publisher != "The Courier":
            number = number_of(one)
            found = {piece.article.id for piece in index.find(f"What of {codeword(number)}?").evidence(40)}
            assert one.id in found, f"article {number} is not found"
        stored = index._store.stored_by_id(one.id)
        assert len(stored.sentences) == one.sentences == len(stored.sentence_rows)
    assert len({one.id for one in articles}) == len(articles) == index.article_count
    with index._store.snapshot():
        keys = [key for some, _ in index._store.passage_rows() for key in some]
    assert len(keys) == index.passage_count
    index._store.examine()
    told("current", [one.id for one in articles])
    every = [row[0] for row in index._store._database.connection().execute("SELECT id FROM article ORDER BY id")]
    told("versions", [index.article(article_id).id for article_id in every])
    told("reprints", sum(len(index.reprints(one.id)) for one in articles))
    told("vectors", index.vector_state)


def read(told: Told, folder: str, count: int) -> None:
    """All that can be read; see :func:`material.everything`."""
    told("read", material.everything(Path(folder), material.questions(count)))


class Counting(material.KeywordEncoder):
    """An encoder that remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__(*material.TOPICS)
        self.encoded: Counter[str] = Counter()

    def encode(self, texts: Sequence[str]) -> Rows:
        self.encoded.update(texts)
        return super().encode(texts)


def add_counting(told: Told, folder: str, count: int) -> None:
    """Add articles, and tell which texts are encoded, before that is done."""

    class Telling(Counting):
        def encode(self, texts: Sequence[str]) -> Rows:
            told("encoded", *texts)
            return super().encode(texts)

    article_index._CHARACTERS_AT_ONCE = 12_000
    index = article_index.ArticleIndex(Path(folder), Telling())
    for addition in index.add_each(article(number) for number in range(count)):
        told("stored", addition.article.id, addition.outcome)


def race(told: Told, folder: str, seed: int, name: int, seconds: float) -> None:
    """Add, replace and remove articles of one's own until the time is over."""
    chance = random.Random(f"{seed} {name}")
    index = opened(Path(folder))
    until = time.monotonic() + seconds
    mine: dict[int, int] = {}
    number = 1000 * name
    while time.monotonic() < until:
        try:
            if mine and chance.random() < 0.25:
                gone = chance.choice([*mine])
                index.remove(article(gone, mine[gone]).id)
                del mine[gone]
                told("removed", gone)
            elif mine and chance.random() < 0.3:
                changed = chance.choice([*mine])
                if mine[changed] < 8:
                    index.add(article(changed, mine[changed] + 1))
                    mine[changed] += 1
            else:
                number += 1
                index.add(article(number))
                mine[number] = 0
        except IndexBusy:
            told("busy")
    told("mine", [[one, version] for one, version in mine.items()])


def ask(told: Told, folder: str, seconds: float, threads: int) -> None:
    """Ask on several threads until the time is over; each article is found whole, or not at all."""
    index = opened(Path(folder))
    until = time.monotonic() + seconds
    asked, errors = Counter[int](), []

    def work(me: int) -> None:
        chance = random.Random(me)
        try:
            while time.monotonic() < until:
                for piece in index.find(f"What of {chance.choice(material.TOPICS)}?").evidence(10):
                    number_of(piece.article)
                listed = index.articles()
                if listed:
                    one = chance.choice(listed)
                    number_of(one)
                    found = [piece.article for piece in index.find(f"What of {codeword(number_of(one))}?").evidence(5)]
                    assert all(number_of(other) >= 0 for other in found)
                asked[me] += 1
        except BaseException as error:
            errors.append(error)
            raise

    several = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    if errors:
        raise errors[0]
    told("asked", sum(asked.values()))


def open_often(told: Told, folder: str, count: int) -> None:
    """Open the folder so many times, and read something each time."""
    busy = 0
    for _ in range(count):
        try:
            with contextlib.closing(Store(Path(folder), material.encoder().fingerprint)) as store:
                assert store.articles(limit=1)[0].text
                assert store.generation
        except IndexBusy:
            busy += 1
    told("opened", count, busy)


def leave_log(told: Told, folder: str, wanted: list[tuple[int, int]]) -> None:
    """Add articles and tell that it is done, and wait: killed now, this leaves its log behind."""
    index = opened(Path(folder))
    # As long as somebody reads an earlier state, what is stored stays in the log.
    with closing(sqlite3.connect(Path(folder) / DATABASE, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM article").fetchone()
        index.add_all(_articles(wanted))
        told("stored", (Path(folder) / f"{DATABASE}-wal").stat().st_size)
        time.sleep(60)


def stored_texts(told: Told, folder: str) -> None:
    """Tell every text whose vector is stored."""
    index = opened(Path(folder))
    for one in index.articles():
        told("texts", *(one.text[sentence.start : sentence.end] for sentence in index.sentences(one)))
