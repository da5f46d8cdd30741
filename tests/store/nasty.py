"""Terms and answers made to trip a reader, and streams cut anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any, Protocol, cast

import pyoxigraph as ox
from hypothesis import strategies as st

EX = "http://example.org/"
PIECES = [
    "},{", "}},{", ",{}", "{}", "[{", "]}}", '"', "\\", "\\n", '\\"', "\n", "\r", "\r\n", "\t", " , ", ", ", " ;\n\t", " .\n", "# x\n",
    "<result>", "</result><result>", "\n\t<", "\n\t\t<", "]]>", "&#13;", "<<( ", " )>>", "@en", "^^<urn:x>", "_:b", "'", "é", "😀",
    "\u2028", "\x85", "\ufffe", "\uffff", "\ufffd", "\x00", "\x01", "\x0b", "\x1f", "\x7f", "@prefix ", "?x", "true", "12", " ",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=6).map("".join)
iris = st.sampled_from([EX, EX + "a,b", EX + "it's?a=1&b=(2);c=*", EX + "é😀", EX + "s1", EX + "s2", "urn:x:,", EX + "%22#.x"])
uris = iris.map(lambda value: {"type": "uri", "value": value})
literals = texts.map(lambda value: {"type": "literal", "value": value})
tagged = st.tuples(texts, st.sampled_from(["en", "en-gb", "x-a-1"])).map(lambda p: {"type": "literal", "value": p[0], "xml:lang": p[1]})
typed = st.tuples(texts, iris).map(lambda p: {"type": "literal", "value": p[0], "datatype": p[1]})
numbers = st.sampled_from([("5", "integer"), ("-1.5", "decimal"), ("true", "boolean"), ("1E30", "double"), ("x", "integer")]).map(
    lambda p: {"type": "literal", "value": p[0], "datatype": f"http://www.w3.org/2001/XMLSchema#{p[1]}"}
)
Term = dict[str, Any]
plain_terms: st.SearchStrategy[Term] = uris | literals | tagged | typed | numbers
blanks = st.sampled_from(["b1", "b2"]).map(lambda value: {"type": "bnode", "value": value})
triples = st.tuples(uris, uris, plain_terms).map(
    lambda t: {"type": "triple", "value": {"subject": t[0], "predicate": t[1], "object": t[2]}}
)
terms: st.SearchStrategy[Term] = plain_terms | blanks | triples
Row = dict[str, Term]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[Row]]:
    """Variables and solutions in which anything may be unbound, all of a solution too."""
    names = draw(st.sampled_from([["x"], ["x", "bindings"], ["é", "_1", "vars"]]))
    rows = draw(st.lists(st.dictionaries(st.sampled_from(names), terms), max_size=7))
    return names, rows


facts = st.lists(
    st.tuples(st.sampled_from(["s1", "s2", "s,3"]), st.sampled_from(["p", "q-1", "é.x", "r#x"]), plain_terms | blanks),
    max_size=9,
    unique_by=repr,
)
sizes = st.lists(st.integers(1, 40), min_size=1, max_size=4)


def written(table: tuple[list[str], list[Row]], media_type: str) -> bytes:
    """What the engine writes for a table."""
    names, rows = table
    text = json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}, ensure_ascii=False)
    found = cast(ox.QuerySolutions, ox.parse_query_results(text.encode(), format=ox.QueryResultsFormat.JSON))
    return found.serialize(format=ox.QueryResultsFormat.from_media_type(media_type)) or b""


def term(found: Term) -> Any:
    """The engine's term for an entry of SPARQL JSON."""
    kind, value = found["type"], found["value"]
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "bnode":
        return ox.BlankNode(value)
    if "xml:lang" in found:
        return ox.Literal(value, language=found["xml:lang"])
    return ox.Literal(value, datatype=ox.NamedNode(found.get("datatype", "http://www.w3.org/2001/XMLSchema#string")))


def graph(found: Iterable[tuple[str, str, Term]]) -> list[ox.Triple]:
    """Facts as triples, those of one subject together, as a store gives them."""
    made = {ox.Triple(ox.NamedNode(EX + s), ox.NamedNode(EX + p), term(o)): None for s, p, o in found}
    return sorted(made, key=lambda triple: (str(triple.subject), str(triple.predicate)))


def graph_written(found: Iterable[ox.Triple], media_type: str, prefixes: dict[str, str] | None = None) -> bytes:
    """What the engine writes for triples."""
    return ox.serialize(found, format=ox.RdfFormat.from_media_type(media_type), prefixes=prefixes) or b""


class Feeding(Protocol):
    def feed(self, data: bytes) -> bytes: ...

    def end(self) -> bytes: ...


def streamed(through: Feeding, data: bytes, lengths: Sequence[int]) -> bytes:
    """What comes out when `data` goes in in pieces of these lengths, over and over."""
    out, start = [], 0
    for length in cycle(lengths):
        if start >= len(data):
            break
        out.append(through.feed(data[start : start + length]))
        start += length
    return b"".join([*out, through.end()])
