"""The controlled vocabularies as plain data."""

from __future__ import annotations

from functools import cache
from typing import Any

from rdflib import RDFS, SKOS

from ontology.documents import VOCABULARIES, vocabulary_graph
from ontology.iris import Iris

PLURALS = {type: f"{type}s" for type in VOCABULARIES}


@cache
def concepts(iris: Iris) -> dict[str, list[dict[str, Any]]]:
    """By plural (`areas`, `functions` …): each concept with code, label, definition and the codes of its broader terms, by label."""
    graph = vocabulary_graph(iris)
    found: dict[str, list[dict[str, Any]]] = {plural: [] for plural in PLURALS.values()}
    for concept, code in graph.subject_objects(SKOS.notation):
        name = iris.parse(str(concept))
        if name is None or name.type not in PLURALS:
            continue
        definition = graph.value(concept, SKOS.definition)
        found[PLURALS[name.type]].append(
            {
                "id": str(concept),
                "slug": name.slug,
                "label": str(graph.value(concept, RDFS.label) or graph.value(concept, SKOS.prefLabel) or code),
                "code": str(code),
                "definition": str(definition) if definition else None,
                "broader": sorted(str(graph.value(wider, SKOS.notation)) for wider in graph.objects(concept, SKOS.broader)),
            }
        )
    return {plural: sorted(items, key=lambda item: str(item["label"]).lower()) for plural, items in found.items()}
