"""A pool of query processes over a store with some data, for one test or for a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from store.base import Limits
from store.embedded import EmbeddedStore
from store.isolation.admission import Rules
from store.isolation.client import PoolClient
from store.isolation.process import PoolProcess
from store.pooled import PooledStore

Opened = Callable[..., PooledStore]
DATA = f"INSERT DATA {{ {' '.join(f'<urn:s{n}> <urn:p> {n} .' for n in range(2_000))} }}"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens a pooled store; whatever was opened is closed at the end."""
    with ExitStack() as closing:

        def open_store(rules: Rules | None = None, memory: int = 1280, folder: Path = tmp_path / "db") -> PooledStore:
            pool = PoolProcess(folder, rules or Rules(), memory)
            pool.start()
            closing.callback(pool.close)
            client = PoolClient(pool.address)
            closing.callback(client.close)
            return PooledStore(folder, client, Limits())

        yield open_store


@pytest.fixture
def pooled(opened: Opened, tmp_path: Path) -> PooledStore:
    """A pooled store with 2,000 triples."""
    EmbeddedStore(tmp_path / "db").update(DATA)
    return opened()
