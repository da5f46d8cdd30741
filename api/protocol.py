"""The SPARQL 1.1 Protocol's requests: what was asked, in which formats the answer may come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.errors import ForbiddenError
from api.negotiation import HTML, ranked
from detente.errors import InputError, NotAcceptableError
from store.base import BINDINGS, GRAPH_TYPES, SELECT_TYPES

MAX_BODY = 1_000_000
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
# Loose names that clients use, and the formats they get for a SELECT and for a CONSTRUCT.
ALIASES = {
    "application/json": (BINDINGS, "application/ld+json"),
    "application/xml": (SELECT_TYPES[1], "application/rdf+xml"),
    "text/xml": (SELECT_TYPES[1], "application/rdf+xml"),
}
OFFERED = (*SELECT_TYPES, *GRAPH_TYPES, *ALIASES, HTML)
ONCE = ("query", "default", "accept")


@dataclass(frozen=True)
class Call:
    """One request, whichever way it came; `query` is None where none was given, `default` is `union` or `strict`."""

    query: str | None
    accept: str
    default: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def read(pairs: Sequence[tuple[str, str]], accept: str, default: str) -> Call:
    """The request of these parameters, with `accept` and `default` where they do not say otherwise.

    Unknown parameters are passed over: common clients send several of their own. ForbiddenError for an update, InputError for a
    parameter that may stand only once.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise ForbiddenError("this address only reads; an update has no place here")
    for name in ONCE:
        if len(values.get(name, [])) > 1:
            raise InputError(f"parameter {name!r} is given more than once")
    chosen = values.get("default", [default])[0]
    if chosen not in {"union", "strict"}:
        raise InputError(f"parameter 'default' is {chosen[:40]!r}; it may be 'union' or 'strict'")
    return Call(
        query=values["query"][0] if "query" in values else None,
        accept=values.get("accept", [accept])[0],
        default=chosen,
        default_graphs=tuple(values.get("default-graph-uri", ())),
        named_graphs=tuple(values.get("named-graph-uri", ())),
    )


def formats(accept: str) -> list[str]:
    """The store's formats that the client accepts, best first; HTML stands among them where a page is wanted."""
    wanted = [real for media in ranked(accept, OFFERED) for real in ALIASES.get(media, (media,))]
    if not wanted:
        raise NotAcceptableError(f"no result can be given as {accept[:200]!r}; possible are {', '.join(OFFERED)}")
    return list(dict.fromkeys(wanted))
