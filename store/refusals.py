"""Queries that may not run here, told apart before the engine sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from detente.errors import QueryRefusedError, QuerySyntaxError
from store.scanner import Token, bare_words, relative_iri, tokens

# The keyword, also where the engine lets it stand close to what is before it; not within a name or a variable.
_MAY_BE_FROM = re.compile(r"(?:(?<![\w:?$])(?:ask|construct)?)from", re.IGNORECASE)


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
    if not _MAY_BE_FROM.search(text):
        return False  # most queries; properties are called :from, too
    return any(word.text == "from" for word in bare_words(text) if not word.prefix)


def clearances(text: str) -> set[str]:
    """Where an update clears or drops more than a graph that it names.

    >>> clearances("drop silent all ; CLEAR GRAPH <http://example.org/all>")
    {'drop all'}
    """
    words = [word.text for word in bare_words(text) if word.text != "silent"]
    return {
        f"{first} {second}" for first, second in pairwise(words) if first in ("drop", "clear") and second in ("all", "named", "default")
    }


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
