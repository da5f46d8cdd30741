"""The remote store in front of real services: whole records, writers in turn, limits, and what is particular to each kind."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from detente.errors import InputError, QueryStoppedError, StoreError
from store.base import Limits, Triple
from store.opening import open_store
from store.remote import RemoteStore
from tests.store.servers import PASSWORD, ROWS, USER

G, H = URIRef("http://x/g"), URIRef("http://x/h")
P = URIRef("http://x/p")
ALL = "SELECT ?o WHERE { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(CONCAT(STR(?b), STR(?d)) < STR(?f)) }"
Remote = Callable[[], RemoteStore]


@pytest.fixture(params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest) -> Remote:
    """Opens the same, empty store again and again."""
    first: RemoteStore = request.getfixturevalue(f"{request.param}_store")
    return lambda: RemoteStore(first._service, first._dialect)


def triples(value: str, count: int) -> list[Triple]:
    return [(URIRef(f"http://x/s{number}"), P, Literal(f"{value} {number}")) for number in range(count)]


def objects(store: RemoteStore, text: str = ALL) -> list[str]:
    return [row["o"]["value"] for row in json.loads(store.query(text).body())["results"]["bindings"]]


def test_readers_never_see_half_a_record(remote: Remote) -> None:
    """Two graphs and a derived one are replaced together while others read: by union, by graph, and by count."""
    store = remote()
    then = "DELETE WHERE {{ GRAPH <http://x/h2> {{ ?s ?p ?o }} }} ;\n"
    then += "INSERT DATA {{ GRAPH <http://x/h2> {{ <http://x/s> <http://x/p> '{}' }} }}"
    store.replace({G: triples("0", 600), H: triples("0", 600)}, then=then.format("0"))
    done = threading.Event()
    seen: list[tuple[int, set[str]]] = []
    faults: list[BaseException] = []

    def read() -> None:
        reader = remote()
        try:
            while not done.is_set():
                found = objects(reader)
                seen.append((len(found), {value.split()[0] for value in found}))
        except BaseException as error:  # told by the test, not by a thread that nobody hears
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 16):
        assert store.replace({G: triples(str(number), 600), H: triples(str(number), 600)}, then=then.format(number))
    done.set()
    for reader in readers:
        reader.join()
    assert not faults
    assert len(seen) > 10
    assert all(count == 1201 and len(values) == 1 for count, values in seen)
    assert len({min(values) for _, values in seen}) > 3  # they did look while it changed


def test_a_writer_that_was_overtaken_fails(remote: Remote) -> None:
    mine, other = remote(), remote()
    mine.replace({G: triples("first", 1)})
    with mine.locked():
        other.replace({G: triples("other", 1)})
        before = list(other.dump())
        with pytest.raises(StoreError, match="another writer has published meanwhile"):
            mine.replace({G: triples("mine", 1)})
        with pytest.raises(StoreError, match="another writer"):
            mine.update(f"CLEAR GRAPH <{G}>")
    assert list(other.dump()) == before
    assert mine.replace({G: triples("mine", 1)})
    assert mine.version().number == 3


def test_two_first_writers(remote: Remote) -> None:
    mine, other = remote(), remote()
    with mine.locked():
        other.replace({G: triples("other", 1)})
        with pytest.raises(StoreError, match="another writer"):
            mine.replace({G: triples("mine", 1)})
    assert objects(mine) == ["other 0"]


def test_writers_on_this_machine_take_turns(remote: Remote, tmp_path: Path) -> None:
    stores = [RemoteStore(remote()._service, remote()._dialect, tmp_path) for _ in range(3)]

    def write(store: RemoteStore) -> None:
        for number in range(3):
            store.replace({URIRef(f"http://x/{id(store)}"): triples(str(number), 3)})

    writers = [threading.Thread(target=write, args=[store]) for store in stores]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert stores[0].version().number == 9
    assert stores[0].statistics().quads == 9


def test_a_runaway_query_is_stopped_and_others_are_answered(remote: Remote) -> None:
    store = remote()
    store.replace({G: triples("x", 1500)})
    started = time.monotonic()
    with pytest.raises(QueryStoppedError) as caught:
        store.query(RUNAWAY, limits=Limits(seconds=1.5))
    assert caught.value.limit == "seconds"
    assert time.monotonic() - started < 3.5
    assert len(objects(store, f"{ALL} LIMIT 3")) == 3


def test_the_services_own_limit_is_told_from_an_answer(oxigraph_store: RemoteStore) -> None:
    oxigraph_store.replace({G: triples("x", 1500)})
    with pytest.raises(QueryStoppedError, match="the service stopped the query"):
        oxigraph_store.query(RUNAWAY, limits=Limits(seconds=30))


def test_an_answer_is_cut_at_its_rows(remote: Remote) -> None:
    store = remote()
    store.replace({G: triples("x", 50)})
    answer = store.query(ALL, limits=Limits(rows=20))
    assert answer.cut == "rows"
    assert len(json.loads(answer.body())["results"]["bindings"]) == 20
    answer = store.query("CONSTRUCT WHERE { ?s ?p ?o }", ["application/n-triples"], limits=Limits(rows=20))
    assert (answer.cut, answer.body().count(b"\n")) == ("rows", 20)
    assert store.query(ALL, limits=Limits(rows=50)).cut == ""


def test_several_services_addresses(oxigraph_address: str, oxigraph_store: RemoteStore) -> None:
    oxigraph_store.replace({G: triples("x", 1)})
    other = open_store("http://127.0.0.1:9", query=f"{oxigraph_address}/query", update=f"{oxigraph_address}/update")
    assert other.version() == oxigraph_store.version()


def test_what_others_left_in_virtuoso_is_not_ours(virtuoso_store: RemoteStore) -> None:
    virtuoso_store._service.tell("INSERT DATA { GRAPH <http://x/theirs> { <http://x/s> <http://x/p> 'theirs' } }", {}, 30)
    virtuoso_store.replace({G: triples("ours", 1)})
    assert objects(virtuoso_store) == ["ours 0"]
    for text in ("SELECT ?o WHERE { GRAPH ?g { ?s ?p ?o } }", f"SELECT ?o WHERE {{ GRAPH <{G}> {{ ?s ?p ?o }} ?s ?p ?o }}"):
        assert objects(virtuoso_store, text) == ["ours 0"]
    assert dict(virtuoso_store.statistics().graphs) == {str(G): 1}
    assert len(list(virtuoso_store.dump())) == 1


def test_virtuoso_leaves_rows_out_and_we_say_so(virtuoso_store: RemoteStore) -> None:
    virtuoso_store.replace({G: triples("x", ROWS + 500)})
    assert virtuoso_store.query(ALL).cut == "rows"
    assert len(list(virtuoso_store.dump(G))) == ROWS + 500
    assert not virtuoso_store.replace({G: triples("x", ROWS + 500)})


def test_a_graph_too_large_for_one_request_to_virtuoso(virtuoso_store: RemoteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtuoso_store._dialect, "most_bytes", 60_000)
    assert virtuoso_store.replace({G: triples("large", 3500), H: triples("small", 2)})
    assert dict(virtuoso_store.statistics().graphs) == {str(G): 3500, str(H): 2}
    assert not virtuoso_store.replace({G: triples("large", 3500), H: triples("small", 2)})
    assert virtuoso_store.replace({G: triples("larger", 3600)})
    assert sum("larger" in line for line in virtuoso_store.dump(G)) == 3600
    assert virtuoso_store._state().hidden == virtuoso_store._state().hidden[:3]


@pytest.mark.parametrize("literal", [Literal("P1D", datatype=XSD.duration), Literal("9" * 30, datatype=XSD.integer)])
def test_what_virtuoso_cannot_hold_is_refused_and_undone(virtuoso_store: RemoteStore, literal: Literal) -> None:
    virtuoso_store.replace({G: triples("old", 5), H: triples("old", 5)})
    before = (virtuoso_store.version(), list(virtuoso_store.dump()))
    with pytest.raises(InputError, match="as it was"):
        virtuoso_store.replace({G: triples("new", 5), H: [(URIRef("http://x/a"), P, literal)]})
    assert (virtuoso_store.version(), list(virtuoso_store.dump())) == before


def test_virtuoso_does_not_undo_an_update_of_several_operations_and_we_say_so(virtuoso_store: RemoteStore) -> None:
    virtuoso_store.replace({G: triples("old", 1)})
    with pytest.raises(Exception, match="does not undo the operations before"):
        virtuoso_store.update(f"CLEAR GRAPH <{G}> ; DROP GRAPH <http://x/none>")
    assert objects(virtuoso_store) == []
    assert virtuoso_store.version().number == 2
    assert virtuoso_store.replace({G: triples("new", 1)})
    assert objects(virtuoso_store) == ["new 0"]


def test_virtuoso_asks_for_the_right_password(virtuoso_address: str, virtuoso_store: RemoteStore) -> None:
    for user, password, message in [(USER, "wrong", "refuses the user and password"), ("", "", "refuses a request without a user")]:
        store = open_store(virtuoso_address, "virtuoso", user=user, password=password)
        with pytest.raises(StoreError, match=message):
            store.replace({G: triples("x", 1)})
    assert open_store(virtuoso_address, "virtuoso", user=USER, password=PASSWORD).replace({G: triples("x", 1)})


def test_the_wrong_kind_is_told(oxigraph_address: str, virtuoso_address: str) -> None:
    with pytest.raises(StoreError):
        open_store(virtuoso_address).version()
    with pytest.raises(StoreError):
        open_store(oxigraph_address, "virtuoso").version()
