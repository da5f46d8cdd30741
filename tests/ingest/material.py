"""What the tests of ingest share: an invented report, short ways through the chain, and the way to the reports of others."""

from __future__ import annotations

import os
from pathlib import Path

from ingest.extraction.chain import extract, find
from ingest.extraction.found import Found
from ingest.extraction.people import Person
from ingest.reading.report import Report
from ingest.record import GROUP, Mention, Participant, Quantity, Record

REPO = Path(__file__).resolve().parents[2]
NARRATOR = "the report"

SEMINAR = """Iceland–Ghana Relations: Fish, Trade and the Sea

The Harbour Policy Institute (HPI) held a seminar titled “Iceland–Ghana Relations: Fish, Trade and the Sea” on 4 May 2021. \
The seminar was moderated by Dr. Orla Fenwick, Director of HPI. The speakers included: Amb. (R) Tomas Quillan, former Ambassador of \
Iceland to Ghana; and Prof. Kwesi Boatengo, Dean of the University of Westhaven.

Dr. Orla Fenwick welcomed the participants.

Ambassador Tomas Quillan said that trade had grown to US $40 million. He warned that piracy at sea remained a threat.

Prof. Kwesi Boatengo proposed that the two countries should sign a free trade agreement. He noted that exports to Iceland were low.

Discussion

Mr. Ansel Druid asked whether the ports were deep enough. Prof. Boatengo replied that they were not. \
Participants agreed that fishing needed rules.
"""


def shared(*parts: str) -> Path:
    """A file of the reports and tools that live beside the repository; a missing one fails the test."""
    path = Path(os.environ.get("DETENTE_SHARED", REPO.parent / "shared")).joinpath(*parts)
    assert path.exists(), f"{path} is missing; set DETENTE_SHARED to the folder that holds seed/, dev/ and tools/"
    return path


def report(text: str, file: str = "report.txt") -> Report:
    """A report of that text, as if it had been read."""
    return Report(file, "text/plain", text.encode("utf-8", "surrogatepass"), text)


def found(text: str) -> Found:
    """What the stages find in a text."""
    return find(report(text))


def record(text: str) -> Record:
    """The record of a text."""
    return extract(report(text))


def person(text: str, name: str) -> Person:
    """The one person of that name in a text."""
    (one,) = [p for p in found(text).people.persons if p.name == name]
    return one


def participant(made: Record, name: str) -> Participant:
    """The one participant of that name."""
    (one,) = [p for p in made.participants if p.name == name]
    return one


def voices(made: Record) -> list[str]:
    """For each statement the surname of its speaker, `participants`, or NARRATOR."""
    names = {p.id: p.name.split()[-1] for p in made.participants} | {GROUP: GROUP}
    return [names[s.speaker] if s.speaker else NARRATOR for s in made.statements]


def speakers(made: Record) -> dict[str, str]:
    """First three words of each statement → its voice."""
    return dict(zip((" ".join(s.quote.split()[:3]) for s in made.statements), voices(made), strict=True))


def check_offsets(made: Record, text: str) -> None:
    """Every span reproduces its text, and statements stand in order without overlap."""
    end = 0
    for statement in made.statements:
        assert statement.start >= end
        assert text[statement.start : statement.end] == statement.quote
        end = statement.end
    spans: tuple[Mention | Quantity, ...] = (*made.mentions, *made.quantities)
    for span in spans:
        assert text[span.start : span.end] == span.text
