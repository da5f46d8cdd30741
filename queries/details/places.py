"""States, the relations between them, and the areas of those relations."""

from __future__ import annotations

from collections.abc import Sequence

from ontology.iris import Iris
from queries.details.batch import Batch, Item, texts
from store.base import Store


def states(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The states among `ids`, in their order: ISO code, aliases, relations."""
    batch = Batch.of(store, iris, ids)
    one = batch.one("?label ?code", "?id a det:State ; rdfs:label ?label . OPTIONAL { ?id det:isoCode ?code }")
    names = batch.many("?name", "?id skos:altLabel ?name .")
    relations = batch.many("?relation ?relationLabel", "?relation det:between ?id ; rdfs:label ?relationLabel .")
    return [
        batch.common(id, one[id]["label"])
        | {
            "code": one[id]["code"],
            "aliases": texts(names.get(id, []), "name"),
            "relations": batch.refs(relations.get(id, []), "relation", "relationLabel"),
        }
        for id in batch.ids
        if id in one
    ]


def relations(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The relations among `ids`, in their order: the states' codes, how many events and statements concern them."""
    batch = Batch.of(store, iris, ids)
    one = batch.one("?label", "?id a det:Relation ; rdfs:label ?label .")
    codes = batch.many("?code", "?id det:between/det:isoCode ?code .")
    events = batch.count("?item det:concerns ?id ; a det:Event .")
    statements = batch.count("?item det:concerns ?id ; a det:Statement .")
    return [
        batch.common(id, one[id]["label"])
        | {"states": texts(codes.get(id, []), "code"), "counts": {"events": events[id], "statements": statements[id]}}
        for id in batch.ids
        if id in one
    ]


def areas(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The areas among `ids`, in their order: code, definition, broader and narrower codes, statements on them and their narrower areas."""
    batch = Batch.of(store, iris, ids)
    one = batch.one(
        "?label ?code ?definition ?broader",
        """?id a det:Area ; rdfs:label ?label . OPTIONAL { ?id skos:notation ?code } OPTIONAL { ?id skos:broader/skos:notation ?broader }
        OPTIONAL { ?id skos:definition ?definition FILTER(LANG(?definition) IN ("", "en")) }""",
    )
    narrower = batch.many("?code", "?narrower skos:broader ?id ; skos:notation ?code .")
    statements = batch.count("?narrower skos:broader* ?id . ?item det:area ?narrower ; a det:Statement .")
    return [
        batch.common(id, one[id]["label"])
        | {
            "code": one[id]["code"],
            "definition": one[id]["definition"],
            "broader": one[id]["broader"],
            "narrower": texts(narrower.get(id, []), "code"),
            "counts": {"statements": statements[id]},
        }
        for id in batch.ids
        if id in one
    ]
