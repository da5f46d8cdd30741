"""The reports' texts, by hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from detente.errors import StoreError
from store.embedded import EmbeddedStore
from store.sources import Sources

ORIGINAL = "Отчёт\r\n".encode()
HASH = hashlib.sha256(ORIGINAL).hexdigest()


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    sources = Sources(tmp_path / "db")
    assert sources.all() == []
    assert sources.text(HASH) is None
    sources.put(HASH, ORIGINAL, "Отчёт\r\n", "{}")
    sources.put(HASH, ORIGINAL, "Отчёт\r\n", '{"a": 1}')
    assert sources.all() == [HASH]
    assert (sources.original(HASH), sources.text(HASH), sources.record(HASH)) == (ORIGINAL, "Отчёт\r\n", '{"a": 1}')


def test_the_pages_of_a_text_come_back_and_go_with_it(tmp_path: Path) -> None:
    sources = Sources(tmp_path / "db")
    assert sources.pages(HASH) == []
    sources.put(HASH, ORIGINAL, "one two", "{}", [(1, 0, 4), (2, 4, 7)])
    assert sources.pages(HASH) == [(1, 0, 4), (2, 4, 7)]
    sources.put(HASH, ORIGINAL, "one two", "{}")
    assert sources.pages(HASH) == []


def test_a_hash_is_a_hash(tmp_path: Path) -> None:
    for bad in ("../../etc", HASH.upper(), "", HASH + "\n"):
        with pytest.raises(ValueError, match="SHA-256"):
            Sources(tmp_path).text(bad)


def test_sources_first_then_the_store(tmp_path: Path) -> None:
    Sources(tmp_path / "db").put(HASH, ORIGINAL, "x", "{}")
    assert EmbeddedStore(tmp_path / "db").replace({URIRef("http://x/g"): [(URIRef("http://x/a"), URIRef("http://x/p"), Literal(1))]})


def test_a_place_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        Sources(tmp_path / "file").put(HASH, ORIGINAL, "x", "{}")
