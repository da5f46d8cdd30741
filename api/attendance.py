"""Who was where, in which office and role: for the pages of events and persons."""

from __future__ import annotations

from typing import Any

from ontology.iris import Iris
from queries.lists import HEAD
from queries.results import Plain, rows, run
from store.base import Store

_APPEARANCES = """?seat det:participant %s ; det:atEvent ?event . ?event rdfs:label ?eventLabel .
OPTIONAL { ?event schema:startDate ?date }
OPTIONAL { ?seat det:role/skos:notation ?role }
OPTIONAL { ?seat det:represents ?state . OPTIONAL { ?state rdfs:label ?stateLabel } }"""
_TALKS = """?talk det:atEvent %s ; a det:Talk . OPTIONAL { ?talk rdfs:label ?talkLabel } OPTIONAL { ?talk det:order ?order }
OPTIONAL { ?talk det:speaker ?speaker . OPTIONAL { ?speaker rdfs:label ?speakerLabel } }"""


def ref(iris: Iris, iri: Plain, label: Plain) -> dict[str, str] | None:
    """A thing, named; None for no thing."""
    name = iris.parse(str(iri)) if iri else None
    return {"id": str(iri), "slug": name.slug, "label": str(label or name.slug)} if name else None


def participants(store: Store, iris: Iris, slug: str) -> list[dict[str, Any]]:
    """The participants of an event by name, each with roles, offices, state and number of statements."""
    found: dict[str, dict[str, Any]] = {}
    for row in run(store, iris, "event-participants", {"event": slug}).plain():
        person = ref(iris, row["person"], row["personLabel"])
        if person is None:
            continue
        entry = found.setdefault(
            person["id"],
            {**person, "roles": [], "offices": [], "state": ref(iris, row["state"], row["stateLabel"]), "statements": row["statements"]},
        )
        _append(entry["roles"], row["role"])
        if row["office"]:
            _append(entry["offices"], {"office": ref(iris, row["office"], row["officeLabel"]), "former": row["former"]})
    return list(found.values())


def appearances(store: Store, iris: Iris, person: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of a person, the latest first, each with date, roles, offices and the state represented."""
    found: dict[str, dict[str, Any]] = {}
    this = iris.id("person", person["slug"]).n3()
    pattern = _APPEARANCES % this
    for row in rows(store, f"{HEAD}SELECT DISTINCT ?event ?eventLabel ?date ?role ?state ?stateLabel WHERE {{ {pattern} }}").plain():
        event = ref(iris, row["event"], row["eventLabel"])
        if event is None:
            continue
        offices = [office for office in person["offices"] if office["event"] == event["slug"]]
        state = ref(iris, row["state"], row["stateLabel"])
        entry = found.setdefault(event["id"], {"event": event, "date": row["date"], "roles": [], "offices": offices, "state": state})
        _append(entry["roles"], row["role"])
    return sorted(found.values(), key=lambda entry: str(entry["date"] or ""), reverse=True)


def talks(store: Store, iris: Iris, slug: str) -> list[dict[str, Any]]:
    """The talks of an event in order, each with its speaker."""
    pattern = _TALKS % iris.id("event", slug).n3()
    text = f"{HEAD}SELECT DISTINCT ?talk ?talkLabel ?speaker ?speakerLabel ?order WHERE {{ {pattern} }} ORDER BY ?order ?talk"
    made = ((ref(iris, row["talk"], row["talkLabel"]), ref(iris, row["speaker"], row["speakerLabel"])) for row in rows(store, text).plain())
    return [{**talk, "speaker": speaker} for talk, speaker in made if talk]


def _append(known: list[Any], value: Any) -> None:
    if value is not None and value not in known:
        known.append(value)
