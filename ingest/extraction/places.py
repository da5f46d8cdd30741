"""States in a text: names, demonyms, capitals and cities from `gazetteer/states.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from ingest.extraction.lexicons import alternatives, gazetteer

PlaceKind = Literal["state", "demonym", "capital", "city", "government", "prefix"]
TOWNS = frozenset({"capital", "city"})
FIELDS: Mapping[str, PlaceKind] = {
    "names": "state",
    "demonyms": "demonym",
    "capitals": "capital",
    "cities": "city",
    "ministries": "government",
    "prefixes": "prefix",
}


class Place(NamedTuple):
    """A form found in a text and the state it points to. `former`: the state has ceased to exist."""

    start: int
    end: int
    text: str
    code: str
    kind: PlaceKind
    former: bool = False


def places(text: str) -> list[Place]:
    """All forms that point to a state, in order; the longest form wins, words inside a longer name that is no state do not count."""
    found = []
    for match in _pattern().finditer(text):
        form = " ".join(match[0].split()).replace("’", "'")
        if form in _not_states():
            continue
        code, kind, former = _forms()[form]
        if re.match(r"\s?\$|\s+(?:dollars?|cents?)\b", text[match.end() : match.end() + 10]):
            continue
        if kind == "prefix" and not re.match(r"[-–]\s?[A-Z]", text[match.end() : match.end() + 3]):
            continue
        found.append(Place(match.start(), match.end(), match[0], code, kind, former))
    return found


def state_of(text: str) -> str | None:
    """The code of the first state named in a text, by name, demonym, capital or city; None if there is none."""
    return next((p.code for p in places(text) if not p.former), None)


@cache
def state_name(code: str) -> str:
    """The short English name of a state; the code itself if it is unknown."""
    return next((s["name"] for s in gazetteer("states") if s["code"] == code), code)


@cache
def _forms() -> Mapping[str, tuple[str, PlaceKind, bool]]:
    forms: dict[str, tuple[str, PlaceKind, bool]] = {}
    for state in gazetteer("states"):
        former = bool(state.get("former"))
        forms[state["name"]] = (state["code"], "state", former)
        for field, kind in FIELDS.items():
            for form in state.get(field) or ():
                forms.setdefault(form, (state["code"], kind, former))
    return forms


@cache
def _not_states() -> frozenset[str]:
    generic: Any = gazetteer("generic")
    return frozenset(generic.get("not_states") or ())


@cache
def _pattern() -> re.Pattern[str]:
    both = alternatives({*_forms(), *_not_states()}).replace("'", "['’]")
    return re.compile(rf"(?<![\w’'-])(?:{both})(?![\w])|(?<=[-–])(?:{both})(?![\w])")
