"""Queries that may not run here, told apart before the engine sees them."""

from __future__ import annotations

from detente.errors import QueryRefusedError
from store.scanner import bare_words, tokens


def refuse_service(text: str) -> None:
    """Raise QueryRefusedError if the query may contain a SERVICE clause, which would make the store call an address of the query's choice.

    >>> refuse_service("SELECT ?service WHERE { ?s <http://example.org/service> ?service }")
    """
    if "service" not in text.casefold():
        return  # most queries: the engine reads no escapes outside strings and IRIs
    if any("service" in word.text for word in bare_words(text)):
        raise QueryRefusedError("SERVICE is not allowed here: the store does not call other services; remove the SERVICE clause")


def refuse_load(update: str) -> None:
    """Raise QueryRefusedError if the update may contain a LOAD, which would make the store call an address of the update's choice.

    >>> refuse_load("PREFIX load: <urn:x> INSERT DATA { load:a load:b 'LOAD <urn:x>' }")
    """
    for token in tokens(update):
        unclosed = token.kind in ("long", "open") and "load" in update[token.place :].casefold()
        if unclosed or token.keyword.startswith("load"):
            raise QueryRefusedError("LOAD is not allowed here: the store fetches nothing; send the data itself (INSERT DATA, or /graphs)")


def names_dataset(text: str) -> bool:
    """Whether the query has a FROM clause of its own, which then decides the default graph.

    >>> names_dataset("SELECT * FROM <http://example.org/g> {}"), names_dataset("SELECT ?from { ?from ?p 'from' }")
    (True, False)
    """
    return "from" in text.casefold() and any(word.text == "from" for word in bare_words(text) if not word.prefix)
