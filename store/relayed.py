"""From a service's answer to ours: checked, cut at the limits, and written in the format that the client wants.

What a service sends is read as a whole and parsed before a byte of it is passed on: services break off, or end with a sentence, under a
status that says all is well.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Sequence
from itertools import islice
from typing import Any

import pyoxigraph as ox

from detente.errors import InputError, QueryStoppedError, StoreError
from store.answers import serialise
from store.base import BINDINGS, Cut, Document
from store.dialect import Dialect
from store.service import Reply
from store.terms import canonical_lines

N_TRIPLES = "application/n-triples"
_VARIABLES = re.compile(r'"vars"\s*:\s*(\[[^\]]*\])')
_ROWS = re.compile(r'"bindings"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def rows(reply: Reply, dialect: Dialect) -> dict[str, Any]:
    """The answer to a SELECT or ASK, as the JSON format has it; StoreError for what is none."""
    text = reply.body.decode("utf-8", errors="replace")
    try:
        found = _beginning(text) if reply.cut else json.loads(text)
        return dialect.mended(found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _nonsense(error) from error


def select(reply: Reply, dialect: Dialect, media_type: str, most: int) -> tuple[bytes, Cut]:
    """The answer to a SELECT or ASK in a media type, and what cut it."""
    found = rows(reply, dialect)
    cut: Cut = "bytes" if reply.cut else "rows" if dialect.cut(reply) else ""
    bindings = found.get("results", {}).get("bindings", [])
    if len(bindings) > most:
        del bindings[most:]
        cut = "rows"
    try:
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")
        json_format = ox.QueryResultsFormat.from_media_type(BINDINGS)
        return serialise(ox.parse_query_results(body, format=json_format), media_type), cut
    except (ValueError, SyntaxError) as error:
        raise _nonsense(error) from error


def graph(reply: Reply, media_type: str, most: int) -> tuple[bytes, Cut]:
    """The answer to a CONSTRUCT or DESCRIBE in a media type, and what cut it."""
    try:
        found = [quad.triple for quad in islice(ox.parse(_whole_lines(reply), format=ox.RdfFormat.N_TRIPLES), most + 1)]
    except (ValueError, SyntaxError) as error:
        raise _nonsense(error) from error
    cut: Cut = "rows" if len(found) > most else "bytes" if reply.cut else ""
    return serialise(found[:most], media_type), cut


def lines(body: bytes) -> list[str]:
    """N-Triples of a service as canonical lines, sorted; they pass through the engine, which spells numbers in one way (`store.terms`)."""
    memory = ox.Store()
    try:
        memory.extend(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
        return canonical_lines(memory)
    except (ValueError, SyntaxError) as error:
        raise _nonsense(error) from error


def _whole_lines(reply: Reply) -> bytes:
    return reply.body[: reply.body.rfind(b"\n") + 1] if reply.cut else reply.body


def _beginning(text: str) -> dict[str, Any]:
    """JSON results that break off, with the rows that are whole."""
    variables, start = _VARIABLES.search(text), _ROWS.search(text)
    if variables is None or start is None:
        raise ValueError("it has no head")
    decoder, place = json.JSONDecoder(), start.end()
    bindings: list[dict[str, Any]] = []
    while True:
        begin = _BETWEEN.match(text, place)
        try:
            row, place = decoder.raw_decode(text, begin.end() if begin else place)
        except ValueError:
            return {"head": {"vars": json.loads(variables[1])}, "results": {"bindings": bindings}}
        bindings.append(row)


def _nonsense(error: Exception) -> StoreError:
    # the engine's results may only be dropped by the thread that made them, and the frames of a traceback would carry them elsewhere
    traceback.clear_frames(error.__traceback__)
    fault = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
    return StoreError(f"the service's answer is damaged, or no answer to a query ({fault}); ask again, and look at the service")


def stopped(seconds: float) -> QueryStoppedError:
    """What to say when the service stopped a query at its time limit."""
    return QueryStoppedError(f"the service stopped the query after its limit ({seconds:g} s or its own); ask for less", "seconds")


def parsed(documents: Sequence[Document], graph: str | None, base: str) -> dict[str, list[str]]:
    """N-Triples lines by graph (`""`: the default graph) of RDF on its way into a graph, or into the dataset (None); InputError."""
    memory = ox.Store()
    for document in documents:
        format_ = ox.RdfFormat.from_media_type(document.media_type)
        if format_ is None or (graph is None and not format_.supports_datasets):
            raise InputError(f"{document.media_type!r} cannot be loaded {'as a dataset' if graph is None else 'into a graph'}")
        data = document.data if isinstance(document.data, bytes) else document.data.read_bytes()
        try:
            memory.load(data, format=format_, base_iri=base or None, to_graph=None if graph is None else _node(graph))
        except (ValueError, SyntaxError) as error:
            raise InputError(f"the data do not parse: {str(error).splitlines()[0][:160]}; the store is as it was") from error
    named = {name.value: canonical_lines(memory, name) for name in memory.named_graphs() if isinstance(name, ox.NamedNode)}
    unnamed = canonical_lines(memory)
    return named | ({"": unnamed} if unnamed else {})


def _node(graph: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(graph) if graph else ox.DefaultGraph()
