"""Rows: a SELECT's answer as a table, in terms, in plain values, or as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from detente.errors import InputError, ParameterError
from ontology.iris import Iris
from queries.bind import bind
from queries.catalogue import named_query
from store.base import BINDINGS, Store

Plain = str | int | float | bool | None
_PLAIN_TYPES: Mapping[str, Callable[[str], Plain]] = {
    str(XSD.integer): int,
    str(XSD.decimal): float,
    str(XSD.double): float,
    str(XSD.boolean): lambda text: text == "true",
}


@dataclass(frozen=True)
class Rows:
    """Column names and, for each row, the bindings as SPARQL 1.1 JSON results write them; an unbound variable has no entry."""

    columns: tuple[str, ...]
    bindings: Sequence[Mapping[str, Mapping[str, str]]]

    @property
    def rows(self) -> list[dict[str, Node | None]]:
        """Each row as rdflib terms, None where a variable is unbound."""
        return [{column: _term(binding[column]) if column in binding else None for column in self.columns} for binding in self.bindings]

    def plain(self) -> list[dict[str, Plain]]:
        """Each row as JSON-ready values: IRIs, texts and dates as strings, numbers and booleans as themselves, unbound as None."""
        return [{column: _plain(binding[column]) if column in binding else None for column in self.columns} for binding in self.bindings]

    def csv(self) -> str:
        """The table as RFC 4180 text with a header line; unbound is empty. Values are faithful: a spreadsheet must import them as text."""
        output = io.StringIO()
        writer = csv.writer(output)
        writer.writerow(self.columns)
        writer.writerows([binding[column]["value"] if column in binding else "" for column in self.columns] for binding in self.bindings)
        return output.getvalue()

    def __len__(self) -> int:
        return len(self.bindings)


def parse_rows(body: bytes) -> Rows:
    """Rows from a SELECT's `application/sparql-results+json`; InputError for an ASK's."""
    found = json.loads(body)
    if "results" not in found:
        raise InputError("the query gives no table: use SELECT")
    return Rows(tuple(found["head"]["vars"]), found["results"]["bindings"])


def rows(store: Store, text: str) -> Rows:
    """Ask the store a SELECT query over the union of all graphs. Raises what `Store.query` raises."""
    return parse_rows(store.query(text, accept=(BINDINGS,)).body())


def run(store: Store, iris: Iris, name: str, values: Mapping[str, str], limit: int | None = None) -> Rows:
    """Answer a named query. NotFoundError for an unknown name, ParameterError for a wrong value or a limit below 1."""
    text = bind(named_query(name), values, iris)
    if limit is not None:
        if limit < 1:
            raise ParameterError(f"limit={limit} is below 1")
        text = f"{text}\nLIMIT {int(limit)}"
    return rows(store, text)


def _term(binding: Mapping[str, str]) -> Node:
    value = binding["value"]
    if binding["type"] == "uri":
        return URIRef(value)
    if binding["type"] == "bnode":
        return BNode(value)
    datatype = binding.get("datatype")
    return Literal(value, lang=binding.get("xml:lang"), datatype=URIRef(datatype) if datatype else None)


def _plain(binding: Mapping[str, str]) -> Plain:
    convert = _PLAIN_TYPES.get(binding.get("datatype", ""))
    return convert(binding["value"]) if convert else binding["value"]
