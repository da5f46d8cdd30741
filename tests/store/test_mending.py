"""What the engine writes, mended, reads back as what it was: each format with another's parser, and however the stream is cut."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from rdflib.compare import isomorphic

from detente.errors import NotAcceptableError
from store.base import BINDINGS, GRAPH_TYPES
from store.mending import CSV, RDF_XML, RESULTS_XML, TSV, engine_type, mender
from tests.store import nasty

SRX = "{http://www.w3.org/2005/sparql-results#}"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Table = tuple[list[str], list[nasty.Row]]


@pytest.fixture(scope="module", autouse=True)
def _rdflib_keeps_spellings() -> Iterator[None]:
    rdflib.NORMALIZE_LITERALS = False
    yield
    rdflib.NORMALIZE_LITERALS = True


def mended(data: bytes, media_type: str, sizes: list[int]) -> bytes:
    return nasty.streamed(mender(media_type), data, sizes)


def select(query: str, media_type: str) -> bytes:
    found = ox.Store().query(query)
    assert not isinstance(found, ox.QueryTriples)
    data = found.serialize(format=ox.QueryResultsFormat.from_media_type(engine_type(media_type))) or b""
    return mended(data, media_type, [7])


def field(term: nasty.Term | None) -> str:
    if term is None:
        return ""
    value: Any = term["value"]
    if term["type"] == "triple":
        subject, predicate, object_ = (nasty.term(value[part]) for part in ("subject", "predicate", "object"))
        return f"<<( {subject} {predicate} {turtle(object_)} )>>"
    return f"_:{value}" if term["type"] == "bnode" else str(value)


def turtle(term: Any) -> str:
    """The term as the engine writes it in TSV: some numbers are bare, and control characters are not escaped."""
    return nasty.written((["x"], [{"x": json_term(term)}]), TSV).decode().split("\n")[1]


def json_term(term: Any) -> nasty.Term:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    found = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, "xml:lang": term.language} if term.language else found


@given(nasty.tables(), nasty.sizes)
def test_csv_reads_back_as_the_terms_texts(table: Table, sizes: list[int]) -> None:
    names, rows = table
    text = mended(nasty.written(table, engine_type(CSV)), CSV, sizes).decode()
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert read[0] == names
    assert read[1:] == [[field(row.get(name)) for name in names] for row in rows]
    assert text.endswith("\r\n")


def test_csv_quotes_what_needs_it_and_only_that() -> None:
    query = """SELECT ?a ?b { VALUES (?a ?b) {
        (<urn:a,b> "plain") (<urn:a> "a, b"@en) (12 '''say "x"''') (true "1"^^<urn:t,u>) (UNDEF "two\\nlines") } }"""
    assert select(query, CSV).decode().split("\r\n") == [
        "a,b",
        '"urn:a,b",plain',
        'urn:a,"a, b"',
        '12,"say ""x"""',
        "true,1",
        ',"two\nlines"',
        "",
    ]


def test_csv_of_one_column_has_no_empty_line() -> None:
    assert select('SELECT ?a { VALUES ?a { UNDEF "" 1 } }', CSV) == b'a\r\n""\r\n""\r\n1\r\n'


def test_csv_without_variables_and_of_ask() -> None:
    assert select("SELECT * {}", CSV) == b"\r\n\r\n"
    assert select("ASK {}", CSV) == b"true"


@given(nasty.tables(), nasty.sizes)
def test_results_in_xml_read_back_but_for_what_xml_cannot_hold(table: Table, sizes: list[int]) -> None:
    names, rows = table
    root = ET.fromstring(mended(nasty.written(table, RESULTS_XML), RESULTS_XML, sizes))
    assert [variable.get("name") for variable in root.iter(f"{SRX}variable")] == names
    read = [{b.get("name", ""): from_xml(b[0]) for b in result} for result in root.iter(f"{SRX}result")]
    assert read == [{name: FORBIDDEN.sub("\ufffd", leaves(term)) for name, term in row.items()} for row in rows]


def from_xml(element: ET.Element) -> str:
    if element.tag == f"{SRX}triple":
        return " ".join(from_xml(part[0]) for part in element)
    extra = [value for key, value in sorted(element.items()) if "version" not in key]
    return "|".join([element.tag.removeprefix(SRX), element.text or "", *extra])


