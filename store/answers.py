"""From the engine's results to bytes in the format a client accepts, and from the engine's errors to ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyoxigraph as ox

from detente.errors import InputError, NotAcceptableError, QuerySyntaxError, StoreError
from ontology.terms import PREFIXES
from store.base import GRAPH_TYPES, SELECT_TYPES

FRAME = 64 * 1024
_PLACE = re.compile(r"error at (\d+):(\d+): ")
_LONGEST_FAULT = 160
_WITH_PREFIXES = ("text/turtle", "application/rdf+xml")
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def media_type_for(results: Results, accept: Sequence[str]) -> str:
    """The first accepted media type that fits the query's form; `*/*` and `text/*` match; NotAcceptableError lists what can be had."""
    offered = GRAPH_TYPES if isinstance(results, ox.QueryTriples) else SELECT_TYPES
    for wanted in accept:
        kind = wanted.partition(";")[0].strip().lower()
        for media_type in offered:
            if kind in (media_type, "*/*") or (kind.endswith("/*") and media_type.startswith(kind[:-1])):
                return media_type
    form = "CONSTRUCT or DESCRIBE" if offered is GRAPH_TYPES else "SELECT or ASK"
    raise NotAcceptableError(f"a {form} query can be answered as {', '.join(offered)}; not as {', '.join(accept) or 'nothing'}")


def serialise(results: Results, media_type: str) -> bytes:
    """The whole answer as bytes, so that an error in the middle is an error and never half an answer."""
    if not isinstance(results, ox.QueryTriples):
        body = results.serialize(format=ox.QueryResultsFormat.from_media_type(media_type))
    elif media_type in _WITH_PREFIXES:
        body = ox.serialize(results, format=ox.RdfFormat.from_media_type(media_type), prefixes=PREFIXES)
    else:
        body = results.serialize(format=ox.RdfFormat.from_media_type(media_type))
    return body or b""


def frames(body: bytes) -> tuple[bytes, ...]:
    """The body in frames of 64 KiB."""
    return tuple(body[start : start + FRAME] for start in range(0, len(body), FRAME))


@contextmanager
def query_errors() -> Iterator[None]:
    """Turn the engine's errors into ours: syntax with line and column, everything else that a query's text can cause into InputError."""
    try:
        yield
    except SyntaxError as error:
        raise syntax_error(str(error)) from error
    except OSError as error:
        raise StoreError(f"the store could not be read: {error}") from error
    except (RuntimeError, ValueError) as error:
        raise InputError(f"the query failed: {error}") from error


def syntax_error(message: str) -> QuerySyntaxError:
    """The engine's `error at 3:14: expected …`, shortened, as an error with line and column."""
    place = _PLACE.search(message)
    fault = _PLACE.sub("", message)
    if len(fault) > _LONGEST_FAULT:
        fault = fault[:_LONGEST_FAULT].rstrip() + " …"
    if place is None:
        return QuerySyntaxError(f"the query does not parse: {fault}")
    line, column = int(place[1]), int(place[2])
    return QuerySyntaxError(f"line {line}, column {column}: {fault}", line, column)
