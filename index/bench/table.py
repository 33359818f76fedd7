"""The figures as one table: each beside its bar, the physical limit, and the plain pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from index.bench.limits import Limits
from index.bench.material import COMMON_PUBLISHER, DIMENSION, RARE_PUBLISHER

MISSING = "not installed: pip install -e '.[bench]'"
_WIDTH = 160
_LEAST_SHARE = 0.95


@dataclass(frozen=True)
class Row:
    """One figure. ``holds``: whether it keeps its ``bar``; None where no bar is set."""

    what: str
    measured: str = ""
    bar: str = ""
    holds: bool | None = None
    limit: str = ""
    plain: str = ""

    @property
    def verdict(self) -> str:
        return "" if self.holds is None else "holds" if self.holds else "missed"


def printed(title: str, rows: Sequence[Row], notes: Sequence[str]) -> None:
    """The table on standard output; a row without a figure is a heading."""
    console = Console(width=None if Console().is_terminal else _WIDTH)
    table = Table("", "measured", "bar", "", "limit", "LlamaIndex + FAISS", title=title, box=SIMPLE_HEAD)
    for row in rows:
        style = "bold" if not row.measured else "red" if row.holds is False else None
        table.add_row(row.what, row.measured, row.bar, row.verdict, row.limit, row.plain, style=style)
    console.print(table)
    for note in notes:
        console.print(note, highlight=False, markup=False)


def embedding_rows(figures: Mapping[str, Any]) -> Iterator[Row]:
    per_s, encode, add_all, plain = figures["per_s"], figures["encode"], figures["add_all"], figures["plain"]
    yield Row("embedding")
    yield Row(
        "encode, share of the bare model",
        _share_of(encode, per_s["encode"], "passages"),
        "≥ 0.95",
        encode["share"] >= _LEAST_SHARE,
        f"{per_s['bare']:.0f}/s: {figures['best']}",
        MISSING if plain is None else _share_of(plain, per_s["plain"], "passages"),
    )
    yield Row(
        "add_all, share of the same",
        _share_of(add_all, per_s["add_all"], "texts"),
        "≥ 0.95",
        add_all["share"] >= _LEAST_SHARE,
        f"{per_s['bare all']:.0f}/s, of passages and sentences",
    )
    yield Row(
        "  both by processor time",
        f"{encode['processor']:.3f}, {add_all['processor']:.3f}",
    )


def size_rows(figures: Mapping[str, Any], limits: Limits) -> Iterator[Row]:
    count, reading, built = figures["passages"], figures["reading"], figures["built"]
    plain: Mapping[str, Any] | None = figures["plain"]
    read_ms = count * DIMENSION * 4 / limits.read * 1_000
    held_ms = figures["vector_bytes"] / limits.read * 1_000
    kind = "" if plain is None or plain["kind"] == "index" else " (FAISS alone)"

    def beside(text: str) -> str:
        return MISSING if plain is None else text.format(**plain) + kind

    yield Row(f"{count:,} passages: {reading['state']}")
    yield Row(
        "stored, without embedding",
        f"{count / (built['store_s'] + built['settle_s']):,.0f} passages/s, of it vectors {built['settle_s']:.1f} s",
        plain=MISSING if plain is None else f"{count / plain['build_s']:,.0f}/s{kind}",
    )
    yield Row(
        "index size, bytes a passage",
        f"{figures['bytes'] / count:,.0f}, of it vectors' file {figures['vector_bytes'] / count:,.0f}",
        limit=f"{figures['least_bytes'] / count:,.0f}: text and float32 vector",
        plain=MISSING if plain is None else f"{plain['bytes'] / count:,.0f}{kind}",
    )
    yield Row("open", f"{reading['open_s'] * 1_000:.1f} ms", plain=beside("{open_s:.2f} s"))
    yield Row(
        "open, until the first answer",
        f"{reading['first_answer_s'] * 1_000:.0f} ms",
        limit=f"{figures['vector_bytes'] / limits.hashed * 1_000:.0f} ms to hash the vectors",
        plain=beside("{first_answer_s:.2f} s"),
    )
    yield Row(
        "query, median",
        f"{reading['median_ms']:.1f} ms",
        limit=f"{read_ms:.2f} ms to read float32 vectors",
        plain=beside("{median_ms:.1f} ms"),
    )
    large = count >= 1_000_000
    yield Row(
        "query, 95th percentile",
        f"{reading['p95_ms']:.1f} ms",
        "< 50 ms" if large else "",
        reading["p95_ms"] < 50 if large else None,
        f"{held_ms:.2f} ms to read them as they are held",
        beside("{p95_ms:.1f} ms"),
    )
    busy = reading["processor"]
    yield Row("  processor time", f"{busy['median_ms']:.1f}, 95th {busy['p95_ms']:.1f} ms")
    for name, part in reading["parts"].items():
        if name != "whole":
            yield Row(f"  {name}", f"{part['median_ms']:.1f}, 95th {part['p95_ms']:.1f} ms")
    for share, name in (("10 %", COMMON_PUBLISHER), ("0.1 %", RARE_PUBLISHER)):
        within = reading["filters"][name]
        yield Row(
            f"  within {share} ({within['admitted']:,}), median, 95th, first",
            f"{within['median_ms']:.1f}, {within['p95_ms']:.1f}, {within['first_ms']:.0f} ms",
        )
    yield Row(
        "recall@10, against exact search",
        f"{reading['recall']:.4f}",
        limit="1",
        plain=beside("{recall:.4f}"),
    )
    yield Row(
        "resident memory, at most",
        f"{reading['peak_mib']:,.0f} MiB" if reading["peak_mib"] else "not told by this system",
        "< 3 GiB" if large else "",
        reading["peak_mib"] < 3 * 1024 if large and reading["peak_mib"] else None,
        f"{count * DIMENSION * 4 / 2**20:,.0f} MiB of float32 vectors",
        beside("{peak_mib:,.0f} MiB" if plain and plain["peak_mib"] else ""),
    )
    adding, named = figures["adding"], count == 100_000
    yield Row(
        "add an article: first, median, 95th",
        f"{adding['first_s']:.2f} s by a new program; {adding['median_ms']:.0f}, {adding['p95_ms']:.0f} ms",
        "< 2 s" if named else "",
        adding["first_s"] < 2 if named else None,
    )


def _share_of(share: Mapping[str, float], per_s: float, things: str) -> str:
    quartiles = f"{share['low']:.2f}–{share['high']:.2f}"
    return f"{share['share']:.3f} ({quartiles}), {per_s:.0f} {things}/s"


def printed_comparison(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Things that do the same work, one a row, on standard output."""
    console = Console(width=None if Console().is_terminal else _WIDTH)
    table = Table(*columns, title=title, box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    console.print(table)
