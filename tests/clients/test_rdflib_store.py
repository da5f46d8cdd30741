"""rdflib's SPARQLStore and SPARQLUpdateStore against our server."""

from __future__ import annotations

import urllib.error
from typing import Any, Literal

import pytest
import rdflib
from rdflib import URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from tests.clients.data import ALL_NAMES, EX, FIRST, KNOWS, NAMES, SECOND, TOKEN, TRIPLES

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
NS = rdflib.Namespace(EX)


def reading(endpoint: str, **more: Any) -> SPARQLStore:
    return SPARQLStore(query_endpoint=endpoint, **more)


def writing(endpoint: str, token: str = TOKEN, **more: Any) -> SPARQLUpdateStore:
    headers = {"Authorization": f"Bearer {token}"}
    return SPARQLUpdateStore(query_endpoint=endpoint, update_endpoint=f"{endpoint}/update", headers=headers, **more)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["xml", "json"])
def test_every_way_of_asking(endpoint: str, method: Literal["GET", "POST", "POST_FORM"], format: str) -> None:
    graph = rdflib.Graph(reading(endpoint, method=method, returnFormat=format))
    rows = list(graph.query(ALL_NAMES))
    assert {str(row[0]).removeprefix(EX): str(row[1]) for row in rows} == NAMES  # type: ignore[index]
    assert rows[0][1].language == "en"  # type: ignore[index, union-attr]
    assert graph.query(f"ASK {{ <{EX}ann> <{EX}knows> <{EX}bo> }}").askAnswer is True
    assert graph.query(f"ASK {{ <{EX}bo> <{EX}knows> <{EX}ann> }}").askAnswer is False


def test_a_graph_is_built(endpoint: str) -> None:
    found = rdflib.Graph(reading(endpoint)).query(KNOWS).graph
    assert set(found or ()) == {(NS.ann, NS.knows, NS.bo), (NS.bo, NS.knows, NS.cy)}
    assert len(rdflib.Graph(reading(endpoint)).query(f"DESCRIBE <{EX}ann>").graph or ()) == 3


def test_triples_are_found_by_pattern(endpoint: str) -> None:
    graph = rdflib.Graph(reading(endpoint))
    assert len(graph) == TRIPLES
    assert graph.value(NS.ann, NS.born) == rdflib.Literal(1970)
    assert set(graph.objects(None, NS.name)) >= {rdflib.Literal("Ann", lang="en"), rdflib.Literal(NAMES["bo"])}
    assert (NS.bo, NS.knows, NS.ann) not in graph


def test_a_graph_of_the_dataset(endpoint: str) -> None:
    second = rdflib.Graph(reading(endpoint), identifier=URIRef(SECOND))
    assert set(second.subjects()) == {NS.bo, NS.cy}
    assert len(second) == 2
    assert {str(name) for name in reading(endpoint).contexts()} == {FIRST, SECOND}


def test_bindings_and_prefixes_are_sent(endpoint: str) -> None:
    graph = rdflib.Graph(reading(endpoint))
    rows = graph.query("SELECT ?b { ?a ex:knows ?b }", initNs={"ex": NS}, initBindings={"a": NS.ann})
    assert [row[0] for row in rows] == [NS.bo]  # type: ignore[index]


def test_what_is_written_is_read_at_once(writable: str) -> None:
    store = writing(writable)
    graph = rdflib.Graph(store, identifier=URIRef(f"{EX}third"))
    graph.add((NS.dee, NS.name, rdflib.Literal('"D"\\\n\t\r', lang="de")))
    graph.addN([(NS.dee, NS.knows, each, graph) for each in (NS.ann, NS.bo)])
    assert graph.value(NS.dee, NS.name) == rdflib.Literal('"D"\\\n\t\r', lang="de")
    assert len(graph) == 3
    graph.remove((NS.dee, NS.knows, NS.ann))
    assert set(graph.objects(NS.dee, NS.knows)) == {NS.bo}
    graph.set((NS.dee, NS.knows, NS.cy))
    assert set(graph.objects(NS.dee, NS.knows)) == {NS.cy}
    graph.update("DELETE { ?s ex:knows ?o } INSERT { ?o ex:knows ?s } WHERE { ?s ex:knows ?o }", initNs={"ex": NS})
    assert set(graph) == {(NS.dee, NS.name, rdflib.Literal('"D"\\\n\t\r', lang="de")), (NS.cy, NS.knows, NS.dee)}
    store.remove_graph(graph)
    assert len(rdflib.Graph(store)) == TRIPLES


def test_changes_wait_for_the_commit(writable: str) -> None:
    store = writing(writable, autocommit=False)
    graph = rdflib.Graph(store, identifier=URIRef(f"{EX}third"))
    graph.add((NS.dee, NS.knows, NS.ann))
    assert len(rdflib.Graph(reading(writable))) == TRIPLES
    store.commit()
    assert len(rdflib.Graph(reading(writable))) == TRIPLES + 1
    graph.add((NS.dee, NS.knows, NS.bo))
    store.rollback()
    store.commit()
    assert len(rdflib.Graph(reading(writable))) == TRIPLES + 1


def test_nothing_is_written_without_the_token(writable: str) -> None:
    for store in (writing(writable, token="wrong"), SPARQLUpdateStore(writable, f"{writable}/update")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            rdflib.Graph(store, identifier=URIRef(FIRST)).add((NS.dee, NS.knows, NS.ann))
        assert refused.value.code == 401
        refused.value.close()
    assert len(rdflib.Graph(reading(writable))) == TRIPLES


@pytest.mark.parametrize(("query", "status"), [("SELEKT", 400), ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", 403)])
def test_an_error_reaches_the_client(endpoint: str, query: str, status: int) -> None:
    graph = rdflib.Graph(reading(endpoint))
    with pytest.raises(ValueError, match="You did something wrong") as refused:
        graph.query(query)
    told = refused.value.__context__
    assert isinstance(told, urllib.error.HTTPError)
    assert told.code == status
    told.close()
