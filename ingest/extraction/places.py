"""States in a text: names, demonyms, capitals and cities from `gazetteer/states.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from ingest.extraction.forms import Forms
from ingest.extraction.lexicons import gazetteer

PlaceKind = Literal["state", "demonym", "capital", "city", "government", "prefix"]
TOWNS = frozenset({"capital", "city"})
MONEY = re.compile(r"\s?\$|\s{1,3}(?:dollars?|cents?)\b")
COMPOUND = re.compile(r"[-–]\s?[A-Z]")
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
    for match in _index().finditer(text):
        form = " ".join(match[0].split()).replace("’", "'")
        if form in _not_states():
            continue
        code, kind, former = _forms()[form]
        if MONEY.match(text, match.end()):
            continue
        if kind == "prefix" and not COMPOUND.match(text, match.end()):
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
def _index() -> Forms:
    return Forms({*_forms(), *_not_states()}, in_compounds=True)
