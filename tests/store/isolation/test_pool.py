"""The pool as a whole: limits that hold, deaths that cost one query, versions that change under it."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from detente.errors import BusyError, ConflictError, InputError, NotFoundError, QueryStoppedError, QuerySyntaxError, StoreError
from store.base import Document, Limits
from store.embedded import EmbeddedStore
from store.isolation.admission import Rules
from store.isolation.client import packets
from store.isolation.wire import Task
from store.pooled import PooledStore
from tests.store.isolation.conftest import DATA, Opened

PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count(store: PooledStore) -> int:
    return int(json.loads(store.query(COUNT).body())["results"]["bindings"][0]["n"]["value"])


def running(store: PooledStore) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = store.client.running()["running"]
    return found


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def public(store: PooledStore, text: str, client: str = "192.0.2.1", seconds: float = 10.0) -> bytes:
    """Ask as a stranger does."""
    ticket = store.ticket("query", Limits(seconds=seconds), text, client, "public")
    task = Task(("application/sparql-results+json",))
    with store.client.submit(ticket, task, text.encode()) as channel:
        channel.settimeout(30)
        return b"".join(content for kind, content in packets(channel) if kind == b"D")


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (PRODUCT, "seconds"),
        ("SELECT * { BIND('x' AS ?a0) " + " ".join(f"BIND(CONCAT(?a{n},?a{n}) AS ?a{n + 1})" for n in range(40)) + " }", "memory"),
        ("ASK { FILTER(" + "!" * 400_000 + "true) }", "crash"),
    ],
)
def test_what_goes_too_far_is_stopped_and_costs_nobody_else(pooled: PooledStore, text: str, limit: str) -> None:
    began = time.monotonic()
    with pytest.raises(QueryStoppedError) as caught:
        pooled.query(text, limits=Limits(seconds=1, memory=200))
    assert caught.value.limit == limit
    assert time.monotonic() - began < 20
    assert count(pooled) == 2_000


def test_deep_nesting_that_fits_the_stack_is_answered(pooled: PooledStore) -> None:
    assert pooled.query("ASK { FILTER(" + "(" * 20_000 + "true" + ")" * 20_000 + ") }").body() == b'{"head":{},"boolean":true}'


def test_errors_of_a_query_keep_their_kind(pooled: PooledStore) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column 7") as caught:
        pooled.query("SELEKT")
    assert (caught.value.line, caught.value.column) == (1, 7)


def test_long_queries_leave_room_for_short_ones(opened: Opened, tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "db").update(DATA)
    store = opened(Rules(at_once=5, per_client=1, long=3))
    with ThreadPoolExecutor(10) as threads:
        asked = [threads.submit(public, store, PRODUCT, seconds=6) for _ in range(6)]
        until(lambda: sum(job["state"] == "long" for job in running(store)) == 3)
        assert b"2000" in public(store, COUNT)
        ends = [each.exception() for each in asked]
    limits = sorted(error.limit for error in ends if isinstance(error, QueryStoppedError))
    assert limits.count("crowd") == 3
    assert limits.count("seconds") == 3


def test_who_waits_too_long_is_told_so(opened: Opened, tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "db").update(DATA)
    store = opened(Rules(at_once=2, per_client=1, long=1, waiting=4))
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(public, store, PRODUCT, seconds=1.5) for _ in range(6)]
        ends = [each.exception() for each in asked]
    assert all(isinstance(error, BusyError | QueryStoppedError) for error in ends)
    assert any(isinstance(error, BusyError) and "waiting" in str(error) for error in ends)


def test_all_queries_together_have_a_memory(opened: Opened, tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "db").update(DATA)
    store = opened(memory=150)
    greedy = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(public, store, greedy, str(n)) for n in range(3)]
        ends = [each.exception() for each in asked]
    assert {getattr(error, "limit", None) for error in ends} == {"memory"}


def test_a_client_that_hangs_up_stops_its_query(pooled: PooledStore) -> None:
    ticket = pooled.ticket("query", Limits(), PRODUCT, "192.0.2.1", "public")
    channel = pooled.client.submit(ticket, Task(("text/csv",)), PRODUCT.encode())
    until(lambda: running(pooled))
    channel.close()
    until(lambda: not running(pooled))
    assert count(pooled) == 2_000


def test_an_operator_sees_and_stops_a_query(pooled: PooledStore) -> None:
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(public, pooled, PRODUCT)
        until(lambda: running(pooled) and running(pooled)[0]["seconds"] > 0.2)
        job = running(pooled)[0]
        assert (job["client"], job["kind"], job["limit"], job["query"]) == ("192.0.2.1", "query", 10.0, PRODUCT)
        assert job["memory"] > 1_000_000
        assert pooled.client.stop(job["id"])
        error = asked.exception()
    assert isinstance(error, QueryStoppedError)
    assert error.limit == "operator"
    assert not pooled.client.stop(job["id"])


def test_a_killed_worker_costs_its_query_alone(pooled: PooledStore) -> None:
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(public, pooled, PRODUCT)
        until(lambda: any(cpu(worker) > 0.2 for worker in children(pool_of(pooled))))
        os.kill(max(children(pool_of(pooled)), key=cpu), signal.SIGKILL)
        assert isinstance(asked.exception(), QueryStoppedError)
    assert count(pooled) == 2_000


def test_a_killed_pool_comes_back_and_no_worker_outlives_it(pooled: PooledStore) -> None:
    assert count(pooled) == 2_000
    pool = pool_of(pooled)
    workers = children(pool)
    assert workers
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(public, pooled, PRODUCT)
        until(lambda: running(pooled))
        os.kill(pool, signal.SIGKILL)
        assert isinstance(asked.exception(), StoreError)

    def answers() -> bool:
        try:
            return count(pooled) == 2_000
        except StoreError:
            return False

    until(answers)
    until(lambda: not any(alive(worker) for worker in workers))


def test_readers_see_what_any_process_publishes(pooled: PooledStore, tmp_path: Path) -> None:
    assert count(pooled) == 2_000
    EmbeddedStore(tmp_path / "db").update("INSERT DATA { <urn:new> <urn:p> 1 }")
    pooled.version()
    assert count(pooled) == 2_001
    before = pooled.version()
    pooled.update("INSERT DATA { <urn:newer> <urn:p> 1 }")
    assert pooled.version().number == before.number + 1
    assert count(pooled) == 2_002
    with pytest.raises(ConflictError, match="there already; the store is as it was"):
        pooled.update("INSERT DATA { <urn:x> <urn:p> 1 } ; CREATE GRAPH <urn:g> ; CREATE GRAPH <urn:g>")
    with pytest.raises(NotFoundError):
        pooled.update("DROP GRAPH <urn:none>")
    assert count(pooled) == 2_002


def test_a_long_reader_keeps_its_version_while_many_are_published(pooled: PooledStore, tmp_path: Path) -> None:
    """Its snapshot is kept as long as it is read, and dropped with the next version after that."""
    slow = "SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?b . ?c <urn:p> ?d . FILTER(?b < 40 && ?d >= 0) { SELECT * { ?e <urn:p> ?f } LIMIT 40 } }"
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pooled.query, slow, limits=Limits(seconds=60))
        until(lambda: running(pooled))
        for number in range(8):
            pooled.update(f"INSERT DATA {{ <urn:n{number}> <urn:p> {number} }}")
        assert (tmp_path / "db" / "v1").exists() or asked.done()
        answer = asked.result()
    assert answer.version.number == 1
    assert b'"3200000"' in answer.body()
    until(lambda: not running(pooled))
    time.sleep(0.3)
    pooled.update("INSERT DATA { <urn:last> <urn:p> 1 }")
    assert sorted(entry.name for entry in (tmp_path / "db").iterdir() if entry.name.startswith("v")) == ["v10", "v8", "v9"]


def test_many_updates_and_readers_never_meet_a_mixed_version(pooled: PooledStore) -> None:
    stop, wrong, seen = threading.Event(), [], [0]
    pooled.update("DELETE WHERE { ?s ?p ?o } ; INSERT DATA { <urn:a> <urn:v> 0 . <urn:b> <urn:v> 0 }")

    def read() -> None:
        while not stop.is_set():
            rows = json.loads(pooled.query("SELECT ?v { ?s <urn:v> ?v }").body())["results"]["bindings"]
            values = {int(row["v"]["value"]) for row in rows}
            if len(rows) != 2 or len(values) != 1:
                wrong.append(rows)
            seen.append(max(values))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 25):
        pooled.update(f"DELETE {{ ?s <urn:v> ?v }} INSERT {{ ?s <urn:v> {number} }} WHERE {{ ?s <urn:v> ?v }}")
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert seen[-1] >= 23


def test_a_load_is_whole_or_not_at_all(pooled: PooledStore) -> None:
    before = pooled.version()
    good, bad = Document(b"<urn:a> <urn:b> <urn:c> .", "text/turtle"), Document(b"<urn:a> <urn:b> .", "text/turtle")
    with pytest.raises(InputError, match="the store is as it was"):
        pooled.load([good, bad], "urn:g")
    assert pooled.version() == before
    assert pooled.load([good], "urn:g")
    assert not pooled.load([good], "urn:g", replace=True)
    big = Document(b"".join(b"<urn:s%d> <urn:p> <urn:o> .\n" % n for n in range(200_000)), "application/n-triples")
    with pytest.raises(InputError, match="the store is as it was"):
        pooled.load([big, bad], "urn:g", replace=True)
    assert count(pooled) == 2_001
    assert not pooled.load([big], "urn:g", replace=True)
    assert count(pooled) == 202_000


def test_without_a_store_each_query_says_so(opened: Opened) -> None:
    with pytest.raises(StoreError, match="no store at"):
        opened().query("ASK {}")


def test_a_damaged_snapshot_is_told_and_tried_again_in_no_hurry(opened: Opened, tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "db").update(DATA)
    for table in (tmp_path / "db" / "v1").glob("MANIFEST-*"):
        table.unlink()
    store = opened()
    with pytest.raises(StoreError, match="a query process ended"):
        count(store)
    began = {pid for pid in children(pool_of(store)) if alive(pid)}
    time.sleep(0.5)
    assert len({*began, *children(pool_of(store))}) <= 3, "it does not start one process after the other"


def pool_of(store: PooledStore) -> int:
    """The pool's process: the child of this one that runs `store.isolation`."""
    address = str(store.client._address)
    for pid in children(os.getpid()):
        if address in Path(f"/proc/{pid}/cmdline").read_text():
            return pid
    raise AssertionError("there is no pool")


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def cpu(pid: int) -> float:
    """Processor seconds that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
