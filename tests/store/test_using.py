"""USING comes into each operation that has a WHERE clause, and nowhere else; what cannot be right is refused; LOAD is refused."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from detente.errors import InputError, QueryRefusedError
from store.refusals import without_loads
from store.using import with_using

U = "USING <urn:g> "
CASES = [
    ("DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } " + U + "WHERE { ?s ?p ?o }"),
    ("INSERT{?s ?p 1}WHERE{?s ?p ?o}", "INSERT{?s ?p 1}" + U + "WHERE{?s ?p ?o}"),
    ("insert { } where { { SELECT * WHERE { } } }", "insert { } " + U + "where { { SELECT * WHERE { } } }"),
    ("DELETE WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } " + U + "WHERE { ?s ?p ?o }"),
    ("deletewhere{?s ?p ?o}", "delete {?s ?p ?o} " + U + "where{?s ?p ?o}"),
    ("DELETE# where\nWHERE { ?s # }\n ?p 'a' }", "DELETE# where\n{ ?s ?p 'a' } " + U + "WHERE { ?s # }\n ?p 'a' }"),
    ('DELETE WHERE { ?s ?p """a\n}""" }', 'DELETE { ?s ?p """a\\n}""" } ' + U + 'WHERE { ?s ?p """a\n}""" }'),
    ("INSERT { ?where ?p 1 } WHERE { ?where ?p ?o }", "INSERT { ?where ?p 1 } " + U + "WHERE { ?where ?p ?o }"),
    ("INSERT { ?s ?p 'x } WHERE {' } WHERE { }", "INSERT { ?s ?p 'x } WHERE {' } " + U + "WHERE { }"),
    ("INSERT { ?s ?p 1 } WHERE { FILTER(?a<?b&&?b>?a) }", "INSERT { ?s ?p 1 } " + U + "WHERE { FILTER(?a<?b&&?b>?a) }"),
    ("PREFIX where: <urn:> INSERT DATA { where:a where:b where:c }", None),
    ("PREFIX with: <urn:> COPY with:a TO with:using", None),
    ("LOAD <urn:where>", None),
    ("CLEAR ALL ; DROP SILENT GRAPH <urn:a> ; CREATE GRAPH <urn:b> ; ADD DEFAULT TO <urn:c> ; MOVE <urn:c> TO <urn:d>", None),
    ("DELETE DATA { <urn:a> <urn:b> 'WHERE {' } # WHERE { WITH", None),
    (
        "INSERT DATA { } ; DELETE WHERE { ?s ?p 1 } ; DELETE { } WHERE { }",
        "INSERT DATA { } ; DELETE { ?s ?p 1 } " + U + "WHERE { ?s ?p 1 } ; DELETE { } " + U + "WHERE { }",
    ),
]


@pytest.mark.parametrize(("update", "wanted"), CASES)
def test_the_clauses_come_where_they_belong(update: str, wanted: str | None) -> None:
    assert with_using(update, ["urn:g"], []) == (update if wanted is None else wanted)
    assert with_using(update, [], []) == update


@pytest.mark.parametrize(
    "update",
    [
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "PREFIX : <urn:> WITH:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "with<urn:g>delete{ ?s ?p ?o }where{ ?s ?p ?o }",
        "DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }",
        "PREFIX : <urn:> DELETE { ?s ?p ?o }USING:g WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } usingnamed<urn:g> WHERE { ?s ?p ?o }",
        "CLEAR ALL; DELETE { ?s ?p ?o } USING NAMED <urn:g> WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_that_names_its_dataset_is_refused(update: str) -> None:
    with pytest.raises(InputError, match="names its dataset itself"):
        with_using(update, [], ["urn:g"])


@pytest.mark.parametrize("graph", ["", "g", "urn:g> WHERE {}; DROP ALL #", "urn:a b", "urn:\n", "urn:\\u003E", "urn:{"])
def test_only_an_absolute_iri_is_let_in(graph: str) -> None:
    with pytest.raises(InputError, match="no absolute IRI"):
        with_using("DELETE WHERE { ?s ?p ?o }", [graph], [])
    with pytest.raises(InputError, match="no absolute IRI"):
        with_using("CLEAR ALL", [], [graph])


@pytest.mark.parametrize("update", ['DELETE WHERE { ?s ?p "a }', 'DELETE WHERE { ?s ?p """a" }', "INSERT {} WHERE { FILTER(?a<?b)#> }\n }"])
def test_what_may_be_read_in_two_ways_is_refused(update: str) -> None:
    with pytest.raises(InputError, match=r"not closed|put a space"):
        with_using(update, ["urn:g"], [])


def filled() -> ox.Store:
    store = ox.Store()
    store.update("INSERT DATA { <urn:s> <urn:p> 0 GRAPH <urn:g> { <urn:s> <urn:p> 1 } GRAPH <urn:h> { <urn:s> <urn:p> 2 } }")
    return store


@pytest.mark.parametrize(
    ("update", "default", "named", "left"),
    [
        ("INSERT { <urn:new> <urn:p> ?o } WHERE { ?s ?p ?o }", ["urn:g"], [], {"0", "1", "2", "new 1"}),
        ("INSERT { <urn:new> <urn:p> ?o } WHERE { ?s ?p ?o }", ["urn:g", "urn:h"], [], {"0", "1", "2", "new 1", "new 2"}),
        ("INSERT { <urn:new> <urn:p> ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", [], ["urn:h"], {"0", "1", "2", "new 2"}),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", ["urn:g"], ["urn:h"], {"0", "1"}),
        ("DELETE WHERE { ?s ?p ?o }", ["urn:g"], [], {"0", "1", "2"}),
    ],
)
def test_the_engine_sees_the_dataset(update: str, default: list[str], named: list[str], left: set[str]) -> None:
    store = filled()
    store.update(with_using(update, default, named))
    assert {("new " if "new" in str(q.subject) else "") + getattr(q.object, "value", "") for q in store} == left


def test_an_error_keeps_its_line() -> None:
    text = with_using("DELETE WHERE {\n ?s ?p '''a\nb'''\n} ;\nINSERT { } WHERE { } ;\n nonsense", ["urn:g"], ["urn:h"])
    with pytest.raises(SyntaxError, match="error at 6:"):
        ox.Store().update(text)


@pytest.mark.parametrize("unit", ["DELETE WHERE { } ;", "{", "}", '"\\', "a:", "<a", "WHERE ", "DELETE "])
def test_a_long_update_takes_linear_time(unit: str) -> None:
    start = time.perf_counter()
    try:
        with_using(unit * (400_000 // len(unit)), ["urn:g"], [])
    except InputError:
        assert "\\" in unit
    assert time.perf_counter() - start < 4


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://x/>",
        "LOADSILENT<http://x/>",
        "PREFIX : <http://x/> LOAD:x",
        "PREFIX : <http://x/> LOADsilent:x",
        "CLEAR ALL ; # note\n LOAD <http://x/>",
        "INSERT DATA { <urn:a> <urn:b> 'x' } ; LOAD <http://x/>",
        'INSERT DATA { <urn:a> <urn:b> """x" } ; LOAD <http://x/>',
        'VERSION "1.2"LOAD <http://x/>',
    ],
)
def test_load_is_refused(update: str) -> None:
    with pytest.raises(QueryRefusedError, match="LOAD is not allowed"):
        without_loads(update)


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:load> <urn:p> 'LOAD <urn:x>' } # LOAD <urn:x>",
        "PREFIX load: <urn:> INSERT { ?load load:p load:q ; load:r 1 } WHERE { ?load load:p ex:a.load }",
        "PREFIX load: <urn:> COPY load:a TO load:b",
    ],
)
def test_the_word_load_alone_is_harmless(update: str) -> None:
    without_loads(update)


@pytest.mark.parametrize(
    ("update", "wanted"),
    [
        ("load silent <http://x/> into graph <urn:g>", "INSERT DATA {}"),
        ("LOAD SILENT <http://x/> ; LOAD SILENT <http://y/> ; CLEAR ALL", "INSERT DATA {} ; INSERT DATA {} ; CLEAR ALL"),
    ],
)
def test_a_silent_load_does_nothing(update: str, wanted: str) -> None:
    assert without_loads(update) == wanted
    ox.Store().update(without_loads(update))
