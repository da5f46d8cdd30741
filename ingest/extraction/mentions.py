"""Tenth stage: names of states, organisations, persons and things in the text, and the entities they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import alternatives, gazetteer, lexicon
from ingest.extraction.name_words import UPPER
from ingest.extraction.organisations import known_id, known_label, organisations
from ingest.extraction.people import People
from ingest.extraction.places import places, state_name, state_of
from ingest.extraction.things import ThingFound, find_things
from ontology.iris import slug

# a party to relations like a state (gazetteer/states.yaml), but an organisation where it is spoken of
UNION = "EU"


class MentionFound(NamedTuple):
    """A name in the text: its type, the id and the label of what it names."""

    start: int
    end: int
    text: str
    type: str
    id: str
    label: str


def find_mentions(layout: Layout, people: People, short: Mapping[str, str]) -> tuple[MentionFound, ...]:
    """All mentions in order, without overlap; the longest name wins, then the more specific type."""
    found: list[MentionFound] = []
    texts = [layout.view[block.start : block.end] for block in layout.blocks]
    things = find_things(texts)
    for block, text, named in zip(layout.blocks, texts, things, strict=True):
        inside = [(n.start - block.start, n.end - block.start) for n in people.within(block.start, block.end)]
        found += [
            m._replace(start=m.start + block.start, end=m.end + block.start)
            for m in _in_block(text, short, named, inside, block.kind == HEADING)
        ]
    found += _persons(layout, people)
    kept: list[MentionFound] = []
    taken = bytearray(len(layout.view))
    # a person's name has been argued for already; after that, length decides, then what the name's last word says
    for mention in sorted(
        found,
        key=lambda m: (m.type != "person", -(m.end - m.start), m.type not in ("country", "treaty"), m.type != "organisation", m.start),
    ):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
    return tuple(sorted(kept))


def _persons(layout: Layout, people: People) -> Iterator[MentionFound]:
    for naming in people.namings:
        person = people.persons[naming.person]
        raw = layout.view[naming.start : naming.end]
        # the mention is the name without its titles
        words = re.escape(person.name.split()[0])
        begin = re.search(rf"(?<!\w)(?:{words})", raw)
        start = naming.start + (begin.start() if begin else _after_titles(raw))
        text = layout.view[start : naming.end]
        yield MentionFound(start, naming.end, text, "person", slug(person.name), person.name)


def _after_titles(raw: str) -> int:
    found = re.search(rf"[{UPPER}][\w’'-]+\s*$", raw)
    return found.start() if found else 0


def _in_block(
    text: str, short: Mapping[str, str], things: Sequence[ThingFound], persons: Sequence[tuple[int, int]], heading: bool
) -> Iterator[MentionFound]:
    yield from _states(text)
    for org in organisations(text):
        # "the Embassy Jane Doe": a name that runs into a person's ends before it
        end = min((start for start, _ in persons if org.start < start < org.end), default=org.end)
        name = text[org.start : end].rstrip(" ,")
        if org.text in short or (end < org.end and " " not in name) or re.match(r"\s+rules?\b", text[end:], re.IGNORECASE):
            continue
        label = known_label(org.id) if org.id and end == org.end else " ".join(name.split())
        yield MentionFound(org.start, org.start + len(name), name, "organisation", org.id or slug(label), label)
    yield from _abbreviated(text, short)
    if not heading:
        listed = {(thing.start, thing.end) for thing in things}
        yield from (m for m in _acronyms(text, short) if (m.start, m.end) not in listed)
    for thing in things:
        yield MentionFound(thing.start, thing.end, text[thing.start : thing.end], thing.type, thing.id, thing.label)


def _states(text: str) -> Iterator[MentionFound]:
    found = places(text)
    beside = {a.start for a, b in pairwise(found) if re.fullmatch(r"[-–]\s?", text[a.end : b.start])}
    for place in found:
        if re.match(r"\s+Straits?\b", text[place.end :]):
            continue
        if place.code == UNION and place.kind == "state":
            yield MentionFound(place.start, place.end, place.text, "organisation", "european-union", state_name(UNION))
        elif place.kind == "state" or (place.start in beside and state_name(place.code).startswith(place.text)):
            yield MentionFound(place.start, place.end, place.text, "country", place.code.lower(), state_name(place.code))


def _abbreviated(text: str, short: Mapping[str, str]) -> Iterator[MentionFound]:
    if not short:
        return
    for found in re.finditer(rf"(?<![\w-])(?:{alternatives(short)})(?![\w])", text):
        # what the report says its abbreviation stands for beats what the gazetteer knows by it
        name = short[" ".join(found[0].split())]
        id = known_id(name)
        yield MentionFound(found.start(), found.end(), found[0], "organisation", id or slug(name), known_label(id) if id else name)


def _acronyms(text: str, short: Mapping[str, str]) -> Iterator[MentionFound]:
    for acronym in _acronym().finditer(text):
        if known_id(acronym[0]):
            continue
        if acronym[0] not in _no_acronyms() and not state_of(acronym[0].title()) and acronym[0] not in short and not text.isupper():
            yield MentionFound(acronym.start(), acronym.end(), acronym[0], "organisation", slug(acronym[0]), acronym[0])


@cache
def _acronym() -> re.Pattern[str]:
    """Three to six capitals, in a sentence: in this field more often an organisation than anything else."""
    return re.compile(r"(?<![\w’'/&.-])(?![IVXLC]+\b)[A-Z]{3,6}(?![\w&-]|\s+[A-Z]{2,})")


@cache
def _no_acronyms() -> frozenset[str]:
    return frozenset(gazetteer("generic")["no_acronyms"]) | {p.upper() for p in lexicon("people")["post_nominals"]}
