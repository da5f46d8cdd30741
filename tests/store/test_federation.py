"""Which services a query may call."""

from __future__ import annotations

import pytest

from detente.errors import QueryRefusedError
from store.federation import may_federate

HERE = "https://example.org/sparql"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE <{HERE}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service silent <{HERE}> {{ ?s ?p ?o }} }} # this calls a service",
        f"SELECT * {{ SERVICE<{HERE}>{{ ?s ?p ?o }} SERVICE <https://other.example/service/sparql> {{ ?a ?b ?c }} }}",
    ],
)
def test_listed_services_may_be_called(query: str) -> None:
    assert may_federate(query, [HERE, "https://other.example/*"])
    with pytest.raises(QueryRefusedError, match="does not call other services"):
        may_federate(query, [])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <https://example.org/sparql2> { ?s ?p ?o } }",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        f"SELECT * {{ VALUES ?x {{ <{HERE}> }} SERVICE SILENT ?x {{ ?s ?p ?o }} }}",
        f"PREFIX e: <{HERE}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE <{HERE}> {{ SERVICE <http://127.0.0.1/> {{ ?s ?p ?o }} }} }}",
        f"SELECT ?service {{ SERVICE <{HERE}> {{ ?service ?p ?o }} }}",
        f"SELECT * {{ SERVICE <{HERE}> {{ ?s ?p 'SERVICE <http://127.0.0.1/> {{}}' }} }}",
        f"SELECT * {{ SERVICE <{HERE}> {{ ?s ?p ?o FILTER(?o<?b)SERVICE#> \n <http://127.0.0.1/>{{}} }} }}",
        f"SELECT * {{ SERVICE <{HERE}> {{ }} FILTER(trueSERVICE<http://127.0.0.1/>{{}}) }}",
        f'SELECT * {{ SERVICE <{HERE}> {{ ?s ?p """ }} }}',
        f"BASE <http://127.0.0.1/> SELECT * {{ SERVICE <sparql> {{ }} SERVICE <{HERE}> {{ }} }}",
    ],
)
def test_anything_else_is_refused(query: str) -> None:
    with pytest.raises(QueryRefusedError):
        may_federate(query, [HERE])


def test_a_query_without_the_word_calls_nothing() -> None:
    assert not may_federate("SELECT * { ?s ?p 'servant' }", [HERE])
