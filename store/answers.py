"""From the engine's results to bytes in the format a client accepts, and from the engine's errors to ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Protocol, cast

import pyoxigraph as ox

from detente.errors import InputError, NotAcceptableError, QuerySyntaxError, StoreError
from ontology.terms import PREFIXES
from store.base import GRAPH_TYPES, SELECT_TYPES, DefaultGraph
from store.mending import engine_type, mender
from store.refusals import names_dataset

FRAME = 64 * 1024
_PLACE = re.compile(r"error at (\d+):(\d+): ")
_LONGEST_FAULT = 160
_WITH_PREFIXES = ("text/turtle", "application/rdf+xml")
# Formats that cannot hold every graph: some properties have no XML name, and JSON-LD knows no triple terms.
_PARTIAL = ("application/rdf+xml", "application/ld+json")


class Output(Protocol):
    """Where the engine writes."""

    def write(self, data: bytes, /) -> int:
        """Take the next piece."""
        ...

    def flush(self) -> None:
        """Pass on what waits."""
        ...


Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def media_type_for(results: Results, accept: Sequence[str]) -> str:
    """The first accepted media type that fits the query's form."""
    return media_type_of_form(isinstance(results, ox.QueryTriples), accept)


def media_type_of_form(graph: bool, accept: Sequence[str]) -> str:
    """The first accepted media type that fits; `*/*` and `text/*` match; NotAcceptableError lists what can be had."""
    offered = GRAPH_TYPES if graph else SELECT_TYPES
    for wanted in accept:
        kind = wanted.partition(";")[0].strip().lower()
        for media_type in offered:
            if kind in (media_type, "*/*") or (kind.endswith("/*") and media_type.startswith(kind[:-1])):
                return media_type
    form = "CONSTRUCT or DESCRIBE" if graph else "SELECT or ASK"
    raise NotAcceptableError(f"a {form} query can be answered as {', '.join(offered)}; not as {', '.join(accept) or 'nothing'}")


def evaluate(
    store: ox.Store,
    text: str,
    default_graph: DefaultGraph = "union",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    base: str = "",
) -> Results:
    """Start a query in the engine; `store.base.Store.query` says what the parameters mean. Use within `query_errors`."""
    if default_graphs or named_graphs:
        defaults, named = [ox.NamedNode(g) for g in default_graphs], [ox.NamedNode(g) for g in named_graphs]
        return store.query(text, base_iri=base or None, default_graph=cast(Any, defaults), named_graphs=cast(Any, named))
    # The engine's union option would win over FROM, which the SPARQL standard does not allow.
    union = default_graph == "union" and not names_dataset(text)
    return store.query(text, base_iri=base or None, use_default_graph_as_union=union)


def write(results: Results | Sequence[ox.Triple], media_type: str, output: Output) -> None:
    """Write what the engine makes of the results, in pieces as they are found: for CSV that is TSV (store/mending.py makes CSV of it).

    Triples in Turtle and RDF/XML come with the prefixes of the ontology. NotAcceptableError if the format cannot hold them.
    """
    if isinstance(results, ox.QuerySolutions | ox.QueryBoolean):
        results.serialize(cast(Any, output), format=ox.QueryResultsFormat.from_media_type(engine_type(media_type)))
        return
    try:
        if media_type in _WITH_PREFIXES:
            ox.serialize(results, cast(Any, output), format=ox.RdfFormat.from_media_type(media_type), prefixes=PREFIXES)
        else:
            ox.serialize(results, cast(Any, output), format=ox.RdfFormat.from_media_type(media_type))
    except OSError as error:
        if media_type not in _PARTIAL or error.errno is not None:
            raise
        raise NotAcceptableError(f"these triples cannot be written as {media_type} ({error}); ask for text/turtle") from error


def serialise(results: Results | Sequence[ox.Triple], media_type: str) -> bytes:
    """The whole answer as bytes, so that an error in the middle is an error and never half an answer."""
    output, mended = BytesIO(), mender(media_type)
    write(results, media_type, output)
    return mended.feed(output.getvalue()) + mended.end()


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
    except (BrokenPipeError, ConnectionResetError):
        raise  # whoever reads the answer has gone
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
