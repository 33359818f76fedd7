"""The command line: parse, call once, print. Heavy imports wait inside each command, so that ``qa --help`` is instant.

Exit status: 0 done (also when the answer is "not found"), 1 a known error (one line on standard error), 2 wrong usage.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import ReadError, VerbatimError
from qa.errors import QuestionSetFault

if TYPE_CHECKING:
    from index.filters import Filter
    from index.records import Article
    from qa.assistant import Assistant
    from qa.evaluation.sets import AnySet

app = typer.Typer(
    help="Verbatim: ask news articles, and get answers whose every word can be checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

index_app = typer.Typer(help="Check and repair an index.", no_args_is_help=True)
app.add_typer(index_app, name="index")

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Index folder [default: QA_INDEX, or the user's data folder]"),
]
LlmOption = Annotated[
    str | None,
    typer.Option("--llm", metavar="NAME", help="auto, none (quotes alone), local, or a model of the settings"),
]
PublisherOption = Annotated[
    list[str] | None, typer.Option("--publisher", metavar="NAME", help="Only articles of this publisher; repeatable")
]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only articles from this day, month or year on")
]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only articles up to and with it")]
ArticleOption = Annotated[
    list[str] | None, typer.Option("--article", metavar="ID", help="Only this article; repeatable")
]
TagOption = Annotated[list[str] | None, typer.Option("--tag", help="Only articles with this tag; repeatable")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs")]


def main() -> None:
    """The command ``qa``."""
    try:
        app(prog_name="qa")
    except VerbatimError as error:
        _report(error)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _report(error: VerbatimError) -> None:
    from qa.console import one_line

    # Names of files, which stand in errors, may hold line breaks and a terminal's control characters.
    print(f"qa: {one_line(str(error))}", file=sys.stderr)


@contextmanager
def _opened(index: Path | None, llm: str | None) -> Iterator[Assistant]:
    from qa.assistant import Assistant

    with Assistant.open(index, llm) as assistant:
        yield assistant


def _filter(
    publishers: list[str] | None,
    since: str | None,
    until: str | None,
    articles: list[str] | None,
    tags: list[str] | None,
) -> Filter:
    from index.filters import Filter

    return Filter(tuple(publishers or ()), since, until, tuple(articles or ()), tuple(tags or ()))


@app.command(epilog="Example: qa serve --port 8000")
def serve(
    index: IndexOption = None,
    llm: LlmOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on; only this machine's own")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 7860,
) -> None:
    """Serve the page: ask on one side, the article on the other."""
    from qa.page import serve_page
    from qa.seeds import example_questions

    with _opened(index, llm) as assistant:
        articles = assistant.articles(limit=_READ_AHEAD)
        assistant.get_ready_in_background(articles)
        if assistant.model_name is None:
            print("No language model: answers are made of quotes alone (qa setup installs the embedded one).")

        def ready(address: str) -> None:
            print(f"Verbatim is at {address} (Ctrl-C stops it)", flush=True)

        serve_page(assistant, host=host, port=port, examples=example_questions(articles), on_ready=ready)


@app.command(epilog='Example: qa ask "Who is Cabello?" --llm none')
def ask(
    question: Annotated[str, typer.Argument(help="The question; - reads it from standard input")],
    index: IndexOption = None,
    llm: LlmOption = None,
    history: Annotated[list[str] | None, typer.Option("--after", help="An earlier question; may be repeated")] = None,
    publisher: PublisherOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    article: ArticleOption = None,
    tag: TagOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask one question and print the answer with its quotes."""
    from qa.console import print_answer

    within = _filter(publisher, since, until, article, tag)
    with _opened(index, llm) as assistant:
        answer = assistant.ask(sys.stdin.read() if question == "-" else question, history or (), within)
    if as_json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        print_answer(answer)


@app.command(epilog="Example: qa chat --llm local")
def chat(
    index: IndexOption = None,
    llm: LlmOption = None,
    publisher: PublisherOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    article: ArticleOption = None,
    tag: TagOption = None,
) -> None:
    """Ask one question after another; follow-ups know what came before. An empty line ends."""
    from qa.console import print_answer, read_question

    within = _filter(publisher, since, until, article, tag)
    history: list[tuple[str, str]] = []
    with _opened(index, llm) as assistant:
        while question := read_question():
            try:
                answer = assistant.ask(question, history, within)
            except VerbatimError as error:
                _report(error)
                continue
            print_answer(answer)
            history.append((question, answer.text))


