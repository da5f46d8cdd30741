"""A real server on loopback over the sample store, once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from detente.settings import Settings
from tests.api.sample import build
from tests.api.server import serving


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api") / "store"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def address(store_folder: Path) -> Iterator[str]:
    with serving(Settings(store=store_folder)) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=20) as client:
        client.headers.pop("accept")
        yield client
