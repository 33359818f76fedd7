"""The benchmark at tiny sizes: each row of its table is there, and what is worked out by hand comes out so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.bench.material import COMMON_PUBLISHER, PASSAGES_PER_ARTICLE, Material
from index.bench.measuring import percentiles_ms
from index.bench.sizes import NoSpace, check_space, recall
from index.passages import make_passages
from index.sentences import split_sentences
from index.terms import terms

ROOT = Path(__file__).parents[1]
ROWS = (
    *("encode, share of the bare model", "add_all, share of the same"),
    *("stored, without embedding", "index size, bytes a passage", "open", "open, until the first answer"),
    *("query, median", "query, 95th percentile", "processor time", "lexical counts", "lexical search", "dense search"),
    *("candidates read", "articles read", "ranking and the rest"),
    *("within 10 %", "within 0.1 %", "recall@10, against exact search"),
    *("resident memory, at most", "add an article"),
)
ENGINES = ("FTS5 as the product asks it", "FTS5 by all terms", "bm25s", "tantivy")
FORMS = ("exact, float32", "one byte a dimension", "half a byte for two dimensions", "graph (HNSW32")


def run(module: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def begins(output: str, row: str) -> bool:
    # A cell that is too long for its column goes on below.
    return any(line.strip().startswith(" ".join(row.split()[:2])) for line in output.splitlines())


def test_the_table_has_its_rows(tmp_path):
    figures = tmp_path / "figures.json"
    output = run(
        "index.bench",
        *("--sizes", 300, "--folder", tmp_path / "work", "--queries", 6, "--rounds", 1, "--articles", 1),
        *("--json", figures),
    )
    assert [row for row in ROWS if not begins(output, row)] == []
    (size,) = json.loads(figures.read_text())["sizes"]
    assert size["passages"] == 300
    assert size["reading"]["recall"] == 1.0
    # What was built is used again, and nothing else is left.
    assert {path.name for path in (tmp_path / "work").iterdir()} == {"300"}


def test_engines_are_compared(tmp_path):
    output = run("index.bench.engines", "--sizes", 1_000, "--folder", tmp_path, "--queries", 6)
    assert [row for row in (*ENGINES, *FORMS) if not begins(output, row)] == []


def test_material_is_the_same_in_parts_and_again():
    whole = [one for block in Material(seed=5).blocks(201) for one in block]
    assert len(whole) == 201
    assert [one.article for one in next(iter(Material(seed=5).blocks(3)))] == [one.article for one in whole[:3]]
    assert len({one.article.id for one in whole}) == 201


def test_ranges_of_synthetic_articles_are_those_of_real_ones():
    (one,) = next(iter(Material().blocks(1)))
    text = one.article.text
    assert tuple(one.sentences) == split_sentences(text)
    assert len(one.passages) == PASSAGES_PER_ARTICLE
    assert len(make_passages(one.sentences, text)) == pytest.approx(PASSAGES_PER_ARTICLE, abs=2)
    assert np.linalg.norm(one.passage_rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_words_are_as_common_as_in_news():
    held = [
        {*terms(one.article.text[passage.start : passage.end])}
        for block in Material().blocks(200)
        for one in block
        for passage in one.passages
    ]
    shares = sorted((sum(word in some for some in held) / len(held) for word in set.union(*held)), reverse=True)
    assert 0.2 < shares[0] < 0.3
    assert shares[len(shares) // 2] == pytest.approx(1 / len(held))


def test_one_article_in_ten_is_of_the_common_publisher():
    articles = [one.article for block in Material().blocks(600) for one in block]
    share = sum(article.publisher == COMMON_PUBLISHER for article in articles) / len(articles)
    assert share == pytest.approx(0.1, abs=0.04)


def test_a_question_lies_nearest_to_its_passage():
    material = Material()
    rows = np.concatenate([one.passage_rows for block in material.blocks(200) for one in block])
    questions = material.questions(200, 20)
    cosines = [float(rows[question.passage] @ question.row) for question in questions]
    assert np.mean(cosines) == pytest.approx(0.8, abs=0.05)
    nearest = [int(np.argmax(rows @ question.row)) for question in questions]
    assert nearest == [question.passage for question in questions]


@pytest.mark.parametrize(
    ("found", "truth", "expected"),
    [([[1, 2]], [[1, 2]], 1.0), ([[2, 3]], [[1, 2]], 0.5), ([[]], [[1]], 0.0), ([[1], [3]], [[1], [2]], 0.5)],
)
def test_recall(found, truth, expected):
    assert recall(found, truth) == expected


def test_percentiles():
    assert percentiles_ms([0.001, 0.002, 0.003]) == pytest.approx({"median_ms": 2.0, "p95_ms": 2.9})


def test_too_little_space_is_told_beforehand(tmp_path):
    with pytest.raises(NoSpace, match="may be needed; choose another --folder or smaller --sizes"):
        check_space(tmp_path, [10**12])
