"""Settings: file, then environment, then arguments; what is unknown or impossible is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import RemoteModel, Settings, cache_folder, settings_file


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_all_is_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert Settings.load(environment={}) == Settings()
    assert Settings().llm == "auto"
    assert Settings().embedding_model == "all-MiniLM-L6-v2"
    assert (Settings().store, Settings().store_address) == ("faiss", None)


def test_a_file_is_read(tmp_path: Path):
    file = written(
        tmp_path,
        """
        index = "~/news"
        llm = "hosted"
        embedding_model = "/models/other"
        language_model_file = "/models/some.gguf"
        answer_timeout_s = 20
        store = "milvus"
        store_address = "http://10.0.0.5:19530"
        store_token_env = "OUR_TOKEN"
        [models.hosted]
        base_url = "https://example.org/v1"
        model = "big"
        api_key_env = "BIG_KEY"
        context_tokens = 4000
        timeout_s = 12.5
        [models.home]
        base_url = "http://127.0.0.1:11434/v1"
        model = "small"
        """,
    )
    assert Settings.load(file, {}) == Settings(
        index=Path.home() / "news",
        llm="hosted",
        embedding_model="/models/other",
        language_model_file=Path("/models/some.gguf"),
        answer_timeout_s=20,
        store="milvus",
        store_address="http://10.0.0.5:19530",
        store_token_env="OUR_TOKEN",
        models={
            "hosted": RemoteModel("https://example.org/v1", "big", "BIG_KEY", 4000, 12.5),
            "home": RemoteModel("http://127.0.0.1:11434/v1", "small"),
        },
    )


def test_the_environment_wins_over_the_file(tmp_path: Path):
    file = written(tmp_path, 'index = "from-file"\nllm = "none"')
    from_file = Settings.load(file, {"QA_INDEX": "", "QA_LLM": ""})
    assert (from_file.index, from_file.llm) == (Path("from-file"), "none")
    from_environment = Settings.load(file, {"QA_INDEX": "from-environment", "QA_LLM": "local"})
    assert (from_environment.index, from_environment.llm) == (Path("from-environment"), "local")


def test_the_variable_names_the_file_unless_an_argument_does(tmp_path: Path):
    named, argument = written(tmp_path, 'llm = "none"'), tmp_path / "other.toml"
    argument.write_text('llm = "local"')
    environment = {"QA_SETTINGS": str(named)}
    assert Settings.load(environment=environment).llm == "none"
    assert Settings.load(argument, environment).llm == "local"
    assert settings_file(environment) == named


def test_the_users_own_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "verbatim").mkdir()
    written(tmp_path / "verbatim", 'llm = "none"')
    assert Settings.load(environment={}).llm == "none"


def test_the_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VERBATIM_CACHE", str(tmp_path / "models-here"))
    assert cache_folder() == tmp_path / "models-here"
    monkeypatch.delenv("VERBATIM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "verbatim"


@pytest.mark.parametrize("address", ["http://10.0.0.5:19530", "https://milvus.example.org", "~/news.db", "news.db"])
def test_addresses_of_milvus(address: str, tmp_path: Path):
    assert Settings.load(written(tmp_path, f'store_address = "{address}"'), {}).store_address == address


MODEL = '[models.m]\nbase_url = "http://x/v1"\nmodel = "m"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param('lm = "none"', "unknown setting 'lm'; known are answer_timeout_s, ", id="unknown key"),
        pytest.param("[llm]\nname = 1", "llm must be a text", id="table for a text"),
        pytest.param("llm = 3", "llm must be a text", id="number for a text"),
        pytest.param('llm = ""', "llm must be a text in quotation marks, and not empty", id="empty text"),
        pytest.param('index = ""', "index must be a text", id="empty index"),
        pytest.param("index = 5", "index must be a text", id="number for a folder"),
        pytest.param('index = ["a"]', "index must be a text", id="list for a folder"),
        pytest.param('index = "~nobody-has-this-name/x"', "no home folder", id="nobody's home"),
        pytest.param('answer_timeout_s = "60"', "answer_timeout_s must be a number above 0", id="text for a number"),
        pytest.param("answer_timeout_s = 0", "must be a number above 0", id="no time"),
        pytest.param("answer_timeout_s = -1", "must be a number above 0", id="negative time"),
        pytest.param("answer_timeout_s = true", "must be a number above 0", id="yes for a number"),
        pytest.param("answer_timeout_s = nan", "must be a number above 0", id="not a number"),
        pytest.param("answer_timeout_s = inf", "must be a number above 0", id="for ever"),
        pytest.param('store = "milvis"', "unknown store 'milvis'; known are faiss, milvus", id="unknown store"),
        pytest.param("store = 1", "store must be a text", id="number for a store"),
        pytest.param('store_address = "10.0.0.5:19530"', "store_address must be http://host:port", id="no scheme"),
        pytest.param('store_address = "http://:1"', "store_address must be http://host:port", id="no host"),
        pytest.param('store_address = "http://a:99999"', "store_address must be http://host:port", id="no such port"),
        pytest.param('store_address = "news.sqlite"', "a path that ends in .db", id="another file"),
        pytest.param('store_address = "http://u:sk-1@a:1"', "must hold no password", id="a password in the file"),
        pytest.param('store_token = "sk-1"', "unknown setting 'store_token'", id="a token in the file"),
        pytest.param('models = "m"', "models must be tables", id="models as a text"),
        pytest.param('[models]\nm = "x"', "models must be tables", id="a model as a text"),
        pytest.param("[[models]]\nmodel = 'x'", "models must be tables", id="models as a list"),
        pytest.param('[models.m]\nmodel = "m"', r"\[models.m\]: base_url and model are needed", id="no address"),
        pytest.param('[models.m]\nbase_url = "x"', "base_url and model are needed", id="no name"),
        pytest.param(MODEL + 'api_key = "sk-1"', "unknown setting 'api_key'", id="a key in the file"),
        pytest.param(MODEL + "context_tokens = 1.5", "context_tokens must be a whole number", id="half a token"),
        pytest.param(MODEL + "timeout_s = 0.0", "timeout_s must be a number above 0", id="model without time"),
        pytest.param(MODEL.replace("models.m", "models.none"), "none has a meaning of its own", id="reserved name"),
        pytest.param("llm = ", "cannot be read", id="bad TOML"),
        pytest.param('llm = "a"\nllm = "b"', "cannot be read", id="twice the same key"),
        pytest.param("llm = 'a\n'", "cannot be read", id="broken line"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(tmp_path: Path, text: str, reason: str):
    file = written(tmp_path, text)
    with pytest.raises(SettingsError, match=reason) as raised:
        Settings.load(file, {})
    message = str(raised.value)
    assert str(file) in message
    assert "\n" not in message
    assert "sk-1" not in message


def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path):
    (tmp_path / "latin.toml").write_bytes('llm = "caf\xe9"'.encode("latin-1"))
    for file in (tmp_path / "latin.toml", tmp_path, tmp_path / "nowhere.toml"):
        with pytest.raises(SettingsError, match="cannot be read") as raised:
            Settings.load(environment={"QA_SETTINGS": str(file)})
        assert str(raised.value).endswith("mend or remove the file")
        assert "\n" not in str(raised.value)
