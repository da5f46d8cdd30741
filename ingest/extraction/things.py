"""Tenth stage, part two: treaties, weapon systems, infrastructure, conflicts and documents — listed ones, and names known by their head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ingest.extraction.forms import Forms
from ingest.extraction.lexicons import alternatives, gazetteer, lexicon
from ingest.extraction.name_words import UPPER
from ontology.iris import slug

HEADS = {
    "treaty": "treaty_heads",
    "infrastructure": "infrastructure_heads",
    "conflict-or-event": "event_heads",
    "document": "document_heads",
}
SMALL_HEADS = {
    "infrastructure": "infrastructure_common",
    "conflict-or-event": "event_common",
    "treaty": "treaty_common",
    "document": "document_common",
}
AROUND = 80
DEFINED = re.compile(r"\s*\((?:the\s+)?([A-Z][A-Za-z-]{1,9})\)")


class ThingFound(NamedTuple):
    """A thing named in a text."""

    start: int
    end: int
    type: str
    id: str
    label: str


def find_things(texts: Sequence[str]) -> list[list[ThingFound]]:
    """The things named in each text; an abbreviation that one of them defines ("… Trade Agreement (XTA)") counts in all."""
    found = [list(_in(text)) for text in texts]
    short: dict[str, ThingFound] = {}
    for text, things in zip(texts, found, strict=True):
        for thing in things:
            defined = DEFINED.match(text, thing.end)
            if defined:
                short.setdefault(defined[1], thing)
    if short:
        pattern = re.compile(rf"(?<![\w-])(?:{alternatives(short)})(?![\w-])")
        for text, things in zip(texts, found, strict=True):
            things += [short[m[0]]._replace(start=m.start(), end=m.end()) for m in pattern.finditer(text)]
    return found


def _in(text: str) -> Iterator[ThingFound]:
    for match in _listed().finditer(text):
        entry = _by_form()[" ".join(match[0].split()).replace("’", "'")]
        if entry["id"] not in gazetteer("generic")["no_mentions"]:
            yield ThingFound(match.start(), match.end(), entry["type"], entry["id"], entry["name"])
    for type, pattern in _by_head().items():
        for match in pattern.finditer(text):
            yield from _named(match, type)
    generic = gazetteer("generic")
    for match in re.finditer(generic["weapon_shape"], text):
        if _weapons_near().search(text[max(0, match.start() - AROUND) : match.end() + AROUND]):
            yield ThingFound(match.start(), match.end(), "weapon-system", slug(match[0]), match[0])


def _named(match: re.Match[str], type: str) -> Iterator[ThingFound]:
    if match[0].split()[-1].islower() and " ".join(match[0].split()[:-1]) in _by_form():
        # "the INF treaty": the name is in the list
        return
    opener = _openers().match(match[0])
    start = match.start() + (opener.end() if opener else 0)
    label = " ".join(match.string[start : match.end()].split())
    # "India's Foreign Policy" is no title of a document
    if len(label.split()) > 1 and not re.search(r"[’']s\b", label) and label not in _no_things():
        yield ThingFound(start, match.end(), type, slug(label), label)


@cache
def _no_things() -> frozenset[str]:
    return frozenset(gazetteer("generic")["no_things"])


@cache
def _openers() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{alternatives(gazetteer('generic')['openers'])})\s+)+")


@cache
def _by_form() -> Mapping[str, Mapping[str, str]]:
    return {name.replace("’", "'"): entry for entry in gazetteer("things") for name in (entry["name"], *(entry.get("names") or ()))}


@cache
def _listed() -> Forms:
    return Forms(_by_form())


@cache
def _weapons_near() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(gazetteer('generic')['weapon_context'])})\b")


@cache
def _by_head() -> Mapping[str, re.Pattern[str]]:
    """Unlisted names by their head: `Mutual Defence Pact`, `Treaty of Asunción`, `Farzad Gas Field`, `Samarkand summit`."""
    generic = gazetteer("generic")
    months = alternatives(w.title() for w in lexicon("events")["months"])
    word = rf"(?!(?:{months})\b)[{UPPER}][\w’']*(?:[–-][\w’']+)*"
    names = rf"(?:the\s+)?{word}(?:\s+(?:(?:and|of|in|the)\s+){{0,2}}{word}){{0,8}}"
    after = rf"(?:\s+(?:of|for|on|between)\s+(?:the\s+)?{word}(?:\s+{word})*)?"
    patterns: dict[str, re.Pattern[str]] = {}
    for type, key in HEADS.items():
        capital = rf"(?:{word}\s+(?:(?:of|for|and|on)\s+)?){{1,6}}(?:{alternatives(generic[key])})(?![\w-]){after}"
        common = generic.get(SMALL_HEADS.get(type, ""))
        small = rf"|(?:{word}\s+){{1,4}}(?:{alternatives(common)})(?![\w-])" if common else ""
        first = generic["leading"].get(type)
        leading = rf"|(?:{alternatives(first['of'])})\s+(?:of|on|for)\s+{names}" if first else ""
        bare = rf"|(?:{alternatives(first['bare'])})\s+{word}(?:\s+{word}){{0,2}}" if first and first.get("bare") else ""
        patterns[type] = re.compile(rf"(?<![\w’'-])(?:{capital}{small}{leading}{bare})")
    common = alternatives(generic["event_common"])
    day = rf"(?:\d{{1,2}}\s+)?(?:{months})(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}})?"
    patterns["conflict-or-event"] = re.compile(
        rf"{patterns['conflict-or-event'].pattern}|(?<![\w’'-])(?:{word}\s+)?(?:{common})\s+of\s+{day}"
    )
    return patterns
