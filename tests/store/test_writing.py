"""What every kind of store promises of updates and loads (store/base.py)."""

from __future__ import annotations

import json

import pytest
from rdflib import Literal, URIRef

from detente.errors import ConflictError, InputError, NotFoundError, QueryRefusedError, QuerySyntaxError
from store.base import Document, Store

G, H = URIRef("http://x/g"), URIRef("http://x/h")
A, P = URIRef("http://x/a"), URIRef("http://x/p")
ONE = '<http://x/a> <http://x/p> "one"'
SAME = {
    "text/turtle": '@prefix x: <http://x/> . <a> x:p "one" .',
    "application/n-triples": f"{ONE} .",
    "application/ld+json": '{"@id": "http://x/a", "http://x/p": "one"}',
    "application/rdf+xml": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
        '<rdf:Description rdf:about="http://x/a"><x:p>one</x:p></rdf:Description></rdf:RDF>'
    ),
}


def objects(store: Store) -> list[str]:
    body = store.query("SELECT ?o WHERE { ?s ?p ?o }").body()
    return sorted(row["o"]["value"] for row in json.loads(body)["results"]["bindings"])


def lines(store: Store) -> list[str]:
    return list(store.dump())


def test_an_update_publishes_even_into_an_empty_store(store: Store) -> None:
    store.update(f"INSERT DATA {{ GRAPH <{G}> {{ {ONE} }} }}")
    assert store.version().number == 1
    assert lines(store) == [f"{ONE} <{G}> ."]
    store.update(
        "PREFIX x: <http://x/>\nDELETE { GRAPH x:g { ?s ?p ?o } } INSERT { GRAPH x:h { ?s ?p 2 } } WHERE { GRAPH x:g { ?s ?p ?o } }"
    )
    assert store.version().number == 2
    assert objects(store) == ["2"]


def test_several_operations_with_all_that_the_grammar_allows(store: Store) -> None:
    store.replace({G: [(A, P, Literal("old"))]})
    store.update(f"CLEAR GRAPH <{G}> ;\n# a comment\nINSERT DATA {{ GRAPH <{H}> {{ {ONE} }} }} ; # and another; at the end")
    assert objects(store) == ["one"]
    store.update(f"DROP SILENT GRAPH <{H}>")
    assert objects(store) == []
    assert store.version().number == 3


def test_relative_iris_of_an_update(store: Store) -> None:
    store.update(f'INSERT DATA {{ GRAPH <{G}> {{ <a> <p> "one" }} }}', base="http://x/")
    assert lines(store) == [f"{ONE} <{G}> ."]
    with pytest.raises(QuerySyntaxError):
        store.update(f"INSERT DATA {{ GRAPH <{G}> {{ <a> <p> 1 }} }}")


def test_using_graphs_set_what_where_sees(store: Store) -> None:
    store.replace({G: [(A, P, Literal("g"))], H: [(A, P, Literal("h"))]})
    copy = "INSERT { GRAPH <http://x/copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    store.update(copy, using_graphs=[str(G)])
    assert list(store.dump(URIRef("http://x/copy"))) == ['<http://x/a> <http://x/p> "g" <http://x/copy> .']
    with pytest.raises(InputError):
        store.update(f"WITH <{H}> INSERT {{ ?s ?p 1 }} WHERE {{ ?s ?p ?o }}", using_graphs=[str(G)])
    with pytest.raises(InputError):
        store.update(copy, using_graphs=["no iri"])


@pytest.mark.parametrize(
    "text", ["LOAD <http://127.0.0.1:9/> INTO GRAPH <http://x/g>", "INSERT { ?s ?p 1 } WHERE { SERVICE <http://127.0.0.1:9/> {} }"]
)
def test_nothing_is_fetched(store: Store, text: str) -> None:
    with pytest.raises(QueryRefusedError):
        store.update(text)


def test_a_refused_update_changes_nothing(store: Store) -> None:
    store.replace({G: [(A, P, Literal("one"))]})
    store.update("CREATE GRAPH <http://x/made>")
    before = (store.version(), lines(store))
    for text, error in [
        (f"CLEAR GRAPH <{G}> ; INSERT DATA {{", QuerySyntaxError),
        ("DROP GRAPH <http://x/none>", NotFoundError),
        ("CREATE GRAPH <http://x/made>", ConflictError),
    ]:
        with pytest.raises(error):
            store.update(text)
        assert lines(store) == before[1]
    store.update("DROP GRAPH <http://x/made>")
    assert lines(store) == before[1]


@pytest.mark.parametrize("media_type", sorted(SAME))
def test_load_adds_to_a_graph(store: Store, media_type: str) -> None:
    store.replace({H: [(A, P, Literal("kept"))]})
    assert store.load([Document(SAME[media_type].encode(), media_type)], str(G), base="http://x/")
    assert not store.load([Document(b"<http://x/a> <http://x/p> <http://x/o> .", "text/turtle")], str(G))
    assert objects(store) == ["http://x/o", "kept", "one"]
    assert store.version().number == 3


def test_load_in_the_place_of_a_graph(store: Store) -> None:
    store.replace({G: [(A, P, Literal("old"))], H: [(A, P, Literal("kept"))]})
    assert not store.load([Document(f"{ONE} .".encode(), "application/n-triples")], str(G), replace=True)
    assert objects(store) == ["kept", "one"]


def test_load_keeps_blank_nodes_apart_and_together(store: Store) -> None:
    store.load([Document(b"_:b <http://x/p> _:c . _:c <http://x/p> 1 .", "text/turtle")], str(G))
    store.load([Document(b"_:b <http://x/p> 2 .", "text/turtle")], str(G))
    body = store.query("SELECT ?o WHERE { ?a <http://x/p> ?b . ?b <http://x/p> ?o }").body()
    assert [row["o"]["value"] for row in json.loads(body)["results"]["bindings"]] == ["1"]


def test_load_a_dataset(store: Store) -> None:
    store.replace({G: [(A, P, Literal("old"))], H: [(A, P, Literal("kept"))]})
    store.load([Document(f"{ONE} <{G}> .".encode(), "application/n-quads")], None)
    assert objects(store) == ["kept", "old", "one"]
    store.load([Document(f"<{G}> {{ {ONE} }}".encode(), "application/trig")], None, replace=True)
    assert lines(store) == [f"{ONE} <{G}> ."]


def test_data_that_cannot_be_loaded_change_nothing(store: Store) -> None:
    store.replace({G: [(A, P, Literal("one"))]})
    before = (store.version(), lines(store))
    for data, media_type, graph in [
        (b"<http://x/a> <http://x/p>", "text/turtle", str(G)),
        (b"<http://x/a> <http://x/p> 1 .", "text/turtle", "no iri"),
        (b"<http://x/a> <http://x/p> 1 .", "text/turtle", None),
        (b"%PDF", "application/pdf", str(G)),
    ]:
        with pytest.raises(InputError):
            store.load([Document(data, media_type)], graph, replace=True)
        assert (store.version(), lines(store)) == before
