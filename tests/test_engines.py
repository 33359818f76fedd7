"""Another vector engine in FAISS's place gives the same evidence: LlamaIndex's own, and Milvus over gRPC."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.vector_stores import SimpleVectorStore
from milvus_lite import server_manager_instance
from pymilvus import MilvusClient, MilvusException

from index.article_index import ArticleIndex
from index.embedding import Rows
from index.engines import NOTE, LlamaIndexVectors, open_vector_index
from index.errors import EngineUnavailable
from index.filters import Filter
from index.milvus import Milvus
from index.records import Article
from index.store import Admitted, Store
from index.vectors import FaissVectors
from qa import Assistant

DIMENSION = 16
# Milvus Lite as a program of its own, until its standard input ends.
SERVER = """
import sys
from milvus_lite.adapter.grpc.server import start_server_in_thread
server, database, port = start_server_in_thread(sys.argv[1])
print(port, flush=True)
sys.stdin.read()
server.stop(grace=0)
database.close()
"""


class DrawnEncoder:
    """Each text has a unit vector drawn at random, always the same one: no two cosines are equal."""

    fingerprint = "drawn"

    def encode(self, texts: Sequence[str]) -> Rows:
        seeds = (int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in texts)
        rows = np.stack([np.random.default_rng(seed).normal(size=DIMENSION) for seed in seeds])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


class InMemory:
    """LlamaIndex's own store as an engine."""

    name = "memory"
    remedy = "try again"
    faults = (KeyError,)

    def __init__(self) -> None:
        self.store = SimpleVectorStore()

    def reason(self, fault: Exception) -> str:
        return str(fault)

    def connect(self, collection: str, dimension: int, *, fresh: bool) -> SimpleVectorStore:
        if fresh:
            self.store.clear()
        return self.store

    def settle(self, store: SimpleVectorStore) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Milvus that other tests use, too."""
    folder = tmp_path_factory.mktemp("milvus") / "data"
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.communicate(timeout=20)


def article(number: int, **known) -> Article:
    return Article(
        f"Harbour report {number}. The ferry carried {number + 20} people over the river {number % 7}.", **known
    )


def articles(first: int, last: int) -> list[Article]:
    return [article(number, publisher=("Herald", "Gazette")[number % 2]) for number in range(first, last)]


def collection_of(folder: Path) -> str:
    return json.loads((folder / NOTE).read_text())["collection"]


def rows_in(address: str, collection: str) -> int:
    """How many nodes a collection holds; ids that are there twice count twice."""
    client = MilvusClient(address)
    return client.query(collection, output_fields=["count(*)"])[0]["count(*)"]


def evidence(index: ArticleIndex, question: str, within: Filter | None = None) -> list[tuple[str, float]]:
    return [(one.evidence.text, round(one.score, 5)) for one in index.find(question, within).sentences]


QUESTIONS = ("Who carried people?", "How many people crossed river 3?", "What is report 11?")


def assert_like_faiss(index: ArticleIndex, tmp_path: Path) -> None:
    """An index finds what one with FAISS finds that is given the same articles now."""
    faiss = ArticleIndex(tmp_path / "faiss", DrawnEncoder())
    faiss.add_all(reversed(index.articles()))
    for question in QUESTIONS:
        for within in (None, Filter(publishers=("Herald",)), Filter(publishers=("nobody",))):
            assert evidence(index, question, within) == evidence(faiss, question, within)
    shutil.rmtree(tmp_path / "faiss")


@pytest.mark.parametrize("kind", ["memory", "server", "file"])
def test_evidence_is_that_of_faiss(kind, address, tmp_path):
    folder = tmp_path / "index"
    vectors = (
        LlamaIndexVectors(InMemory(), folder)
        if kind == "memory"
        else open_vector_index("milvus", address if kind == "server" else None, folder)
    )
    index = ArticleIndex(folder, DrawnEncoder(), vectors)
    assert index.find(QUESTIONS[0]).passages == ()
    first, *_ = index.add_all(articles(0, 30))
    assert_like_faiss(index, tmp_path)

    index.add_all(articles(30, 40))
    index.remove(first.id)
    known = article(50, url="https://example.org/50", publisher="Herald")
    index.add(known)
    changed = index.add(Article(known.text + " It rained.", url=known.url, publisher="Herald"))
    assert [one.id for one in index.versions(changed.id)][1:]
    assert_like_faiss(index, tmp_path)
    assert index.vector_state.endswith(f": {index.passage_count} passages")
    assert not [*folder.glob("*.faiss")]


def test_it_is_found_again_and_only_what_is_new_is_given(address, tmp_path):
    folder = tmp_path / "index"
    first = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    gone, *_ = first.add_all(articles(0, 20))
    collection = collection_of(folder)

    other = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    assert evidence(other, QUESTIONS[0]) == evidence(first, QUESTIONS[0])
    other.add(article(90))
    other.remove(gone.id)
    assert evidence(first, QUESTIONS[0]) == evidence(other, QUESTIONS[0])
    assert collection_of(folder) == collection
    assert rows_in(address, collection) == first.passage_count


@pytest.mark.parametrize("ended", ["the program ends", "the collection is released"])
def test_a_file_is_found_again_after_a_restart(ended, tmp_path):
    folder = tmp_path / "index"
    index = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", None, folder))
    index.add_all(articles(0, 20))
    note = (folder / NOTE).read_text()
    if ended == "the program ends":
        server_manager_instance.release_server(str(folder / "milvus.db"))
    else:
        MilvusClient(str(folder / "milvus.db")).release_collection(collection_of(folder))
    again = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", None, folder))
    assert_like_faiss(again, tmp_path)
    assert (folder / NOTE).read_text() == note
    assert rows_in(str(folder / "milvus.db"), collection_of(folder)) == again.passage_count
    again.add(article(30))
    assert_like_faiss(again, tmp_path)


def test_what_was_given_but_not_noted_is_not_there_twice(address, tmp_path):
    folder = tmp_path / "index"
    index = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    index.add_all(articles(0, 10))
    before = (folder / NOTE).read_text()
    index.add_all(articles(10, 20))
    (folder / NOTE).write_text(before)  # as if the program had been killed in between
    again = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    assert_like_faiss(again, tmp_path)
    assert rows_in(address, collection_of(folder)) == again.passage_count


@pytest.mark.parametrize("damage", ["lost", "empty", "a list", "another last key"])
def test_a_note_that_cannot_be_used_is_made_again(damage, address, tmp_path):
    folder = tmp_path / "index"
    ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder)).add_all(articles(0, 10))
    note = folder / NOTE
    written = note.read_text()
    note.unlink()
    if damage != "lost":
        altered = written.replace('"last_key": 10', '"last_key": 70')
        note.write_text({"empty": "", "a list": "[]", "another last key": altered}[damage])
        assert note.read_text() != written
    again = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    assert_like_faiss(again, tmp_path)
    assert rows_in(address, collection_of(folder)) == again.passage_count


def test_a_program_that_runs_takes_the_collection_that_another_one_made(address, tmp_path):
    folder = tmp_path / "index"
    running = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    running.add_all(articles(0, 10))
    (folder / NOTE).unlink()
    other = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    other.add(article(30))
    running.add(article(31))
    for index in (running, other):
        assert_like_faiss(index, tmp_path)
    assert rows_in(address, collection_of(folder)) == running.passage_count


def test_a_collection_that_somebody_dropped_is_made_again(address, tmp_path):
    folder = tmp_path / "index"
    index = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    index.add_all(articles(0, 10))
    MilvusClient(address).drop_collection(collection_of(folder))
    with pytest.raises(EngineUnavailable, match="does not exist"):
        index.find(QUESTIONS[0])
    assert_like_faiss(index, tmp_path)


def test_two_folders_do_not_mix_and_a_copy_is_a_folder_of_its_own(address, tmp_path):
    one, copy, other = (tmp_path / name for name in ("one", "copy", "other"))
    index = ArticleIndex(one, DrawnEncoder(), open_vector_index("milvus", address, one))
    index.add_all(articles(0, 10))
    second = ArticleIndex(other, DrawnEncoder(), open_vector_index("milvus", address, other))
    second.add_all(articles(100, 120))
    shutil.copytree(one, copy)
    third = ArticleIndex(copy, DrawnEncoder(), open_vector_index("milvus", address, copy))
    third.add_all(articles(200, 210))
    assert len({collection_of(folder) for folder in (one, copy, other)}) == 3
    for each in (index, second, third):
        assert_like_faiss(each, tmp_path)
        assert rows_in(address, collection_of(each.folder)) == each.passage_count


def test_another_engine_is_given_everything(address, tmp_path):
    folder = tmp_path / "index"
    ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder)).add_all(articles(0, 10))
    in_file = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", None, folder))
    in_file.add_all(articles(10, 20))
    assert_like_faiss(in_file, tmp_path)
    back = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    assert_like_faiss(back, tmp_path)
    assert rows_in(address, collection_of(folder)) == back.passage_count


@pytest.mark.parametrize("named", [1, 7, 10_000], ids="at most {} named".format)
@pytest.mark.parametrize("answered", [10, 16_384], ids="at most {} answered".format)
@pytest.mark.parametrize("share", [0, 1 / 30, 1 / 2, 1])
def test_a_filter_admits_the_same_as_in_faiss(share, named, answered, tmp_path, monkeypatch):
    monkeypatch.setattr("index.engines.MOST_NAMED", named)
    monkeypatch.setattr("index.engines.MOST_ANSWERED", answered)
    folder = tmp_path / "index"
    ArticleIndex(folder, DrawnEncoder()).add_all(articles(0, 60))
    store = Store(folder)
    vectors, faiss = LlamaIndexVectors(InMemory(), folder), FaissVectors(folder)
    for each in (vectors, faiss):
        each.follow(store)
    generator = np.random.default_rng(5)
    flags = (generator.random(store.passage_count + 1) < share).astype(np.uint8)
    flags[0] = 0
    admitted = Admitted(flags, int(flags.sum()))
    for row in DrawnEncoder().encode(QUESTIONS):
        assert vectors.search(row, 6, admitted) == faiss.search(row, 6, admitted)


def test_batches_are_given_one_after_another(tmp_path, monkeypatch):
    monkeypatch.setattr("index.store.store._PASSAGES_AT_ONCE", 3)
    folder, engine = tmp_path / "index", InMemory()
    index = ArticleIndex(folder, DrawnEncoder(), LlamaIndexVectors(engine, folder))
    index.add_all(articles(0, 11))
    assert len(engine.store.data.embedding_dict) == index.passage_count == 11
    assert_like_faiss(index, tmp_path)


def silent() -> socket.socket:
    """A server that takes connections and never says a word."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server