@app.command(epilog="Example: qa add report.html archive/ https://example.org/story --tag economy")
def add(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders or addresses; - reads one text from standard input")
    ],
    index: IndexOption = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A word to find them by; repeatable")] = None,
    as_json: JsonOption = False,
) -> None:
    """Add articles to the index. What cannot be read is named, and the others are added.

    The same text is not stored twice, and a reprint of an article is linked to
    it. A changed text from the same address or file is a new version. A line
    is printed once its article is safely stored: after an interruption, the
    same command goes on where it stopped.
    """
    from index.readers import read_bytes
    from index.readers.folders import expanded
    from qa.console import addition_progress, counted, print_addition

    found = expanded(sources)
    if found.left_out:
        print(f"qa: {counted(found.left_out, 'file')} of other kinds left out", file=sys.stderr)
    refused = 0

    def refuse(_: str, error: VerbatimError) -> None:
        nonlocal refused
        refused += 1
        _report(error)

    def read_in_turn() -> Iterator[str | Article]:
        for source in found.sources:
            try:
                yield read_bytes(sys.stdin.buffer.read(), "standard input") if source == "-" else source
            except ReadError as error:
                refuse(source, error)

    with _opened(index, "none") as assistant, addition_progress(len(found.sources)) as progress:
        before = assistant.passage_count
        for addition in assistant.add_each(read_in_turn(), refuse, tag or ()):
            if as_json:
                record = {**addition.article.to_dict(text=False), "outcome": addition.outcome}
                print(json.dumps(record, ensure_ascii=False), flush=True)
            else:
                print_addition(addition)
            progress(1, assistant.passage_count - before)
    if refused:
        raise typer.Exit(1)


@app.command("list", epilog="Example: qa list --json")
def list_articles(
    index: IndexOption = None,
    publisher: PublisherOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    tag: TagOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="List only so many")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the articles of the index, the newest first."""
    from qa.console import print_articles

    within = _filter(publisher, since, until, None, tag)
    with _opened(index, "none") as assistant:
        articles = assistant.articles(within, limit)
    if as_json:
        print(json.dumps([article.to_dict(text=False) for article in articles], ensure_ascii=False, indent=2))
    else:
        print_articles(articles)


@app.command(epilog="Example: qa show 6f57")
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="The article's id, or the beginning of it")],
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article: what identifies it, its versions and reprints, and its canonical text."""
    from qa.console import print_article

    with _opened(index, "none") as assistant:
        article = assistant.article(article_id)
        versions, reprints = assistant.versions(article.id), assistant.reprints(article.id)
    if as_json:
        record = {
            **article.to_dict(),
            "versions": [version.id for version in versions],
            "reprints": [reprint.to_dict(text=False) for reprint in reprints],
        }
        print(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        print_article(article, versions, reprints)


@app.command(epilog="Example: qa remove 6f57d925b5ba565a")
def remove(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="The article's id, or the beginning of it")],
    index: IndexOption = None,
) -> None:
    """Remove an article, its earlier versions, and everything that was made from them."""
    from qa.console import one_line

    with _opened(index, "none") as assistant:
        removed = assistant.remove(article_id)
    print(f"removed {removed.id}  {one_line(removed.headline)}")


@app.command("eval", epilog="Example: qa eval seeds/questions.jsonl --llm none --limit 20 --out report")
def evaluate_questions(
    questions: Annotated[Path, typer.Argument(help="The set: JSON Lines, or SQuAD 1.1 or 2.0 JSON; .gz is read too")],
    out: Annotated[Path, typer.Option(help="Folder for summary.json, records.jsonl and report.html")] = Path("report"),
    index: IndexOption = None,
    llm: LlmOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only so many questions, drawn by --seed")] = None,
    seed: Annotated[int, typer.Option(help="Which questions --limit draws")] = 0,
    about: Annotated[
        list[str] | None, typer.Option(metavar="TITLE", help="Of a SQuAD file, only questions about these titles")
    ] = None,
) -> None:
    """Ask a whole question set and print how good the answers were.

    Questions are asked of the index; those of a SQuAD file, of its paragraphs
    in an index of their own, which is removed afterwards. Lines with a
    "rewrite" (TREC CAsT) measure follow-ups, lines with a "claim" (WiCE) the
    checking of claims; neither opens an index. Shares come with a 95 % interval.
    """
    from qa.assistant import Assistant
    from qa.console import evaluation_progress, print_table
    from qa.evaluation import evaluate_set, read_set
    from qa.evaluation.table import table

    any_set = read_set(questions)
    if about:
        any_set = _about(any_set, about)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise QuestionSetFault(
            f"the report cannot be written to {out}: {cause.strerror}; choose another --out"
        ) from cause

    @contextmanager
    def own_index() -> Iterator[Assistant]:
        with _opened(index, llm) as assistant:
            assistant.read_ahead(assistant.articles(limit=_READ_AHEAD))
            yield assistant

    with evaluation_progress() as progress:
        report = evaluate_set(
            any_set,
            assistant=own_index,
            open_assistant=lambda folder: Assistant.open(folder, llm),
            limit=limit,
            seed=seed,
            progress=progress,
        )
    report.write(out)
    print_table(table(report.name, report.groups))
    print(f"report: {out / 'report.html'}")
    report.check()


