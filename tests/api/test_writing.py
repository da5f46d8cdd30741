"""Writing over HTTP, and what only the token's holder may do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from detente.settings import Settings
from store.embedded import EmbeddedStore
from tests.api.server import serving

TOKEN = "a-token"
HOLDER = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = {"Content-Type": "application/sparql-update", **HOLDER}
TURTLE = {"Content-Type": "text/turtle", **HOLDER}
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("writing") / "store"
    EmbeddedStore(folder).create()
    with serving(Settings(store=folder, token=TOKEN, default_graph="strict", query_seconds=3)) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        assert client.post("/sparql/update", content="DROP ALL", headers=UPDATE).status_code == 204
        yield client


def objects(client: httpx.Client, query: str = "SELECT ?o { ?s ?p ?o } ORDER BY ?o") -> list[str]:
    return [row["o"]["value"] for row in client.get("/sparql", params={"query": query}).json()["results"]["bindings"]]


def test_nobody_writes_without_the_token(client: httpx.Client, tmp_path: Path) -> None:
    update = {"Content-Type": "application/sparql-update"}
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic YTpi"}, {"Authorization": f"Bearer {TOKEN}x"}):
        refused = client.post("/sparql/update", content="INSERT DATA { <urn:a> <urn:b> 1 }", headers={**update, **headers})
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Bearer")
        for method in ("GET", "PUT", "POST", "DELETE", "HEAD"):
            assert client.request(method, "/graphs?graph=urn:g", headers=headers).status_code == 401
        assert client.get("/api/v1/running", headers=headers).status_code == 401
        assert client.delete("/api/v1/running/1-1", headers=headers).status_code == 401
    assert objects(client) == []
    EmbeddedStore(tmp_path / "open").create()
    with serving(Settings(store=tmp_path / "open")) as url:
        refused = httpx.post(f"{url}/sparql/update", content="CLEAR ALL", headers={**update, "Authorization": "Bearer x"})
        assert refused.status_code == 403
        assert "DETENTE_TOKEN" in refused.text


def test_an_update_is_seen_at_once_and_is_whole(client: httpx.Client) -> None:
    form = client.post("/sparql/update", data={"update": "INSERT DATA { <urn:a> <urn:b> 1 }"}, headers=HOLDER)
    assert form.status_code == 204
    assert objects(client) == ["1"]
    for wrong, status in (
        ("INSERT DATA { <urn:a> <urn:b> 2 } ; CREATE GRAPH <urn:g> ; CREATE GRAPH <urn:g>", 409),
        ("INSERT DATA { <urn:a> <urn:b> 2 } ; DROP GRAPH <urn:none>", 404),
        ("INSERT DATA { <urn:a> <urn:b> 2 } ; INSERT", 400),
        ("INSERT DATA { <urn:a> <urn:b> 2 } ; LOAD <http://127.0.0.1:1/>", 403),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403),
    ):
        assert client.post("/sparql/update", content=wrong, headers=UPDATE).status_code == status
        assert objects(client) == ["1"]
    assert client.get("/sparql/update", params={"update": "CLEAR ALL"}, headers=HOLDER).status_code == 405
    assert client.post("/sparql/update", data={"query": "ASK {}"}, headers=HOLDER).status_code == 400


def test_the_protocol_sets_an_updates_dataset(client: httpx.Client) -> None:
    client.post("/sparql/update", content="INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }", headers=UPDATE)
    copy = "INSERT { <urn:x> <urn:y> ?o } WHERE { ?s ?p ?o }"
    assert client.post("/sparql/update", content=copy, headers=UPDATE).status_code == 204
    assert objects(client) == []
    assert client.post("/sparql/update?using-graph-uri=urn:g", content=copy, headers=UPDATE).status_code == 204
    assert objects(client) == ["1"]
    both = client.post(
        "/sparql/update?using-graph-uri=urn:g", content="WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", headers=UPDATE
    )
    assert both.status_code == 400


def test_a_graph_is_put_read_added_to_and_deleted(client: httpx.Client) -> None:
    target = {"graph": "urn:g"}
    assert client.get("/graphs", params=target, headers=HOLDER).status_code == 404
    assert client.put("/graphs", params=target, content="<urn:a> <urn:b> 1, 2 .", headers=TURTLE).status_code == 201
    assert client.put("/graphs", params=target, content="<urn:a> <urn:b> 1 .", headers=TURTLE).status_code == 204
    jsonld = HOLDER | {"Content-Type": "application/ld+json"}
    assert client.post("/graphs", params=target, content='{"@id": "urn:a", "urn:b": "x"}', headers=jsonld).status_code == 204
    read = client.get("/graphs", params=target, headers={**HOLDER, "Accept": "application/n-triples"})
    assert sorted(read.text.splitlines()) == ['<urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .', '<urn:a> <urn:b> "x" .']
    head = client.head("/graphs", params=target, headers=HOLDER)
    assert (head.status_code, head.content) == (200, b"")
    assert client.delete("/graphs", params=target, headers=HOLDER).status_code == 204
    assert client.delete("/graphs", params=target, headers=HOLDER).status_code == 404
    assert client.get("/graphs", params=target, headers=HOLDER).status_code == 404


def test_an_empty_graph_is_a_graph(client: httpx.Client) -> None:
    assert client.put("/graphs?graph=urn:empty", content="", headers=TURTLE).status_code == 201
    assert client.get("/graphs?graph=urn:empty", headers=HOLDER).status_code == 200


def test_the_default_graph_and_graphs_by_their_own_address(client: httpx.Client, address: str) -> None:
    assert client.put("/graphs?default", content="<urn:a> <urn:b> 'default' .", headers=TURTLE).status_code == 204
    assert objects(client) == ["default"]
    assert client.put("/graphs/some/where", content="<> <urn:b> 'direct' .", headers=TURTLE).status_code == 201
    assert objects(client, f"SELECT ?o {{ GRAPH <{address}/graphs/some/where> {{ <{address}/graphs/some/where> ?p ?o }} }}") == ["direct"]
    made = client.post("/graphs", content="<urn:a> <urn:b> 'new' .", headers=TURTLE)
    assert made.status_code == 201
    assert "new" in client.get(made.headers["location"], headers=HOLDER).text
    assert client.delete("/graphs?default", headers=HOLDER).status_code == 204
    assert objects(client) == []


def test_several_documents_come_in_one_step_or_not_at_all(client: httpx.Client) -> None:
    good = ("a.ttl", "<urn:a> <urn:b> 1 .", "text/turtle")
    more = ("b.nt", "<urn:a> <urn:b> <urn:c> .\n", "application/n-triples")
    bad = ("c.ttl", "<urn:a> <urn:b>", "text/turtle")
    refused = client.post("/graphs?graph=urn:g", files=[("a", good), ("c", bad)], headers=HOLDER)
    assert refused.status_code == 400
    assert "line 1" in refused.text
    assert client.get("/graphs?graph=urn:g", headers=HOLDER).status_code == 404
    assert client.post("/graphs?graph=urn:g", files=[("a", good), ("b", more)], headers=HOLDER).status_code == 201
    assert len(objects(client, "SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }")) == 2


def test_a_whole_dataset_is_put_as_quads(client: httpx.Client) -> None:
    quads = "<urn:a> <urn:b> <urn:c> <urn:g> .\n<urn:a> <urn:b> <urn:d> .\n"
    client.put("/graphs?graph=urn:old", content="<urn:a> <urn:b> 1 .", headers=TURTLE)
    assert client.put("/graphs", content=quads, headers=HOLDER | {"Content-Type": "application/n-quads"}).status_code == 204
    assert objects(client, "SELECT ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?o") == ["urn:c", "urn:d"]
    assert client.put("/graphs", content="<urn:a> <urn:b> 1 .", headers=TURTLE).status_code == 400


@pytest.mark.parametrize(
    "query", ["graph=not-absolute", "graph=urn:a%3E%20%7B%7D", "graph=urn:a&graph=urn:b", "graph=urn:a&default", "graph="]
)
def test_a_graph_that_is_not_named_rightly_is_refused(client: httpx.Client, query: str) -> None:
    for method in ("GET", "PUT", "POST", "DELETE"):
        assert client.request(method, f"/graphs?{query}", content="", headers=TURTLE).status_code == 400


def test_data_that_is_not_read_here_is_refused(client: httpx.Client) -> None:
    assert client.put("/graphs?graph=urn:g", content="x", headers=HOLDER | {"Content-Type": "image/png"}).status_code == 415
    assert client.put("/graphs?graph=urn:g", content="<<<", headers=TURTLE).status_code == 400
    assert client.get("/graphs?default", headers={**HOLDER, "Accept": "image/png"}).status_code == 406


def test_an_operator_sees_and_stops_what_runs(client: httpx.Client, address: str) -> None:
    client.post("/sparql/update", content=f"INSERT DATA {{ {' '.join(f'<urn:{n}> <urn:p> {n} .' for n in range(500))} }}", headers=UPDATE)
    ended: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: ended.append(httpx.post(f"{address}/sparql", data={"query": PRODUCT}, timeout=30)))
    asking.start()
    items: list[dict[str, object]] = []
    while not items:
        items = client.get("/api/v1/running", headers=HOLDER).json()["items"]
    assert items[0]["query"] == PRODUCT
    assert items[0]["client"] == "127.0.0.1"
    assert client.delete(f"/api/v1/running/{items[0]['id']}", headers=HOLDER).status_code == 204
    asking.join()
    assert ended[0].status_code == 503
    assert "operator" in ended[0].text
    assert client.delete(f"/api/v1/running/{items[0]['id']}", headers=HOLDER).status_code == 404


def test_a_limit_is_lowered_by_anybody_and_raised_by_the_token(client: httpx.Client) -> None:
    client.post("/sparql/update", content=f"INSERT DATA {{ {' '.join(f'<urn:{n}> <urn:p> {n} .' for n in range(500))} }}", headers=UPDATE)

    def stopped(timeout: str, headers: dict[str, str]) -> tuple[int, str]:
        response = client.post("/sparql", data={"query": PRODUCT, "timeout": timeout}, headers=headers)
        return response.status_code, response.text

    assert stopped("0.5", {}) == (504, "The query was stopped: the query ran for 0.5 s, its limit; narrow it, or add a LIMIT\n")
    assert "ran for 3 s" in stopped("60", {})[1]
    assert "ran for 4 s" in stopped("4", HOLDER)[1]
    for wrong in ("0", "-1", "x", "nan", "inf"):
        assert stopped(wrong, {})[0] == 400


def test_figures_are_told(client: httpx.Client) -> None:
    objects(client)
    objects(client)
    figures = dict(line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if not line.startswith("#"))
    assert float(figures['detente_queries_total{outcome="answered"}']) >= 2
    assert float(figures["detente_cache_hits"]) >= 1
    assert float(figures["detente_query_workers"]) >= 1
    assert float(figures['detente_jobs{end="done"}']) >= 1


def test_a_cut_answer_says_so(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "db")
    store.update(f"INSERT DATA {{ {' '.join(f'<urn:{n}> <urn:p> {n} .' for n in range(5_000))} }}")
    with serving(Settings(store=tmp_path / "db", query_rows=1_000)) as url, httpx.Client(base_url=url) as client:

        def ask(query: str, accept: str) -> httpx.Response:
            return client.get("/sparql", params={"query": query}, headers={"Accept": accept, "Accept-Encoding": "identity"})

        few, many = "SELECT ?s { ?s ?p ?o }", f"SELECT ?s ?o ?long {{ ?s ?p ?o BIND('{'x' * 200}' AS ?long) }}"
        short = ask(few, "text/csv")
        assert (len(short.text.splitlines()), short.headers["x-detente-truncated"]) == (1_001, "rows")
        told = ask(many, "application/sparql-results+json")
        assert told.headers["x-detente-limits"] == "rows=1000, bytes=134217728"
        assert (len(told.json()["results"]["bindings"]), told.json()["truncated"]) == (1_000, "rows")
        assert "x-detente-truncated" not in ask(f"{few} LIMIT 1000", "text/csv").headers
        with pytest.raises(httpx.RemoteProtocolError):
            ask(many, "text/csv")  # 128 KiB had gone out before it was cut, and CSV has no word for it
        broken = ask("CONSTRUCT { <urn:s> <urn:x#p> ?o } WHERE { ?s ?p ?o }", "application/rdf+xml")
        assert (broken.status_code, "limit of rows" in broken.text) == (503, True)
    with serving(Settings(store=tmp_path / "db")) as url, httpx.Client(base_url=url) as client:
        for query in (few, many):
            page = client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"}).text
            assert "Only the first 1,000 rows are here" in page
        assert "Only the first" not in client.get("/sparql", params={"query": f"{few} LIMIT 1000"}, headers={"Accept": "text/html"}).text


def test_an_answer_is_kept_and_never_a_cut_one_or_a_token_holders(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "db")
    store.update("INSERT DATA { <urn:a> <urn:p> 1 , 2 , 3 }")
    with serving(Settings(store=tmp_path / "db", query_rows=2, token=TOKEN)) as url, httpx.Client(base_url=url) as client:

        def ask(query: str, **headers: str) -> httpx.Response:
            return client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json", **headers})

        one, cut = "SELECT ?o { ?s ?p ?o } LIMIT 1", "SELECT ?o { ?s ?p ?o }"
        assert "age" not in ask(one).headers
        again = ask(one)
        assert again.headers["age"] == "0"
        assert again.content == ask(one, Authorization=f"Bearer {TOKEN}").content
        assert "age" not in ask(one, Authorization=f"Bearer {TOKEN}").headers
        assert [("age" in ask(cut).headers, ask(cut).headers["x-detente-truncated"]) for _ in range(2)] == [(False, "rows")] * 2
        store.update("DELETE DATA { <urn:a> <urn:p> 1 , 2 }")
        fresh = ask(one)
        assert "age" not in fresh.headers
        assert json.loads(fresh.content)["results"]["bindings"][0]["o"]["value"] == "3"
        assert "age" in ask(one).headers
        assert "age" not in ask(one, Accept="application/sparql-results+xml").headers
