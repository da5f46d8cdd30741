"""Which collection a type belongs to, and the item of one thing as plain data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from api.descriptions import describe, properties
from detente.errors import NotFoundError
from ontology.iris import Iris, Name
from ontology.terms import RDFS
from queries import details
from queries.collections import COLLECTIONS, Collection
from store.base import Store

Item = dict[str, Any]
Describer = Callable[[Store, Iris, Sequence[str]], list[dict[str, object]]]

TYPE_OF = {
    "events": "event",
    "persons": "person",
    "organisations": "organisation",
    "states": "state",
    "relations": "relation",
    "areas": "area",
    "statements": "statement",
    "offices": "office",
    "positions": "position",
}
COLLECTION_OF = {type: collection for collection, type in TYPE_OF.items()}
DESCRIBERS: dict[str, Describer] = {
    "events": details.events,
    "persons": details.persons,
    "organisations": details.organisations,
    "states": details.states,
    "relations": details.relations,
    "areas": details.areas,
    "statements": details.statements,
    "offices": details.offices,
    "positions": details.positions,
}


def items(store: Store, iris: Iris, collection: str, ids: Sequence[str]) -> list[Item]:
    """The items of a collection for these IRIs, in their order."""
    return cast(list[Item], DESCRIBERS[collection](store, iris, ids))


def counting(collection: str, *facets: str) -> Collection:
    """The collection with these facets only: each costs a query over the whole list."""
    whole = COLLECTIONS[collection]
    return replace(whole, facets={name: whole.facets[name] for name in facets})


def item(store: Store, iris: Iris, name: Name) -> Item:
    """The item of one thing; a type without a collection gets its properties by IRI. NotFoundError if nothing is known of it."""
    thing = str(iris.id(name.type, name.slug))
    if name.type in COLLECTION_OF:
        found = items(store, iris, COLLECTION_OF[name.type], [thing])
        if found:
            return found[0]
    return generic(store, iris, name)


def detail(store: Store, iris: Iris, collection: str, slug: str) -> Item:
    """The item of a collection by slug; NotFoundError if there is none."""
    try:
        thing = str(iris.id(TYPE_OF[collection], slug))
    except ValueError:
        raise NotFoundError(f"nothing in {collection} is known as {slug[:200]!r}") from None
    found = items(store, iris, collection, [thing])
    if not found:
        raise NotFoundError(f"nothing in {collection} is known as {slug[:200]!r}")
    return found[0]


def generic(store: Store, iris: Iris, name: Name) -> Item:
    """Any thing: id, slug, label, type, and its properties by IRI."""
    thing = iris.id(name.type, name.slug)
    graph = describe(store, iris, name, links=False)
    label = graph.value(thing, RDFS.label)
    return {
        "id": str(thing),
        "slug": name.slug,
        "label": str(label) if label is not None else name.slug,
        "type": name.type,
        "properties": properties(graph, thing),
    }
