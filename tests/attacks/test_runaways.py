"""Queries that would run for ever, or take all the memory: each is stopped in time, and others do not notice."""

from __future__ import annotations

import pytest

from tests.attacks.service import GRACE, LIMIT, Service, at_once
from tests.attacks.watch import unharmed

PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
DOUBLING = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(60))
REPLACING = " ".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaaaa') AS ?x{n + 1})" for n in range(14))
ENDLESS = {
    "product, counted": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    "product, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "product, grouped": f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?a ?d",
    "product, distinct": f"SELECT DISTINCT ?a ?d ?g {{ {PRODUCT} }}",
    "product, in a filter": f"ASK {{ {PRODUCT} FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) = 1) }}",
    "product, in exists": f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ {PRODUCT} FILTER(?a = ?s && ?d = ?i && ?g = 'none') }} }}",
    "product, described": f"CONSTRUCT {{ ?a ?b ?z }} {{ {PRODUCT} FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) = 1) }}",
    "minus of products": "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?x ?y . ?d ?z ?w . ?m ?n ?o } }",
    "path, both ways": "SELECT (COUNT(*) AS ?n) { ?a (!<http://x/>|^!<http://x/>)* ?b }",
    "path of paths": "SELECT (COUNT(*) AS ?n) { ?a ((!<http://x/>)*/(!<http://x/>)*)+ ?b . ?b (!<http://x/>)* ?c }",
    "doubling": f"SELECT ?x60 {{ BIND('aaaaaaaaaa' AS ?x0) {DOUBLING} }}",
    "replacing": f"SELECT (STRLEN(?x14) AS ?n) {{ BIND('a' AS ?x0) {REPLACING} }}",
    "concatenated groups": f"SELECT (GROUP_CONCAT(?c) AS ?n) {{ {PRODUCT} }}",
    "regex over a product": "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '^(a+)+(b+)+$')) }",
    "numbered for ever": f"SELECT (MAX(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?n) {{ {PRODUCT} }}",
}
STOPPED = {400, 503, 504}


@pytest.mark.parametrize("shape", ENDLESS)
def test_it_is_stopped(service: Service, shape: str) -> None:
    reply = service.ask(ENDLESS[shape])
    if reply.status == 0:
        assert "IncompleteRead" in reply.fault, "an answer that had begun is broken off"
    else:
        assert (reply.status in STOPPED, b"stopped" in reply.body) == (True, True), (reply.status, reply.fault, reply.body[:200])
    assert reply.seconds < LIMIT + GRACE


def test_the_limit_can_be_lowered_but_not_raised(service: Service) -> None:
    query = ENDLESS["product, counted"]
    assert service.ask(query, parameters={"timeout": "0.5"}).seconds < 0.5 + GRACE
    assert service.ask(query, parameters={"timeout": "100"}).seconds < LIMIT + GRACE
    assert [service.ask("ASK {}", parameters={"timeout": wrong}).status for wrong in ("0", "-1", "nan", "inf", "1e999", "x")] == [400] * 6


def test_a_regex_that_backtracks_elsewhere(service: Service) -> None:
    reply = service.ask(f"SELECT * {{ BIND('{'a' * 5000}b' AS ?x) FILTER(REGEX(?x, '^(a+)+$')) }}")
    assert reply.seconds < LIMIT + GRACE, reply


@pytest.mark.parametrize("shape", ["product, counted", "product, sorted", "path, both ways", "doubling"])
def test_two_hundred_from_one_address(service: Service, shape: str) -> None:
    """Twenty of the greedy, two hundred of the slow: each ends within its limit for waiting and its limit for running."""
    number = 200 if shape == "product, counted" else 20
    with unharmed(service) as seen:
        replies = at_once(lambda n: service.ask(f"{ENDLESS[shape]} # {n}", "127.0.0.2"), number)
    assert {reply.status for reply in replies} <= STOPPED, seen
    assert max(reply.seconds for reply in replies) < 2 * LIMIT + GRACE
    assert all("retry-after" in reply.headers for reply in replies if reply.status == 503)


def test_sixty_from_sixty_addresses(service: Service) -> None:
    """Those who attack from many addresses may cost others something, but not all."""
    sorting = ENDLESS["product, sorted"]
    with unharmed(service, seconds=1.0, lost=0.1):
        replies = at_once(lambda n: service.ask(f"{sorting} # {n}", f"127.0.2.{n + 1}"), 60)
    assert {reply.status for reply in replies} <= STOPPED
    assert max(reply.seconds for reply in replies) < 2 * LIMIT + GRACE


def test_forwarded_addresses_are_no_way_round(service: Service) -> None:
    """A proxy on loopback is believed, so clients behind it are told apart; all together they have no more than all."""
    query = ENDLESS["product, counted"]
    with unharmed(service, seconds=1.0, lost=0.1):
        replies = at_once(lambda n: service.ask(f"{query} # {n}", headers={"X-Forwarded-For": f"10.0.0.{n}"}), 60)
    assert {reply.status for reply in replies} <= STOPPED
    assert max(reply.seconds for reply in replies) < 2 * LIMIT + GRACE


def test_simple_queries_from_the_address_of_a_runaway(service: Service) -> None:
    with unharmed(service, seconds=0.3):
        at_once(lambda n: service.ask(f"{ENDLESS['product, counted']} # {n}", "127.0.0.77"), 6)


def test_five_hundred_simple_ones_at_once(service: Service) -> None:
    with unharmed(service, seconds=1.0):
        replies = at_once(lambda _: service.simple("127.0.0.2"), 500)
    answered = sum(reply.status == 200 for reply in replies)
    assert answered >= 128, "what fits the queue is answered"
    assert all("retry-after" in reply.headers for reply in replies if reply.status == 503), "all others are told to come again"
    assert {reply.status for reply in replies} <= {200, 503}


def test_runaways_in_the_shape_of_what_was_short(service: Service) -> None:
    """Queries whose like was answered at once have a lane of their own: it must not become the runaways'."""
    shape = "SELECT (COUNT(*) AS ?n) {{ ?a <{0}> ?c . ?d <{1}> ?f . ?g <{2}> ?i }}"
    nothing = shape.format("http://none.example/1", "http://none.example/2", "http://none.example/3")
    endless = [shape.format(*(f"http://e.example/p{(n + k) % 15}" for k in range(3))) for n in range(100)]
    assert {service.ask(f"{nothing}", "127.0.0.2").status for _ in range(3)} == {200}
    with unharmed(service):
        replies = at_once(lambda n: service.ask(endless[n], "127.0.0.2"), len(endless))
    assert {reply.status for reply in replies} <= STOPPED
    assert max(reply.seconds for reply in replies) < 2 * LIMIT + GRACE


def test_explaining_is_no_way_in(service: Service) -> None:
    """What is explained is parsed in processes with limits, however many ask and whatever they ask."""
    long = f"SELECT * {{ {' UNION '.join(['{ ?a ?b 1 }'] * 20_000)} }}"
    deep = f"SELECT * {{ {'{' * 5_000}{'}' * 5_000} }}"
    with unharmed(service, seconds=1.0):
        replies = at_once(lambda n: service.ask((long, deep)[n % 2], "127.0.0.2", parameters={"explain": "1"}), 40)
    assert {reply.status for reply in replies} <= {200, 400, 413, 503, 504}
    assert max(reply.seconds for reply in replies) < 30
