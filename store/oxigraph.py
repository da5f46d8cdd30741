"""The dialect of `oxigraph serve`: an update request is one transaction, and graphs may be empty."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from detente.errors import DetenteError, StoreError
from store.answers import syntax_error
from store.base import Version
from store.dialect import OURS, STORE, Asked, Dataset, State, joined, version_iri
from store.refusals import clearances, names_dataset
from store.service import Refused, Reply
from store.writing import graph_error

_STOPPED = b"The SPARQL operation has been cancelled"
_PLACE = re.compile(r"error at (\d+):(\d+): ")
_GRAPH = re.compile(r"The graph <([^<>]*)> (?:does not exist|already exists)")


class Oxigraph:
    """See `store.dialect.Dialect`."""

    query_path = "/query"
    update_path = "/update"
    digest = False
    most_triples: int | None = None
    most_bytes: int | None = None
    unnamed = True
    whole = True
    state_query = (
        f'SELECT ("version" AS ?name) ?value WHERE {{ GRAPH ?value {{}} FILTER(STRSTARTS(STR(?value), "{OURS}version:")) }} ORDER BY ?value'
    )

    def check(self, text: str) -> None:
        """Nothing: the engine has no functions that reach out, and FROM never fetches."""

    def check_update(self, text: str) -> None:
        """Nothing: all updates of the standard work."""

    def spelled(self, text: str) -> str:
        """As it is."""
        return text

    def dataset(self, text: str, asked: Asked, state: State) -> Dataset:
        """By the protocol's parameters, and the engine's own for the union."""
        base = f"BASE <{asked.base}> " if asked.base else ""
        if asked.default_graphs or asked.named_graphs:
            return Dataset(base, {"default-graph-uri": asked.default_graphs, "named-graph-uri": asked.named_graphs})
        union = asked.default_graph == "union" and not names_dataset(text)
        return Dataset(base, {"union-default-graph": ["true"]} if union else {})

    def part(self, pattern: str, offset: int) -> str:
        """All of them."""
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }} OFFSET {offset}"

    def timeout(self, seconds: float) -> Mapping[str, Sequence[str]]:
        """The server takes a limit when it starts (`--timeout-s`), not with a query."""
        return {}

    def framed(self, text: str, before: State, after: Version) -> str:
        """The version's graph is changed at the end: the engine wants PREFIX at the very start."""
        lost = not before.version.number or clearances(text) & {"drop all", "drop named"}
        guard = f"CREATE GRAPH <{STORE}>" if lost else f"DROP GRAPH <{version_iri(before.version)}>"
        return joined(text, guard, f"CREATE GRAPH <{version_iri(after)}>")

    def hiding(self, graph: str, hidden: bool) -> str:
        """Nothing: no request is too large, and nothing is staged."""
        return ""

    def restored(self, text: str, before: State) -> str:
        """Nothing needs to be put back after a transaction that failed."""
        return text

    def stopped(self, reply: Reply) -> bool:
        """The server ends a stopped query's answer with a sentence, and the status 200 that it began with."""
        return reply.body.endswith(_STOPPED)

    def cut(self, reply: Reply) -> bool:
        """The server has no such limit."""
        return False

    def mended(self, found: dict[str, Any]) -> dict[str, Any]:
        """As they are."""
        return found

    def fault(self, refused: Refused, text: str, prefix: str = "") -> DetenteError:
        """400 with line and column for what does not parse, 500 for what fails while it runs."""
        graph = _GRAPH.search(refused.text)
        if graph and graph[1].startswith(OURS):
            return StoreError("another writer has published meanwhile; run the command again")
        if _PLACE.match(refused.text):
            error = syntax_error(_PLACE.sub(lambda place: _shifted(place, len(prefix)), refused.text))
            return (
                error if (error.line or 0) <= text.count("\n") + 1 else syntax_error(f"it ends too early ({_PLACE.sub('', refused.text)})")
            )
        return graph_error(refused.text[:300])


def _shifted(place: re.Match[str], by: int) -> str:
    """A place in the query, when the server counts from a text before it."""
    line, column = int(place[1]), int(place[2])
    return f"error at {line}:{column - by if line == 1 else column}: "
