from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from types import MappingProxyType

import httpx
import pytest
from rdflib import RDF, Namespace

from api.sparql.request import MAX_BODY
from tests.api.rdf import parsed
from tests.api.sample import FIRST, HOSTILE_QUOTE, IRIS

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/detente/ontology#Event> } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3"
JSON = "application/sparql-results+json"


Parameters = Mapping[str, str | list[str]]


def ask(client: httpx.Client, query: str, accept: str = "", parameters: Parameters = MappingProxyType({})) -> httpx.Response:
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", params={"query": query, **parameters}, headers=headers)


def test_all_three_ways_of_asking_give_the_same(client: httpx.Client) -> None:
    got = ask(client, SELECT)
    form = client.post("/sparql", data={"query": SELECT})
    direct = client.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query; charset=UTF-8"})
    assert got.status_code == form.status_code == direct.status_code == 200
    assert got.content == form.content == direct.content
    assert len(got.json()["results"]["bindings"]) == 3
    assert got.headers["content-type"] == JSON
    assert got.headers["vary"].startswith("Accept")
    assert got.headers["x-detente-version"].startswith("1-")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (JSON, JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/json", JSON),
        ("application/xml", "application/sparql-results+xml; charset=utf-8"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.5", "application/sparql-results+xml; charset=utf-8"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("*/*", JSON),
    ],
)
def test_tables_come_in_the_format_that_is_asked_for(client: httpx.Client, accept: str, media: str) -> None:
    response = ask(client, SELECT, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == media
    if "json" in media:
        assert json.loads(response.content)["head"]["vars"] == ["s"]
    elif "xml" in media:
        assert ElementTree.fromstring(response.content).tag.endswith("sparql")
    else:
        assert response.text.splitlines()[0].lstrip("?") == "s"


@pytest.mark.parametrize(
    ("accept", "media", "parser"),
    [
        ("text/turtle", "text/turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml; charset=utf-8", "xml"),
        ("application/xml", "application/rdf+xml; charset=utf-8", "xml"),
        ("*/*", "text/turtle; charset=utf-8", "turtle"),
    ],
)
def test_graphs_come_in_the_format_that_is_asked_for(client: httpx.Client, accept: str, media: str, parser: str) -> None:
    response = ask(client, CONSTRUCT, accept)
    assert response.headers["content-type"] == media
    assert len(parsed(response.content, parser)) == 3


def test_a_format_that_does_not_fit_the_form_is_refused(client: httpx.Client) -> None:
    assert ask(client, SELECT, "text/turtle").status_code == 406
    assert ask(client, CONSTRUCT, "text/csv").status_code == 406
    refused = ask(client, SELECT, "image/png")
    assert refused.status_code == 406
    assert "text/csv" in refused.text


def test_an_ask_is_answered(client: httpx.Client) -> None:
    assert ask(client, "ASK { ?s ?p ?o }").json()["boolean"] is True


def test_a_syntax_error_says_where(client: httpx.Client) -> None:
    response = ask(client, "SELECT * WHERE {\n  ?s ?p }")
    assert response.status_code == 400
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "line 2, column" in response.text
    problem = ask(client, "SELECT * WHERE {\n  ?s ?p }", "application/problem+json, application/sparql-results+json").json()
    assert problem["line"] == 2
    assert problem["column"] > 1
    assert problem["type"] == f"{IRIS.base}docs/errors#query-syntax"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 400),
        ("DROP ALL", 400),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403),
        ("", 400),
    ],
)
def test_what_is_no_harmless_query_is_refused(client: httpx.Client, query: str, status: int) -> None:
    assert ask(client, query).status_code == status
    assert client.post("/sparql", data={"query": query}).status_code == status


def test_updates_are_refused_with_words(client: httpx.Client) -> None:
    update = "INSERT DATA { <a:a> <a:b> <a:c> }"
    responses = [
        client.post("/sparql", data={"update": update}),
        client.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"}),
        client.get("/sparql", params={"update": update}),
    ]
    for response in responses:
        assert response.status_code == 403
        assert "only reads" in response.text


