from __future__ import annotations

from rdflib import Graph

from ontology.shapes import violations
from tests.api.sample import IRIS, MEETINGS, positions, record, registry


def test_the_sample_is_what_a_store_may_hold() -> None:
    graph = Graph()
    for triples in (registry(), positions(), *(record(meeting) for meeting in MEETINGS)):
        for triple in triples:
            graph.add(triple)
    assert violations(graph, IRIS) == ()
