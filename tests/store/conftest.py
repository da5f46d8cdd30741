"""Stores to run the protocol's tests against: the embedded one, alone and through a pool, and the remote one in front of each service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.base import Limits, Store
from store.dialect import OURS
from store.embedded import EmbeddedStore
from store.isolation.admission import Rules
from store.isolation.client import PoolClient
from store.isolation.process import PoolProcess
from store.opening import open_store
from store.pooled import PooledStore
from store.remote import RemoteStore
from tests.store.servers import PASSWORD, USER, oxigraph, virtuoso

KINDS = ("embedded", "pooled", "oxigraph", "virtuoso")


@pytest.fixture(scope="session")
def oxigraph_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of store, for what only some kinds can do."""
    found: str = request.param
    return found


@pytest.fixture
def store(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if kind == "embedded":
        return EmbeddedStore(tmp_path / "db")
    return request.getfixturevalue(f"{kind}_store")  # type: ignore[no-any-return]


@pytest.fixture
def pooled_store(tmp_path: Path) -> Iterator[PooledStore]:
    pool = PoolProcess(tmp_path / "db", Rules(at_once=4), 1280)
    pool.start()
    client = PoolClient(pool.address)
    yield PooledStore(tmp_path / "db", client, Limits())
    client.close()
    pool.close()


@pytest.fixture
def oxigraph_store(oxigraph_address: str) -> RemoteStore:
    found = open_store(oxigraph_address)
    assert isinstance(found, RemoteStore)
    found._service.tell("DROP ALL", {}, 30)
    return found


@pytest.fixture
def virtuoso_store(virtuoso_address: str) -> RemoteStore:
    found = open_store(virtuoso_address, "virtuoso", user=USER, password=PASSWORD)
    assert isinstance(found, RemoteStore)
    left = [row["g"] for row in found._rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")]
    versions = [row["value"] for row in found._rows(found._dialect.state_query) if row["value"].startswith(OURS)]
    for graph in {*versions, *left, f"{OURS}made"}:
        if graph.startswith((OURS, "http://x/", "https://w3id.org/")):
            found._service.tell(f"DROP SILENT GRAPH <{graph}>", {}, 30)
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests that take `store` run for every kind."""
    if "store" in metafunc.fixturenames:
        metafunc.parametrize("kind", KINDS, indirect=True)
