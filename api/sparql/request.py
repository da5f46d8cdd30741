"""The SPARQL 1.1 Protocol's requests: what was asked, in which formats the answer may come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast
from urllib.parse import parse_qsl

from starlette.types import Receive

from api.bodies import BodyRoom
from api.errors import ForbiddenError, TooLargeError, UnsupportedMediaTypeError
from api.negotiation import HTML, ranked
from detente.errors import InputError, NotAcceptableError
from store.base import BINDINGS, GRAPH_TYPES, SELECT_TYPES, DefaultGraph

MAX_QUERY, MAX_UPDATE = 256_000, 64_000_000
"""Bytes of a query, and of an update (which only the token's holder may send)."""
_ENCODED = 3
"""How much longer a form may make what it holds."""
_LONGEST_ACCEPT = 4_000
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
# Loose names that clients use, and the formats they get for a SELECT and for a CONSTRUCT.
ALIASES = {
    "application/json": (BINDINGS, "application/ld+json"),
    "application/xml": (SELECT_TYPES[1], "application/rdf+xml"),
    "text/xml": (SELECT_TYPES[1], "application/rdf+xml"),
    "text/plain": ("application/n-triples",),
}
OFFERED = (*SELECT_TYPES, *GRAPH_TYPES, *ALIASES, HTML)
ONCE = ("query", "update", "default", "accept", "timeout", "explain")
ONLY_READS = "this address only reads; send an update to /sparql/update, with a token"
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Call:
    """One request, whichever way it came; `query` is None where none was given, `seconds` where no timeout was."""

    query: str | None
    accept: str
    default: DefaultGraph
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    seconds: float | None = None
    explain: bool = False


@dataclass(frozen=True)
class Change:
    """One update, whichever way it came, with the protocol's dataset for its WHERE clauses."""

    update: str
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()


def read_call(pairs: Pairs, accept: str, default: str) -> Call:
    """The query of these parameters, with `accept` and `default` where they do not say otherwise.

    Unknown parameters are passed over: common clients send several of their own. ForbiddenError for an update, InputError for a
    parameter that may stand only once, or has a wrong value.
    """
    values = _values(pairs)
    if "update" in values:
        raise ForbiddenError(ONLY_READS)
    chosen = values.get("default", [default])[0]
    if chosen not in {"union", "strict"}:
        raise InputError(f"parameter 'default' is {chosen[:40]!r}; it may be 'union' or 'strict'")
    return Call(
        query=_of_size(values["query"][0]) if "query" in values else None,
        accept=values.get("accept", [accept])[0][:_LONGEST_ACCEPT],
        default=cast(DefaultGraph, chosen),
        default_graphs=tuple(values.get("default-graph-uri", ())),
        named_graphs=tuple(values.get("named-graph-uri", ())),
        seconds=_seconds(values["timeout"][0]) if "timeout" in values else None,
        explain=values.get("explain", [""])[0] not in {"", "0", "false"},
    )


def read_change(pairs: Pairs) -> Change:
    """The update of these parameters; InputError if there is none, or more than one."""
    values = _values(pairs)
    if "update" not in values:
        raise InputError("there is no update: send it as the form field 'update', or as the body with the type application/sparql-update")
    return Change(values["update"][0], tuple(values.get("using-graph-uri", ())), tuple(values.get("using-named-graph-uri", ())))


@lru_cache(maxsize=256)
def formats(accept: str) -> tuple[str, ...]:
    """The store's formats that the client accepts, best first; HTML stands among them where a page is wanted."""
    wanted = [real for media in ranked(accept, OFFERED) for real in ALIASES.get(media, (media,))]
    if not wanted:
        raise NotAcceptableError(f"no result can be given as {accept[:200]!r}; possible are {', '.join(OFFERED)}")
    return tuple(dict.fromkeys(wanted))


def in_query(query_string: bytes) -> list[tuple[str, str]]:
    """The parameters in an address."""
    return _pairs(query_string.decode("latin-1"), "address")


async def in_body(headers: Mapping[bytes, bytes], receive: Receive, direct: str, room: BodyRoom) -> list[tuple[str, str]]:
    """The parameters in the body: of a form, or the body itself, of type `direct` (`DIRECT` or `UPDATE`), as the parameter of that name.

    UnsupportedMediaTypeError for a body of another type, TooLargeError, and what `BodyRoom.read` raises.
    """
    media, _, parameters = headers.get(b"content-type", b"").decode("latin-1").lower().partition(";")
    media = media.strip()
    if media not in {FORM, direct}:
        if (media, direct) == (UPDATE, DIRECT):
            raise ForbiddenError(ONLY_READS)
        raise UnsupportedMediaTypeError(f"content type {media[:100]!r} is not read here; send {FORM} or {direct}")
    charset = parameters.partition("charset=")[2].partition(";")[0].strip('" ')
    if charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedMediaTypeError(f"charset {charset[:40]!r} is not read here; SPARQL is sent as UTF-8")
    name, largest = ("query", MAX_QUERY) if direct == DIRECT else ("update", MAX_UPDATE)
    body = await room.read(receive, largest if media == direct else _ENCODED * largest)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"the body is not UTF-8: byte {error.start} cannot be read") from None
    return [(name, text)] if media == direct else _pairs(text, "body")


def _pairs(text: str, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise InputError(f"a parameter in the {where} is not UTF-8: byte {error.start} of it cannot be read") from None
    except ValueError as error:
        raise InputError(f"the parameters in the {where} cannot be read: {error}") from None


def _values(pairs: Pairs) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    for name in ONCE:
        if len(values.get(name, [])) > 1:
            raise InputError(f"parameter {name!r} is given more than once")
    return values


def _of_size(query: str) -> str:
    if len(query) > MAX_QUERY:
        raise TooLargeError(f"the query is longer than {MAX_QUERY:,} characters; put long lists of values into several queries")
    return query


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise InputError(f"parameter 'timeout' is {text[:40]!r}; it is a number of seconds above 0")
    return seconds
