"""Who writes, and who reads meanwhile: whole versions, at once, and none kept for ever."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from store.base import GRAPH_TYPES, SELECT_TYPES
from tests.attacks.service import SLACK, Reply, Service, serving, until
from tests.cli.command import done, other_report

UPDATES = 25
BOTH = "SELECT ?a ?b { GRAPH <a:a> { ?s <a:n> ?a } GRAPH <a:b> { ?s <a:n> ?b } }"
# the data stand in named graphs, and an update's default graph is the strict one
ENDLESS = (
    "INSERT { GRAPH <a:z> { ?a <a:p> ?n } } WHERE { SELECT ?a (COUNT(*) AS ?n) "
    "{ GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } } GROUP BY ?a }"
)


def _set(number: int) -> str:
    parts = [f"DELETE WHERE {{ GRAPH <a:{g}> {{ ?s ?p ?o }} }}; INSERT DATA {{ GRAPH <a:{g}> {{ <a:s> <a:n> {number} }} }}" for g in "ab"]
    return "; ".join(parts)


def _versions(store: Path) -> int:
    return sum(entry.name.startswith("v") for entry in store.iterdir())


def test_updates_in_a_row_while_others_read(own_copy: Path) -> None:
    """Each reader sees both graphs of one version, never goes back, and never an error; each writer sees its own update at once."""
    with serving(own_copy) as service:
        assert service.update(_set(0)).status == 204
        done_with = threading.Event()
        faults: list[object] = []
        readers = [threading.Thread(target=_read, args=(service, f"127.0.5.{n + 1}", done_with, faults)) for n in range(3)]
        for reader in readers:
            reader.start()
        try:
            for number in range(1, UPDATES + 1):
                assert service.update(_set(number)).status == 204
                found = service.ask(BOTH, headers={"Accept": "text/csv"}).body.split()[1:]
                assert found == [f"{number},{number}".encode()], "a writer sees what it wrote"
                assert _versions(own_copy) <= 8, "old versions go"
        finally:
            done_with.set()
            for reader in readers:
                reader.join()
        assert not faults, faults[:3]
        service.quiet()
        assert service.update(_set(0)).status == 204
        assert _versions(own_copy) <= 4


def _ask(service: Service, text: str, replies: list[Reply]) -> None:
    replies.append(service.ask(text, parameters={"timeout": "8"}))


def _read(service: Service, source: str, until_set: threading.Event, faults: list[object]) -> None:
    last = -1
    while not until_set.is_set():
        reply = service.ask(BOTH, source, headers={"Accept": "text/csv"})
        rows = reply.body.split()[1:]
        if reply.status != 200 or len(rows) != 1:
            faults.append(reply)
            continue
        first, second = (int(value) for value in rows[0].split(b","))
        if first != second or first < last:
            faults.append((rows, last))
        last = first


def test_a_long_reader_of_an_old_version_ends_well(own_copy: Path) -> None:
    """Its version stands while it reads, however many come after it."""
    query = "SELECT (COUNT(DISTINCT ?z) AS ?n) { ?a <http://e.example/p1>/<http://e.example/p2>/<http://e.example/p3> ?x . ?x ?q ?z }"
    with serving(own_copy, DETENTE_QUERY_SECONDS="30") as service:
        expected = service.ask(query).body
        replies: list[Reply] = []
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        reading = [threading.Thread(target=_ask, args=(service, text, replies)) for text in (slow, query)]
        reading[0].start()
        until(lambda: service.running()["items"], 2, "it runs")
        reading[1].start()
        held = own_copy / f"v{json.loads((own_copy / 'current.json').read_bytes())['number']}"
        for number in range(6):
            assert service.update(_set(number)).status == 204
            if service.running()["items"]:
                assert held.exists(), "a version that is being read was dropped"
        for thread in reading:
            thread.join()
        assert {reply.status for reply in replies} <= {200, 504}, replies
        assert service.ask(query).body == expected


def test_what_is_imported_is_seen_within_a_second(own_copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.nq"
    file.write_text('<http://new.example/> <http://e.example/p0> "new" <http://e.example/g0> .\n', encoding="ascii")
    with serving(own_copy) as service:
        _seen_after(service, "ASK { <http://new.example/> ?p ?o }", "import", file, own_copy)


def test_what_is_ingested_is_seen_within_a_second(tmp_path: Path) -> None:
    store, reports = tmp_path / "store", [tmp_path / "first.txt", tmp_path / "second.txt"]
    for day, report in enumerate(reports, 1):
        report.write_text(other_report(day), encoding="utf-8")
    done("ingest", reports[0], "--store", store)
    with serving(store) as service:
        ask = "ASK { ?event a <https://w3id.org/detente/ontology#Event>; ?p ?name FILTER(CONTAINS(STR(?name), '2018-03-02')) }"
        _seen_after(service, ask, "ingest", reports[1], store)


def _seen_after(service: Service, ask: str, way: str, file: Path, store: Path) -> None:
    assert b"false" in service.ask(ask).body
    done(way, file, "--store", store)
    until(lambda: b"true" in service.ask(ask).body, 1, "it is seen")


def test_an_update_that_runs_for_ever(own_copy: Path) -> None:
    """It holds the writer's lock, so it has a limit, an operator can end it, and it ends when its client leaves."""
    with serving(own_copy) as service:
        replies: list[Reply] = []
        thread = threading.Thread(target=lambda: replies.append(service.update(ENDLESS)))
        thread.start()
        until(lambda: service.running()["items"], 2, "it runs")
        time.sleep(0.5)
        reading = [service.simple() for _ in range(20)]
        assert {reply.status for reply in reading} == {200}, "readers do not wait for a writer"
        assert max(reply.seconds for reply in reading) < 0.5 * SLACK
        (item,) = service.running()["items"]
        assert service.send("DELETE", f"/api/v1/running/{item['id']}", headers=service.token).status == 204
        thread.join()
        assert replies[0].status == 503
        assert b"operator" in replies[0].body
        assert service.update(_set(1)).status == 204, "the next writer finds the store whole, and not locked"
        assert service.ask("ASK { GRAPH <a:z> { ?s ?p ?o } }").body.count(b"false") == 1


