"""What a remote store says when its service is down, slow, refuses, or answers what is no answer."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from detente.errors import DetenteError, InputError, QueryRefusedError, QueryStoppedError, QuerySyntaxError, StoreError
from store.base import BINDINGS, Limits
from store.opening import Kind, open_store
from store.remote import RemoteStore
from tests.store.misbehaving import Behaviour, Request, misbehaving
from tests.store.servers import free_port

QUERY = "SELECT ?o WHERE { ?s ?p ?o }"
EMPTY = b'{"head":{"vars":["o"]},"results":{"bindings":[]}}'
CHANGE = "INSERT DATA { GRAPH <http://x/g> { <http://x/a> <http://x/p> 1 } }"


def remote(address: str, kind: Kind = "oxigraph", **settings: str) -> RemoteStore:
    found = open_store(address, kind, **settings)  # type: ignore[arg-type]
    assert isinstance(found, RemoteStore)
    return found


def answering(status: int, media_type: str, body: bytes, **headers: str) -> Behaviour:
    return lambda request: request.reply(status, media_type, body, **headers)


def test_a_service_that_is_down() -> None:
    store = remote(f"http://127.0.0.1:{free_port()}")
    for ask in (lambda: store.query(QUERY), store.version, lambda: store.update(CHANGE), lambda: store.replace({}, then=CHANGE)):
        with pytest.raises(StoreError, match=r"127\.0\.0\.1:\d+/query cannot be reached .*is the service running") as caught:
            ask()
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (answering(200, "text/html", b"<html><h1>Welcome"), "with a web page.*is it the address of a SPARQL service"),
        (answering(200, "application/json", EMPTY), "as application/json"),
        (answering(200, BINDINGS, b"<sparql/>"), "damaged, or no answer"),
        (answering(200, BINDINGS, b'{"head":{}}'), "damaged, or no answer"),
        (answering(200, BINDINGS, b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"uri","value":"no iri"}}]}}'), "damaged"),
        (answering(200, BINDINGS, EMPTY[:-5]), "damaged, or no answer"),
        (answering(200, BINDINGS, b"[" * 100_000), "damaged, or no answer"),
        (answering(200, BINDINGS, EMPTY, Content_Length="500"), "broke off its answer after 49 of 500 bytes"),
        (answering(404, "text/html", b"<html>"), "HTTP 404.*is it the address"),
        (answering(500, "text/html", b"<html>"), "HTTP 500"),
        (answering(401, "text/html", b""), "refuses a request without a user.*DETENTE_STORE_USER"),
        (answering(403, "text/plain", b"no"), "refuses a request without a user"),
        (answering(302, "text/plain", b"", Location="/elsewhere"), "has moved to /elsewhere; give that address"),
        (lambda request: request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n"), "broke off its answer"),
        (lambda request: None, "broke off its answer"),
    ],
)
def test_an_answer_that_is_none(behaviour: Behaviour, message: str) -> None:
    with misbehaving(behaviour) as server, pytest.raises(StoreError, match=message) as caught:
        remote(server.address).query(QUERY)
    assert "\n" not in str(caught.value)
    assert "GET" not in server.asked


def test_an_answer_in_pieces_that_breaks_off() -> None:
    def half(request: Request) -> None:
        request.send_response(200)
        request.send_header("Content-Type", BINDINGS)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"20\r\n" + EMPTY[:32] + b"\r\n")

    with misbehaving(half) as server, pytest.raises(StoreError, match=r"damaged|broke off"):
        remote(server.address).query(QUERY)


def test_a_stopped_query_is_no_answer() -> None:
    said = EMPTY[:-3] + b"The SPARQL operation has been cancelled"
    with misbehaving(answering(200, BINDINGS, said)) as server, pytest.raises(QueryStoppedError) as caught:
        remote(server.address).query(QUERY)
    assert caught.value.limit == "seconds"


def late(request: Request) -> None:
    time.sleep(3)
    request.reply(200, BINDINGS, EMPTY)


def dripping(request: Request) -> None:
    request.send_response(200)
    request.send_header("Content-Type", BINDINGS)
    request.end_headers()
    for _ in range(60):
        request.wfile.write(b" ")
        time.sleep(0.05)


@pytest.mark.parametrize("behaviour", [late, dripping])
def test_a_slow_service_costs_the_limit(behaviour: Behaviour) -> None:
    with misbehaving(behaviour) as server:
        started = time.monotonic()
        with pytest.raises(QueryStoppedError, match=r"no answer after 0\.5 s"):
            remote(server.address).query(QUERY, limits=Limits(seconds=0.5))
        assert time.monotonic() - started < 1.5
        assert len(server.asked) == 1


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_is_repeated_while_the_service_is_overloaded(status: int) -> None:
    def second_time(request: Request) -> None:
        if len(request.server.asked) < 2:
            request.reply(status, "text/plain", b"later")
        else:
            request.reply(200, BINDINGS, EMPTY)

    with misbehaving(second_time) as server:
        assert remote(server.address).query(QUERY).body()
        assert len(server.asked) == 2
    with misbehaving(answering(status, "text/plain", b"later")) as server, pytest.raises(StoreError, match="overloaded"):
        remote(server.address).query(QUERY)
    assert len(server.asked) == 3


@pytest.mark.parametrize("behaviour", [answering(503, "text/plain", b"later"), lambda request: None])
def test_an_update_is_never_repeated(behaviour: Behaviour) -> None:
    with misbehaving(behaviour) as server, pytest.raises(StoreError, match="may or may not have been carried out"):
        remote(server.address).update(CHANGE)
    assert len(server.asked) == 1


def test_a_refused_update_names_the_settings_and_not_the_password() -> None:
    with misbehaving(answering(401, "text/plain", b"")) as server:
        store = remote(server.address, user="me", password="geheim")
        with pytest.raises(StoreError, match="the user and password in DETENTE_STORE_USER and DETENTE_STORE_PASSWORD") as caught:
            store.update(CHANGE)
    assert "geheim" not in f"{caught.value} {store._service.address!r}"
    assert len(server.asked) == 1


def test_the_password_goes_along() -> None:
    seen: list[str | None] = []

    def keep(request: Request) -> None:
        seen.append(request.headers["Authorization"])
        request.reply(200, BINDINGS, EMPTY)

    with misbehaving(keep) as server:
        remote(server.address, user="me", password="geheim").query(QUERY)
    assert seen == ["Basic bWU6Z2VoZWlt"]


ASKS: list[tuple[Kind, Callable[[RemoteStore], object], type[DetenteError]]] = [
    ("oxigraph", lambda s: s.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), QueryRefusedError),
    ("oxigraph", lambda s: s.update("INSERT { ?s ?p ?o } WHERE { SERVICE SILENT ?x { ?s ?p ?o } }"), QueryRefusedError),
    ("oxigraph", lambda s: s.update("LOAD <http://127.0.0.1:9/>"), QueryRefusedError),
    ("oxigraph", lambda s: s.query("DROP ALL"), QuerySyntaxError),
    ("oxigraph", lambda s: s.query("define get:soft 'soft' SELECT * { ?s ?p ?o }"), QuerySyntaxError),
    ("oxigraph", lambda s: s.query(QUERY, default_graphs=["http://x/> <http://y/"]), InputError),
    ("oxigraph", lambda s: s.query(QUERY, base="http://x/> SELECT"), InputError),
    ("virtuoso", lambda s: s.query("SELECT (bif:http_get('http://127.0.0.1:9/') AS ?x) {}"), QueryRefusedError),
    ("virtuoso", lambda s: s.query("PREFIX z: <bif:> SELECT (z:exec('x') AS ?x) {}"), QueryRefusedError),
    ("virtuoso", lambda s: s.query(r"PREFIX z: <x:/../bi> BASE <http://x/> SELECT (sql:y() AS ?x) {}"), QueryRefusedError),
    ("virtuoso", lambda s: s.update("CLEAR ALL"), InputError),
]


@pytest.mark.parametrize(("kind", "ask", "error"), ASKS)
def test_what_may_not_run_is_not_sent(kind: Kind, ask: Callable[[RemoteStore], object], error: type[DetenteError]) -> None:
    with misbehaving(answering(200, BINDINGS, EMPTY)) as server:
        with pytest.raises(error):
            ask(remote(server.address, kind))
        assert server.asked == []


def test_an_answer_is_cut_at_its_bytes() -> None:
    row = b'{"o":{"type":"literal","value":"\\"}, {\\u00e9"}}'
    body = b'{"head":{"vars":["o"]},"results":{"bindings":[' + b",".join([row] * 1000) + b"]}}"
    with misbehaving(answering(200, BINDINGS, body)) as server:
        answer = remote(server.address).query(QUERY, ["text/csv"], limits=Limits(bytes=10_000))
    assert answer.cut == "bytes"
    rows = answer.body().decode().splitlines()
    assert rows[0] == "o"
    assert 200 < len(rows) < 220
    assert set(rows[1:]) == {'"""}, {é"'}
