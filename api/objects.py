"""The domain objects of the JSON API as models: what `queries.details` gives, field by field, for OpenAPI and its readers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from api.models import Model, Ref
from ingest.record import Function, Kind, Role, Stance


class RelationCounts(Model):
    """How much there is on a relation."""

    events: int
    statements: int


class Relation(Ref):
    """A relation between states."""

    states: list[str] = Field(description="ISO 3166-1 alpha-2 codes, or EU")
    counts: RelationCounts


class EventRelation(Ref):
    """The relation that an event is about."""

    states: list[str] = Field(description="ISO 3166-1 alpha-2 codes, or EU")


class EventCounts(Model):
    """How much there is of an event."""

    statements: int
    participants: int
    talks: int


class Event(Ref):
    """A meeting at which people spoke."""

    title: str
    kind: Kind | None
    series: Ref | None
    start_date: str | None = Field(description="YYYY-MM-DD", examples=["2019-10-10"])
    end_date: str | None = Field(description="YYYY-MM-DD")
    hosts: list[Ref]
    venue: str | None
    relation: EventRelation | None
    media: list[str] = Field(description="where it was reported on")
    report: Ref | None = Field(description="the report it is known from")
    counts: EventCounts


class StatementCount(Model):
    """How many statements there are."""

    statements: int


class Held(Model):
    """An office held by a person, as of an event."""

    office: Ref
    title: str | None
    organisation: Ref | None = Field(description="the organisation, or the state of accreditation")
    unit: str | None
    former: bool = Field(description="no longer held at the event")
    event: str = Field(description="slug of the event")


class Person(Ref):
    """Someone who took part."""

    name: str
    aliases: list[str]
    roles: list[Role]
    offices: list[Held]
    country: str | None = Field(description="code of the state last represented")
    events: list[Ref]
    counts: StatementCount


class Quantity(Model):
    """A figure that was quoted."""

    text: str
    value: float | None
    unit: str | None
    of: str | None = Field(description="what is measured")


class Statement(Ref):
    """One thing said, with its evidence."""

    quote: str = Field(description="the words, exactly as in the report")
    start: int | None = Field(description="first character in the report's text, in Unicode code points")
    end: int | None = Field(description="the character after the last")
    page: int | None
    report: Ref | None
    evidence: str = Field(description="IRI of the evidence")
    section: str | None
    talk: Ref | None
    speaker: Ref | None = Field(description="null: a group, or the report's own voice")
    voice: Literal["speaker", "participants", "report"]
    source_cited: str | None = Field(description="whom the speaker cites")
    function: Function
    stance: Stance
    areas: list[str] = Field(description="codes of areas")
    mentions: list[Ref]
    quantities: list[Quantity]
    responds_to: Ref | None
    confidence: float = Field(ge=0, le=1)
    method: str = Field(description="how it was read")
    event: Ref
    relation: Ref | None
    order: int = Field(description="place in the report")


class Area(Ref):
    """An area of cooperation."""

    code: str | None
    definition: str | None
    broader: str | None = Field(description="code of the wider area")
    narrower: list[str] = Field(description="codes of the areas within")
    counts: StatementCount


class OrganisationCounts(Model):
    """How much there is on an organisation."""

    events: int = Field(description="events it held")


class Organisation(Ref):
    """An organisation that hosts, is represented or is spoken of."""

    aliases: list[str]
    offices: list[Ref]
    counts: OrganisationCounts


class State(Ref):
    """A state, or the European Union."""

    code: str | None = Field(description="ISO 3166-1 alpha-2, or EU")
    aliases: list[str]
    relations: list[Ref]


class Holder(Model):
    """Who held an office, as of an event."""

    person: Ref
    former: bool
    event: Ref


class Office(Ref):
    """A post that people hold."""

    title: str
    organisation: Ref | None
    unit: str | None
    accredited_to: Ref | None = Field(description="state of accreditation")
    holders: list[Holder]


class PositionCounts(Model):
    """The statements a position rests on, counted."""

    supporting: int
    qualifying: int
    opposing: int


class Position(Ref):
    """The stance of a person or state towards an area at an event, derived from statements."""

    holder: Ref
    area: str = Field(description="code of the area")
    relation: Ref | None
    event: Ref
    stance: Stance
    counts: PositionCounts
    supported_by: list[str] = Field(description="slugs of statements")
    qualified_by: list[str] = Field(description="slugs of statements")
    opposed_by: list[str] = Field(description="slugs of statements")


MODELS: dict[str, type[BaseModel]] = {
    "events": Event,
    "persons": Person,
    "organisations": Organisation,
    "states": State,
    "relations": Relation,
    "areas": Area,
    "statements": Statement,
    "offices": Office,
    "positions": Position,
}
"""The model of each collection's items."""
