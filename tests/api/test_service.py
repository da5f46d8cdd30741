from __future__ import annotations

import html
import json
import re
from pathlib import Path

import httpx
import pytest
from rdflib import OWL, RDF, RDFS, VOID

from api.models import Problem
from detente.settings import Settings
from ontology.terms import DET
from tests.api.rdf import parsed
from tests.api.sample import IRIS, build
from tests.api.server import serving


def test_alive_and_ready(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["version"].startswith("1-")


def test_not_ready_until_there_is_a_store(tmp_path: Path) -> None:
    folder = tmp_path / "secret-place"
    with serving(Settings(store=folder)) as address, httpx.Client(base_url=address) as client:
        assert client.get("/healthz").status_code == 200
        for path in ("/readyz", "/api/v1/events", "/id/person/ann-example", "/sparql?query=ASK%7B%7D"):
            response = client.get(path)
            assert response.status_code == 503, path
            assert response.headers["retry-after"] == "5"
            assert "secret-place" not in response.text
        page = client.get("/", headers={"Accept": "text/html"})
        assert page.status_code == 503
        assert "<h1>The store cannot be used</h1>" in page.text
        build(folder)
        assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("accept", "parser"),
    [("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml"), ("application/n-triples", "nt")],
)
def test_the_ontology_by_content_negotiation(client: httpx.Client, accept: str, parser: str) -> None:
    response = client.get("/ontology", headers={"Accept": accept})
    graph = parsed(response.content, parser)
    assert (DET.Statement, RDF.type, OWL.Class) in graph
    assert "Accept" in response.headers["vary"]


def test_the_ontology_for_people_and_its_context(client: httpx.Client) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"}).text
    assert 'id="Statement"' in page
    assert "det:speaker" in page
    assert client.get("/ontology.ttl").headers["content-type"] == "text/turtle; charset=utf-8"
    assert client.get("/ontology.exe").status_code == 404
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406
    context = client.get("/ontology/context.jsonld")
    assert context.headers["content-type"] == "application/ld+json"
    assert "@context" in context.json()


def test_void_describes_the_data_set(client: httpx.Client) -> None:
    response = client.get("/.well-known/void")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    graph = parsed(response.content, "turtle")
    dataset = graph.value(None, RDF.type, VOID.Dataset)
    assert int(str(graph.value(dataset, VOID.triples))) > 1000
    assert str(graph.value(dataset, VOID.sparqlEndpoint)) == f"{client.base_url}/sparql"
    page = client.get("/.well-known/void", headers={"Accept": "text/html"}).text
    assert "<h1>The data set</h1>" in page
    assert "Statement" in page


def test_openapi_is_whole(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    identifiers = [operation["operationId"] for operation in operations]
    assert len(set(identifiers)) == len(identifiers)
    known = {tag["name"] for tag in document["tags"]}
    for operation in operations:
        assert operation["tags"][0] in known
        assert operation["summary"]
    assert {"/sparql", "/id/{type}/{slug}", "/api/v1/statements", "/api/v1/statements/{slug}", "/api/v1/queries/events"} <= set(
        document["paths"]
    )
    statements = document["paths"]["/api/v1/statements"]["get"]
    names = [parameter["name"] for parameter in statements["parameters"]]
    assert {"area", "function", "stance", "limit", "cursor", "q"} <= set(names)
    assert len(names) == len(set(names))
    fields = document["components"]["schemas"]["Statement"]["properties"]
    assert fields["quote"]["description"]
    for operation in operations:
        for status, response in operation["responses"].items():
            if status >= "400":
                assert set(response["content"]) <= {"application/problem+json", "text/plain"}, operation["operationId"]
    assert "HTTPValidationError" not in json.dumps(document["paths"])


def test_the_documentation_page_lists_every_operation(client: httpx.Client) -> None:
    page = client.get("/docs").text
    for path in json.loads(client.get("/openapi.json").text)["paths"]:
        assert path in page
    for address in re.findall(r'<h3>GET <a href="([^"]*)"', page):
        assert client.get(html.unescape(address)).status_code == 200, address


def test_errors_of_the_framework_have_the_same_shape(client: httpx.Client) -> None:
    for method, path, status in (
        ("GET", "/nowhere", 404),
        ("DELETE", "/api/v1/events", 405),
        ("POST", "/", 405),
        ("GET", "/static/x", 404),
    ):
        response = client.request(method, path)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        problem = Problem.model_validate(response.json())
        assert problem.status == status
        assert problem.type.startswith(f"{IRIS.base}docs/errors#")
    page = client.get("/nowhere", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "allow" in client.delete("/api/v1/events").headers


def test_an_unforeseen_error_shows_nothing_of_the_inside(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret-inside")

    monkeypatch.setattr("api.routes.entities.known", broken)
    response = client.get("/id/person/ann-example")
    assert response.status_code == 500
    assert "secret-inside" not in response.text
    assert Problem.model_validate(response.json()).type.endswith("#internal")
    assert response.headers["content-security-policy"]
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/events", "/nowhere", "/static/style.css", "/doc/person/mallory.html"])
def test_every_answer_has_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"


def test_another_base_and_a_strict_default_graph(tmp_path: Path) -> None:
    build(tmp_path / "store")
    settings = Settings(store=tmp_path / "store", base="https://example.org/kb/", default_graph="strict")
    with serving(settings) as address, httpx.Client(base_url=address) as client:
        assert client.get("/id/person/ann-example").status_code == 404
        assert client.get("/nowhere").json()["type"].startswith("https://example.org/kb/docs/errors#")
        everything = "SELECT * WHERE { ?s ?p ?o } LIMIT 1"
        assert client.get("/sparql", params={"query": everything}).json()["results"]["bindings"] == []
        assert len(client.get("/sparql", params={"query": everything, "default": "union"}).json()["results"]["bindings"]) == 1
        labels = parsed(client.get("/ontology.ttl").content, "turtle")
        assert (DET.Event, RDFS.label, None) in labels
