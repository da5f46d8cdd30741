"""SPARQLWrapper against our server: every return format, method and form."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDF, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed, Unauthorized

from tests.clients.data import ALL_NAMES, COUNT, EX, FIRST, KNOWS, NAMES, SECOND, TOKEN, TRIPLES

# It makes graphs of a class that rdflib will give up, warns of `*/*`, and leaves the answers that are errors open.
pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("DeprecationWarning", "RuntimeWarning", "ResourceWarning")]
ASK = f"ASK {{ <{EX}ann> <{EX}knows> <{EX}bo> }}"
DESCRIBE = f"DESCRIBE <{EX}ann>"


def wrapper(endpoint: str, query: str, format: str = JSON) -> Any:
    made = SPARQLWrapper(endpoint)
    made.setQuery(query)
    made.setReturnFormat(format)
    return made


def count(made: Any) -> int:
    return int(made.queryAndConvert()["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_every_way_of_asking(endpoint: str, method: str, how: str) -> None:
    made = wrapper(endpoint, ALL_NAMES)
    made.setMethod(POST if how == POSTDIRECTLY else method)
    made.setRequestMethod(how)
    rows = made.queryAndConvert()["results"]["bindings"]
    assert {row["who"]["value"].removeprefix(EX): row["name"]["value"] for row in rows} == NAMES
    assert rows[0]["name"]["xml:lang"] == "en"


@pytest.mark.parametrize("format", [JSON, XML, CSV, TSV])
def test_solutions_in_every_format(endpoint: str, format: str) -> None:
    answer = wrapper(endpoint, ALL_NAMES, format).query()
    kind = {JSON: "sparql-results+json", XML: "sparql-results+xml", CSV: "csv", TSV: "tab-separated-values"}
    assert kind[format] in answer.info()["content-type"]
    found = answer.convert()
    if format == JSON:
        assert [row["name"]["value"] for row in found["results"]["bindings"]] == list(NAMES.values())
    elif format == XML:
        texts = [node.firstChild.data for node in found.getElementsByTagName("literal")]
        assert texts == list(NAMES.values())
    else:
        named = found.decode()
        assert named.splitlines()[0].split("," if format == CSV else "\t") in (["who", "name"], ["?who", "?name"])
        assert "😀" in named


@pytest.mark.parametrize("format", [JSON, XML])
def test_yes_and_no(endpoint: str, format: str) -> None:
    for query, wanted in ((ASK, True), ("ASK { <a:a> ?p ?o }", False)):
        found = wrapper(endpoint, query, format).queryAndConvert()
        if format == JSON:
            assert found["boolean"] is wanted
        else:
            assert found.getElementsByTagName("boolean")[0].firstChild.data == str(wanted).lower()


@pytest.mark.parametrize("format", [TURTLE, N3, RDFXML, RDF, XML, JSONLD])
@pytest.mark.parametrize(("query", "triples"), [(KNOWS, 2), (DESCRIBE, 3)])
def test_graphs_in_every_format(endpoint: str, format: str, query: str, triples: int) -> None:
    found = wrapper(endpoint, query, format).queryAndConvert()
    if isinstance(found, bytes):
        found = rdflib.Graph().parse(data=found, format="turtle")
    assert isinstance(found, rdflib.Graph)
    assert len(found) == triples
    assert (rdflib.URIRef(f"{EX}ann"), rdflib.URIRef(f"{EX}knows"), rdflib.URIRef(f"{EX}bo")) in found


def test_graphs_are_chosen(endpoint: str) -> None:
    made = wrapper(endpoint, COUNT)
    assert count(made) == TRIPLES
    made.addDefaultGraph(FIRST)
    assert count(made) == 4
    made.addDefaultGraph(SECOND)
    assert count(made) == TRIPLES
    named = wrapper(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
    named.addNamedGraph(SECOND)
    assert count(named) == 2
    for method in (GET, POST):
        none = wrapper(endpoint, COUNT)
        none.setMethod(method)
        none.addNamedGraph(SECOND)
        assert count(none) == 0


def test_a_timeout_and_other_parameters(endpoint: str) -> None:
    made = wrapper(endpoint, COUNT)
    made.setTimeout(5)
    made.addParameter("timeout", "3")
    made.addParameter("soft-limit", "10")
    assert count(made) == TRIPLES
    slow = wrapper(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(15)) + " }")
    slow.addParameter("timeout", "0.5")
    with pytest.raises(Exception, match=r"504|took too long") as stopped:
        slow.query()
    assert not isinstance(stopped.value, EndPointInternalError)


def test_an_error_reaches_the_client(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        wrapper(endpoint, "SELECT * { ?s ?p }").query()


def update(endpoint: str, text: str, how: str, token: str = TOKEN) -> Any:
    made = SPARQLWrapper(endpoint, updateEndpoint=f"{endpoint}/update")
    made.setMethod(POST)
    made.setRequestMethod(how)
    made.addCustomHttpHeader("Authorization", f"Bearer {token}")
    made.setQuery(text)
    return made


@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_updates(writable: str, how: str) -> None:
    text = f"INSERT DATA {{ GRAPH <{EX}third> {{ <{EX}dee> <{EX}name> 'Dée 😀' }} }}"
    with pytest.raises(Unauthorized):
        update(writable, text, how, "wrong").query()
    assert count(wrapper(writable, COUNT)) == TRIPLES
    assert update(writable, text, how).query().response.status == 204
    assert count(wrapper(writable, COUNT)) == TRIPLES + 1
    assert wrapper(writable, f"ASK {{ ?s <{EX}name> 'Dée 😀' }}").queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_an_updates_graphs_are_chosen(writable: str, how: str) -> None:
    text = f"INSERT {{ GRAPH <{EX}third> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    made = update(writable, text, how)
    made.addParameter("using-graph-uri", SECOND)
    made.query()
    third = wrapper(writable, COUNT)
    third.addDefaultGraph(f"{EX}third")
    assert count(third) == 2
