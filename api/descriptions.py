"""The RDF description of one thing, asked of the store and written in any of the RDF formats.

It holds the triples of the thing and of its parts (`#fragments`), the labels and types of what they name, and the links that lead in
from at most `LINKS_IN` things. Every branch of the query starts at the thing, so its cost follows the thing's size, not the store's.
"""

from __future__ import annotations

from typing import Any

from rdflib import DCTERMS, FOAF, RDF, RDFS, Graph, URIRef
from rdflib import Literal as Text

from api.negotiation import RDFLIB_NAMES
from detente.errors import NotFoundError
from ontology.documents import context
from ontology.iris import Iris, Name
from ontology.terms import PREFIXES
from store.base import Store

LINKS_IN = 1_000
_PART = 'FILTER(STRSTARTS(STR(?part), CONCAT(STR(<%(iri)s>), "#")))'
_QUERY = f"""
PREFIX rdf: <{RDF}>
PREFIX rdfs: <{RDFS}>
CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ <%(iri)s> ?p ?o BIND(<%(iri)s> AS ?s) }}
  UNION {{ <%(iri)s> ?to ?part . ?part ?p ?o {_PART} BIND(?part AS ?s) }}
  UNION {{ <%(iri)s> ?to ?s . ?s rdfs:label ?o BIND(rdfs:label AS ?p) }}
  UNION {{ <%(iri)s> ?to ?s . ?s a ?o BIND(rdf:type AS ?p) }}
  UNION {{ <%(iri)s> ?to ?part . ?part ?onward ?s . ?s rdfs:label ?o {_PART} BIND(rdfs:label AS ?p) }}
  %(links)s
}}"""
_LINKS = f"UNION {{{{ SELECT ?s ?p WHERE {{ ?s ?p <%(iri)s> }} LIMIT {LINKS_IN} }} BIND(<%(iri)s> AS ?o) }}"


def exists(store: Store, iri: URIRef) -> bool:
    """Whether the store says anything about it."""
    return b"true" in store.query(f"ASK {{ {iri.n3()} ?p ?o }}").body()


def describe(store: Store, iris: Iris, name: Name, links: bool = True) -> Graph:
    """The description of a thing, with or without the links in; NotFoundError if the store says nothing about it."""
    thing = iris.id(name.type, name.slug)
    body = store.query(_QUERY % {"iri": thing, "links": _LINKS % {"iri": thing} if links else ""}, ("application/n-triples",)).body()
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.parse(data=body, format="nt11")
    if (thing, None, None) not in graph:
        raise NotFoundError(f"nothing is known as {thing}")
    return graph


def document(graph: Graph, iris: Iris, name: Name) -> Graph:
    """Adds what is said of the page itself: its topic, its data set, and that its links in are cut off, where they are."""
    thing, page = iris.id(name.type, name.slug), iris.doc(name.type, name.slug)
    graph.add((page, RDF.type, FOAF.Document))
    graph.add((page, FOAF.primaryTopic, thing))
    graph.add((page, DCTERMS.isPartOf, iris.id("dataset", "detente")))
    if sum(1 for _ in graph.triples((None, None, thing))) >= LINKS_IN:
        graph.add((page, RDFS.comment, Text(f"Shows links from {LINKS_IN} things only; /sparql has them all.")))
    return graph


def serialise(graph: Graph, extension: str) -> bytes:
    """The graph in the format of that extension; JSON-LD is compacted with the ontology's context."""
    if extension == "jsonld":
        return graph.serialize(format="json-ld", context=context()["@context"], encoding="utf-8")
    return graph.serialize(format=RDFLIB_NAMES[extension], encoding="utf-8")


def properties(graph: Graph, thing: URIRef) -> dict[str, list[Any]]:
    """The thing's own triples as plain data: property IRI to values, for types that have no item of their own."""
    found: dict[str, list[Any]] = {}
    for predicate, value in sorted(graph.predicate_objects(thing)):
        found.setdefault(str(predicate), []).append(_plain(value) if isinstance(value, Text) else str(value))
    return found


def _plain(value: Text) -> Any:
    """A literal as JSON knows it: text, number or boolean; dates and everything else in their written form."""
    python = value.toPython()
    return python if isinstance(python, (str, int, float, bool)) else str(value)
