from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from detente.settings import Settings
from store.embedded import EmbeddedStore
from tests.api.sample import IRIS, build
from tests.api.server import serving

PATHS = [
    "/", "/statements", "/docs", "/openapi.json", "/ontology", "/.well-known/void", "/doc/person/ann-example.html",
    "/doc/person/ann-example.ttl",
    "/api/v1/events", "/api/v1/persons/ann-example", "/api/v1/vocabulary", "/api/v1/queries/events", "/sparql?query=ASK%7B%7D",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_answer_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    tag = first.headers["etag"]
    assert tag.startswith('W/"1-')
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_representation_has_a_tag_of_its_own(client: httpx.Client) -> None:
    url = "/doc/person/ann-example"
    tags = {client.get(url, headers={"Accept": accept}).headers["etag"] for accept in ("text/html", "text/turtle", "application/json")}
    assert len(tags) == 3


def test_errors_are_not_cached(client: httpx.Client) -> None:
    response = client.get("/api/v1/persons/nobody")
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [*PATHS, "/id/person/ann-example", "/healthz", "/readyz", "/api/v1/persons/nobody", "/static/style.css"])
def test_head_answers_as_get_without_a_body(client: httpx.Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    for name in ("content-type", "etag", "location", "link"):
        assert head.headers.get(name) == got.headers.get(name)


def test_large_answers_are_compressed(client: httpx.Client) -> None:
    with client.stream("GET", "/api/v1/statements?limit=60", headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in response.headers["vary"]
        assert b'"items"' in gzip.decompress(b"".join(response.iter_raw()))
    assert "content-encoding" not in client.get("/api/v1/statements?limit=60", headers={"Accept-Encoding": "identity"}).headers


def test_a_new_version_of_the_data_has_new_tags(tmp_path: Path) -> None:
    build(tmp_path / "store")
    with serving(Settings(store=tmp_path / "store")) as address, httpx.Client(base_url=address) as client:
        first = client.get("/api/v1/persons")
        mallory: URIRef = IRIS.id("person", "mallory")
        EmbeddedStore(tmp_path / "store").replace({IRIS.graph("provenance"): [(mallory, RDFS.comment, Literal("new"))]})
        second = client.get("/api/v1/persons", headers={"If-None-Match": first.headers["etag"]})
        assert second.status_code == 200
        assert second.headers["etag"] != first.headers["etag"]
        assert second.headers["x-detente-version"].startswith("2-")