def test_bodies_of_other_kinds_are_refused(client: httpx.Client) -> None:
    for media in ("text/plain", "application/json", "multipart/form-data; boundary=x"):
        assert client.post("/sparql", content=SELECT, headers={"Content-Type": media}).status_code == 415
    assert client.post("/sparql", content=SELECT).status_code == 415
    utf16 = {"Content-Type": "application/sparql-query; charset=utf-16"}
    assert client.post("/sparql", content=SELECT.encode("utf-16"), headers=utf16).status_code == 415
    broken = client.post("/sparql", content=b"SELECT \xff", headers={"Content-Type": "application/sparql-query"})
    assert broken.status_code == 400
    form = client.post("/sparql", content=b"query=%FF", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert form.status_code == 400
    assert client.post("/sparql", data={"other": "x"}).status_code == 400
    large = client.post("/sparql", content=b"#" * (MAX_BODY + 1), headers={"Content-Type": "application/sparql-query"})
    assert large.status_code == 413


def test_wrong_methods_and_repeated_parameters_are_refused(client: httpx.Client) -> None:
    assert client.put("/sparql", content=SELECT).status_code == 405
    assert client.get("/sparql", params={"query": [SELECT, SELECT]}).status_code == 400
    assert ask(client, SELECT, parameters={"default": "all"}).status_code == 400


def test_other_parameters_that_clients_send_do_no_harm(client: httpx.Client) -> None:
    assert ask(client, SELECT, JSON, {"format": "json", "output": "json", "results": "json"}).status_code == 200


def test_the_default_graph_is_the_union_unless_strict(client: httpx.Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

    def number(parameters: Parameters = MappingProxyType({})) -> int:
        return int(ask(client, count, parameters=parameters).json()["results"]["bindings"][0]["n"]["value"])

    assert number() > 1000
    assert number({"default": "strict"}) == 0
    positions, registry = str(IRIS.graph("positions")), str(IRIS.graph("registry"))
    both = number({"default-graph-uri": [positions, registry]})
    assert both == number({"default-graph-uri": positions}) + number({"default-graph-uri": registry})
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    rows = ask(client, named, parameters={"named-graph-uri": [positions, registry]}).json()["results"]["bindings"]
    assert rows[0]["n"]["value"] == "2"


def test_without_a_query_the_service_describes_itself(client: httpx.Client) -> None:
    for accept, parser in (("", "turtle"), ("*/*", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")):
        response = client.get("/sparql", headers={"Accept": accept} if accept else {})
        graph = parsed(response.content, parser)
        service = graph.value(None, RDF.type, SD.Service)
        assert str(graph.value(service, SD.endpoint)) == f"{client.base_url}/sparql"
        assert (service, SD.feature, SD.UnionDefaultGraph) in graph


def test_a_browser_gets_a_form_and_a_table(client: httpx.Client) -> None:
    form = client.get("/sparql", headers={"Accept": "text/html"})
    assert '<textarea id="query"' in form.text
    query = f"SELECT ?s ?text WHERE {{ ?s <https://schema.org/text> ?text FILTER(CONTAINS(?text, 'onerror')) }} # {HOSTILE_QUOTE}"
    page = ask(client, query, "text/html").text
    assert "/doc/statement/2021-06-01-example-hostile-bbbbbbbb01.html" in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    wrong = ask(client, "SELEKT", "text/html")
    assert wrong.status_code == 400
    assert "line 1, column" in wrong.text
    assert "SELEKT</textarea>" in wrong.text
    triples = ask(client, f"DESCRIBE {IRIS.id('event', FIRST).n3()}", "text/html").text
    assert "<pre>" in triples
    chosen = client.get("/sparql", params={"query": SELECT, "accept": "text/csv"}, headers={"Accept": "text/html"})
    assert chosen.headers["content-type"].startswith("text/csv")


def test_any_site_may_read(client: httpx.Client) -> None:
    assert ask(client, SELECT).headers["access-control-allow-origin"] == "*"
    asked = client.options("/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "ETag" in ask(client, SELECT).headers["access-control-expose-headers"]
    denied = client.options("/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "DELETE"})
    assert denied.status_code == 400
