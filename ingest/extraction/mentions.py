"""Tenth stage: names of states, organisations, persons and things in the text, and the entities they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from ingest.extraction.layout import Layout
from ingest.extraction.lexicons import alternatives, gazetteer
from ingest.extraction.name_words import UPPER
from ingest.extraction.organisations import known_id, known_label, organisations
from ingest.extraction.people import People
from ingest.extraction.places import places, state_name
from ontology.iris import slug


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
    for block in layout.blocks:
        text = layout.view[block.start : block.end]
        found += [m._replace(start=m.start + block.start, end=m.end + block.start) for m in _in_block(text, short)]
    found += _persons(layout, people)
    kept: list[MentionFound] = []
    taken = bytearray(len(layout.view))
    # a person's name has been argued for already; after that, length decides
    for mention in sorted(found, key=lambda m: (m.type != "person", -(m.end - m.start), m.start)):
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


def _in_block(text: str, short: Mapping[str, str]) -> Iterator[MentionFound]:
    for place in places(text):
        if place.kind in ("state", "prefix"):
            yield MentionFound(place.start, place.end, place.text, "country", place.code.lower(), state_name(place.code))
    for org in organisations(text):
        if org.text not in short:
            label = known_label(org.id) if org.id else org.text
            yield MentionFound(org.start, org.end, text[org.start : org.end], "organisation", org.id or slug(label), label)
    if short:
        for found in re.finditer(rf"(?<![\w-])(?:{alternatives(short)})(?![\w])", text):
            # what the report says its abbreviation stands for beats what the gazetteer knows by it
            name = short[" ".join(found[0].split())]
            id = known_id(name)
            yield MentionFound(found.start(), found.end(), found[0], "organisation", id or slug(name), known_label(id) if id else name)
    for found in _things().finditer(text):
        entry = _thing_of(found[0])
        yield MentionFound(found.start(), found.end(), found[0], entry["type"], entry["id"], entry["name"])
    yield from _generic(text)


def _generic(text: str) -> Iterator[MentionFound]:
    for type, pattern in _generic_patterns().items():
        for found in pattern.finditer(text):
            label = " ".join(found[0].split()).removeprefix("The ")
            start = found.end() - len(found[0]) + (4 if found[0].startswith("The ") else 0)
            # "India's Foreign Policy" is no title of a document
            if len(label.split()) > 1 and not re.search(r"[’']s\b", label):
                yield MentionFound(start, found.end(), text[start : found.end()], type, slug(label), label)
    generic = gazetteer("generic")
    for found in re.finditer(generic["weapon_shape"], text):
        around = text[max(0, found.start() - 80) : found.end() + 80]
        if re.search(rf"\b(?:{alternatives(generic['weapon_context'])})\b", around):
            yield MentionFound(found.start(), found.end(), found[0], "weapon-system", slug(found[0]), found[0])


def _thing_of(form: str) -> Mapping[str, str]:
    return _thing_forms()[" ".join(form.split()).replace("’", "'")]


@cache
def _thing_forms() -> Mapping[str, Mapping[str, str]]:
    return {name.replace("’", "'"): entry for entry in gazetteer("things") for name in (entry["name"], *(entry.get("names") or ()))}


@cache
def _things() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{alternatives(_thing_forms()).replace(chr(39), '[’' + chr(39) + ']')})(?![\w])")


@cache
def _generic_patterns() -> Mapping[str, re.Pattern[str]]:
    """Unlisted names by their head: `Mutual Defence Pact`, `Treaty of Asunción`, `Farzad Gas Field`."""
    generic = gazetteer("generic")
    kinds = {
        "treaty": "treaty_heads",
        "infrastructure": "infrastructure_heads",
        "conflict-or-event": "event_heads",
        "document": "document_heads",
    }
    word = rf"[{UPPER}][\w’']*(?:[–-][\w’']+)*"
    return {
        type: re.compile(
            rf"(?<![\w’'-])(?:{word}\s+(?:(?:of|for|and|on)\s+)?){{1,6}}(?:{alternatives(generic[key])})(?![\w-])(?:\s+(?:of|for|on|between)\s+(?:the\s+)?{word}(?:\s+{word})*)?"
        )
        for type, key in kinds.items()
    }
