"""The command ``qa``: what it prints, how it ends, and one line on standard error for whatever goes wrong."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from page_fixtures import free_port

from index.article_index import ArticleIndex
from index.embedding import SentenceTransformerEncoder
from index.errors import ReadError, UnknownArticle
from index.records import Article
from qa.cli import app, main
from qa.console import one_line
from qa.seeds import seed_article
from qa.verification import verify_file

COMMANDS = ("serve", "ask", "chat", "add", "list", "show", "remove", "index", "eval", "verify", "doctor", "setup")
WORDS_10_000 = "cabello " * 10_000


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on standard error of a command that failed."""
        assert self.status == 1, self
        assert re.fullmatch(r"qa: [^\n]+\n", self.err), self.err
        assert "Traceback" not in self.err + self.out
        return self.err.removeprefix("qa: ").rstrip("\n")


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs ``qa`` in this process: importing what embeds takes seconds, and is done once."""
    monkeypatch.setenv("VERBATIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["qa", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory, packaged_encoder: SentenceTransformerEncoder) -> Path:
    """The folder of an index of the seed article; tests here only read it."""
    folder = tmp_path_factory.mktemp("seed") / "index"
    ArticleIndex(folder, packaged_encoder).add(seed_article())
    with closing(sqlite3.connect(folder / "verbatim.sqlite3")) as connection:
        # All of it into the one file, so that whoever harms that file harms the index.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def own(seed: Path, tmp_path: Path) -> Path:
    """A copy of that folder which a test may change."""
    return Path(shutil.copytree(seed, tmp_path / "own"))


ID = seed_article().id

# --- help and usage


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(run: Run, command: str):
    for flag in ("--help", "-h"):
        ran = run(command, flag)
        assert ran.status == 0
        assert command == "index" or re.search(rf"Example: .*\bqa {command}\b", ran.out)


def test_all_commands_are_known(run: Run):
    ran = run("--help")
    assert ran.status == 0
    assert all(re.search(rf"^\W*{command}\b", ran.out, re.M) for command in COMMANDS)
    assert len(app.registered_commands) + len(app.registered_groups) == len(COMMANDS)


@pytest.mark.parametrize("command", ["check", "repair"])
def test_the_commands_for_an_index_explain_themselves_with_an_example(run: Run, command: str):
    assert re.search(rf"Example: qa index {command} --index \w+", run("index", command, "--help").out)


def test_help_is_instant():
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "from qa.cli import main; main()", "--help"], check=True, stdout=-1)
        seconds.append(time.perf_counter() - started)
    median = statistics.median(seconds)
    print(f"qa --help: {median:.2f} s (the bar is 0.5 s on a quiet machine)")
    assert median < 2


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["aks", "Who?"], id="no such command"),
        pytest.param(["ask"], id="no question"),
        pytest.param(["ask", "Who?", "--jsn"], id="no such option"),
        pytest.param(["ask", "Who?", "is?"], id="one argument too many"),
        pytest.param(["ask", "Who?", "--index"], id="option without its value"),
        pytest.param(["show"], id="no id"),
        pytest.param(["add"], id="no source"),
        pytest.param(["serve", "--port", "http"], id="word for a number"),
        pytest.param(["eval", "questions.jsonl", "--limit", "0"], id="number out of bounds"),
        pytest.param([], id="nothing at all"),
    ],
)
def test_wrong_usage_ends_with_2(run: Run, arguments: list[str]):
    ran = run(*arguments)
    assert ran.status == 2
    assert "Traceback" not in ran.err
    assert re.search(r"Usage: qa\b|Error", ran.err + ran.out)


# --- what is printed


def test_an_answer_for_people(run: Run, seed: Path):
    ran = run("ask", "Who is Cabello?", "--llm", "none", "--index", seed)
    assert (ran.status, ran.err) == (0, "")
    assert "This answer is made of quotes alone." in ran.out
    assert re.search(r"^\[1\] “.*Cabello.*”$", ran.out, re.M | re.S)
    assert re.search(r"2026-01-17 · characters \d+–\d+", ran.out)


def test_an_answer_for_programs(run: Run, seed: Path):
    ran = run("ask", "Who is Cabello?", "--json", "--llm", "none", "--index", seed)
    assert (ran.status, ran.err) == (0, "")
    answer = json.loads(ran.out)
    assert [*answer] == (
        "question standalone_question status text claims span quotes related model notice confidence timings_ms".split()
    )
    assert (answer["status"], answer["model"]) == ("answered", None)
    text = seed_article().text
    for quote in answer["quotes"]:
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert quote["article_id"] == ID


def test_a_question_from_standard_input_after_earlier_ones(run: Run, seed: Path):
    arguments = ("--after", "Who is Diosdado Cabello?", "--json", "--llm", "none", "--index", seed)
    ran = run("ask", "-", *arguments, stdin="How old is he?\n")
    assert json.loads(ran.out)["standalone_question"] == "How old is Diosdado Cabello?"


def test_a_conversation(run: Run, seed: Path):
    stdin = f"Who is Diosdado Cabello?\n{WORDS_10_000}\nHow old is he?\n\nnever asked\n"
    ran = run("chat", "--llm", "none", "--index", seed, stdin=stdin)
    assert ran.status == 0
    assert ran.err == "qa: the question has 79,999 characters; ask in at most 2,000\n"
    assert "62-year-old" in ran.out


def test_a_conversation_ends_with_its_input(run: Run, seed: Path):
    assert run("chat", "--llm", "none", "--index", seed, stdin="").status == 0


def test_articles_are_added_listed_shown_and_removed(run: Run, tmp_path: Path):
    index = ("--index", tmp_path / "index")
    (tmp_path / "mayor.txt").write_text("date 2026-01-17\nAda Brandt is the mayor of Lindow. She is 61.")
    (tmp_path / "rain.html").write_text("<title>Rain</title><article><p>It rained in Lindow all day.</p></article>")

    added = run("add", tmp_path / "mayor.txt", tmp_path / "rain.html", "--json", *index)
    mayor, rain = (json.loads(line) for line in added.out.splitlines())
    assert (added.status, mayor["published"], mayor["sentences"], rain["title"]) == (0, "2026-01-17", 2, "Rain")
    assert [*mayor] == (
        "id title publisher author published modified url language source added sentences tags origins outcome".split()
    )
    assert (mayor.pop("outcome"), rain.pop("outcome")) == ("added", "added")

    listed = run("list", "--json", *index)
    assert json.loads(listed.out) == [rain, mayor]
    assert re.search(rf"{rain['id']}.*Rain.*\n.*{mayor['id']}.*2026-01-17", run("list", *index).out)

    shown = run("show", mayor["id"][:6], "--json", *index)
    text = "Ada Brandt is the mayor of Lindow. She is 61."
    assert json.loads(shown.out) == {**mayor, "text": text, "versions": [mayor["id"]], "reprints": []}
    assert "Ada Brandt is the mayor of Lindow. She is 61." in run("show", mayor["id"], *index).out

    from_stdin = run("add", "-", *index, stdin="Standard input speaks.")
    assert from_stdin.out.endswith("  Standard input speaks.  (1 sentence)\n")

    assert run("remove", rain["id"], *index).out == f"removed {rain['id']}  Rain\n"
    assert len(json.loads(run("list", "--json", *index).out)) == 2
    assert "no article has the id" in run("show", rain["id"], *index).complaint


LONG = "Ada Brandt opened the bridge in Lindow. " + " ".join(
    f"Speaker {first}{second} praised it." for first in "abcdefgh" for second in "ijklmnop"
)


def test_what_becomes_of_each_article_is_said(run: Run, tmp_path: Path):
    index = ("--index", tmp_path / "index")
    folder = tmp_path / "news"
    (folder / "deep").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name, text in {
        "a.txt": LONG,
        "deep/b.txt": LONG.replace("opened the", "opened a"),
        "c.md": "# Rain\n\nIt rained.",
        "d.png": "x",
        ".e.txt": "x",
        ".hidden/f.txt": "x",
        "g.txt": "",
    }.items():
        (folder / name).write_text(text)
    ran = run("add", folder, "--tag", "Bridges", "--tag", "EU", "--json", *index)
    assert ran.status == 1
    assert ran.err == "qa: 1 file of other kinds left out\nqa: g.txt is empty; give a file with the article's text\n"
    first, rain, reprint = (json.loads(line) for line in ran.out.splitlines())
    assert (first["outcome"], rain["outcome"], reprint["outcome"]) == ("added", "added", "reprint")
    assert (first["tags"], rain["title"], reprint["id"]) == (["Bridges", "EU"], "Rain", first["id"])

    (folder / "g.txt").unlink()
    (folder / "d.png").unlink()
    (folder / "a.txt").write_text(LONG.replace("opened", "closed"))
    ran = run("add", folder, *index)
    assert (ran.status, ran.err) == (0, "")
    later, _, _ = (line.split()[0] for line in ran.out.splitlines())
    assert [re.sub(r".*sentences?", "", line) for line in ran.out.splitlines()] == [
        ", a new version)",
        ", already there)",
        ", which this is a reprint of: linked)",
    ]
    shown = run("show", later, *index).out
    assert re.search(rf"version  {first['id']}  \(earlier, added", shown)
    record = json.loads(run("show", first["id"], "--json", *index).out)
    assert record["versions"] == [later, first["id"]]
    assert [(one["source"], one["tags"]) for one in record["reprints"]] == [("b.txt", ["Bridges", "EU"])]
    assert re.search(r"tags  Bridges, EU", run("show", first["id"], *index).out)


def test_a_question_may_be_put_to_some_articles(run: Run, tmp_path: Path):
    index = ("--index", tmp_path / "index")
    for name, publisher, day in (("Ada", "Reuters", "2026-01-17"), ("Bea", "AP", "2026-02-01")):
        (tmp_path / f"{name}.html").write_text(
            f'<html><head><title>{name}</title><meta property="og:site_name" content="{publisher}">'
            f'<meta property="article:published_time" content="{day}"></head>'
            f"<body><article><h1>{name}</h1><p>{name} Brandt is the mayor of Lindow, a town of 3,000 people "
            "between two lakes. She was elected last year with a narrow majority.</p></article></body></html>"
        )
    run("add", tmp_path / "Ada.html", *index)
    run("add", tmp_path / "Bea.html", "--tag", "towns", *index)
    bea = json.loads(run("list", "--json", *index).out)[0]["id"]

    def mayors(*options: str) -> set[str]:
        asked = run("ask", "Who is the mayor of Lindow?", "--llm", "none", "--json", *options, *index)
        answer = json.loads(asked.out)
        listed = {article["title"] for article in json.loads(run("list", "--json", *options, *index).out)}
        quoted = {quote["title"] for quote in answer["quotes"] + answer["related"]}
        assert quoted <= listed
        return listed

    assert mayors() == {"Ada", "Bea"}
    assert mayors("--publisher", "reuters") == {"Ada"}
    assert mayors("--publisher", "reuters", "--publisher", "ap") == {"Ada", "Bea"}
    assert mayors("--since", "2026-02") == {"Bea"}
    assert mayors("--until", "2026-01-31") == {"Ada"}
    assert mayors("--tag", "Towns") == {"Bea"}
    assert mayors("--publisher", "nobody") == set()
    assert len(json.loads(run("list", "--limit", "1", "--json", *index).out)) == 1
    asked = run("ask", "Who is the mayor of Lindow?", "--llm", "none", "--article", bea[:5], "--json", *index)
    assert {quote["title"] for quote in json.loads(asked.out)["quotes"]} == {"Bea"}
    nobody = run("ask", "Who is the mayor?", "--llm", "none", "--tag", "x", *index)
    assert nobody.out.startswith("No article fits the choice of publisher, date, article and tag;")
    assert "2026-13' is not a date" in run("ask", "Who?", "--since", "2026-13", *index).complaint
    assert "no article has the id" in run("ask", "Who?", "--article", "ffff", *index).complaint


def test_an_index_is_checked_and_repaired(run: Run, own: Path):
    index = ("--index", own)
    assert run("index", "check", *index).out.startswith(f"{own}: 1 article, ")
    database = own / "verbatim.sqlite3"
    database.write_bytes(database.read_bytes().replace(b"heading line", b"heading lime"))
    assert f"qa index repair --index {own}" in run("index", "check", *index).complaint
    assert "does not match its hash" in run("list", *index).complaint
    ran = run("index", "repair", *index)
    assert ran.status == 1
    assert re.fullmatch(rf"The new index has 1 article; the old database was kept: {own}/\S+\n", ran.out)
    assert ran.err == f"qa: the title, date and address of {ID} could not be read; its text is whole\n"
    assert run("index", "check", *index).status == 0
    assert json.loads(run("show", ID, "--json", *index).out)["text"] == seed_article().text
    assert "holds no index" in run("index", "repair", "--index", own / "none").complaint
    assert "holds no index" in run("index", "check", "--index", own / "none").complaint


def test_an_empty_index_is_said(run: Run, tmp_path: Path):
    assert run("list", "--index", tmp_path / "new").out == "no articles; add one: qa add FILE\n"
    assert json.loads(run("list", "--json", "--index", tmp_path / "new").out) == []
    answer = json.loads(run("ask", "Who?", "--json", "--llm", "none", "--index", tmp_path / "new").out)
    assert (answer["status"], answer["quotes"], answer["related"]) == ("not_found", [], [])


def test_the_folder_of_the_environment_is_used(run: Run, seed: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QA_INDEX", str(seed))
    assert [article["id"] for article in json.loads(run("list", "--json").out)] == [ID]


def test_what_articles_say_never_reaches_the_terminal_as_a_command(
    run: Run, tmp_path: Path, packaged_encoder: SentenceTransformerEncoder
):
    hostile = Article("Ada Brandt, [bold]mayor[/bold], is 61.", title="\x1b]0;owned\x07 [red]Ada[/red] \u202e\nnext")
    made = ArticleIndex(tmp_path / "index", packaged_encoder)
    stored = made.add(hostile)
    index = ("--index", tmp_path / "index")
    outputs = [
        run("list", *index).out,
        run("show", stored.id, *index).out,
        run("ask", "Who is Ada Brandt?", "--llm", "none", *index).out,
        run("remove", stored.id, *index).out,
    ]
    for out in outputs:
        assert "[red]Ada[/red]" in out
        assert not re.search("[\x1b\x07\u202e]", out)
    assert "[bold]mayor[/bold]" in outputs[2]


# --- errors


def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    monkeypatch.setenv("QA_SETTINGS", str(tmp_path / "settings.toml"))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("nowhere.txt", None, "nowhere.txt", id="missing"),
        pytest.param("empty.txt", b"", "empty.txt", id="empty"),
        pytest.param("blank.txt", b" \n\t\n ", "blank.txt", id="blank"),
        pytest.param("bytes.txt", bytes(range(256)) * 20, "bytes.txt", id="unreadable encoding"),
        pytest.param("half.pdf", b"%PDF-1.7\n1 0 obj", "half.pdf", id="half a PDF"),
        pytest.param(
            "two\nlines\x1b[2J.txt", None, "two lines[2J.txt does not exist", id="name with control characters"
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(run: Run, own: Path, tmp_path: Path, name, data, reason: str):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    complaint = run("add", tmp_path / name, "--index", own).complaint
    assert reason in complaint
    assert "\x1b" not in complaint


def test_what_cannot_be_read_does_not_keep_the_others_out(run: Run, own: Path, tmp_path: Path):
    for name in ("first.txt", "last.txt"):
        (tmp_path / name).write_text(f"The {name} file speaks.")
    ran = run("add", tmp_path / "first.txt", tmp_path / "none.txt", tmp_path / "last.txt", "--json", "--index", own)
    assert "none.txt" in ran.complaint
    assert [json.loads(line)["source"] for line in ran.out.splitlines()] == ["first.txt", "last.txt"]
    assert len(json.loads(run("list", "--json", "--index", own).out)) == 3


@pytest.mark.parametrize(
    ("arguments", "stdin", "complaint"),
    [
        pytest.param(["ask", ""], "", "the question is empty; type a question about the articles", id="empty"),
        pytest.param(["ask", " ? "], "", "the question is empty; type a question about the articles", id="blank"),
        pytest.param(
            ["ask", "-"], WORDS_10_000, "the question has 80,000 characters; ask in at most 2,000", id="10,000 words"
        ),
        pytest.param(
            ["ask", "Who?", "--llm", "gtp"],
            "",
            "there is no model 'gtp'; known are auto, none, local (add one to the settings file)",
            id="no such model",
        ),
        pytest.param(
            ["ask", "Who?", "--llm", "local"],
            "",
            "the embedded language model is not installed; run: qa setup",
            id="model not installed",
        ),
        pytest.param(
            ["show", "0000"], "", "no article has the id '0000'; list the articles with: qa list", id="unknown article"
        ),
        pytest.param(
            ["remove", "0000"], "", "no article has the id '0000'; list the articles with: qa list", id="nothing there"
        ),
        pytest.param(
            ["remove", "%"], "", "no article has the id '%'; list the articles with: qa list", id="a sign for all"
        ),
    ],
)
def test_a_known_error_is_one_line(run: Run, seed: Path, arguments: list[str], stdin: str, complaint: str):
    assert run(*arguments, "--index", seed, stdin=stdin).complaint == complaint


def garbage(folder: Path) -> None:
    (folder / "verbatim.sqlite3").write_bytes(os.urandom(4096))


def truncated(folder: Path) -> None:
    database = folder / "verbatim.sqlite3"
    database.write_bytes(database.read_bytes()[:5000])


def of_another_program(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    with closing(sqlite3.connect(folder / "verbatim.sqlite3")) as connection:
        connection.execute("CREATE TABLE other (x)")


def other_files(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "holiday.jpg").touch()


def a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()


@pytest.mark.parametrize("harm", [garbage, truncated, of_another_program, other_files, a_file])
def test_a_damaged_or_foreign_index_is_one_line_and_stays_as_it_is(run: Run, own: Path, harm: Callable[[Path], None]):
    harm(own)
    before = {path.name: path.read_bytes() for path in own.glob("*.sqlite3")}
    for command in (["ask", "Who is Cabello?", "--llm", "none"], ["list"], ["show", ID]):
        complaint = run(*command, "--index", own).complaint
        assert str(own) in complaint
        assert "--index" in complaint
    assert {path.name: path.read_bytes() for path in own.glob("*.sqlite3")} == before


def test_a_model_file_with_a_wrong_checksum_is_one_line_and_loses_no_answer(run: Run, seed: Path, tmp_path: Path):
    file = tmp_path / "cache" / "models" / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"GGUF, but not this one")
    complaint = f"{file} is not the publisher's file and is not used; remove it, then run: qa setup"
    assert run("setup", "--no-index").complaint == complaint
    ran = run("ask", "Who is Cabello?", "--json", "--llm", "local", "--index", seed)
    answer = json.loads(ran.out)
    assert (ran.status, ran.err, answer["status"]) == (0, "", "answered")
    assert answer["notice"] == f"{complaint}. This answer is made of quotes alone."
    assert answer["quotes"]
    doctor = json.loads(run("doctor", "--json", "--index", seed).out)
    assert {"what": "language model", "good": False, "state": complaint}.items() <= doctor[-2].items()
    assert file.read_bytes() == b"GGUF, but not this one"


def test_no_space_for_the_model_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000_000))
    assert run("setup", "--no-index").complaint == (
        f"{tmp_path}/cache/models has 1.0 GB free and the language model needs 1.3 GB; "
        "free some space, or set VERBATIM_CACHE to a folder elsewhere, then run: qa setup"
    )


def test_a_language_model_that_cannot_be_reached_loses_no_answer(
    run: Run, seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings(tmp_path, monkeypatch, f'[models.far]\nbase_url = "http://127.0.0.1:{free_port()}/v1"\nmodel = "m"')
    ran = run("ask", "Who is Cabello?", "--llm", "far", "--index", seed)
    assert (ran.status, ran.err) == (0, "")
    assert re.search(r"the language model m failed \(\w+\); check its address.*quotes alone\.", ran.out, re.S)
    assert "[1] “" in ran.out


def test_settings_that_cannot_be_used_are_one_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings(tmp_path, monkeypatch, "temperature = 2")
    assert "unknown setting 'temperature'" in run("list").complaint


def test_an_error_of_the_real_command_is_one_line(tmp_path: Path):
    ran = subprocess.run(
        [sys.executable, "-c", "from qa.cli import main; main()", "show", "0000", "--index", str(tmp_path / "new")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert Ran(ran.returncode, ran.stdout, ran.stderr).complaint == (
        "no article has the id '0000'; list the articles with: qa list"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [("one", "one"), ("two\nlines\r\n", "two lines"), ("\x1b[2J\u202e\x00\ud800", "�[2J���"), ("  ", "")],
)
def test_one_line(text: str, line: str):
    assert one_line(text) == line


# --- verify


def test_a_saved_answer_is_verified(run: Run, own: Path, tmp_path: Path):
    saved = tmp_path / "answer.json"
    saved.write_text(run("ask", "Who is Cabello?", "--json", "--llm", "none", "--index", own).out)
    ran = run("verify", saved, "--index", own)
    quotes = json.loads(saved.read_text())["quotes"]
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [f"stands  {ID} [{quote['start']}, {quote['end']})  verbatim" for quote in quotes]

    saved.write_text(saved.read_text().replace("Cabello", "Abrams"))
    ran = run("verify", saved, "--index", own)
    assert ran.complaint == f"{len(quotes)} of {len(quotes)} quotes do not stand"
    assert ran.out.count("FAILS ") == len(quotes)


class Shelf:
    """One article, found as the index finds it: by the beginning of its id."""

    ARTICLE = Article("Ada Brandt is 61.")

    def article(self, article_id: str) -> Article:
        if not article_id or not self.ARTICLE.id.startswith(article_id):
            raise UnknownArticle("no")
        return self.ARTICLE


def saved_quote(**change: Any) -> dict[str, Any]:
    return {"article_id": Shelf.ARTICLE.id, "start": 0, "end": 10, "text": "Ada Brandt", **change}


@pytest.mark.parametrize(
    ("quote", "stands", "reason"),
    [
        pytest.param(saved_quote(), True, "verbatim", id="as it was"),
        pytest.param(saved_quote(text="Ada Brand"), False, "the article has other words there", id="other words"),
        pytest.param(saved_quote(start=1), False, "the article has other words there", id="other place"),
        pytest.param(saved_quote(start=-17, end=-7), False, "the article has other words there", id="from the end"),
        pytest.param(saved_quote(start=0, end=0, text=""), False, "the article has other words there", id="empty"),
        pytest.param(saved_quote(article_id="0" * 16), False, "the article is not in this index", id="unknown"),
        pytest.param(saved_quote(article_id=""), False, "the article is not in this index", id="no id"),
        pytest.param(
            saved_quote(article_id=Shelf.ARTICLE.id[:6]), False, "the article is not in this index", id="half an id"
        ),
    ],
)
def test_each_quote_is_held_against_its_article(tmp_path: Path, quote: dict[str, Any], stands: bool, reason: str):
    (tmp_path / "answer.json").write_text(json.dumps({"quotes": [], "related": [quote]}))
    (found,) = verify_file(tmp_path / "answer.json", Shelf())
    assert (found.stands, found.reason) == (stands, reason)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("Ada", id="no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="another record"),
        pytest.param('{"quotes": 1, "related": []}', id="quotes are a number"),
        pytest.param('{"quotes": [1], "related": []}', id="a quote is a number"),
        pytest.param(json.dumps({"quotes": [saved_quote(start="0")], "related": []}), id="a place is a text"),
        pytest.param(json.dumps({"quotes": [saved_quote(start=0.5)], "related": []}), id="half a place"),
        pytest.param(json.dumps({"quotes": [saved_quote(end=float("inf"))], "related": []}), id="an endless quote"),
        pytest.param(json.dumps({"quotes": [saved_quote(article_id=7)], "related": []}), id="an id is a number"),
        pytest.param("[" * 100_000, id="nested without end"),
    ],
)
def test_what_is_no_answer_is_refused_in_one_line(tmp_path: Path, text: str):
    file = tmp_path / "answer.json"
    file.write_text(text)
    with pytest.raises(ReadError, match="is not an answer as printed by: qa ask QUESTION --json") as raised:
        verify_file(file, Shelf())
    assert "\n" not in str(raised.value)


def test_an_answer_that_is_not_there_is_refused(run: Run, seed: Path, tmp_path: Path):
    assert "is not an answer" in run("verify", tmp_path / "nowhere.json", "--index", seed).complaint


# --- doctor


def test_the_doctor_says_what_there_is_and_what_to_do(run: Run, seed: Path, tmp_path: Path):
    ran = run("doctor", "--index", seed)
    assert (ran.status, ran.err) == (0, "")
    assert re.search(r"ok  Python: 3\.\d+", ran.out)
    assert re.search(r"ok  torch: ", ran.out)
    assert re.search(r"ok  embedding model: all-MiniLM-L6-v2, files verified", ran.out)
    assert "missing  language model: not installed\n          -> qa setup (answers are made of quotes alone" in ran.out
    assert re.search(
        rf"ok  index: {seed}, 1 article, 11 passages, all checked; FAISS, exact search: 11 passages", ran.out
    )
    findings = json.loads(run("doctor", "--json", "--index", seed).out)
    assert {tuple(finding) for finding in findings} == {("what", "good", "state", "remedy", "needed")}


def test_the_doctor_changes_nothing(run: Run, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        ran = run("doctor", "--index", folder)
        assert ran.status == 0
        assert f"ok  index: {folder} (not made yet" in ran.out
    assert [*(tmp_path / "empty").iterdir()] == []
    assert not (tmp_path / "nowhere").exists()


def test_the_doctor_names_the_settings_that_are_used(run: Run, seed: Path, tmp_path: Path, monkeypatch):
    settings(tmp_path, monkeypatch, 'llm = "none"')
    assert f"ok  settings: {tmp_path / 'settings.toml'}\n" in run("doctor", "--index", seed).out
    settings(tmp_path, monkeypatch, "llm = 1")
    ran = run("doctor", "--index", seed)
    assert ran.status == 1
    assert f"missing  settings: {tmp_path / 'settings.toml'}: llm must be a text in quotation marks" in ran.out


def test_the_doctor_finds_a_damaged_index(run: Run, own: Path):
    garbage(own)
    ran = run("doctor", "--index", own)
    assert (ran.status, ran.err) == (1, "")
    assert f"missing  index: {own / 'verbatim.sqlite3'} is damaged" in ran.out
