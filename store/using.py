"""The protocol's `using-graph-uri` as USING clauses: the engine's update takes no dataset of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from detente.errors import InputError
from store.scanner import Token, tokens

_LINE_END = re.compile(r"[\r\n]")


def with_using(update: str, graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update with `USING <g>` and `USING NAMED <g>` in every operation that has a WHERE clause; each line stays where it was.

    `DELETE WHERE {…}` becomes `DELETE {…} USING <g> WHERE {…}`; operations without a WHERE clause stay as they are. Without graphs the
    update is returned as it is. InputError if one is no absolute IRI, if the update has a USING or WITH of its own (the SPARQL protocol
    demands it), or if the engine might read the update's braces otherwise than this does.

    >>> with_using("DELETE WHERE { ?s ?p 1 }", ["urn:g"], [])
    'DELETE { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p 1 }'
    """
    clauses = "".join([f"USING {_iri(graph)} " for graph in graphs] + [f"USING NAMED {_iri(graph)} " for graph in named_graphs])
    if not clauses:
        return update
    read = list(tokens(update))
    _check(read)
    parts, done = [], 0
    for place, inserted in _insertions(update, read, clauses):
        parts += [update[done:place], inserted]
        done = place
    return "".join([*parts, update[done:]])


def _iri(graph: str) -> str:
    try:
        return str(ox.NamedNode(graph))
    except ValueError as error:
        raise InputError(f"using-graph-uri: {graph!r} is no absolute IRI: {error}") from error


def _check(read: Sequence[Token]) -> None:
    for token in read:
        if token.depth == 0 and token.keyword.startswith(("using", "with")):
            raise InputError(
                "the update names its dataset itself (USING, WITH): leave that out, or using-graph-uri and using-named-graph-uri"
            )
        if token.kind in ("long", "open"):
            raise InputError(f"a string of the update is not closed: {token.text} at character {token.place + 1}")
        if token.kind == "iri" and "#" in token.text.partition(")")[2]:
            raise InputError(f"{token.text} may be an IRI or a comparison and a comment: put a space behind the <")


def _insertions(update: str, read: Sequence[Token], clauses: str) -> Iterator[tuple[int, str]]:
    """The places at which something comes in, and what: before each WHERE that stands outside of braces."""
    for number, token in enumerate(read):
        if token.depth or not token.keyword.endswith("where"):
            continue
        where = token.end - len("where")
        glued = token.keyword == "deletewhere"
        if glued or (number and read[number - 1].keyword == "delete"):
            yield where, (" " if glued else "") + _template(read, number + 1) + clauses
        else:
            yield where, clauses


def _template(read: Sequence[Token], start: int) -> str:
    """The group that starts there, on one line and without comments, ending in a space; "" if it is not closed."""
    parts: list[str] = []
    for number in range(start, len(read)):
        token = read[number]
        parts.append(" " * (number > start and token.place > read[number - 1].end))
        parts.append(_LINE_END.sub(lambda found: "\\r" if found[0] == "\r" else "\\n", token.text))
        if token.text == "}" and token.depth == 0:
            return "".join(parts) + " "
    return ""