def test_an_update_whose_client_leaves_goes_on_until_an_operator_ends_it(own_copy: Path) -> None:
    """It was sent with the token, to be done: whether its sender waits says nothing."""
    with serving(own_copy) as service:
        head = f"POST /sparql/update HTTP/1.1\r\nHost: x\r\nAuthorization: {service.token['Authorization']}\r\n"
        head += f"Content-Type: application/sparql-update\r\nContent-Length: {len(ENDLESS)}\r\n\r\n"
        with service.raw(head.encode() + ENDLESS.encode()):
            until(lambda: service.running()["items"], 2, "it runs")
        time.sleep(1)
        (job,) = service.running()["items"]
        assert service.send("DELETE", f"/api/v1/running/{job['id']}", headers=service.token).status == 204
        until(lambda: not service.running()["items"], 2, "it is gone")
        assert service.update(_set(1)).status == 204


def test_a_writer_is_not_stopped_for_what_strangers_may_take(own_copy: Path) -> None:
    """The memory that all queries share is theirs: whoever holds the token has limits of his own."""
    data = b"".join(b'<http://new.example/%d> <http://e.example/p> "%s" .\n' % (n, b"a" * 60) for n in range(150_000))
    with serving(own_copy, DETENTE_QUERIES_MEMORY="64") as service:
        headers = {**service.token, "Content-Type": "application/n-triples"}
        reply = service.send("PUT", "/graphs?graph=http://new.example/g", data, headers=headers)
        assert reply.status == 201, (reply.status, reply.body[:200])


@pytest.mark.parametrize(
    ("setting", "limit", "said"),
    [("DETENTE_QUERY_ROWS", "1000", "rows"), ("DETENTE_QUERY_BYTES", "300000", "bytes")],
    ids=["rows", "bytes"],
)
def test_an_answer_that_is_too_large_says_so(attacked_store: Path, setting: str, limit: str, said: str) -> None:
    """By a header, inside, or by a connection that is broken: no client may take it for the whole."""
    everything = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with serving(attacked_store, **{setting: limit}) as service:
        for accept in (*SELECT_TYPES, *GRAPH_TYPES):
            text = everything if accept in SELECT_TYPES else "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
            reply = service.ask(text, headers={"Accept": accept})
            assert len(reply.body) < 400_000, f"{accept}: {len(reply.body)} bytes"
            told = reply.headers.get("x-detente-truncated") == said or b"truncated" in reply.body[-100:]
            assert reply.status in {0, 503} or (reply.status == 200 and told), (accept, reply.headers, reply.body[-100:])
        whole = service.ask(f"{everything} LIMIT 100")
        assert "x-detente-truncated" not in whole.headers
        assert b"truncated" not in whole.body
