"""A limit ends an answer at a row, exactly, in every format; what is left reads well and says so; the stream may be split anywhere."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import xml.etree.ElementTree as ET
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from store.base import BINDINGS, GRAPH_TYPES, SELECT_TYPES
from store.cutting import Cutter
from store.mending import CSV, RDF_XML, RESULTS_XML, TSV, engine_type, mender
from tests.store import nasty

NO_LIMIT = 10**9
MARKED_GRAPHS = ("text/turtle", "application/n-triples")
PREFIXES = {"e": nasty.EX}
Table = tuple[list[str], list[nasty.Row]]


def rows_of(answer: bytes, media_type: str) -> list[Any]:
    if media_type == BINDINGS:
        return list(json.loads(answer)["results"]["bindings"])
    if media_type == RESULTS_XML:
        return [ET.tostring(e) for e in ET.fromstring(answer).iter("{http://www.w3.org/2005/sparql-results#}result")]
    if media_type == CSV:
        return list(csv.reader(io.StringIO(answer.decode(), newline=""), strict=True))[1:]
    assert answer.endswith(b"\n")
    return answer.decode().split("\n")[1:-1]


def mark(answer: bytes, media_type: str) -> str:
    """What the answer itself says of the limit that cut it."""
    if media_type == BINDINGS:
        return str(json.loads(answer).get("truncated", ""))
    if media_type == RESULTS_XML:
        return "".join(re.findall("<!-- truncated: ([a-z]+) -->", answer.decode()))
    return answer.decode().rpartition("\n# truncated: ")[2].strip() if b"\n# truncated: " in answer else ""


def whole(table: Table, media_type: str) -> bytes:
    through = mender(media_type)
    return through.feed(nasty.written(table, engine_type(media_type))) + through.end()


@pytest.mark.parametrize("media_type", SELECT_TYPES)
@given(table=nasty.tables(), limit=st.integers(1, 8), sizes=nasty.sizes)
@example(table=(["x"], [{}] * 5), limit=3, sizes=[1])
@example(table=(["x"], [{}, {"x": {"type": "literal", "value": "},{"}}, {}]), limit=2, sizes=[2])
def test_solutions_are_cut_at_the_limit(media_type: str, table: Table, limit: int, sizes: list[int]) -> None:
    cutter = Cutter(media_type, limit, NO_LIMIT)
    answer = nasty.streamed(cutter, nasty.written(table, engine_type(media_type)), sizes)
    everything = whole(table, media_type)
    assert rows_of(answer, media_type) == rows_of(everything, media_type)[:limit]
    assert cutter.cut == ("rows" if len(table[1]) > limit else "")
    if cutter.cut:
        assert mark(answer, media_type) == ("rows" if cutter.ending == "marked" else "")
    else:
        assert answer == everything


@pytest.mark.parametrize("media_type", SELECT_TYPES)
@given(table=nasty.tables(), size=st.integers(0, 900), sizes=nasty.sizes)
def test_solutions_are_cut_at_a_row_when_the_bytes_are_used_up(media_type: str, table: Table, size: int, sizes: list[int]) -> None:
    data, everything = nasty.written(table, engine_type(media_type)), whole(table, media_type)
    cutter = Cutter(media_type, NO_LIMIT, size)
    answer = nasty.streamed(cutter, data, sizes)
    kept, rows = rows_of(answer, media_type), rows_of(everything, media_type)
    assert kept == rows[: len(kept)]
    counted = len(data if media_type == CSV else everything)
    assert cutter.cut == ("bytes" if table[1] and counted > size else "")
    if cutter.cut and kept:
        assert len(answer) <= size + 60 + (3 * len(kept) if media_type == CSV else 0)
    assert nasty.streamed(Cutter(media_type, NO_LIMIT, size), data, [len(data)]) == answer


@given(facts=nasty.facts, limit=st.integers(1, 10), sizes=nasty.sizes, prefixes=st.sampled_from([None, PREFIXES]))
@pytest.mark.parametrize("media_type", MARKED_GRAPHS)
def test_triples_are_cut_at_the_limit(
    media_type: str, facts: list[Any], limit: int, sizes: list[int], prefixes: dict[str, str] | None
) -> None:
    triples = nasty.graph(facts)
    data = nasty.graph_written(triples, media_type, prefixes)
    cutter = Cutter(media_type, limit, NO_LIMIT)
    answer = nasty.streamed(cutter, data, sizes)
    assert triples_in(answer, media_type) == triples[:limit]
    assert len(rdflib.Graph().parse(data=answer, format=media_type)) == min(limit, len(triples))
    assert cutter.cut == mark(answer, media_type) == ("rows" if len(triples) > limit else "")
    if not cutter.cut:
        assert answer == data


@given(facts=nasty.facts, size=st.integers(0, 900), sizes=nasty.sizes, prefixes=st.sampled_from([None, PREFIXES]))
@pytest.mark.parametrize("media_type", MARKED_GRAPHS)
def test_triples_are_cut_at_a_statement_when_the_bytes_are_used_up(
    media_type: str, facts: list[Any], size: int, sizes: list[int], prefixes: dict[str, str] | None
) -> None:
    triples = nasty.graph(facts)
    data = nasty.graph_written(triples, media_type, prefixes)
    cutter = Cutter(media_type, NO_LIMIT, size)
    answer = nasty.streamed(cutter, data, sizes)
    kept = triples_in(answer, media_type)
    assert kept == triples[: len(kept)]
    assert cutter.cut == mark(answer, media_type) == ("bytes" if triples and len(data) > size else "")
    assert len(answer) <= max(size, 50) + 30


def triples_in(answer: bytes, media_type: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(answer, format=ox.RdfFormat.from_media_type(media_type))]


@pytest.mark.parametrize("media_type", sorted(set(GRAPH_TYPES) - set(MARKED_GRAPHS)))
@given(facts=nasty.facts, limit=st.integers(1, 10), sizes=nasty.sizes, typed=st.booleans())
def test_a_document_that_cannot_be_ended_is_broken_off(
    media_type: str, facts: list[Any], limit: int, sizes: list[int], typed: bool
) -> None:
    kind = ox.Triple(
        ox.NamedNode(nasty.EX + "s1"), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode("urn:x-T")
    )
    triples = [*([kind] if typed else []), *nasty.graph(facts)]
    data = nasty.graph_written(triples, media_type)
    cutter = Cutter(media_type, limit, NO_LIMIT)
    answer = nasty.streamed(cutter, data, sizes)
    through = mender(media_type)
    assert cutter.ending == "broken"
    assert cutter.cut == ("rows" if len(triples) > limit else "")
    assert (answer == through.feed(data) + through.end()) is not cutter.done


@pytest.mark.parametrize("media_type", [*SELECT_TYPES, *GRAPH_TYPES])
def test_nothing_is_taken_or_given_after_the_cut(media_type: str) -> None:
    data = sample(media_type, 500)
    cutter = Cutter(media_type, 3, NO_LIMIT)
    first = cutter.feed(data)
    assert cutter.done
    assert cutter.feed(data) == b""
    assert first.count(b"number") <= 3
    assert cutter.end() == b""


def test_an_answer_to_ask_passes() -> None:
    for media_type in SELECT_TYPES:
        found = ox.Store().query("ASK {}")
        assert isinstance(found, ox.QueryBoolean)
        data = found.serialize(format=ox.QueryResultsFormat.from_media_type(media_type)) or b""
        assert nasty.streamed(Cutter(media_type, 1, 1), data, [5]) == data


def sample(media_type: str, rows: int) -> bytes:
    if media_type in SELECT_TYPES:
        found = [{"x": {"type": "literal", "value": f"number {i}"}, "y": {"type": "uri", "value": nasty.EX}} for i in range(rows)]
        return nasty.written((["x", "y"], found), engine_type(media_type))
    facts = [ox.Triple(ox.NamedNode(f"{nasty.EX}s{i // 4}"), ox.NamedNode(nasty.EX + "p"), ox.Literal(f"number {i}")) for i in range(rows)]
    return nasty.graph_written(facts, media_type)


@pytest.mark.parametrize("media_type", [*SELECT_TYPES, *GRAPH_TYPES])
def test_rows_are_given_out_as_they_come(media_type: str) -> None:
    data = sample(media_type, 20_000)
    cutter = Cutter(media_type, NO_LIMIT, NO_LIMIT)
    given_out = 0
    for start in range(0, len(data), 8192):
        given_out += len(cutter.feed(data[start : start + 8192]))
        assert given_out > (start + 8192) * 0.5 - 8192


@pytest.mark.parametrize(
    ("media_type", "unit"),
    [
        (BINDINGS, "{}"),
        (BINDINGS, "},{"),
        (BINDINGS, '"},{'),
        (BINDINGS, "},{}"),
        (BINDINGS, "\\"),
        (RESULTS_XML, "<result>"),
        (TSV, '"'),
        ("text/turtle", " , "),
        ("text/turtle", '\\" , "'),
        ("application/ld+json", '},{"@'),
        (RDF_XML, "\n\t\t<"),
        (CSV, '"@en\t'),
        (CSV, "<"),
        (CSV, "\\"),
    ],
)
def test_one_huge_literal_costs_linear_time(media_type: str, unit: str) -> None:
    term: nasty.Term = {"type": "literal", "value": unit * (4_000_000 // len(unit))}
    if media_type in SELECT_TYPES:
        data = nasty.written((["x"], [{"x": term}, {}]), engine_type(media_type))
    else:
        data = nasty.graph_written(nasty.graph([("s", "p", term), ("s", "q", term)]), media_type)
    start = time.perf_counter()
    cutter = Cutter(media_type, NO_LIMIT, NO_LIMIT)
    nasty.streamed(cutter, data, [8192])
    assert not cutter.cut
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize("media_type", [BINDINGS, "text/turtle"])
def test_rows_that_look_like_text_are_counted_while_they_come(media_type: str) -> None:
    if media_type == BINDINGS:
        data = nasty.written((["x"], [{}] * 200_000), media_type)
    else:
        data = nasty.graph_written(
            [ox.Triple(ox.NamedNode(nasty.EX), ox.NamedNode(nasty.EX), ox.NamedNode(f"{nasty.EX}{i}")) for i in range(20_000)], media_type
        )
    cutter = Cutter(media_type, 1000, NO_LIMIT)
    for start in range(0, len(data), 8192):
        cutter.feed(data[start : start + 8192])
        if cutter.done:
            break
    assert cutter.cut == "rows"
    assert start < 200_000
