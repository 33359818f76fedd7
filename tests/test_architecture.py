"""Who may import what, what is never written, and that the command line starts at once."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for package in ("qa", "index") for path in (ROOT / package).rglob("*.py"))
HEAVY = (
    *("torch", "sentence_transformers", "transformers", "onnxruntime"),
    *("gradio", "llama_index", "openai", "faiss", "pymilvus", "xllamacpp"),
)


def module_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    """The full names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute, so that they can be read"
            yield node.module or ""


IMPORTS = {module_of(path): {*imported(ast.parse(path.read_text(encoding="utf-8")))} for path in SOURCES}


def importers(library: str) -> set[str]:
    return {
        module
        for module, names in IMPORTS.items()
        if any(name == library or name.startswith(f"{library}.") for name in names)
    }


# It does the same work by other means, which nothing else may.
BENCHMARK = {module for module in IMPORTS if module.startswith("index/bench/")}


def test_all_modules_are_seen():
    assert {"qa/cli.py", "qa/page/layout.py", "index/store/database.py", "index/readers/html.py"} <= {*IMPORTS}


def test_the_index_knows_nothing_of_what_is_built_on_it():
    assert {module for module in importers("qa") if module.startswith("index/")} == set()
    assert importers("prompts") == set()


@pytest.mark.parametrize(
    ("library", "module"),
    [
        ("faiss", "index/vectors.py"),
        ("pymilvus", "index/milvus.py"),
        ("sentence_transformers", "index/embedding.py"),
        ("onnxruntime", "index/embedding_int8.py"),
        ("onnx", "qa/training/embedding_int8.py"),
        ("sqlite3", "index/store/database.py"),
        ("Stemmer", "index/terms.py"),
        ("pysbd", "index/sentences.py"),
        ("trafilatura", "index/readers/html.py"),
        ("pypdf", "index/readers/pdf.py"),
        ("httpcore", "index/readers/address.py"),
        ("charset_normalizer", "index/readers/encoding.py"),
        ("openai", "qa/llm.py"),
        ("ray", "index/spread.py"),
        ("xllamacpp", "qa/embedded_server.py"),
        ("typer", "qa/cli.py"),
    ],
)
def test_a_library_is_met_in_one_module(library, module):
    assert importers(library) - BENCHMARK == {module}


def test_llama_index_is_met_where_models_and_engines_are_reached():
    assert importers("llama_index") - BENCHMARK == {"qa/llm.py", "index/engines.py", "index/milvus.py"}


def test_the_benchmark_is_needed_by_nothing():
    assert importers("index.bench") <= BENCHMARK
    assert importers("bm25s") == importers("tantivy") == {"index/bench/lexical_engines.py"}


def test_transformers_is_met_where_a_network_is_built():
    assert importers("transformers") == {"index/embedding.py", "index/span_reader/network.py"}


def test_what_was_learned_is_not_needed_for_answering():
    learning = {module for module in IMPORTS if module.startswith("qa/training/")}
    assert importers("sklearn") <= learning
    assert importers("qa.training") <= learning


def test_gradio_is_met_in_the_page_alone():
    assert importers("gradio")
    assert {module for module in importers("gradio") if not module.startswith("qa/page/")} == set()


def dangers(source: str) -> list[str]:
    """What must never be written: running data as a program, and trusting code that came with a model."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name in ("eval", "exec", "compile"):
                found.append(f"{name}(")
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("system", "popen"):
                found.append(node.func.attr)
            for keyword in node.keywords:
                trusting = keyword.arg in ("trust_remote_code", "shell", "allow_pickle")
                if trusting and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False):
                    found.append(f"{keyword.arg}=")
    pickles = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "cloudpickle"}
    return found + [name for name in imported(ast.parse(source)) if name.split(".")[0] in pickles]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import pickle", ["pickle"]),
        ("def f():\n    from pickle import loads", ["pickle"]),
        ("eval('1')", ["eval("]),
        ("exec(code)", ["exec("]),
        ("run(command, shell=True)", ["shell="]),
        ("run(command, shell=wanted)", ["shell="]),
        ("Model(name, trust_remote_code=True)", ["trust_remote_code="]),
        ("os.system('ls')", ["system"]),
        ("Model(name, trust_remote_code=False); re.compile('a'); model.eval()", []),
    ],
)
def test_dangers_are_recognised(source, expected):
    assert dangers(source) == expected


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_no_module_is_dangerous(path):
    assert dangers(path.read_text(encoding="utf-8")) == []


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )


REPORT = f"import json, sys; print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]), file=sys.stderr)"


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import qa", id="import qa"),
        pytest.param("import qa.cli", id="import qa.cli"),
        pytest.param(
            "import sys\nfrom qa.cli import main\nsys.argv = ['qa', '--help']\ntry:\n    main()\n"
            "except SystemExit as end:\n    assert end.code == 0",
            id="qa --help",
        ),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(program):
    done = _python("-c", f"{program}\n{REPORT}")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stderr.splitlines()[-1]) == []


def test_the_report_of_heavy_imports_sees_them():
    assert json.loads(_python("-c", f"import index.vectors\n{REPORT}").stderr) == ["faiss"]


def test_help_is_there_at_once():
    started = time.perf_counter()
    done = _python("-c", "from qa.cli import main; import sys; sys.argv = ['qa', '--help']; main()")
    seconds = time.perf_counter() - started
    print(f"qa --help: {seconds:.2f} s")
    assert done.returncode == 0
    assert "Usage: qa" in done.stdout
    assert seconds < 2