@pytest.mark.parametrize("listening", [False, True], ids=["nobody", "somebody silent"])
def test_an_address_where_no_milvus_is_makes_one_line_soon(listening, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("index.milvus._CONNECT_TIMEOUT_S", 1)
    with silent() as server:
        port = server.getsockname()[1]
        if not listening:
            server.close()
        folder = tmp_path / "index"
        index = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", f"http://127.0.0.1:{port}", folder))
        started = time.monotonic()
        with pytest.raises(
            EngineUnavailable, match=rf"^Milvus at http://127.0.0.1:{port} cannot be used \(.*\)"
        ) as told:
            index.add(article(1))
        assert time.monotonic() - started < 10
    assert "\n" not in str(told.value)
    assert "store_address" in str(told.value)
    assert [one.publisher for one in index.articles()] == [None]
    assert caplog.text == ""


def test_a_collection_of_another_dimension_is_refused(address, tmp_path):
    folder = tmp_path / "index"
    index = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", address, folder))
    index.add_all(articles(0, 3))
    client = MilvusClient(address)
    client.drop_collection(collection_of(folder))
    client.create_collection(collection_of(folder), dimension=DIMENSION + 1, id_type="string", max_length=64)
    with pytest.raises(EngineUnavailable, match="cannot be used"):
        index.find(QUESTIONS[0])


def test_a_file_that_another_program_has_open_is_refused(tmp_path):
    folder, file = tmp_path / "index", tmp_path / "shared.db"
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        index = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", str(file), folder))
        with pytest.raises(EngineUnavailable, match=r"another program has the file open, run milvus-lite server"):
            index.add(article(1))
        server.communicate(timeout=20)
    assert_like_faiss(index, tmp_path)


def test_what_is_not_installed_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "llama_index.vector_stores.milvus", None)
    folder = tmp_path / "index"
    index = ArticleIndex(folder, DrawnEncoder(), open_vector_index("milvus", None, folder))
    with pytest.raises(EngineUnavailable, match=r"pip install \"verbatim-qa\[milvus\]\""):
        index.add(article(1))


