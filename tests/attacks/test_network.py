"""Nobody is reached over the network, whatever a query or an update says."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from store.base import Limits
from store.isolation.client import PoolClient, packets
from store.isolation.wire import Task, Ticket
from tests.attacks.listener import Listener
from tests.attacks.service import Service, command, serving, until

FORMS = {
    "constant": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "variable from the data": "SELECT * { ?x <http://e.example/p1> ?u SERVICE ?u { ?s ?p ?o } }",
    "bound": "SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "sub-select": "SELECT * { { SELECT ?s { SERVICE <URL> { ?s ?p ?o } } } }",
    "exists": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "not exists": "ASK { FILTER NOT EXISTS { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "escaped": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "optional": "SELECT * { OPTIONAL { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "union": "SELECT * { {} UNION { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "minus": "SELECT * { ?s ?p ?o MINUS { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "graph": "SELECT * { GRAPH ?g { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "after a boolean": "SELECT * { BIND(true AS ?t) FILTER(true) ?s ?p trueSERVICE<URL>{} }",
    "after a number": "SELECT * { ?s ?p 1SERVICE SILENT<URL>{} }",
    "after a dot": "PREFIX e: <http://e.example/> SELECT * { ?s ?p e:a.SERVICE SILENT<URL>{} }",
    "after a comparison": "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE SILENT#>\n<URL>{} }",
    "after a comment": "SELECT * { # a comment\rSERVICE SILENT <URL> {} }",
    "after a language": 'SELECT * { ?s ?p "a"@en.SERVICE SILENT<URL>{} }',
    "mixed case": "SELECT * { sErViCe silent <URL> { ?s ?p ?o } }",
    "prefixed": "PREFIX u: <URL> SELECT * { SERVICE u: { ?s ?p ?o } }",
    "relative": "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "prefix of that name": "PREFIX service: <URL> SELECT * { SERVICE service: {} }",
    "construct": "CONSTRUCT { ?s ?p ?o } { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "describe": "DESCRIBE ?s { SERVICE SILENT <URL> { ?s ?p ?o } }",
}
MALFORMED = {"escaped"}


@pytest.mark.parametrize("form", FORMS)
def test_service_is_refused(service: Service, listener: Listener, form: str) -> None:
    reply = service.ask(FORMS[form].replace("URL", listener.url))
    assert reply.status == (400 if form in MALFORMED else 403), reply
    assert form in MALFORMED or b"SERVICE" in reply.body
    assert not listener.visits


@pytest.mark.parametrize("clause", ["SERVICE <URL> { ?s ?p ?o }", "SERVICE SILENT <URL> { ?s ?p ?o }", "GRAPH ?g { SERVICE <URL> {} }"])
def test_service_in_an_update(service: Service, listener: Listener, clause: str) -> None:
    reply = service.update(f"INSERT {{ ?s ?p ?o }} WHERE {{ {clause} }}".replace("URL", listener.url))
    assert reply.status == 403, reply
    assert not listener.visits


@pytest.mark.parametrize(
    "load", ["LOAD <URL>", "LOAD <URL> INTO GRAPH <http://e.example/g>", "CLEAR DEFAULT; load <URL>", "LOAD <file:///etc/passwd>"]
)
def test_load_is_refused(service: Service, listener: Listener, load: str) -> None:
    before = service.ask("ASK {}").headers["x-detente-version"]
    reply = service.update(load.replace("URL", listener.url))
    assert not listener.visits
    assert reply.status == 403, reply
    assert service.ask("ASK {}").headers["x-detente-version"] == before, "nothing was changed, so nothing is published"


def test_a_silent_load_loads_nothing(service: Service, listener: Listener) -> None:
    """The standard wants no error of it; nobody is called all the same."""
    assert service.update(f"LOAD SILENT <{listener.url}> INTO GRAPH <http://e.example/loaded>").status in {204, 403}
    assert not listener.visits
    assert b"false" in service.ask("ASK { GRAPH <http://e.example/loaded> { ?s ?p ?o } }").body


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_fetches_nothing(service: Service, listener: Listener, clause: str) -> None:
    reply = service.ask(f"SELECT * {clause} <{listener.url}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")
    assert (reply.status, b'"bindings":[]' in reply.body) == (200, True), reply
    named = service.ask("SELECT * { ?s ?p ?o }", parameters={"default-graph-uri": listener.url})
    assert (named.status, b'"bindings":[]' in named.body) == (200, True), named
    assert not listener.visits


@pytest.mark.parametrize("address", ["URL", "http://localhost:PORT/", "http://attack.invalid:PORT/"])
def test_the_wall_holds_behind_the_scan(attacked_store: Path, listener: Listener, address: str) -> None:
    """The pool is asked past the web process: the engine sees SERVICE and cannot follow it."""
    address = address.replace("URL", listener.url).replace("PORT", str(listener.port))
    with serving(attacked_store) as own:
        client = PoolClient(Path(command(own.pool()).split(b"\0")[4].decode()))
        limits = Limits()
        ticket = Ticket(client.new_id(), "query", "127.0.0.1", "public", 5, limits.memory)
        text = f"SELECT ?s ?p ?o {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"
        with client.submit(ticket, Task(accept=["text/csv"]), text.encode()) as channel:
            assert b"".join(content for kind, content in packets(channel) if kind == b"D").split() == [b"s,p,o", b",,"]
        client.close()
        assert not listener.visits
        until(lambda: own.workers() and all(_walled(pid) for pid in own.workers()), 5, "all workers are behind the wall: no new sockets")


def _walled(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    return "Seccomp:\t2\n" in status and "NoNewPrivs:\t1\n" in status


def test_the_listener_would_notice(listener: Listener) -> None:
    """The engine alone, without scan and wall, does call."""
    with pytest.raises(OSError, match=r"\w"):
        ox.Store().query(f"ASK {{ SERVICE <{listener.url}> {{ ?s ?p ?o }} }}")
    assert listener.visits
