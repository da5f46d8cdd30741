"""What every kind of store promises (store/base.py)."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from detente.errors import DetenteError, InputError, NotAcceptableError, QueryRefusedError, QuerySyntaxError, StoreError
from store.base import BINDINGS, GRAPH_TYPES, SELECT_TYPES, TRIPLES, DefaultGraph, Store, Triple

G, H = URIRef("http://x/g"), URIRef("http://x/h")
A, P = URIRef("http://x/a"), URIRef("http://x/p")
ALL = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o"


def objects(
    store: Store,
    text: str = ALL,
    graph: DefaultGraph = "union",
    base: str = "",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> list[str]:
    body = store.query(text, default_graph=graph, default_graphs=default_graphs, named_graphs=named_graphs, base=base).body()
    return [row["o"]["value"] for row in json.loads(body)["results"]["bindings"]]


def triple(value: object) -> Triple:
    return (A, P, Literal(value))


def test_a_store_without_data_says_what_to_do(store: Store) -> None:
    for ask in (store.version, store.statistics, lambda: store.query("ASK {}"), lambda: list(store.dump())):
        with pytest.raises(StoreError, match=r"no store at .*detente ingest"):
            ask()


def test_replace_publishes_and_repeating_it_does_not(store: Store) -> None:
    assert store.replace({G: [triple("one")]})
    first = store.version()
    assert first.number == 1
    assert not store.replace({G: [triple("one")]})
    assert store.version() == first
    assert store.replace({G: [triple("two")]})
    assert store.version().number == 2
    assert store.version().digest != first.digest
    assert objects(store) == ["two"]


def test_equal_values_in_other_spellings_are_no_change(store: Store) -> None:
    values = [
        Literal("01", datatype=XSD.integer, normalize=False),
        Literal("1.50", datatype=XSD.decimal, normalize=False),
        Literal("x", lang="EN"),
    ]
    assert store.replace({G: [(A, P, value) for value in values]})
    assert not store.replace({G: [(A, P, value) for value in reversed(values)]})


def test_several_graphs_change_together_or_not_at_all(store: Store) -> None:
    store.replace({G: [triple("g")], H: [triple("h")]})
    before = (store.version(), list(store.dump()))
    for then in ("DROP GRAPH <http://x/none>", "INSERT DATA {"):
        with pytest.raises(DetenteError, match="as it was"):
            store.replace({G: [triple("new")], H: []}, then=then)
        assert (store.version(), list(store.dump())) == before
    assert store.replace({G: [triple("new")], H: []})
    assert objects(store) == ["new"]


def test_then_runs_in_the_same_transaction_on_the_new_data(store: Store) -> None:
    then = "PREFIX x: <http://x/>\nINSERT { GRAPH x:h { ?s x:copy ?o } } WHERE { GRAPH x:g { ?s ?p ?o } }"
    store.replace({G: [triple("one")]}, then=f"{then} ;\n{then}")
    assert list(store.dump(H)) == ['<http://x/a> <http://x/copy> "one" <http://x/h> .']
    assert store.version().number == 1


def test_blank_nodes_and_malformed_iris_are_refused(store: Store) -> None:
    for bad in ((A, P, BNode()), (BNode(), P, A), (URIRef("not an iri"), P, A), (A, P, URIRef("http://x/> <http://y>"))):
        with pytest.raises(InputError):
            store.replace({G: [bad]})  # type: ignore[list-item]


@pytest.mark.parametrize("text", ['"} } ; DROP ALL #', "line\nbreak\r\ttab\\", "'''", "Оборона ☢ \u0000\u0007\u007f", "", "\ud7ff\ue000"])
def test_any_text_comes_back_as_it_was(store: Store, text: str) -> None:
    store.replace({G: [triple(text)], H: [triple("kept")]})
    assert sorted(objects(store)) == sorted([text, "kept"])


def test_the_default_graph_is_the_union_unless_strict_or_named(store: Store) -> None:
    store.replace({G: [triple("g")], H: [triple("h")]})
    assert objects(store) == ["g", "h"]
    assert objects(store, graph="strict") == []
    assert objects(store, default_graphs=[str(G)]) == ["g"]
    assert objects(store, named_graphs=[str(G)]) == []
    named = "SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"
    assert objects(store, named) == objects(store, named, "strict") == ["g", "h"]
    assert objects(store, named, named_graphs=[str(H)]) == ["h"]
    assert objects(store, f"SELECT ?o FROM <{G}> WHERE {{ ?s ?p ?o }}") == ["g"]
    assert objects(store, f"SELECT ?o FROM NAMED <{G}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}") == ["g"]


@pytest.mark.parametrize("media_type", SELECT_TYPES)
def test_select_and_ask_in_every_format(store: Store, media_type: str) -> None:
    store.replace({G: [triple("one")]})
    for text in (ALL, "ASK { ?s ?p ?o }"):
        answer = store.query(text, accept=[media_type])
        assert answer.media_type == media_type
        assert (b"one" if text is ALL else b"true") in answer.body()
        assert answer.version == store.version()


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_construct_and_describe_in_every_format(store: Store, media_type: str) -> None:
    store.replace({G: [triple("one")]})
    for text in ("CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{A}>"):
        answer = store.query(text, accept=[media_type])
        assert answer.media_type == media_type
        assert b"one" in answer.body()


def test_the_first_acceptable_format_is_taken(store: Store) -> None:
    store.replace({G: [triple("one")]})
    for accept, media_type in [
        (["*/*"], BINDINGS),
        (["image/png", "text/*"], "text/csv"),
        ([TRIPLES, "text/csv"], "text/csv"),
        (["application/sparql-results+xml", BINDINGS], "application/sparql-results+xml"),
    ]:
        assert store.query(ALL, accept=accept).media_type == media_type
    with pytest.raises(NotAcceptableError, match=r"text/csv.*not as image/png"):
        store.query(ALL, accept=["image/png"])
    with pytest.raises(NotAcceptableError, match="text/turtle"):
        store.query("CONSTRUCT WHERE { ?s ?p ?o }", accept=[BINDINGS])


def test_a_syntax_error_has_line_and_column(store: Store, kind: str) -> None:
    store.replace({G: [triple("one")]})
    with pytest.raises(QuerySyntaxError, match="line 2") as caught:
        store.query("SELECT *\nWHERE { ?s ?p }")
    assert caught.value.line == 2
    assert caught.value.column in (16, None)  # not every service counts columns
    for text in ("", "LOAD <http://x/>", "DROP ALL", "SELECT ?x { ?x ex:p ?y }", "SELECT * { ?s ?p ?? }"):
        with pytest.raises(QuerySyntaxError):
            store.query(text)
    if kind != "virtuoso":  # which takes it
        with pytest.raises(QuerySyntaxError):
            store.query("SELECT (SUM(?o) AS ?y) ?s { ?s ?p ?o }")


def test_relative_iris_stand_against_the_base(store: Store) -> None:
    store.replace({G: [triple("one")]})
    assert objects(store, "SELECT ?o { <a> ?p ?o }", base="http://x/") == ["one"]
    assert objects(store, "BASE <http://x/> SELECT ?o { <a> ?p ?o }", base="http://y/") == ["one"]
    with pytest.raises(QuerySyntaxError):
        store.query("SELECT ?o { <a> ?p ?o }")


def test_service_is_refused(store: Store) -> None:
    store.replace({G: [triple("one")]})
    with pytest.raises(QueryRefusedError):
        store.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_bad_graph_names_are_input_errors(store: Store) -> None:
    store.replace({G: [triple("one")]})
    with pytest.raises(InputError):
        store.query(ALL, default_graphs=["not an iri"])


def test_dump_is_sorted_canonical_nquads(store: Store) -> None:
    store.replace({H: [triple(2), triple("z")], G: [triple("é\n"), (A, P, A)]})
    lines = list(store.dump())
    assert lines == sorted(lines)
    assert len(lines) == 4
    assert list(store.dump(G)) == [
        '<http://x/a> <http://x/p> "é\\n" <http://x/g> .',
        "<http://x/a> <http://x/p> <http://x/a> <http://x/g> .",
    ]
    assert list(store.dump(URIRef("http://x/none"))) == []


def test_statistics_count_by_graph(store: Store) -> None:
    store.replace({H: [triple(2), triple("z")], G: [triple("g")]})
    assert store.statistics().quads == 3
    assert store.statistics().graphs == {str(G): 1, str(H): 2}


def test_a_long_answer_comes_in_frames(store: Store) -> None:
    store.replace({G: [triple("x" * 1000 + str(n)) for n in range(200)]})
    answer = store.query(ALL)
    assert 60_000 < next(len(frame) for frame in answer.frames) <= 64 * 1024
    assert len(json.loads(answer.body())["results"]["bindings"]) == 200
