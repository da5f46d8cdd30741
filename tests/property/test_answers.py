"""Made queries give the same answers through the service, through the engine in this process and, the plain ones, through rdflib."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.settings import Settings
from store.base import Document
from store.embedded import EmbeddedStore
from tests.api.server import serving
from tests.property.grammar import Query, queries
from tests.property.worlds import WORLDS, World, all_quads, worlds

FEW, MANY = 700, 1_200
made = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
number = st.integers(0, WORLDS - 1)


@pytest.fixture(scope="module")
def all_worlds() -> list[World]:
    return worlds()


@pytest.fixture(scope="module")
def client(all_worlds: list[World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("answers") / "store"
    EmbeddedStore(folder).load([Document(all_quads(all_worlds).encode(), "application/n-quads")], None)
    with serving(Settings(store=folder)) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


@settings(made, max_examples=MANY)
@given(query=queries(plain=False), number=number)
def test_the_service_answers_as_the_engine_does(client: httpx.Client, all_worlds: list[World], query: Query, number: int) -> None:
    world = all_worlds[number]
    served, engine = world.ask_service(client, query.text), world.ask_engine(query.text)
    assert served.counted() == engine.counted()
    assert not query.ordered or served.rows == engine.rows


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@settings(made, max_examples=FEW)
@given(query=queries(plain=True), number=number)
def test_all_three_answer_alike(client: httpx.Client, all_worlds: list[World], query: Query, number: int) -> None:
    world = all_worlds[number]
    served, engine, rdflib = world.ask_service(client, query.text), world.ask_engine(query.text), world.ask_rdflib(query.text)
    assert served.counted() == engine.counted()
    assert served.counted() == rdflib.counted()
    assert not query.ordered or served.rows == engine.rows == rdflib.rows