def leaves(term: nasty.Term) -> str:
    if term["type"] == "triple":
        return " ".join(leaves(term["value"][part]) for part in ("subject", "predicate", "object"))
    return "|".join(str(term[key]) for key in ("type", "value", "datatype", "xml:lang") if key in term)


@given(nasty.tables())
def test_results_in_json_read_back(table: Table) -> None:
    assert json.loads(nasty.written(table, BINDINGS))["results"]["bindings"] == table[1]


@given(nasty.tables())
def test_results_in_tsv_read_back(table: Table) -> None:
    lines = nasty.written(table, TSV).decode().split("\n")
    assert lines[0].split("\t") == [f"?{name}" for name in table[0]]
    for line, row in zip(lines[1:-1], table[1], strict=True):
        for cell, name in zip(line.split("\t"), table[0], strict=True):
            assert (cell == "") is (name not in row)
            if name in row:
                # TSV's terms are Turtle's, so a Turtle parser other than the engine's must read them
                assert from_turtle(cell) == leaves(row[name]).replace("|http://www.w3.org/2001/XMLSchema#string", "")


def from_turtle(cell: str) -> str:
    if cell.startswith("<<( "):
        subject, predicate, object_ = cell.removeprefix("<<( ").removesuffix(" )>>").split(" ", 2)
        return " ".join(map(from_turtle, (subject, predicate, object_)))
    if cell.startswith("_:"):
        return f"bnode|{cell[2:]}"
    (read,) = rdflib.Graph().parse(data=f"<urn:s> <urn:p> {cell} .", format="turtle").objects()
    if isinstance(read, rdflib.URIRef):
        return f"uri|{read}"
    assert isinstance(read, rdflib.Literal)
    return "|".join(str(part) for part in ("literal", str(read), read.datatype, read.language) if part is not None)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD uses it
@pytest.mark.parametrize("media_type", GRAPH_TYPES)
@pytest.mark.parametrize("prefixes", [None, {"e": nasty.EX, "": nasty.EX + "s"}])
@given(facts=nasty.facts, sizes=nasty.sizes)
def test_triples_read_back(media_type: str, prefixes: dict[str, str] | None, facts: list[Any], sizes: list[int]) -> None:
    triples = nasty.graph(facts)
    data = mended(nasty.graph_written(triples, media_type, prefixes), media_type, sizes)
    read = rdflib.Graph().parse(data=data, format="json-ld" if media_type.endswith("json") else media_type)
    wanted = rdflib.Graph()
    for triple in triples:
        assert isinstance(triple.subject, ox.NamedNode)
        wanted.add((rdflib.URIRef(triple.subject.value), rdflib.URIRef(triple.predicate.value), to_rdflib(triple.object, media_type)))
    assert isomorphic(read, wanted), (sorted(read), sorted(wanted), data)


def to_rdflib(term: Any, media_type: str) -> rdflib.term.Node:
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    text = FORBIDDEN.sub("\ufffd", term.value) if media_type == RDF_XML else term.value
    if term.language:
        return rdflib.Literal(text, lang=term.language)
    plain = term.datatype.value.endswith("#string")
    return rdflib.Literal(text, datatype=None if plain else rdflib.URIRef(term.datatype.value), normalize=False)


@pytest.mark.parametrize("sizes", [[1000], [1], [3, 5]])
@pytest.mark.parametrize(("predicate", "value"), [("urn:x/12", "urn:v"), ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "urn:x/12")])
def test_a_name_that_xml_cannot_write_is_refused_with_a_remedy(predicate: str, value: str, sizes: list[int]) -> None:
    data = nasty.graph_written([ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode(predicate), ox.NamedNode(value))], RDF_XML)
    with pytest.raises(ET.ParseError):
        ET.fromstring(data)
    with pytest.raises(NotAcceptableError, match="ask for text/turtle"):
        mended(data, RDF_XML, sizes)


def test_the_same_rows_come_in_every_format() -> None:
    rows = [{"x": {"type": "literal", "value": "".join(nasty.PIECES)}}] * 3000
    read = list(csv.reader(io.StringIO(mended(nasty.written((["x"], rows), TSV), CSV, [8192]).decode(), newline="")))
    assert Counter(map(tuple, read)) == {("x",): 1, ("".join(nasty.PIECES),): 3000}
