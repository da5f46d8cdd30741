"""Puts each annotated sentence beside what the record says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.evaluation.gold import GoldPerson, GoldStatement
from ingest.evaluation.matching import name_similarity, pairs
from ingest.evaluation.measures import MISSED
from ingest.evaluation.reading import Document
from ingest.record import Participant, Record, Statement

NEAR = 3
SAME_PERSON = 0.8


@dataclass(frozen=True)
class Judged:
    """An annotated sentence and the statement found for it, if there is one.

    `speaker` is the answer in gold's terms (a name, "participants", None for the report, `MISSED`), `named_last` the person whose name
    stands last before the sentence's end: the simplest guess there is.
    """

    document: str
    quote: str
    gold: GoldStatement
    found: Statement | None
    speaker: str | None
    named_last: str | None

    @property
    def right(self) -> bool:
        """Whether the speaker is gold's."""
        return self.speaker == self.gold.speaker


def same_people(gold: Sequence[GoldPerson], record: Sequence[Participant]) -> dict[int, Participant]:
    """Position in gold → the participant of the record who is that person."""
    found = pairs(gold, record, lambda person, participant: name_similarity(person, participant.name), SAME_PERSON)
    return {i: record[j] for i, j in found}


def judge(document: Document, record: Record | None) -> list[Judged]:
    """The annotated sentences in their order, each judged."""
    gold, statements = document.gold, record.statements if record else ()
    names = {p.id: p.name for p in record.participants} if record else {}
    names |= {p.id: gold.participants[i].name for i, p in same_people(gold.participants, record.participants if record else ()).items()}
    judged = []
    for number, (sentence, start) in enumerate(zip(gold.statements, document.starts, strict=True)):
        found = next((s for s in statements if s.start - NEAR <= start < s.end), None)
        end = sentence.end or start + len(found.quote if found else sentence.anchor)
        last = _named_last(document.text, end, gold.participants)
        judged.append(Judged(document.id, document.quote(number), sentence, found, _speaker(found, names), last))
    return judged


def _speaker(found: Statement | None, names: Mapping[str, str]) -> str | None:
    if found is None:
        return MISSED
    return names.get(found.speaker, found.speaker) if found.speaker else None


def _named_last(text: str, end: int, people: Sequence[GoldPerson]) -> str | None:
    forms = {(form, person.name) for person in people for form in (*person.forms, person.name.split()[-1])}
    place, name = max(((text.rfind(form, 0, end), name) for form, name in forms), default=(-1, ""))
    return name if place >= 0 else None
