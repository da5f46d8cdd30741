"""Does a graph contradict the ontology? Instances of two disjoint classes, and terms that are not defined.

A small RDFS closure over `core.ttl` (subclass, domain, range) is enough for that, and needs no reasoner at run time.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ontology.documents import core_graph
from ontology.terms import DET, OWL, RDF, RDFS


def inconsistencies(graph: Graph) -> tuple[str, ...]:
    """One line for each undefined `det:` term and for each thing in two disjoint classes, sorted; empty if there are none.

    Types follow from `rdf:type`, from the domains and ranges of properties, and from superclasses.
    """
    faults = {f"det:{_local(term)} is not defined" for term in _used(graph) - _defined()}
    for node, types in _types(graph).items():
        for one in types:
            faults |= {f"{node} is both det:{_local(one)} and det:{_local(two)}" for two in _disjoint(one) & types}
    return tuple(sorted(faults))


def _types(graph: Graph) -> dict[Node, set[Node]]:
    core, types = core_graph(), defaultdict[Node, set[Node]](set)
    domains, ranges = dict(core.subject_objects(RDFS.domain)), dict(core.subject_objects(RDFS.range))
    for s, p, o in graph:
        if p == RDF.type:
            types[s] |= _above(o)
        if p in domains:
            types[s] |= _above(domains[p])
        if p in ranges and not isinstance(o, Literal):
            types[o] |= _above(ranges[p])
    return types


@cache
def _above(cls: Node) -> frozenset[Node]:
    """The class and its superclasses."""
    return frozenset(above for above in core_graph().transitive_objects(cls, RDFS.subClassOf) if above is not None)


@cache
def _disjoint(cls: Node) -> frozenset[Node]:
    """The classes that are declared disjoint with it, in this direction only: each pair is then reported once."""
    return frozenset(core_graph().objects(cls, OWL.disjointWith))


@cache
def _defined() -> frozenset[Node]:
    return frozenset(core_graph().subjects(RDFS.isDefinedBy))


def _used(graph: Graph) -> set[Node]:
    return {node for triple in graph for node in triple if isinstance(node, URIRef) and node.startswith(str(DET))}


def _local(term: Node) -> str:
    return str(term).removeprefix(str(DET))
