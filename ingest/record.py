"""The record: the one artefact between a report and its graph (`detente-record/1`).

It is what extraction prints, what a curator reads and overrides, and what becomes a graph. Offsets count Unicode code points of the
source text; `text[start:end] == quote` holds for every statement, mention and quantity, and statements never overlap.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

GROUP = "participants"

Kind = Literal[
    "seminar", "in-house seminar", "webinar", "conference", "roundtable", "lecture", "dialogue", "workshop", "symposium",
    "discussion", "forum", "book-launch", "meeting", "other",
]  # fmt: skip
Role = Literal[
    "chief-guest", "guest-of-honour", "keynote", "speaker", "discussant", "moderator", "chair", "host", "welcome", "concluding",
    "questioner", "participant", "organiser",
]  # fmt: skip
Function = Literal[
    "achievement", "proposal", "obstacle", "opportunity", "assessment", "prediction", "concern", "request", "question",
    "commitment", "background", "procedural",
]  # fmt: skip
Stance = Literal["supportive", "critical", "qualified", "neutral"]
MentionType = Literal["country", "organisation", "person", "treaty", "weapon-system", "infrastructure", "conflict-or-event", "document"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=160)]
StateCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2, or EU")]
Offset = Annotated[int, Field(ge=0)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class Part(BaseModel):
    """Base of the record's parts: closed (an unknown field is an error) and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Part):
    """The file the record was made from; `sha256` is of its bytes, `characters` of its text."""

    file: Text
    media_type: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    characters: Offset
    language: str = "en"
    url: str | None = None
    publisher: str | None = None
    published: date | None = None
    licence: str | None = None


class Event(Part):
    """The meeting: what, when, where, by whom, about which relation."""

    id: Slug
    title: Text
    kind: Kind
    series: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    hosts: tuple[Text, ...] = ()
    venue: str | None = None
    relation: tuple[StateCode, ...] = ()
    media: tuple[Text, ...] = ()


class Office(Part):
    """A post held by a participant; `former` as of the event. For an envoy, `organisation` is the state of accreditation."""

    title: Text
    organisation: str | None = None
    unit: str | None = None
    former: bool = False


class Participant(Part):
    """A person who took part. `country` stands only on evidence, never by default."""

    id: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    honorifics: tuple[Text, ...] = ()
    retired: bool = False
    roles: tuple[Role, ...] = ()
    offices: tuple[Office, ...] = ()
    country: StateCode | None = None


class Talk(Part):
    """A titled talk within the event; `order` counts from 1."""

    id: Slug
    speaker: Slug | None = None
    title: Text
    order: Annotated[int, Field(ge=1)]


class Span(Part):
    """A stretch of the source text."""

    start: Offset
    end: Offset

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        return self


class Statement(Span):
    """One thing said. `speaker`: a participant's id, "participants" for a group, None for the report's own voice."""

    id: Slug
    quote: Text
    section: str | None = None
    talk: Slug | None = None
    speaker: Slug | None = None
    source_cited: str | None = None
    function: Function
    stance: Stance
    areas: tuple[Slug, ...] = ()
    mentions: tuple[Slug, ...] = ()
    responds_to: Slug | None = None
    confidence: Annotated[float, Field(ge=0, le=1)]
    method: Text


class Mention(Span):
    """A name in the text; `canonical` is the id of the entity it names, if that is known."""

    text: Text
    type: MentionType
    canonical: Slug | None = None


class Entity(Part):
    """Something spoken of, once for all its mentions."""

    id: Slug
    type: MentionType
    label: Text
    same_as: tuple[str, ...] = ()


class Quantity(Span):
    """A figure in the text: `value` in `unit` (ISO 4217 for money, "%", "times less", "people", "years" …), `of` what is measured."""

    text: Text
    value: float | None = None
    unit: str | None = None
    of: str | None = None


class Model(Part):
    """A statistical model that parsed the text."""

    name: str
    version: str
    sha256: str


class Adviser(Part):
    """A language model that was asked about the rules' result; `prompt` is the sha256 of the questions' text, `offices` what it added."""

    name: Text
    prompt: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    offices: tuple[Text, ...] = ()


class Extraction(Part):
    """How the record was made; `vocabulary` is the sha256 of the rules and lexicons used.

    `adviser` stands only where a language model was heard: without one a record is as if there were none.
    """

    detente: str
    model: Model | None = None
    adviser: Annotated[Adviser | None, Field(exclude_if=lambda adviser: adviser is None)] = None
    vocabulary: str
    counts: dict[str, int]
    warnings: tuple[str, ...] = ()


class Record(Part):
    """Everything one report says, with its evidence."""

    format: Literal["detente-record/1"] = "detente-record/1"
    source: Source
    event: Event
    participants: tuple[Participant, ...] = ()
    talks: tuple[Talk, ...] = ()
    statements: tuple[Statement, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    extraction: Extraction

    def participant(self, id: str) -> Participant | None:
        """The participant of that id, if there is one."""
        return next((p for p in self.participants if p.id == id), None)
