"""Positions, derived: the stance of a holder toward an area at an event, counted from the statements (docs/reference/graph.md)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rdflib import URIRef

from ontology.iris import Iris
from queries.bind import rebase

_EVENT = "EVENT"


def derivation(iris: Iris, event: URIRef) -> str:
    """SPARQL Update that derives the positions of one event anew from its record graph; for `Store.replace(…, then=…)`.

    Running it again changes nothing. Raises ValueError if `event` is not an event of ours.
    """
    name = iris.parse(str(event))
    if name is None or name.type != "event" or name.fragment:
        raise ValueError(f"{event} is not an event under {iris.base}")
    return rebase(_template(), iris).replace(_EVENT, name.slug)


@cache
def _template() -> str:
    """The update without its comments, in which the place of the event would be taken for the event."""
    lines = (Path(__file__).parent / "positions.rq").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))