def _about(any_set: AnySet, titles: Sequence[str]) -> AnySet:
    from qa.evaluation.question import QuestionSet

    chosen = any_set.about(titles) if isinstance(any_set, QuestionSet) else None
    if chosen is None or not chosen.questions:
        raise QuestionSetFault("no question is about these titles; --about takes the titles of a SQuAD file's articles")
    return chosen


@app.command(epilog="Example: qa ask 'Who is Abrams?' --json > answer.json && qa verify answer.json")
def verify(
    file: Annotated[Path, typer.Argument(help="An answer as qa ask --json prints it")],
    index: IndexOption = None,
) -> None:
    """Check an answer's quotes against the articles again, and say which still stand."""
    from qa.verification import verify_file

    with _opened(index, "none") as assistant:
        checked = verify_file(file, assistant)
    for quote in checked:
        print(
            f"{'stands' if quote.stands else 'FAILS '}  {quote.article_id} [{quote.start}, {quote.end})  {quote.reason}"
        )
    if not all(quote.stands for quote in checked):
        raise VerbatimError(f"{sum(not quote.stands for quote in checked)} of {len(checked)} quotes do not stand")


@app.command(epilog="Example: qa doctor --json")
def doctor(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say what is installed, which models are found and verified, and what to do about anything missing."""
    from qa.console import print_findings
    from qa.doctor import examine

    findings = examine(index)
    if as_json:
        print(json.dumps([vars(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        print_findings(findings)
    if any(not finding.good and finding.needed for finding in findings):
        raise typer.Exit(1)


@app.command(epilog="Example: qa setup")
def setup(
    model: Annotated[bool, typer.Option(help="Fetch the embedded language model (1.1 GB), where it is missing")] = True,
    index: Annotated[bool, typer.Option(help="Make the default index, where it is missing, and read ahead")] = True,
) -> None:
    """Make everything ready: the embedded language model, and the index of the seed article."""
    from qa.console import counted, model_progress
    from qa.model_files import install

    if model:
        with model_progress() as progress:
            file = install(progress)
        print(f"language model: {file}")
    if index:
        with _opened(None, None) as assistant:
            print(f"index: {assistant.folder} ({counted(assistant.article_count, 'article')})")
            if assistant.model_name is not None:
                print("the language model reads ahead (some 15 s an article, once) ...", flush=True)
                assistant.read_ahead(assistant.articles(limit=_READ_AHEAD))


@index_app.command("check", epilog="Example: qa index check --index archive")
def check_index(index: IndexOption = None) -> None:
    """Read everything in the index and hold it against its hashes. Changes nothing."""
    from index.store import Store
    from qa.console import counted

    folder = _folder(index)
    store = Store(folder)
    store.examine()
    counts = f"{counted(store.count, 'article')}, {counted(store.passage_count, 'passage')}"
    print(f"{folder}: {counts}, all as they were written")


@index_app.command("repair", epilog="Example: qa index repair --index archive")
def repair_index(index: IndexOption = None) -> None:
    """Make the index anew from its stored articles, and keep the old database beside it.

    For an index that is damaged, of an older format, or made with another
    embedding model. Nothing but the stored articles is needed.
    """
    from index.repair import repair
    from index.spread import open_encoder
    from qa.console import counted, repair_progress
    from qa.settings import Settings

    settings = Settings.load()
    encoder = open_encoder(settings.embedding_model, settings.embedding_processes, settings.embedding_cluster)
    with repair_progress() as progress:
        done = repair(_folder(index), encoder, progress)
    print(f"The new index has {counted(done.articles, 'article')}; the old database was kept: {done.kept}")
    for article_id in done.bare:
        print(f"qa: the title, date and address of {article_id} could not be read; its text is whole", file=sys.stderr)
    for article_id in done.lost:
        print(f"qa: the article {article_id} could not be read; add it again", file=sys.stderr)
    if done.bare or done.lost:
        raise typer.Exit(1)


def _folder(index: Path | None) -> Path:
    from qa.settings import Settings

    return index or Settings.load().index


# Reading an article takes the embedded model some 15 s: the newest few are read, the others when they are asked about.
_READ_AHEAD = 4
