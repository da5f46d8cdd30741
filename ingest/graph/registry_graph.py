"""The registry as triples: `graph/registry`."""

from __future__ import annotations

from collections.abc import Container

from rdflib import URIRef

from ingest.graph.triples import Subject, Triple
from ingest.registry import Entry, Registry
from ontology.iris import Iris
from ontology.terms import DET, OWL, RDFS, SKOS

CLASSES = {
    "person": DET.Person,
    "organisation": DET.Organisation,
    "state": DET.State,
    "relation": DET.Relation,
    "office": DET.Office,
    "series": DET.EventSeries,
    "treaty": DET.Treaty,
    "project": DET.Project,
    "exercise": DET.Exercise,
    "weapon-system": DET.WeaponSystem,
    "crisis": DET.Crisis,
    "document": DET.Document,
}


def registry_triples(registry: Registry, iris: Iris, only: Container[URIRef] | None = None) -> list[Triple]:
    """All entities of the registry, or those named in `only`. Events are described by their records."""
    items: list[Triple] = []
    for type, id, entry in registry:
        if type in CLASSES and (only is None or iris.id(type, id) in only):
            _entity(items, iris, type, id, entry)
    return items


def _entity(items: list[Triple], iris: Iris, type: str, id: str, entry: Entry) -> None:
    facts = entry.facts
    kind = DET.IntergovernmentalOrganisation if facts.get("kind") == "intergovernmental" else None
    (
        Subject(items, iris.id(type, id))
        .type(CLASSES[type], *([kind] if kind else []))
        .text(RDFS.label, entry.label)
        .text(SKOS.altLabel, *entry.aliases)
        .link(OWL.sameAs, *(URIRef(same) for same in entry.same_as))
        .text(DET.isoCode, facts.get("iso"))
        .link(DET.between, *(iris.id("state", code.lower()) for code in facts.get("between", "").split()))
        .text(DET.officeTitle, facts.get("title"))
        .link(DET.officeOf, iris.id("organisation", facts["organisation"]) if facts.get("organisation") else None)
        .link(DET.accreditedTo, iris.id("state", facts["accredited"]) if facts.get("accredited") else None)
        .text(DET.unit, facts.get("unit") if type == "office" else None)
    )
