"""Triples under construction, with literals of the types that the graph uses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

Triple = tuple[URIRef, URIRef, Node]


class Subject:
    """Says things of one subject and collects them in `items`: `Subject(items, iri).type(DET.Event).text(RDFS.label, "…")`.

    None and empty values add nothing.
    """

    def __init__(self, items: list[Triple], iri: URIRef) -> None:
        self._items = items
        self.iri = iri

    def type(self, *classes: URIRef) -> Subject:
        """Its classes."""
        return self.link(RDF.type, *classes)

    def link(self, predicate: URIRef, *objects: URIRef | None) -> Subject:
        """Links to other things."""
        self._items += [(self.iri, predicate, o) for o in objects if o is not None]
        return self

    def text(self, predicate: URIRef, *values: str | None) -> Subject:
        """Plain strings."""
        self._items += [(self.iri, predicate, Literal(v)) for v in values if v]
        return self

    def number(self, predicate: URIRef, value: int | None) -> Subject:
        """An xsd:integer."""
        return self._typed(predicate, value, XSD.integer)

    def decimal(self, predicate: URIRef, value: float | None) -> Subject:
        """An xsd:decimal in its shortest form."""
        return self._typed(predicate, None if value is None else f"{Decimal(repr(value)):f}", XSD.decimal)

    def flag(self, predicate: URIRef, value: bool) -> Subject:
        """An xsd:boolean."""
        return self._typed(predicate, "true" if value else "false", XSD.boolean)

    def day(self, predicate: URIRef, value: date | None) -> Subject:
        """An xsd:date."""
        return self._typed(predicate, None if value is None else value.isoformat(), XSD.date)

    def _typed(self, predicate: URIRef, value: object, datatype: URIRef) -> Subject:
        if value is not None:
            self._items.append((self.iri, predicate, Literal(str(value), datatype=datatype)))
        return self
