"""Clients that are slow, that leave, or that do not speak HTTP as it is meant."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress

import pytest

from tests.attacks.service import LIMIT, Service, until
from tests.attacks.watch import measured, unharmed

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


def request(query: str, length: int | None = None, more: str = "") -> bytes:
    """A POSTed query as bytes, which says it is `length` bytes long."""
    body = query.encode()
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: x\r\n{more}Content-Type: application/sparql-query\r\nContent-Length: {length or len(body)}\r\n\r\n"
    )
    return head.encode() + body


def test_a_hundred_clients_that_send_slowly(service: Service) -> None:
    with unharmed(service), ExitStack() as stack:
        clients = [stack.enter_context(service.raw(request("ASK", 1_000), f"127.0.3.{n + 1}")) for n in range(50)]
        clients += [stack.enter_context(service.raw(b"GET /sparql?query=ASK", f"127.0.4.{n + 1}")) for n in range(50)]
        for _ in range(5):
            for client in clients:
                client.sendall(b" ")
            time.sleep(0.3)


def test_a_hundred_clients_that_read_slowly(service: Service) -> None:
    """None of them keeps a worker for longer than its query may run."""
    with unharmed(service, seconds=0.3), ExitStack() as stack:
        for number in range(100):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.bind((f"127.0.3.{number + 1}", 0))
            client.connect(("127.0.0.1", service.port))
            client.sendall(request(f"{BIG} # {number}"))
        time.sleep(2 * LIMIT + 1)
        assert not service.running()["items"], "all have ended, though nobody read"


def test_unfinished_bodies_are_held_within_bounds(service: Service) -> None:
    """A thousand strangers who send all but the last byte of the largest body must not fill the memory."""
    with measured(service) as seen, ExitStack() as stack:
        for number in range(500):
            client = stack.enter_context(service.raw(b"", f"127.0.3.{number % 200 + 1}"))
            client.settimeout(5)
            try:
                client.sendall(request("a" * 999_000, 999_999))
            except OSError:
                continue  # refused, which is right
        time.sleep(1)
    assert seen.pss < 500, f"{seen}: a megabyte for each of many connections is too much; read the body with fewer at a time"


def test_a_runaway_whose_client_leaves_is_gone_within_a_second(service: Service) -> None:
    with service.raw(request(RUNAWAY)):
        until(lambda: service.running()["items"], 2, "it runs")
        time.sleep(0.3)
    until(lambda: not service.running()["items"], 1, "it is gone")


def test_a_client_that_closes_its_half(service: Service) -> None:
    """It will not ask again, but may wait for its answer: either is right, as long as nothing is left."""
    with service.raw(request("ASK {}")) as client:
        client.shutdown(socket.SHUT_WR)
        client.settimeout(5)
        assert client.recv(100)[:15] in {b"HTTP/1.1 200 OK", b""}
    service.quiet(2)


def test_a_thousand_clients_that_hang_up_at_once(service: Service) -> None:
    with unharmed(service, seconds=1.5, lost=0.2):  # a thousand connections in one or two seconds are a load in themselves
        for number in range(1_000):
            service.raw(request(f"{RUNAWAY} # {number}"), f"127.0.3.{number % 200 + 1}").close()
        until(lambda: not service.running()["items"], 3, "all are gone")


def test_requests_one_after_the_other_without_waiting(service: Service) -> None:
    with unharmed(service), service.raw(request(f"{RUNAWAY}") * 1_000):
        time.sleep(1)
        assert len(service.running()["items"]) <= 1, "one connection has one query at a time"


@pytest.mark.parametrize("header", ["Accept: text/csv", "Authorization: Bearer a", "X-Forwarded-For: 10.0.0.1", "A:", "Cookie: a=b"])
def test_a_header_that_stands_a_hundred_thousand_times(service: Service, header: str) -> None:
    with unharmed(service), service.raw(request("ASK {}", more=f"{header}\r\n" * 100_000)) as client:
        client.settimeout(20)
        assert client.recv(100)[:9] in {b"HTTP/1.1 ", b""}


def test_a_header_without_end(service: Service) -> None:
    with unharmed(service), service.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ") as client:
        client.settimeout(10)
        try:
            for _ in range(400):
                client.sendall(b"a" * 100_000)
        except OSError:
            return  # refused, which is right
        pytest.fail("40 MB of one header were taken in")


@pytest.mark.parametrize(
    ("kind", "body", "statuses"),
    [
        ("application/sparql-query; charset=utf-16", "ASK {}".encode("utf-16"), {415}),
        ("application/sparql-query; charset=\x00", b"ASK {}", {400, 415}),
        ("application/sparql-query", b"\xff\xfe\x00", {400}),
        ("application/sparql-query", b"ASK {} # \x00", {200, 400}),
        ("application/sparql-query", b"\x00" * 1_000, {400}),
        ("application/x-www-form-urlencoded", b"query=%FF%FE", {400}),
        ("application/x-www-form-urlencoded", b"query=ASK{}&query=ASK{}", {400}),
        ("multipart/form-data; boundary=a", b"--a--", {415}),
        ("text/plain", b"ASK {}", {415}),
        ("", b"ASK {}", {415}),
        ("application/sparql-update", b"DROP ALL", {403}),
        ("a" * 50_000, b"ASK {}", {0, 400, 415, 431}),
    ],
)
def test_bodies_that_are_not_what_they_should_be(service: Service, kind: str, body: bytes, statuses: set[int]) -> None:
    reply = service.send("POST", "/sparql", body, headers={"Content-Type": kind})
    assert reply.status in statuses, reply
    assert b"Traceback" not in reply.body


def test_a_body_said_to_be_compressed(service: Service) -> None:
    assert service.ask("ASK {}", headers={"Content-Encoding": "gzip"}).status in {200, 400, 415}


@pytest.mark.parametrize(
    "bytes_sent", [b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x00" * 5_000]
)
def test_what_is_no_http(service: Service, bytes_sent: bytes) -> None:
    with service.raw(bytes_sent) as client:
        client.settimeout(0.5)
        with suppress(TimeoutError):  # it may wait for more, which costs a connection
            assert client.recv(100)[9:12] in {b"400", b"505", b"404", b""}
    assert service.simple().status == 200


def test_chunks(service: Service) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
    with unharmed(service), service.raw(head) as client:
        client.settimeout(10)
        chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        with suppress(OSError):  # it may be told so before it has sent all
            for _ in range(160):
                client.sendall(chunk)
        with suppress(ConnectionResetError):
            assert client.recv(100)[9:12] in {b"413", b""}
    with service.raw(head + b"6\r\nASK {}\r\n0\r\n\r\n") as client:
        client.settimeout(5)
        assert client.recv(100)[9:12] == b"200"
