"""The service in front of a SPARQL service: the real oxigraph server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from detente.settings import Settings
from store.opening import open_store
from tests.api.sample import fill
from tests.api.server import serving
from tests.store.servers import oxigraph

HOLDER = {"Authorization": "Bearer t"}
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("remote")
    (folder / "ox").mkdir()
    with oxigraph(folder / "ox") as address:
        fill(open_store(address))
        with (
            serving(Settings(store=address, store_folder=folder / "own", token="t")) as url,
            httpx.Client(base_url=url, timeout=20) as client,
        ):
            yield client


def test_pages_lists_and_queries_are_those_of_any_store(client: httpx.Client) -> None:
    assert client.get("/readyz").status_code == 200
    assert client.get("/id/state/xa", headers={"Accept": "text/html"}, follow_redirects=True).status_code == 200
    assert client.get("/api/v1/statements").json()["total"] > 0
    rows = client.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o } LIMIT 3"}, headers={"Accept": "text/csv"})
    assert len(rows.text.splitlines()) == 4
    assert rows.headers["x-detente-version"].startswith("1-")
    page = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "text/html"})
    assert "yes" in page.text


def test_writing_goes_through(client: httpx.Client) -> None:
    update = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"
    assert client.post("/sparql/update", data={"update": update}, headers=HOLDER).status_code == 204
    assert "<urn:a>" in client.get("/graphs?graph=urn:g", headers=HOLDER).text
    assert client.delete("/graphs?graph=urn:g", headers=HOLDER).status_code == 204


def test_limits_are_passed_on_and_nothing_of_the_service_shows(client: httpx.Client) -> None:
    stopped = client.get("/sparql", params={"query": PRODUCT, "timeout": "1"})
    assert stopped.status_code == 504
    assert "127.0.0.1" not in stopped.text
    refused = client.get("/sparql", params={"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"})
    assert refused.status_code == 403
    assert client.get("/api/v1/running", headers=HOLDER).status_code == 404
    assert "detente_queries_total" in client.get("/metrics").text
