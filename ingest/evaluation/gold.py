"""Gold: what careful people annotated in a report. One `ID.json` a report, beside its text `ID.txt`.

docs/how-to/evaluate.md describes the format for annotators; fields that are not measured (quantities, things, notes) are ignored.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ingest.record import GROUP, Function, Kind, MentionType, Role, Stance, StateCode

T = TypeVar("T")
Words = Annotated[str, Field(pattern=r"\S")]
Several = Annotated[tuple[T, ...], BeforeValidator(lambda given: () if given is None else given)]
Doubt = Literal["speaker", "areas", "function", "stance", "responds_to", "country"]


class Part(BaseModel):
    """Base of the annotations' parts: what is not measured is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class GoldEvent(Part):
    """The meeting; `pair` holds the ISO codes of the relation. A field that is null is not scored."""

    title: Words | None = None
    kind: Kind
    start_date: date | None = None
    hosts: Several[Words] = ()
    pair: Several[StateCode] = ()


class GoldOffice(Part):
    """A post held by a participant; `former` as of the event."""

    title: Words
    org: str | None = None
    former: bool = False


class GoldPerson(Part):
    """A participant. Roles in `roles_optional` are neither asked for nor counted against the extraction."""

    name: Words
    aliases: Several[Words] = ()
    roles: Several[Role] = ()
    roles_optional: Several[Role] = ()
    offices: Several[GoldOffice] = ()
    country: StateCode | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """Name and aliases."""
        return (self.name, *self.aliases)


class GoldTalk(Part):
    """A titled talk."""

    title: Words


class GoldStatement(Part):
    """One sentence, found by its first words (`anchor`); `start` and `end` are its offsets in the text, if they were annotated.

    `speaker`: a participant's name, "participants" for a group, None for the report's own voice.
    """

    anchor: Words
    start: int | None = None
    end: int | None = None
    speaker: str | None
    areas: Several[Words] = ()
    areas_optional: Several[Words] = ()
    function: Function
    stance: Stance
    uncertain_in: Several[Doubt] = ()


class GoldMention(Part):
    """A name in the text; places are not annotated, so each text and type counts once."""

    text: Words
    type: MentionType


class Gold(Part):
    """The annotation of one report."""

    id: Words
    sha256: str | None = None
    event: GoldEvent
    participants: Several[GoldPerson] = ()
    talks: Several[GoldTalk] = ()
    statements: Annotated[tuple[GoldStatement, ...], Field(min_length=1)]
    mentions: Several[GoldMention] = ()

    @model_validator(mode="after")
    def _speakers_are_known(self) -> Self:
        known = {p.name for p in self.participants} | {GROUP, None}
        for number, statement in enumerate(self.statements):
            if statement.speaker not in known:
                raise ValueError(f"statements.{number}.speaker: {statement.speaker!r} is not the name of a participant")
        return self
