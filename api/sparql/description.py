"""The SPARQL 1.1 Service Description of `/sparql`."""

from __future__ import annotations

from rdflib import RDF, Graph, Literal, Namespace, URIRef

from api.negotiation import RDFLIB_NAMES
from store.base import DefaultGraph

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip


def description(endpoint: str, default: DefaultGraph, extension: str) -> bytes:
    """What the endpoint can do, in the RDF format of that extension."""
    graph = Graph()
    graph.bind("sd", SD)
    service, dataset, default_graph = URIRef(endpoint), URIRef(f"{endpoint}#dataset"), URIRef(f"{endpoint}#default-graph")
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, service))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    graph.add((service, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default_graph))
    graph.add((default_graph, RDF.type, SD.Graph))
    if default == "union":
        graph.add((service, SD.feature, SD.UnionDefaultGraph))
    for name in RESULTS:
        graph.add((service, SD.resultFormat, FORMATS[name]))
    graph.add((service, URIRef("http://www.w3.org/2000/01/rdf-schema#label"), Literal("detente: SPARQL 1.1 query service (read-only)")))
    return graph.serialize(format=RDFLIB_NAMES[extension], encoding="utf-8")
