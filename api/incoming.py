"""The links of a thing, both ways, in words: for the pages of types that have none of their own."""

from __future__ import annotations

import re
from typing import Any

from rdflib import RDF, RDFS, Graph, URIRef

from ontology.iris import Iris, Name
from queries.lists import HEAD
from queries.results import rows
from store.base import Store

SHOWN = 200
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def wording(predicate: str) -> str:
    """A property's name as words.

    >>> wording("https://w3id.org/detente/ontology#atEvent")
    'At event'
    """
    local = re.split(r"[#/]", predicate)[-1]
    return _WORD.sub(" ", local).replace("_", " ").lower().capitalize()


def facts(graph: Graph, thing: URIRef) -> list[tuple[str, list[dict[str, str]]]]:
    """What is said of the thing: property in words, values with labels; without its label and types."""
    found: dict[str, list[dict[str, str]]] = {}
    for predicate, value in sorted(graph.predicate_objects(thing)):
        if predicate in (RDFS.label, RDF.type):
            continue
        iri = str(value) if isinstance(value, URIRef) else ""
        label = graph.value(value, RDFS.label) if iri else None
        shown = str(label) if label is not None else str(value).rpartition("/")[2] if iri else str(value)
        found.setdefault(wording(str(predicate)), []).append({"iri": iri, "label": shown})
    return list(found.items())


def incoming(store: Store, iris: Iris, name: Name) -> list[dict[str, Any]]:
    """What links to the thing, at most `SHOWN`: IRI, label or quote, and the link in words."""
    this = iris.id(name.type, name.slug).n3()
    pattern = f"?thing ?link {this} OPTIONAL {{ ?thing rdfs:label ?label }} OPTIONAL {{ ?thing schema:text ?quote }}"
    found = rows(store, f"{HEAD}SELECT ?thing ?link ?label ?quote WHERE {{ {pattern} }} ORDER BY ?link ?thing LIMIT {SHOWN}").plain()
    links = []
    for row in found:
        other = iris.parse(str(row["thing"]))
        if other and (other.type, other.slug) != (name.type, name.slug):
            how = f"{other.type}: {wording(str(row['link'])).lower()}"
            links.append({"iri": row["thing"], "label": row["label"] or row["quote"] or other.slug, "name": how})
    return links
