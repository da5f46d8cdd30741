from __future__ import annotations

import json
import re

import httpx
import pytest
from rdflib import DCTERMS, FOAF, RDF, RDFS, Literal, URIRef

from ontology.terms import DET
from tests.api.rdf import parsed
from tests.api.sample import FIRST, HOSTILE, HOSTILE_NAME, IRIS, LONG

ANN = IRIS.id("person", "ann-example")
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
MEDIA = {
    "html": "text/html; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json": "application/json",
}


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("", "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("text/html;q=0.1, application/json", "json"),
    ],
)
def test_a_name_leads_to_the_page_that_is_asked_for(client: httpx.Client, accept: str, extension: str) -> None:
    response = client.get("/id/person/ann-example", headers={"Accept": accept} if accept else {})
    assert response.status_code == 303
    assert response.headers["location"] == f"/doc/person/ann-example.{extension}"
    assert "Accept" in response.headers["vary"]
    links = response.headers["link"]
    assert f'<{ANN}>; rel="cite-as"' in links
    for rel in ("canonical", "alternate", "describedby"):
        assert f'rel="{rel}"' in links


def test_names_that_mean_nothing_are_not_found(client: httpx.Client) -> None:
    for path in (
        "/id/person/nobody",
        "/id/nothing/x",
        "/id/person/UPPER",
        "/doc/person/nobody.ttl",
        "/doc/person/ann-example.exe",
        "/doc/person/.html",
    ):
        response = client.get(path)
        assert response.status_code == 404, path
        assert response.headers["content-type"] == "application/problem+json"
    page = client.get("/id/person/nobody", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "<h1>Not found</h1>" in page.text


def test_an_unacceptable_format_is_refused(client: httpx.Client) -> None:
    for path in ("/id/person/ann-example", "/doc/person/ann-example"):
        response = client.get(path, headers={"Accept": "image/png"})
        assert response.status_code == 406
        assert "text/turtle" in response.json()["detail"]


@pytest.mark.parametrize("extension", list(MEDIA))
def test_each_page_has_its_format(client: httpx.Client, extension: str) -> None:
    response = client.get(f"/doc/person/ann-example.{extension}", headers={"Accept": "image/png"})
    assert response.status_code == 200
    assert response.headers["content-type"] == MEDIA[extension]
    assert "cite-as" in response.headers["link"]
    negotiated = client.get("/doc/person/ann-example", headers={"Accept": MEDIA[extension].partition(";")[0]})
    assert negotiated.headers["content-location"] == f"/doc/person/ann-example.{extension}"
    assert "Accept" in negotiated.headers["vary"]
    assert negotiated.content == response.content


def test_all_rdf_formats_say_the_same(client: httpx.Client) -> None:
    graphs = [parsed(client.get(f"/doc/person/ann-example.{extension}").content, parser) for extension, parser in PARSERS.items()]
    assert all(set(graph) == set(graphs[0]) for graph in graphs)
    graph = graphs[0]
    assert (ANN, RDFS.label, Literal("Ann Example")) in graph
    assert (None, DET.speaker, ANN) in graph
    page = IRIS.doc("person", "ann-example")
    assert (page, FOAF.primaryTopic, ANN) in graph
    assert graph.value(page, DCTERMS.isPartOf) is not None


def test_a_description_holds_parts_and_labels(client: httpx.Client) -> None:
    slug = f"{FIRST}-ann-example"
    graph = parsed(client.get(f"/doc/participation/{slug}.nt").content, "nt")
    tenure = IRIS.id("participation", slug, "tenure-1")
    office = IRIS.id("office", "ambassador-of-examplia")
    assert (tenure, DET.office, office) in graph
    assert (office, RDFS.label, Literal("Ambassador of Examplia to Testonia")) in graph
    assert (IRIS.id("state", "xa"), RDF.type, DET.State) in graph


def test_json_ld_is_compacted_with_the_context(client: httpx.Client) -> None:
    document = client.get(f"/doc/event/{FIRST}.jsonld").json()
    assert "Event" in document["@context"]
    event = next(node for node in document["graph"] if node["id"] == str(IRIS.id("event", FIRST)))
    assert event["type"] == "Event"
    assert event["startDate"] == "2019-03-04"


def test_json_is_the_item_of_the_api(client: httpx.Client) -> None:
    assert client.get(f"/doc/event/{FIRST}.json").json() == client.get(f"/api/v1/events/{FIRST}").json()
    report = client.get(f"/doc/report/{FIRST}.json").json()
    assert report["type"] == "report"
    assert report["properties"][str(DET.fileName)] == [f"{FIRST}.txt"]


def test_pages_carry_json_ld_that_cannot_break_out(client: httpx.Client) -> None:
    page = client.get("/doc/person/mallory.html").text
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1
    graph = parsed(json.dumps(json.loads(scripts[0])), "json-ld")
    assert (IRIS.id("person", "mallory"), RDFS.label, Literal(HOSTILE_NAME)) in graph
    assert "<script>alert" not in page


def test_links_stay_on_this_server_and_iris_do_not(client: httpx.Client) -> None:
    page = client.get(f"/doc/event/{LONG}.html").text
    hrefs = re.findall(r'<a [^>]*href="([^"]*)"', page)
    assert not [href for href in hrefs if href.startswith(IRIS.base)]
    assert f"<code>{IRIS.id('event', LONG)}</code>" in page
    assert client.get(f"/doc/event/{HOSTILE}.html").text.count("javascript:") == 0


def test_a_graph_with_many_links_says_that_it_is_cut(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.descriptions.LINKS_IN", 10)
    graph = parsed(client.get("/doc/person/ann-example.ttl").content, "turtle")
    assert graph.value(URIRef(str(IRIS.doc("person", "ann-example"))), RDFS.comment) is not None
