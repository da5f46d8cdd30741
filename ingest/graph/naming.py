"""Record → ids: everything a record names gets its id in the registry, once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from detente.errors import ConflictError
from ingest.extraction.organisations import is_intergovernmental
from ingest.extraction.places import places, state_name, state_of
from ingest.record import Office, Participant, Record
from ingest.registry import Registry
from ontology.iris import relation_slug, slug

# a mention's type in the record → the type in its IRI
IRI_TYPES = {
    "country": "state",
    "organisation": "organisation",
    "person": "person",
    "treaty": "treaty",
    "weapon-system": "weapon-system",
    "infrastructure": "project",
    "conflict-or-event": "crisis",
    "document": "document",
}
ENVOY = re.compile(r"(?i)\b(?:ambassador|high commissioner|consul|envoy|charg)")


@dataclass(frozen=True)
class Names:
    """The ids of a record's things: by the record's own ids, names and offices."""

    record: Record
    entities: dict[str, tuple[str, str]]
    hosts: tuple[str, ...]
    offices: dict[tuple[str, int], str]
    relation: str | None
    series: str | None


def register(record: Record, registry: Registry, replace: bool = False) -> Names:
    """Mint or find all ids of a record. ConflictError if the event's id belongs to another source, unless that is to be replaced."""
    record = _with_event_id(record, registry, replace)
    event = record.event
    registry.sources[record.source.sha256] = event.id
    registry.mint("event", event.title, event.id)
    entities = {e.id: (IRI_TYPES[e.type], _entity(registry, e.type, e.id, e.label)) for e in record.entities}
    for participant in record.participants:
        aliases = [a for a in participant.aliases if not a[:1].islower()]
        entities[participant.id] = ("person", registry.mint("person", participant.name, participant.id, aliases))
        if participant.country:
            _state(registry, participant.country)
    known = {
        " ".join(m.text.split()): m.canonical.removesuffix("-organisation")
        for m in record.mentions
        if m.type == "organisation" and m.canonical
    }
    offices = {(p.id, n): _office(registry, p, office, known) for p in record.participants for n, office in enumerate(p.offices)}
    relation = None
    if len(event.relation) > 1:
        names = [state_name(code) for code in event.relation]
        for code in event.relation:
            _state(registry, code)
        relation = registry.mint("relation", "–".join(names), relation_slug(event.relation), between=" ".join(sorted(event.relation)))
    elif event.relation:
        _state(registry, event.relation[0])
    hosts = tuple(_organisation(registry, name, known.get(name, "")) for name in event.hosts)
    series = registry.mint("series", event.series) if event.series else None
    return Names(record, entities, hosts, offices, relation, series)


def _with_event_id(record: Record, registry: Registry, replace: bool) -> Record:
    known = registry.sources.get(record.source.sha256)
    event = record.event
    if known is not None:
        return record if known == event.id else record.model_copy(update={"event": event.model_copy(update={"id": known})})
    others = [sha for sha, id in registry.sources.items() if id == event.id]
    if others and not replace:
        raise ConflictError(
            f"{record.source.file}: another report of this event ({event.id}) is in the store already; "
            "give --replace to put this one in its place"
        )
    for sha in others:
        del registry.sources[sha]
    return record


def _entity(registry: Registry, type: str, id: str, label: str) -> str:
    if type == "country":
        return _state(registry, id.removesuffix("-country").upper())
    if type == "organisation":
        return _organisation(registry, label, id.removesuffix("-organisation"))
    iri_type = IRI_TYPES[type]
    return registry.mint(iri_type, label, registry.lookup(iri_type, label) or id.removesuffix(f"-{type}"))


def _state(registry: Registry, code: str) -> str:
    return registry.mint("state", state_name(code), code.lower(), iso=code)


def _organisation(registry: Registry, name: str, id: str = "") -> str:
    made = registry.lookup("organisation", name) or id or slug(name)
    return registry.mint("organisation", name, made, kind="intergovernmental" if is_intergovernmental(made) else "")


def _is_state(name: str) -> bool:
    """Whether an office's organisation is a state itself (`Minister for Foreign Affairs, Japan`)."""
    return any(p.text == name and p.kind == "state" for p in places(name))


def _office(registry: Registry, participant: Participant, office: Office, known: Mapping[str, str]) -> str:
    """An envoy's office is named by both states, any other by its title and organisation."""
    receiver = state_of(office.organisation or "") if ENVOY.search(office.title) else None
    if receiver:
        sender = state_name(participant.country) if participant.country else ""
        label = f"{office.title}{f' of {sender}' if sender else ''} to {state_name(receiver)}"
        return registry.mint("office", label, title=office.title, accredited=_state(registry, receiver))
    organisation = ""
    if office.organisation and not _is_state(office.organisation):
        # "Director, SVI": the abbreviation is the organisation that the report's text spells out
        id = known.get(office.organisation, "")
        organisation = id if id in registry.entries.get("organisation", {}) else _organisation(registry, office.organisation)
    body = registry.label("organisation", organisation) if organisation else office.organisation
    label = ", ".join(part for part in (office.title, office.unit, body) if part)
    return registry.mint("office", label, title=office.title, unit=office.unit or "", organisation=organisation)
