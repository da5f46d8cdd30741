"""The seed in a store, published once by the command itself; tests read it and copy it before they write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command import Ran, done, export, seed


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The store, and what the first ingest said."""
    store = tmp_path_factory.mktemp("cli") / "store"
    return store, done("ingest", seed(), "--store", store)


@pytest.fixture(scope="session")
def published(first: tuple[Path, Ran]) -> Path:
    return first[0]


@pytest.fixture(scope="session")
def quads(published: Path) -> bytes:
    return export(published)


@pytest.fixture
def own_store(published: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(published, tmp_path / "store"))
