"""Requests that are too deep, too long or too many for the engine or for the web process."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.attacks.service import GRACE, LIMIT, SLACK, Reply, Service, at_once, memory, serving
from tests.attacks.watch import unharmed

DEEP = 20_000
FORM = "application/x-www-form-urlencoded"
BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
NUMBERS = " ".join(map(str, range(300)))
SHAPES = {
    "parentheses": f"SELECT * {{ FILTER({'(' * DEEP}1{')' * DEEP}) }}",
    "braces": f"SELECT * {{ {'{' * DEEP}{'}' * DEEP} }}",
    "negations": f"SELECT * {{ FILTER({'!' * DEEP}true) }}",
    "paths": f"SELECT * {{ ?a {'(' * DEEP}<http://e.example/p1>{')*' * DEEP} ?b }}",
    "path inverses": f"SELECT * {{ ?a {'^' * DEEP}<http://e.example/p1> ?b }}",
    "path sequence": f"SELECT * {{ ?a {'/'.join(['<http://e.example/p1>'] * DEEP)} ?b }}",
    "lists": f"SELECT * {{ ?a ?b {'(' * DEEP}{')' * DEEP} }}",
    "blank nodes": f"SELECT * {{ ?a ?b {'[ ?p ' * DEEP}1{']' * DEEP} }}",
    "sub-selects": f"SELECT * {{ {'{ SELECT * { ' * 5_000}{'} } ' * 5_000} }}",
    "triple terms": f"SELECT * {{ ?a ?b {'<<( ?a ?b ' * 5_000}1{' )>>' * 5_000} }}",
    "functions": f"SELECT * {{ BIND({'STR(' * DEEP}1{')' * DEEP} AS ?x) }}",
    "exists": f"SELECT * {{ {'FILTER EXISTS { ' * 5_000}?a ?b ?c{' }' * 5_000} }}",
    "unions": f"SELECT * {{ {' UNION '.join(['{ ?a ?b 1 }'] * 60_000)} }}",
    "patterns": f"SELECT * {{ {' '.join(f'?a{n} ?b{n} ?c{n} .' for n in range(5_000))} }}",
    "optionals": f"SELECT * {{ {' '.join(f'OPTIONAL {{ ?s ?p{n} ?o{n} }}' for n in range(2_000))} }}",
    "values": f"SELECT * {{ {' '.join(f'VALUES ?v{n} {{ {NUMBERS} }}' for n in range(8))} }} ORDER BY ?v0",
    "many values": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?v {{ {' '.join(map(str, range(140_000)))} }} ?s ?p ?v }}",
    "many in": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(?o IN ({','.join(map(str, range(140_000)))})) }}",
    "binds": f"SELECT * {{ {' '.join(f'BIND({n} AS ?x{n})' for n in range(20_000))} }}",
    "additions": f"SELECT * {{ FILTER({'+'.join(['1'] * 60_000)} = 1) }}",
    "conjunctions": f"SELECT * {{ ?a ?b ?c FILTER({'&&'.join(['?a'] * 60_000)}) }}",
    "nuls": "SELECT * { ?a ?b '" + "\0" * 100_000 + "' }",
    "marks of order": "\ufeff" * 10_000 + "SELECT * {}",
    "nothing but prefixes": "".join(f"PREFIX p{n}: <http://e.example/>\n" for n in range(15_000)) + "ASK {}",
}
SCANNED = {
    "quotes that are escaped": 'SELECT * {} #?service\n"' + '\\"' * 100_000,
    "single quotes that are escaped": "SELECT * {} #?service\n'" + "\\'" * 100_000,
    "marks": "SELECT * {} #?service\n" + ". " * 480_000,
    "names": "SELECT * {} #?service\n" + "a:a.a " * 150_000,
    "less-thans": "SELECT * {} #?service\n" + "<" * 900_000,
    "less-thans with a bracket": "SELECT * {} #?service\n" + "<)#>" * 200_000,
    "long strings": 'SELECT * {} #?service\n"""' + '""\\"' * 200_000,
    "from": "SELECT * {} #?from service\n" + "{ " * 400_000,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_query_too_big_for_the_engine(service: Service, shape: str) -> None:
    """It costs its own process at most, and its client is told."""
    reply = service.ask(SHAPES[shape])
    assert reply.status in {200, 400, 413, 503, 504}, (reply.status, reply.fault, reply.body[:200])
    assert reply.seconds < LIMIT + GRACE
    assert service.simple().status == 200


def test_all_of_them_at_once(service: Service) -> None:
    with unharmed(service, seconds=0.5, lost=0.02):
        replies = at_once(lambda n: service.ask(list(SHAPES.values())[n], "127.0.0.2"), len(SHAPES))
    assert {reply.status for reply in replies} <= {200, 400, 413, 503, 504}
    assert max(reply.seconds for reply in replies) < 2 * LIMIT + GRACE


