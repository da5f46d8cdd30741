"""Persons, organisations and offices."""

from __future__ import annotations

from collections.abc import Sequence

from ontology.iris import Iris
from queries.details.batch import Batch, Item, Row, texts
from store.base import Store

_NAMES = "?id skos:altLabel ?name ."
_OFFICE = """OPTIONAL { ?office rdfs:label ?officeLabel } OPTIONAL { ?office det:officeTitle ?title }
OPTIONAL { ?office det:officeOf|det:accreditedTo ?body . OPTIONAL { ?body rdfs:label ?bodyLabel } }
OPTIONAL { ?office det:unit ?unit }"""


def persons(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The persons among `ids`, in their order: name, aliases, roles, offices held at which event, state represented last, events."""
    batch = Batch.of(store, iris, ids)
    one = batch.one("?label", "?id a det:Person ; rdfs:label ?label .")
    names = batch.many("?name", _NAMES)
    roles = batch.many("?role", "?seat det:participant ?id ; det:role/skos:notation ?role .")
    states = batch.many("?event ?code", "?seat det:participant ?id ; det:atEvent ?event ; det:represents/det:isoCode ?code .")
    events = batch.many("?event ?eventLabel", "?seat det:participant ?id ; det:atEvent ?event . ?event rdfs:label ?eventLabel .")
    offices = batch.many(
        "?event ?office ?officeLabel ?title ?body ?bodyLabel ?unit ?former",
        f"?seat det:participant ?id ; det:atEvent ?event ; det:tenure ?held . ?held det:office ?office ; det:former ?former . {_OFFICE}",
    )
    statements = batch.count("?item a det:Statement ; det:speaker ?id .")
    return [
        batch.common(id, one[id]["label"])
        | {
            "name": one[id]["label"],
            "aliases": texts(names.get(id, []), "name"),
            "roles": texts(roles.get(id, []), "role"),
            "offices": [_held(batch, row) for row in offices.get(id, [])],
            # An event's slug begins with its date, so the last row is of the latest event.
            "country": states[id][-1]["code"] if states.get(id) else None,
            "events": batch.refs(events.get(id, []), "event", "eventLabel"),
            "counts": {"statements": statements[id]},
        }
        for id in batch.ids
        if id in one
    ]


def organisations(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The organisations among `ids`, in their order: aliases, the offices in them, how many events they held."""
    batch = Batch.of(store, iris, ids)
    one = batch.one("?label", "VALUES ?class { det:Organisation det:IntergovernmentalOrganisation } ?id a ?class ; rdfs:label ?label .")
    names = batch.many("?name", _NAMES)
    offices = batch.many("?office ?officeLabel", "?office det:officeOf ?id ; rdfs:label ?officeLabel .")
    events = batch.count("?item det:host ?id .")
    return [
        batch.common(id, one[id]["label"])
        | {
            "aliases": texts(names.get(id, []), "name"),
            "offices": batch.refs(offices.get(id, []), "office", "officeLabel"),
            "counts": {"events": events[id]},
        }
        for id in batch.ids
        if id in one
    ]


def offices(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The offices among `ids`, in their order: title, organisation, unit, state of accreditation, and who held them as of which event."""
    batch = Batch.of(store, iris, ids)
    one = batch.one(
        "?label ?title ?unit ?organisation ?organisationLabel ?state ?stateLabel",
        """?id a det:Office ; rdfs:label ?label . OPTIONAL { ?id det:officeTitle ?title } OPTIONAL { ?id det:unit ?unit }
        OPTIONAL { ?id det:officeOf ?organisation . OPTIONAL { ?organisation rdfs:label ?organisationLabel } }
        OPTIONAL { ?id det:accreditedTo ?state . OPTIONAL { ?state rdfs:label ?stateLabel } }""",
    )
    holders = batch.many(
        "?event ?eventLabel ?person ?personLabel ?former",
        """?tenure det:office ?id ; det:former ?former . ?seat det:tenure ?tenure ; det:participant ?person ; det:atEvent ?event .
        ?person rdfs:label ?personLabel . ?event rdfs:label ?eventLabel .""",
    )
    return [
        batch.common(id, one[id]["label"])
        | {
            "title": one[id]["title"] or one[id]["label"],
            "organisation": batch.ref(one[id]["organisation"], one[id]["organisationLabel"]),
            "unit": one[id]["unit"],
            "accredited_to": batch.ref(one[id]["state"], one[id]["stateLabel"]),
            "holders": [_holder(batch, row) for row in holders.get(id, [])],
        }
        for id in batch.ids
        if id in one
    ]


def _held(batch: Batch, row: Row) -> Item:
    return {
        "office": batch.ref(row["office"], row["officeLabel"]),
        "title": row["title"],
        "organisation": batch.ref(row["body"], row["bodyLabel"]),
        "unit": row["unit"],
        "former": row["former"],
        "event": batch.slug(row["event"]),
    }


def _holder(batch: Batch, row: Row) -> Item:
    return {
        "person": batch.ref(row["person"], row["personLabel"]),
        "former": row["former"],
        "event": batch.ref(row["event"], row["eventLabel"]),
    }
