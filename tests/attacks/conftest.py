"""One served store of 50,000 quads for all attacks; those that kill or write have their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.listener import Listener
from tests.attacks.material import build
from tests.attacks.service import Service, serving


@pytest.fixture(scope="session")
def attacked_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="session")
def service(attacked_store: Path) -> Iterator[Service]:
    with serving(attacked_store) as running:
        yield running


@pytest.fixture
def own_copy(attacked_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(attacked_store, tmp_path / "store"))


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listening:
        yield listening
