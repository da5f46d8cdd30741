"""Event, talks, participations and tenures of a record as triples (docs/reference/graph.md)."""

from __future__ import annotations

from rdflib import URIRef

from ingest.graph.naming import Names
from ingest.graph.triples import Subject, Triple
from ingest.record import Participant, Talk
from ontology.documents import notation
from ontology.iris import Iris
from ontology.terms import DCTERMS, DET, RDFS, SCHEMA

MAX_LABEL = 300


def event_triples(names: Names, iris: Iris) -> list[Triple]:
    """The event with its talks and everyone's participation."""
    items: list[Triple] = []
    event = names.record.event
    iri = iris.id("event", event.id)
    (
        Subject(items, iri)
        .type(DET.Event)
        .text(RDFS.label, event.title[:MAX_LABEL])
        .text(DCTERMS.title, event.title)
        .link(DET.kind, iris.id("kind", notation("kind")[event.kind]))
        .day(SCHEMA.startDate, event.start_date)
        .day(SCHEMA.endDate, event.end_date)
        .link(DET.host, *(iris.id("organisation", host) for host in names.hosts))
        .text(DET.venue, event.venue)
        .link(DET.concerns, iris.id("relation", names.relation) if names.relation else None)
        .link(DET.inSeries, iris.id("series", names.series) if names.series else None)
        .text(DET.mediaCoverage, *event.media)
        .link(DET.reportedIn, iris.id("report", event.id))
    )
    for talk in names.record.talks:
        _talk(items, names, iris, talk)
    for participant in names.record.participants:
        _participation(items, names, iris, participant)
    return items


def talk_iri(iris: Iris, event: str, talk: str) -> URIRef:
    """The IRI of the record's talk `talk-3`."""
    return iris.id("talk", f"{event}-{talk.removeprefix('talk-')}")


def _talk(items: list[Triple], names: Names, iris: Iris, talk: Talk) -> None:
    event = names.record.event.id
    (
        Subject(items, talk_iri(iris, event, talk.id))
        .type(DET.Talk)
        .text(RDFS.label, talk.title[:MAX_LABEL])
        .text(DCTERMS.title, talk.title)
        .link(DET.speaker, iris.id(*names.entities[talk.speaker]) if talk.speaker else None)
        .link(DET.atEvent, iris.id("event", event))
        .number(DET.order, talk.order)
    )


def _participation(items: list[Triple], names: Names, iris: Iris, participant: Participant) -> None:
    event = names.record.event
    person = iris.id(*names.entities[participant.id])
    slug = f"{event.id}-{participant.id}"
    tenures = [iris.id("participation", slug, f"tenure-{n}") for n, _ in enumerate(participant.offices, 1)]
    (
        Subject(items, iris.id("participation", slug))
        .type(DET.Participation)
        .text(RDFS.label, f"{participant.name} at {event.title}"[:MAX_LABEL])
        .link(DET.participant, person)
        .link(DET.atEvent, iris.id("event", event.id))
        .link(DET.role, *(iris.id("role", role) for role in participant.roles or ("participant",)))
        .link(DET.tenure, *tenures)
        .link(DET.represents, iris.id("state", participant.country.lower()) if participant.country else None)
        .text(DET.honorific, *participant.honorifics)
    )
    for n, (tenure, office) in enumerate(zip(tenures, participant.offices, strict=True)):
        (
            Subject(items, tenure)
            .type(DET.Tenure)
            .text(RDFS.label, f"{'Former ' if office.former else ''}{office.title}: {participant.name}"[:MAX_LABEL])
            .link(DET.holder, person)
            .link(DET.office, iris.id("office", names.offices[participant.id, n]))
            .flag(DET.former, office.former)
            .day(DET.asOf, event.start_date)
        )
