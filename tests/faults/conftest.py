"""A small store of one invented report, published once; every fault meets a copy of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from store.embedded import EmbeddedStore
from tests.cli.command import REPORT, done


def dump(store: Path) -> list[str]:
    """The whole dataset, read in this process: what `detente export` prints."""
    return list(EmbeddedStore(store).dump())


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    (folder / "first.txt").write_text(REPORT, encoding="utf-8")
    done("ingest", folder / "first.txt", "--store", folder / "store")
    return folder / "store"


@pytest.fixture(scope="session")
def quads(published: Path) -> list[str]:
    return dump(published)


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(published, tmp_path / "store"))
