"""Records on a terminal, for people. Programs take ``--json``.

Text that comes from articles, models and errors is printed as text: Rich's markup is never read in it, and control
characters, which could move a terminal's cursor or change its title, are taken out.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.records import Article
from qa.answer import Answer, Quote

if TYPE_CHECKING:
    from index.store import Addition
    from qa.doctor import Finding

_console = Console(highlight=False, soft_wrap=True)


def print_answer(answer: Answer) -> None:
    """An answer, and below it the quotes it rests on with their places in the article."""
    _console.print(_plain(answer.text, "bold" if answer.status != "not_found" else "yellow"))
    if answer.notice:
        _console.print(_plain(answer.notice, "dim"))
    for quote in answer.quotes:
        _console.print(_quoted(quote, f"[{quote.number}]", answer))
    for quote in answer.related:
        _console.print(_quoted(quote, " ~ ", answer))


def _quoted(quote: Quote, marker: str, answer: Answer) -> Text:
    text = _plain(f"\n{marker} “")
    body = _plain(quote.text)
    if answer.span is not None and answer.span.quote == quote.number:
        body.stylize("bold reverse", answer.span.start - quote.start, answer.span.end - quote.start)
    text.append_text(body)
    source = " · ".join(part for part in (quote.title, quote.publisher, quote.published) if part)
    text.append_text(_plain(f"”\n    {source} · characters {quote.start}–{quote.end}", "dim"))
    return text


def print_articles(articles: Sequence[Article]) -> None:
    """A line an article."""
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "published", "title", "sentences"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "id")
    for article in articles:
        cells = (article.id, article.published or "", article.headline, str(article.sentences))
        table.add_row(*(_plain(cell) for cell in cells))
    _console.print(table if articles else _plain("no articles; add one: qa add FILE"))


def print_article(article: Article, versions: Sequence[Article], reprints: Sequence[Article]) -> None:
    """What identifies an article, where each piece was read, its versions and reprints, and its text."""
    record = article.to_dict(text=False)
    origins = record.pop("origins")
    record["tags"] = ", ".join(record["tags"]) or None
    for name, value in record.items():
        if value is not None:
            _console.print(_plain(f"{name:>10}  {value}" + (f"  ({origins[name]})" if name in origins else ""), "dim"))
    for version in versions:
        if version.id != article.id:
            age = "later" if version == versions[0] else "earlier"
            _console.print(_plain(f"   version  {version.id}  ({age}, added {version.added})", "dim"))
    for reprint in reprints:
        known = " · ".join(part for part in (reprint.title, reprint.publisher, reprint.url or reprint.source) if part)
        _console.print(_plain(f"   reprint  {known}", "dim"))
    _console.print(_plain(f"\n{article.text}"))


_OUTCOMES = {
    "added": "",
    "version": ", a new version",
    "reprint": ", which this is a reprint of: linked",
    "known": ", already there",
}


def print_addition(addition: Addition) -> None:
    """A line for an article that was added, or was there already."""
    article = addition.article
    count = counted(article.sentences, "sentence")
    print(f"{article.id}  {one_line(article.headline)}  ({count}{_OUTCOMES[addition.outcome]})", flush=True)


def print_findings(findings: Sequence[Finding]) -> None:
    """What the doctor found, and what to do where something is missing."""
    for finding in findings:
        sign, style = ("ok", "green") if finding.good else ("missing", "red" if finding.needed else "yellow")
        line = Text(f"{sign:>8}  ", style)
        _console.print(line.append_text(_plain(f"{finding.what}: {finding.state}")))
        if finding.remedy:
            _console.print(_plain(f"          -> {finding.remedy}"))


def print_table(table: Table) -> None:
    _console.print(table)


def counted(count: int, noun: str) -> str:
    """
    >>> counted(1, "article"), counted(2_000, "passage")
    ('1 article', '2,000 passages')
    """
    return f"{count:,} {noun}{'s' * (count != 1)}"


def one_line(text: str) -> str:
    """The same text on one line and without control characters, for places where each line has a meaning."""
    return "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))


def read_question() -> str:
    """The next question; empty at the end of input."""
    try:
        return input("? ").strip() if sys.stdin.isatty() else sys.stdin.readline().strip()
    except EOFError:
        return ""


@contextmanager
def model_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar for fetching and checking the language model, on standard error."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True))
    tasks: dict[str, int] = {}

    def report(what: str, done: int, total: int) -> None:
        if what not in tasks:
            bar.start()  # not before: an empty bar would print an empty line
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done)  # type: ignore[arg-type]

    try:
        yield report
    finally:
        if tasks:
            bar.stop()


@contextmanager
def addition_progress(total: int) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for adding articles, on standard error where that is a terminal.

    It is told of each article that was stored, and how many passages there are of all of them.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("articles"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    shown = console.is_terminal and total > 1
    # What is printed meanwhile must not go the bar's way, where programs read it.
    bar = Progress(*columns, console=console, disable=not shown, redirect_stdout=sys.stdout.isatty())
    with bar:
        task = bar.add_task("articles", total=total, rate="")
        started = time.monotonic()

        def report(articles: int, passages: int) -> None:
            seconds = time.monotonic() - started
            bar.update(task, advance=articles, rate=f"{passages / max(seconds, 0.001):,.0f} passages/s")

        yield report


@contextmanager
def repair_progress() -> Iterator[Callable[[int], None]]:
    """A count of the articles that are done, on standard error where that is a terminal."""
    console = Console(stderr=True)
    with console.status("reading") as status:
        yield lambda done: status.update(f"{done:,} articles")


@contextmanager
def evaluation_progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar for an evaluation, on standard error."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("questions"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("questions", total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield report


def _plain(text: str, style: str = "") -> Text:
    # Same length as before, so that offsets into a quote stay right.
    return Text("".join(c if c == "\n" or c.isprintable() else "�" for c in text), style)