def test_the_token_comes_from_the_environment_and_is_not_shown(tmp_path, monkeypatch):
    monkeypatch.delenv("OUR_TOKEN", raising=False)
    with pytest.raises(EngineUnavailable, match="OUR_TOKEN"):
        open_vector_index("milvus", "http://127.0.0.1:1", tmp_path, "OUR_TOKEN")
    monkeypatch.setenv("OUR_TOKEN", "secret-1")
    given = {}

    def store(**options):
        given.update(options)
        raise MilvusException(message="no such user")

    monkeypatch.setattr("index.milvus._vector_store", store)
    index = ArticleIndex(
        tmp_path / "index",
        DrawnEncoder(),
        open_vector_index("milvus", "http://127.0.0.1:1", tmp_path / "index", "OUR_TOKEN"),
    )
    with pytest.raises(EngineUnavailable, match="no such user") as told:
        index.add(article(1))
    assert given["token"] == "secret-1"
    assert "secret-1" not in (tmp_path / "index" / NOTE).read_text() + str(told.value) + repr(Milvus("", "secret-1"))


def test_the_settings_choose_the_store(address, tmp_path, monkeypatch, packaged_encoder):
    settings = tmp_path / "settings.toml"
    settings.write_text(f'llm = "none"\nstore = "milvus"\nstore_address = "{address}"\n')
    monkeypatch.setenv("QA_SETTINGS", str(settings))
    with Assistant.open(tmp_path / "index") as assistant:
        assistant.add(Article("The harbour authority opened the new bridge on Monday. It cost four million euros."))
        answer = assistant.ask("How much did the bridge cost?")
    assert "four million euros" in answer.quotes[0].text
    assert rows_in(address, collection_of(tmp_path / "index")) == 1
