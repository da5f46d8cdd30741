"""The words of the areas, read from `areas.yaml` and held to the ontology and the gazetteers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from detente.errors import InputError
from ingest.extraction.lexicons import gazetteer, lexicon
from ingest.extraction.phrases import Phrases, words
from ontology.documents import codes

FILE = "lexicon/areas.yaml"
LISTS = ("strong", "weak", "not")
NAMED = (("things", "type"), ("organisations", "kind"))


class Cue(NamedTuple):
    """A word of an area: which, and what it is worth (0: it only keeps shorter phrases in it from counting)."""

    area: str
    weight: float


def read(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The lexicon as it is; InputError names the file, the entry and the remedy if it speaks of what does not exist."""
    known = frozenset(codes("area"))
    for area, lists in data["areas"].items():
        if area not in known:
            raise InputError(f"{FILE}: areas: '{area}' is no area of the ontology; add it to ontology/areas.ttl first")
        for kind, phrases in lists.items():
            if kind not in LISTS:
                raise InputError(f"{FILE}: areas: {area}: '{kind}' is unknown; one of {', '.join(LISTS)}")
            for phrase in phrases:
                if not isinstance(phrase, str):
                    raise InputError(f"{FILE}: areas: {area}: {kind}: '{phrase}' is no text; put it between quotes")
    _check_codes(data)
    ids = frozenset(entry["id"] for file, _ in NAMED for entry in gazetteer(file))
    for area, named in data["names"].items():
        for id in named:
            if id not in ids:
                raise InputError(f"{FILE}: names: {area}: '{id}' is no id of the gazetteers; add it to things.yaml or organisations.yaml")
    return data


def _check_codes(data: Mapping[str, Any]) -> None:
    """All codes beside the words' own are areas with words."""
    used: Mapping[str, Collection[str]] = {
        "general": data["general"],
        "default": [data["default"]],
        "narrower": [*data["narrower"], *(area for areas in data["narrower"].values() for area in areas)],
        "suggests": [*data["suggests"], *(area for areas in data["suggests"].values() for area in areas)],
        "names": data["names"],
        "kinds": [area for areas in data["kinds"].values() for area in areas],
    }
    for part, areas in used.items():
        for area in areas:
            if area not in data["areas"]:
                raise InputError(f"{FILE}: {part}: '{area}' is no area here; give it words under `areas`, or mend the code")


@cache
def phrases() -> Phrases[Cue]:
    """All words of all areas, and the gazetteers' names that speak of one; InputError if the lexicon is not well-formed."""
    try:
        return Phrases(_entries(read(lexicon("areas"))))
    except ValueError as error:
        raise InputError(f"{FILE}: {error}") from None


@cache
def pointing() -> Phrases[str]:
    """How a sentence opens that goes on about the same thing."""
    return Phrases((phrase, phrase) for phrase in lexicon("areas")["pointing"])


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, Cue]]:
    settings = data["settings"]
    for area, lists in data["areas"].items():
        for kind, phrases in lists.items():
            cue = Cue(area, float(settings.get(kind, 0)))
            yield from ((phrase, cue) for phrase in phrases)
    for name, areas in _named(data):
        yield from ((name, Cue(area, float(settings["strong"]))) for area in areas)


def _named(data: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    """The names of the gazetteers that speak of an area."""
    by_id: dict[str, list[str]] = {}
    for area, ids in data["names"].items():
        for id in ids:
            by_id.setdefault(id, []).append(area)
    for file, kind in NAMED:
        for entry in gazetteer(file):
            areas = by_id.get(entry["id"]) or data["kinds"].get(entry[kind])
            if areas:
                yield from ((" ".join(words(name).plain[1:-1]), areas) for name in (entry["name"], *(entry.get("names") or ())))
