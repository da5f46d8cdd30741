"""The VoID description of the data set that this service holds."""

from __future__ import annotations

from rdflib import DCTERMS, FOAF, RDF, VOID, XSD, Graph, Literal, URIRef

from ontology.iris import Iris
from ontology.terms import DCAT, PREFIXES
from queries.results import Plain, rows
from store.base import Store

NAMESPACE = PREFIXES["det"]
_CLASSES = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {
  ?thing a ?class FILTER(STRSTARTS(STR(?class), "%s"))
} GROUP BY ?class"""
_QUALITY = """PREFIX dqv: <%s>
PREFIX det: <%s>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name ?meaning ?value ?cases WHERE {
  ?measured a dqv:QualityMeasurement ; dqv:isMeasurementOf ?metric ; dqv:value ?value ; det:sampleSize ?cases .
  ?metric rdfs:label ?name ; skos:definition ?meaning .
  FILTER(!REGEX(STR(?metric), "-(p|r|macro-f1|kappa)$"))
} ORDER BY ?metric"""


def dataset(store: Store, iris: Iris, served: str) -> Graph:
    """What is stored of the data set (`graph/dataset`), and its sizes and addresses here; `served` is this server's address with `/`."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    stored = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iris.graph('dataset').n3()} {{ ?s ?p ?o }} }}"
    graph.parse(data=store.query(stored, ("application/n-triples",)).body(), format="nt11")
    this = URIRef(str(graph.value(None, RDF.type, VOID.Dataset) or iris.id("dataset", "detente")))
    graph.add((this, RDF.type, VOID.Dataset))
    graph.add((this, RDF.type, DCAT.Dataset))
    if (this, DCTERMS.title, None) not in graph:
        graph.add((this, DCTERMS.title, Literal("detente: who said what about relations between states", lang="en")))
    graph.add((this, VOID.sparqlEndpoint, URIRef(f"{served}sparql")))
    graph.add((this, VOID.uriSpace, Literal(f"{iris.base}id/")))
    graph.add((this, VOID.vocabulary, URIRef(NAMESPACE)))
    graph.add((this, FOAF.homepage, URIRef(served)))
    graph.set((this, VOID.triples, Literal(store.statistics().quads, datatype=XSD.integer)))
    graph.set((this, URIRef(f"{PREFIXES['dcat']}version"), Literal(store.version().tag)))
    for name, things in classes(store):
        part = URIRef(f"{this}#class-{name}")
        graph.add((this, VOID.classPartition, part))
        graph.add((part, VOID["class"], URIRef(f"{NAMESPACE}{name}")))
        graph.add((part, VOID.entities, Literal(things, datatype=XSD.integer)))
    return graph


def classes(store: Store) -> list[tuple[str, int]]:
    """The ontology's classes that have things, by name, with their numbers."""
    found = rows(store, _CLASSES % NAMESPACE).plain()
    return sorted((str(row["class"]).rpartition("#")[2], int(row["things"] or 0)) for row in found)


def quality(store: Store) -> list[dict[str, Plain]]:
    """What was measured of the extraction, one figure a measure: `name`, `meaning`, `value`, `cases`; empty if nothing was."""
    return rows(store, _QUALITY % (PREFIXES["dqv"], NAMESPACE)).plain()
