"""SERVICE in every disguise is refused; harmless uses of the word pass; the scan is linear."""

from __future__ import annotations

import time

import pytest

from detente.errors import QueryRefusedError
from store.refusals import names_dataset, refuse_service

REFUSED = [
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { service<http://x/>{ ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://x/> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://x/>{ ?s ?p ?o } }",
    "SELECT * { SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://x/>{ ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { SERVICE:x{ ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { SERVICEsilent:x # note\n { ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { ?s ?p trueSERVICE:x{ ?s ?p ?o } }",
    'SELECT * { VALUES ?x {"""a"} SERVICE <http://x/> { ?s ?p ?o } }',
    "PREFIX ex: <http://x/> SELECT * { ?s ?p ex:.SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { ?a ?p ?b FILTER(?a<?b)SERVICE#>\n<http://x/> { ?s ?p ?o } }",
    "PREFIX ex: <http://x/> SELECT * { ?s ?p ex:a\\# SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { # comment\rSERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { ?s <http://x#\\u0041> ?x SERVICE <http://x/> { ?s ?p ?o } }",
]
HARMLESS = [
    "SELECT ?service { ?service ?p $service }",
    'SELECT * { ?s ?p "service", \'service\', """a "service" here""" }',
    "SELECT * { ?s ?p <http://x/service#Service> }",
    "PREFIX ex: <http://x/> SELECT * { ?s ex:service ex:theService }",
    "PREFIX service: <http://x/> SELECT * { ?s service:provides ?o . ?o a service:Thing }",
    "SELECT * { ?s ?p ?o } # service",
    'SELECT * { ?s ?p "SERVICE <http://x/> { ?s ?p ?o }"@en-service }',
    "SELECT * { FILTER(?a<?b && ?c>?d) ?s ?p 'x' }",
    'SELECT * { ?s ?p """it\'s ""quoted"" service""", \'\'\'\'a\' service\'\'\', "" }',
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_service_clause_is_refused(text: str) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE is not allowed"):
        refuse_service(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_alone_is_harmless(text: str) -> None:
    refuse_service(text)


@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "a.a",
        "<",
        "<a",
        '"',
        "'''",
        '"""\\',
        "\\",
        "#",
        "?",
        "a:",
        "%2",
        ".",
        "<a)#",
        '"a\\"',
        "@a-",
        "ex:a.",
        "{",
        "'\n",
        '"\\',
        '"""\\"',
    ],
)
def test_the_scan_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        start = time.perf_counter()
        refuse_service(unit * (size // len(unit)))
        return time.perf_counter() - start

    assert seconds(200_000) < 2


def test_from_is_found_as_a_clause_only() -> None:
    assert names_dataset("SELECT * FROM <urn:g> {}")
    assert names_dataset("SELECT*FROM NAMED<urn:g>{}")
    assert not names_dataset("SELECT ?from { ?from <urn:from> 'from' } # from")
