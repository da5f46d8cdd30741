"""rdflib triples to the engine's terms and canonical lines."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from detente.errors import InputError
from store.base import Triple


def graph_lines(triples: Iterable[Triple]) -> list[str]:
    """Canonical N-Triples lines, sorted by code point, without repeats; InputError for a blank node or a malformed term.

    The triples pass through an engine in memory, because the engine stores numbers in canonical form (`01` becomes `1`): only so do
    equal graphs compare equal.
    """
    memory = ox.Store()
    memory.extend(ox.Quad(_node(s), _node(p), _term(o)) for s, p, o in triples)
    return canonical_lines(memory)


def canonical_lines(source: ox.Store, graph: ox.NamedNode | None = None, everything: bool = False) -> list[str]:
    """The sorted lines of one graph as N-Triples, or of all graphs as N-Quads.

    The engine writes them in one call: stepping through quads from Python gives up the interpreter's lock at each, and beside a busy
    thread each step then takes milliseconds.
    """
    if everything:
        body = source.dump(format=ox.RdfFormat.N_QUADS)
    else:
        body = source.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph or ox.DefaultGraph())
    return sorted((body or b"").decode().split("\n")[:-1])


def _node(term: Node) -> ox.NamedNode:
    if not isinstance(term, URIRef):
        raise InputError(f"{term!r} cannot be stored as a subject or predicate: shipped data has IRIs there, no blank nodes")
    return _iri(term)


def _term(term: Node) -> ox.NamedNode | ox.Literal:
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=_iri(term.datatype)) if term.datatype else ox.Literal(str(term))
    if isinstance(term, BNode):
        raise InputError(f"blank node {term!r} cannot be stored: shipped data has none; give it an IRI")
    return _node(term)


def _iri(term: URIRef) -> ox.NamedNode:
    try:
        return ox.NamedNode(str(term))
    except ValueError as error:
        raise InputError(f"{str(term)!r} is not an IRI: {error}") from error
