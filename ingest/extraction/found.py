"""What the stages found: the material that the record is put together from."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.extraction.attribution import Attribution
from ingest.extraction.coding import Coding
from ingest.extraction.events import EventFound
from ingest.extraction.genre import Genre
from ingest.extraction.layout import Layout
from ingest.extraction.masking import Masked
from ingest.extraction.mentions import MentionFound
from ingest.extraction.office_phrases import Office
from ingest.extraction.people import People
from ingest.extraction.quantities import QuantityFound
from ingest.extraction.sentences import Sentence
from ingest.extraction.talks import TalkFound


@dataclass(frozen=True)
class Found:
    """One result of each stage, in the order of the chain.

    Persons are numbers into `people.persons`; what stands beside `sentences` has its length.
    """

    layout: Layout
    sentences: tuple[Sentence, ...]
    people: People
    masked: tuple[Masked, ...]
    roles: dict[int, tuple[str, ...]]
    offices: dict[int, tuple[Office, ...]]
    genre: Genre
    attributions: tuple[Attribution, ...]
    short: dict[str, str]
    event: EventFound
    talks: tuple[TalkFound, ...]
    codings: tuple[Coding, ...]
    responses: tuple[int | None, ...]
    mentions: tuple[MentionFound, ...]
    quantities: tuple[QuantityFound, ...]
