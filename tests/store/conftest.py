"""Stores to run the protocol's tests against; a remote store joins by adding a maker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.base import Store
from store.embedded import EmbeddedStore

MAKERS: dict[str, Callable[[Path], Store]] = {"embedded": lambda folder: EmbeddedStore(folder / "db")}


@pytest.fixture(params=sorted(MAKERS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    return MAKERS[request.param](tmp_path)
