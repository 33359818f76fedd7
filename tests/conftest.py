"""What every test shares: an environment in which nothing is looked up, and no folder of the user's is touched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import qa  # noqa: F401  (sets the environment that offline libraries need, before any of them is imported)

pytest_plugins = ["page_fixtures", "encoders"]


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Data, settings and index in temporary folders, for this process and those it starts.

    The cache stays the user's own: it holds the language model, which nobody wants to join twice.
    """
    folder = tmp_path_factory.mktemp("user")
    settings = folder / "settings.toml"
    settings.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("QA_INDEX", str(folder / "index"))
        patch.setenv("QA_SETTINGS", str(settings))
        patch.delenv("QA_LLM", raising=False)
        yield
