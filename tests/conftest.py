"""What all tests share: a bank cache of their own, and the option that adds the long tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# albumentations asks a package index for news when it is imported, unless told not to
os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
# a busy machine is no failure
settings.register_profile("plain", deadline=None)
settings.load_profile("plain")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long tests as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session", autouse=True)
def bank_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Pack banks into a folder that the parallel test processes share."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYNTHGROUP_CACHE", str(folder / "banks"))
        yield folder / "banks"


@pytest.fixture(autouse=True)
def fresh_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test be the first in its process to log a notice."""
    monkeypatch.setattr("synthgroup.bank.packs._LOGGED", set())


@pytest.fixture(scope="session")
def generator(bank_cache: Path) -> object:
    """A generator on the built-in pack with the default recipe and seed 0."""
    from synthgroup.generator import SceneGenerator

    return SceneGenerator()
