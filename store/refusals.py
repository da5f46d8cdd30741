"""Queries that may not run here, told apart before the engine sees them."""

from __future__ import annotations

from itertools import pairwise

from detente.errors import QueryRefusedError, QuerySyntaxError
from store.scanner import bare_words, relative_iri


def refuse_service(text: str) -> None:
    """Raise QueryRefusedError if the query may contain a SERVICE clause, which would make the store call an address of the query's choice.

    >>> refuse_service("SELECT ?service WHERE { ?s <http://example.org/service> ?service }")
    """
    if "service" not in text.casefold():
        return  # most queries: the engine reads no escapes outside strings and IRIs
    if any("service" in word.text for word in bare_words(text)):
        raise QueryRefusedError("SERVICE is not allowed here: the store does not call other services; remove the SERVICE clause")


def names_dataset(text: str) -> bool:
    """Whether the query has a FROM clause of its own, which then decides the default graph.

    >>> names_dataset("SELECT * FROM <http://example.org/g> {}"), names_dataset("SELECT ?from { ?from ?p 'from' }")
    (True, False)
    """
    return "from" in text.casefold() and any(word.text == "from" for word in bare_words(text) if not word.prefix)


def clearances(text: str) -> set[str]:
    """Where an update clears or drops more than a graph that it names.

    >>> clearances("drop silent all ; CLEAR GRAPH <http://example.org/all>")
    {'drop all'}
    """
    words = [word.text for word in bare_words(text) if word.text != "silent"]
    return {
        f"{first} {second}" for first, second in pairwise(words) if first in ("drop", "clear") and second in ("all", "named", "default")
    }


def refuse_load(text: str) -> None:
    """Raise QueryRefusedError if the update may contain a LOAD, which would make the store fetch an address of the update's choice.

    >>> refuse_load('INSERT DATA { <http://example.org/load> <http://example.org/p> "LOAD <x>" }')
    """
    if any(word.text == "load" for word in bare_words(text)):
        raise QueryRefusedError("LOAD is not allowed here: the store fetches nothing; put the data in with `load`, or INSERT DATA")


_FORMS = {"select": False, "ask": False, "construct": True, "describe": True}


def gives_graph(text: str) -> bool:
    """Whether the query's answer is a graph (CONSTRUCT, DESCRIBE) rather than rows or a truth (SELECT, ASK).

    Raises QuerySyntaxError for a text that is no query.

    >>> gives_graph("PREFIX select: <http://example.org/> CONSTRUCT WHERE { ?select ?p select:x }")
    True
    """
    first = next((word.text for word in bare_words(text) if not word.prefix and word.text not in ("prefix", "base")), "")
    if first not in _FORMS:
        raise QuerySyntaxError(
            f"the query does not parse: expected SELECT, ASK, CONSTRUCT or DESCRIBE, not {first.upper() or 'an empty text'}"
        )
    return _FORMS[first]


def refuse_relative(text: str, base: str) -> None:
    """Raise QuerySyntaxError for a relative IRI that stands against nothing: a service would set it against its own address."""
    if base or any(word.text == "base" for word in bare_words(text)):
        return
    found = relative_iri(text)
    if found:
        raise QuerySyntaxError(f"the IRI {found} is relative; write it in full, or put a BASE before the query")


def sets_dataset(text: str) -> bool:
    """Whether an update has a USING or WITH clause, which the protocol's parameters must not be mixed with.

    >>> sets_dataset("WITH <http://example.org/g> DELETE WHERE { ?using ?p ?o }"), sets_dataset("DELETE WHERE { ?using ?p 'with' }")
    (True, False)
    """
    return any(word.text in ("using", "with") for word in bare_words(text) if not word.prefix)
