"""Queries that call other services: only those that an operator has listed, and only where the text leaves no doubt.

What no list allows, the query's process cannot do at all (store/isolation/guard.py). A query that may call services runs without that
wall, so here the text must be beyond doubt: every `service` in it, outside comments, is a SERVICE clause with a whole address.
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import QueryRefusedError
from store.refusals import refuse_service
from store.scanner import Token, tokens


def may_federate(text: str, allowed: Sequence[str]) -> bool:
    """Whether the query calls services, all of them allowed; QueryRefusedError if it may call any other.

    `allowed` holds addresses; one that ends in `*` allows all that begin so.

    >>> may_federate("SELECT * { ?s ?p ?service }", [])
    False
    >>> may_federate("SELECT * { SERVICE SILENT <https://example.org/sparql> { ?s ?p ?o } }", ["https://example.org/*"])
    True
    """
    try:
        refuse_service(text)
    except QueryRefusedError:
        if not allowed:
            raise
    else:
        return False
    read = list(tokens(text))
    addresses = [_address(read, number) for number, token in enumerate(read) if token.keyword == "service"]
    elsewhere = sum("service" in token.text.casefold() for token in read if token.keyword != "service")
    if elsewhere > sum("service" in address.casefold() for address in addresses) or not _closed(read):
        raise QueryRefusedError("in a query that calls a service, the word 'service' may stand nowhere else; rename what is called so")
    for address in addresses:
        if not any(address == each or (each.endswith("*") and address.startswith(each[:-1])) for each in allowed):
            raise QueryRefusedError(f"SERVICE <{address[:200]}> is not allowed here; allowed are: {' '.join(allowed)}")
    return bool(addresses)


def _address(read: Sequence[Token], number: int) -> str:
    """What a SERVICE clause calls."""
    following = [token for token in read[number + 1 : number + 3] if token.keyword != "silent"]
    if not following or following[0].kind != "iri":
        raise QueryRefusedError("SERVICE is allowed here only with the whole address of a service, not with a variable or a prefix")
    return following[0].text[1:-1]


def _closed(read: Sequence[Token]) -> bool:
    return not read or read[-1].kind not in ("long", "open")
