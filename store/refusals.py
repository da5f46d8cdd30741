"""Queries that may not run here, told apart before the engine sees them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import QueryRefusedError
from store.scanner import Token, bare_words, tokens


def refuse_service(text: str) -> None:
    """Raise QueryRefusedError if the query may contain a SERVICE clause, which would make the store call an address of the query's choice.

    >>> refuse_service("SELECT ?service WHERE { ?s <http://example.org/service> ?service }")
    """
    if "service" not in text.casefold():
        return  # most queries: the engine reads no escapes outside strings and IRIs
    if any("service" in word.text for word in bare_words(text)):
        raise QueryRefusedError("SERVICE is not allowed here: the store does not call other services; remove the SERVICE clause")


def without_loads(update: str) -> str:
    """The update with `INSERT DATA {}` for every LOAD SILENT, since nothing is fetched here; QueryRefusedError for any other LOAD.

    >>> without_loads("PREFIX load: <urn:x> INSERT DATA { load:a load:b 'LOAD <urn:x>' }")
    "PREFIX load: <urn:x> INSERT DATA { load:a load:b 'LOAD <urn:x>' }"
    >>> without_loads("LOAD SILENT <urn:x> INTO GRAPH <urn:g> ; CLEAR ALL")
    'INSERT DATA {} ; CLEAR ALL'
    """
    if "load" not in update.casefold():
        return update
    read, parts, done = list(tokens(update)), [], 0
    for number, token in enumerate(read):
        unclosed = token.kind in ("long", "open") and "load" in update[token.place :].casefold()
        if not (unclosed or token.keyword.startswith("load")):
            continue
        end = _silent_load(read, number)
        if end is None:
            raise QueryRefusedError("LOAD is not allowed here: the store fetches nothing; send the data itself (INSERT DATA, or /graphs)")
        parts += [update[done : token.place], "INSERT DATA {}"]
        done = end
    return "".join([*parts, update[done:]])


def _silent_load(read: Sequence[Token], number: int) -> int | None:
    """Where a `LOAD SILENT <iri>` or `LOAD SILENT <iri> INTO GRAPH <iri>` ends that begins there, None if there is none."""
    words = [token.keyword or token.kind for token in read[number : number + 6]]
    for length in (6, 3):
        if words[:length] == ["load", "silent", "iri", "into", "graph", "iri"][:length]:
            return read[number + length - 1].end
    return None


def names_dataset(text: str) -> bool:
    """Whether the query has a FROM clause of its own, which then decides the default graph.

    >>> names_dataset("SELECT * FROM <http://example.org/g> {}"), names_dataset("SELECT ?from { ?from ?p 'from' }")
    (True, False)
    """
    return "from" in text.casefold() and any(word.text == "from" for word in bare_words(text) if not word.prefix)
