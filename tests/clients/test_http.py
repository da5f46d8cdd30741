"""The protocol's small print, as curl, browsers, caches and proxies use it: headers, methods, formats, connections."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from tests.clients.data import ALL_NAMES, COUNT, EX, KNOWS, TOKEN, TRIPLES

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ROWS = TRIPLES**4
ENDLESS = "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9)) + " }"
ORIGIN = {"Origin": "https://example.org"}
ERRORS = [
    ("GET", {"query": "SELEKT"}, {}, 400),
    ("GET", {"query": COUNT}, {"Accept": "image/png"}, 406),
    ("GET", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"}, {}, 403),
    ("POST", {}, {"Content-Type": "text/csv"}, 415),
    ("PUT", {"query": COUNT}, {}, 405),
    ("GET", {"query": COUNT, "timeout": "-1"}, {}, 400),
]


@pytest.fixture
def client(endpoint: str) -> Iterator[httpx.Client]:
    with httpx.Client(timeout=20) as client:
        client.headers = httpx.Headers({"Accept-Encoding": "identity"})
        client.base_url = httpx.URL(endpoint.removesuffix("/sparql"))
        yield client


def get(client: httpx.Client, query: str, accept: str = "", **headers: str) -> httpx.Response:
    more = {"Accept": accept} if accept else {}
    return client.get("/sparql", params={"query": query}, headers={**more, **headers})


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", "text/html"])
def test_head_has_the_headers_of_get_and_no_body(client: httpx.Client, accept: str) -> None:
    got = get(client, COUNT, accept)
    head = client.head("/sparql", params={"query": COUNT}, headers={"Accept": accept})
    same = {"content-type", "vary", "etag", "x-detente-version", "content-length", "access-control-allow-origin"}
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    assert {name: head.headers.get(name) for name in same} == {name: got.headers.get(name) for name in same}


def test_head_of_an_error_and_of_the_description(client: httpx.Client) -> None:
    wrong = client.head("/sparql", params={"query": "SELEKT"})
    assert (wrong.status_code, wrong.content) == (400, b"")
    described = client.head("/sparql")
    assert (described.status_code, described.content) == (200, b"")
    assert described.headers["content-type"] == client.get("/sparql").headers["content-type"]


def test_head_of_a_large_answer_leaves_the_connection_free(endpoint: str) -> None:
    address = urlsplit(endpoint)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    started = time.monotonic()
    connection.request("HEAD", f"/sparql?{httpx.QueryParams({'query': ENDLESS, 'timeout': '3'})}", headers={"Accept": JSON})
    assert connection.getresponse().read() == b""
    connection.request("GET", "/sparql?query=ASK%7B%7D", headers={"Accept": JSON})
    assert json.loads(connection.getresponse().read())["boolean"] is True
    assert time.monotonic() - started < 2, "the server went on with an answer that nobody reads"
    connection.close()


def test_options_names_the_methods(client: httpx.Client) -> None:
    plain = client.options("/sparql")
    assert plain.status_code == 204
    assert set(plain.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_browser_may_ask_first(client: httpx.Client, method: str) -> None:
    wanted = {**ORIGIN, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type, accept"}
    allowed = client.options("/sparql", headers=wanted)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert method in allowed.headers["access-control-allow-methods"]
    assert {"content-type", "accept"} <= {name.strip().lower() for name in allowed.headers["access-control-allow-headers"].split(",")}


@pytest.mark.parametrize(("method", "parameters", "headers", "status"), ERRORS)
def test_an_error_may_be_read_from_any_site(
    client: httpx.Client, method: str, parameters: dict[str, str], headers: dict[str, str], status: int
) -> None:
    refused = client.request(method, "/sparql", params=parameters, headers={**headers, **ORIGIN}, content=b"x" if method != "GET" else None)
    assert refused.status_code == status
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["content-type"].startswith(("text/plain; charset=utf-8", "application/problem+json"))
    assert refused.text.strip()


@pytest.mark.parametrize(("method", "parameters", "headers", "status"), ERRORS)
def test_a_connection_goes_on_after_an_error(
    endpoint: str, method: str, parameters: dict[str, str], headers: dict[str, str], status: int
) -> None:
    address = urlsplit(endpoint)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    body = b"x" if method != "GET" else None
    connection.request(method, f"/sparql?{httpx.QueryParams(parameters)}", body=body, headers=headers)
    refused = connection.getresponse()
    refused.read()
    assert refused.status == status
    line = connection.sock
    connection.request("GET", "/sparql?query=ASK%7B%7D", headers={"Accept": JSON})
    assert json.loads(connection.getresponse().read())["boolean"] is True
    assert connection.sock is line, "the server closed the connection"
    connection.close()


def test_requests_in_one_go_are_answered_in_order(endpoint: str) -> None:
    address = urlsplit(endpoint)
    queries = [f"SELECT ({n} AS ?n) {{}}" for n in range(20)]
    queries[7] = "SELEKT"
    lines = [f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n" for query in queries]
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=20) as line:
        line.sendall(("\r\n".join([*lines[:-1], f"{lines[-1]}Connection: close\r\n"]) + "\r\n").encode())
        told = b"".join(iter(lambda: line.recv(65_536), b"")).decode()
    answers = told.split("HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == ["400" if number == 7 else "200" for number in range(20)]
    assert [answer.rstrip().rsplit("\r\n", 1)[-1] for number, answer in enumerate(answers) if number != 7] == [
        str(number) for number in range(20) if number != 7
    ]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (f"{JSON};q=0.3, {XML};q=0.7", f"{XML}; charset=utf-8"),
        (f"{XML};q=0, */*", JSON),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/*;q=0.5, text/csv;q=0.4", JSON),
        ("text/csv;charset=utf-8", "text/csv; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        (f"{JSON};q=1.000;x=y", JSON),
        ("text/turtle, */*;q=0.1", JSON),
        ("text/turtle;q=0.9, text/tab-separated-values;q=0.1", "text/tab-separated-values; charset=utf-8"),
        (f"nonsense, {XML}", f"{XML}; charset=utf-8"),
    ],
)
def test_the_best_format_wins(client: httpx.Client, accept: str, media: str) -> None:
    response = get(client, COUNT, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == media
    assert "accept" in response.headers["vary"].lower()


def test_accept_may_be_sent_in_several_lines(client: httpx.Client) -> None:
    request = client.build_request("GET", "/sparql", params={"query": COUNT}, headers=[("Accept", "text/turtle"), ("Accept", "text/csv")])
    assert client.send(request).headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", f"{JSON};q=0", "*/*;q=0"])
def test_what_cannot_be_given_is_406_and_says_what_can(client: httpx.Client, accept: str) -> None:
    refused = get(client, COUNT, accept)
    assert refused.status_code == 406
    assert JSON in refused.text


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", "text/tab-separated-values"])
def test_compressed_answers_are_the_same(client: httpx.Client, accept: str) -> None:
    plain = get(client, LARGE, accept)
    packed = client.send(
        client.build_request("GET", "/sparql", params={"query": LARGE}, headers={"Accept": accept, "Accept-Encoding": "gzip, br"}),
        stream=True,
    )
    raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 5
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert len(get(client, LARGE, JSON).json()["results"]["bindings"]) == ROWS


@pytest.mark.parametrize("encoding", ["gzip;q=0", "identity", "br", "*;q=0, identity"])
def test_nobody_gets_gzip_who_does_not_want_it(client: httpx.Client, encoding: str) -> None:
    response = get(client, LARGE, JSON, **{"Accept-Encoding": encoding})
    assert "content-encoding" not in response.headers
    assert len(json.loads(response.content)["results"]["bindings"]) == ROWS


def test_an_answer_that_has_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    first = get(client, ALL_NAMES, JSON)
    tag = first.headers["etag"]
    again = get(client, ALL_NAMES, JSON, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert "accept" in again.headers["vary"].lower()
    assert get(client, ALL_NAMES, JSON, **{"If-None-Match": f'"other", {tag}'}).status_code == 304
    assert get(client, ALL_NAMES, JSON, **{"If-None-Match": '"other"'}).status_code == 200
    assert get(client, ALL_NAMES, XML, **{"If-None-Match": tag}).status_code == 200
    assert get(client, COUNT, JSON, **{"If-None-Match": tag}).status_code == 200


def test_an_error_is_never_304(client: httpx.Client) -> None:
    for name in ("*", '"x"'):
        assert get(client, "SELEKT", JSON, **{"If-None-Match": name}).status_code == 400


def test_a_change_makes_a_new_tag(writable: str) -> None:
    with httpx.Client(base_url=writable.removesuffix("/sparql"), timeout=20) as client:
        first = get(client, COUNT, JSON)
        text = f"INSERT DATA {{ GRAPH <{EX}x> {{ <a:a> <a:b> <a:c> }} }}"
        written = client.post("/sparql/update", data={"update": text}, headers={"Authorization": f"Bearer {TOKEN}"})
        assert written.status_code == 204
        second = get(client, COUNT, JSON, **{"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.headers["etag"] != first.headers["etag"]
    assert second.json() != first.json()
    assert second.headers["x-detente-version"] != first.headers["x-detente-version"]


def test_relative_iris_stand_against_the_request(client: httpx.Client, endpoint: str) -> None:
    query = "SELECT (<x> AS ?a) (<> AS ?b) (</y?z#w> AS ?c) (IRI('rel') AS ?d) {}"
    address = endpoint.removesuffix("/sparql")
    wanted = [f"{address}/x", endpoint, f"{address}/y?z#w", f"{address}/rel"]
    for response in (
        get(client, query, JSON),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"}),
    ):
        (row,) = response.json()["results"]["bindings"]
        assert [row[name]["value"] for name in "abcd"] == wanted
    with_base = get(client, f"BASE <{EX}base/> SELECT (<x> AS ?a) {{}}", JSON).json()
    assert with_base["results"]["bindings"][0]["a"]["value"] == f"{EX}base/x"
    other = get(client, "SELECT (<x> AS ?a) {}", JSON, Host="data.example.org").json()
    assert other["results"]["bindings"][0]["a"]["value"] == "http://data.example.org/x"


def test_text_is_utf_8_in_every_format(client: httpx.Client) -> None:
    for accept in (JSON, XML, "text/csv", "text/tab-separated-values"):
        assert "Сай 😀" in get(client, ALL_NAMES, accept).content.decode("utf-8")
    names = f"CONSTRUCT {{ ?s <{EX}name> ?o }} WHERE {{ ?s <{EX}name> ?o }}"
    for accept, format in (
        ("text/turtle", "ttl"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/ld+json", "jsonld"),
    ):
        read = ox.parse(get(client, names, accept).content, format=ox.RdfFormat.from_extension(format))
        assert "Сай 😀" in {quad.object.value for quad in read}


@pytest.mark.parametrize("accept", GRAPHS)
def test_graphs_have_an_etag_too(client: httpx.Client, accept: str) -> None:
    first = get(client, KNOWS, accept)
    assert get(client, KNOWS, accept, **{"If-None-Match": first.headers["etag"]}).status_code == 304
