"""A real server on loopback, over a little data and with a token, for other people's clients."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detente.settings import Settings
from store.base import Document
from store.embedded import EmbeddedStore
from tests.api.server import serving
from tests.clients.data import DATA, TOKEN


@contextmanager
def served(folder: Path) -> Iterator[str]:
    EmbeddedStore(folder).load([Document(DATA.encode(), "application/n-quads")], None)
    with serving(Settings(store=folder, token=TOKEN)) as url:
        yield f"{url}/sparql"


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """For tests that only read."""
    with served(tmp_path_factory.mktemp("clients") / "store") as url:
        yield url


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[str]:
    """For a test that writes: its own."""
    with served(tmp_path / "store") as url:
        yield url


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """rdflib and SPARQLWrapper leave answers open, which later tests should not be blamed for."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