@pytest.mark.parametrize("shape", SCANNED)
def test_a_text_that_is_slow_to_scan(service: Service, shape: str) -> None:
    """What the web process does with a text must not keep it from answering others."""
    with unharmed(service):
        reply = service.ask(SCANNED[shape])
    assert reply.status in {400, 403, 413}
    assert reply.seconds < 2.5 * SLACK


LONG = b"SELECT * { ?a ?b '" + b"a" * 10_000_000 + b"' }"
BIG_REQUESTS: dict[str, Callable[[Service], Reply]] = {
    "GET": lambda s: s.send("GET", "/sparql?" + urlencode({"query": LONG})),
    "POST": lambda s: s.send("POST", "/sparql", LONG, headers={"Content-Type": "application/sparql-query"}),
    "form": lambda s: s.send("POST", "/sparql", urlencode({"query": LONG}).encode(), headers={"Content-Type": FORM}),
    "fields": lambda s: s.send("POST", "/sparql", b"a=&" * 330_000, headers={"Content-Type": FORM}),
    "escaped fields": lambda s: s.send("POST", "/sparql", b"%61=%62&" * 120_000, headers={"Content-Type": FORM}),
    "graphs": lambda s: s.send("POST", "/sparql", b"query=ASK{}" + b"&default-graph-uri=a:b" * 40_000, headers={"Content-Type": FORM}),
    "one graph": lambda s: s.send("POST", "/sparql", b"query=ASK{}&named-graph-uri=a:" + b"b" * 300_000, headers={"Content-Type": FORM}),
    "a longish graph": lambda s: s.send(
        "POST", "/sparql", b"query=ASK{}&named-graph-uri=a:" + b"b" * 90_000, headers={"Content-Type": FORM}
    ),
    "Accept": lambda s: s.ask("ASK {}", headers={"Accept": "text/csv," + "a/b," * 200_000}),
    "accept=": lambda s: s.send("POST", "/sparql", b"query=ASK{}&accept=text/csv," + b"a/b," * 200_000, headers={"Content-Type": FORM}),
    "Host": lambda s: s.ask("ASK {}", headers={"Host": "a" * 90_000}),
    "X-Forwarded-For": lambda s: s.ask("ASK {}", headers={"X-Forwarded-For": "a" * 90_000}),
    "If-None-Match": lambda s: s.ask("ASK {}", method="GET", headers={"If-None-Match": '"a",' * 200_000}),
    "Authorization": lambda s: s.ask("ASK {}", headers={"Authorization": "Bearer " + "a" * 1_000_000}),
}


@pytest.mark.parametrize("part", BIG_REQUESTS)
def test_a_request_with_a_part_that_is_too_big(service: Service, part: str) -> None:
    """Refused, or answered; and whatever others ask at that moment is answered, too."""
    counted = "SELECT (COUNT(*) AS ?n) { ?a <http://e.example/p1> ?c . ?d <http://e.example/p2> ?f }"
    with unharmed(service):
        replies = at_once(lambda n: _later(lambda: BIG_REQUESTS[part](service)) if n else service.ask(counted, "127.0.0.3"), 2)
    assert replies[0].status in {200, 504}, ("another's query", replies[0])
    assert replies[1].status in {0, 200, 400, 401, 403, 413, 414, 431}, replies[1]
    assert replies[1].seconds < 3 * SLACK


def _later(call: Callable[[], Reply]) -> Reply:
    time.sleep(0.3)
    return call()


def test_a_page_with_a_large_answer(service: Service) -> None:
    """A table for people is made of its first rows: the web process does not take in the rest."""
    with unharmed(service):
        replies = at_once(lambda n: service.ask(f"{BIG} LIMIT {100_000 + n}", f"127.0.0.{n + 2}", headers={"Accept": "text/html"}), 5)
    assert {reply.status for reply in replies} <= {200, 503, 504}


def test_what_is_cached_is_weighed_whole(attacked_store: Path) -> None:
    """A cache of one megabyte keeps no more than that, however long the hosts and formats are that its keys are made of."""
    with serving(attacked_store, DETENTE_CACHE_BYTES="1000000") as service:
        service.simple()
        before, _ = memory([service.process.pid])
        for number in range(1_200):
            service.ask("ASK {}", headers={"Host": f"h{number}.{'a' * 40_000}"})
            service.ask("ASK {}", headers={"Accept": f"text/csv;x={number}{'a' * 40_000}"})
        after, _ = memory([service.process.pid])
    assert after - before < 25, f"the web process had {before:.0f} MB and has {after:.0f}"
