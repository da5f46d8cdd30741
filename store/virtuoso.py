"""The dialect of OpenLink Virtuoso, as measured with 7.2.5 (docs/how-to/remote-store.md lists what differs from the other stores).

An update request is one transaction to readers, but a failure in its middle keeps what came before. The default graph is everything,
Virtuoso's own graphs too, so that these are excluded by name. And any query may call functions of the database, some of which reach out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from detente.errors import ConflictError, DetenteError, InputError, NotFoundError, QueryRefusedError, QueryStoppedError, StoreError
from store.answers import syntax_error
from store.base import Version
from store.dialect import OURS, STORE, Asked, Dataset, State, joined, version_iri
from store.refusals import clearances, names_dataset
from store.scanner import without_escaped_names
from store.service import Refused, Reply
from store.updates import dropped

_NOTHING = OURS + "nothing"
_MADE = OURS + "made"
_PART = 100_000
_NO_BASE = "http://no.base.invalid/"
_FUNCTIONS = re.compile(r"\b(bif|sql)\s*+:", re.IGNORECASE)
_OWN_BASE = re.compile(r"\s*+BASE\s*+<https?://[^<>\s]*+>", re.IGNORECASE)
_DESCRIBE = re.compile(r"\bDESCRIBE\b", re.IGNORECASE)
_PATH = re.compile(r"[>\w)][*+]")
_CONSTANT_GRAPH = re.compile(r"\bGRAPH\s*+[^\s?$]", re.IGNORECASE)
_FAULT = re.compile(r"Virtuoso (?P<state>\w+) Error (?P<text>.*?)(?=\n\nSPARQL query:|\Z)", re.DOTALL)
_LINE = re.compile(r"SPARQL compiler, line (\d+): ")
_GRAPH = re.compile(r"graph <([^<>]*)> has (not )?been explicitly created")
_SYNTAX = ("37000", "22002")
_STOPPED = ("S1T00", "S1TAT")


class Virtuoso:
    """See `store.dialect.Dialect`."""

    query_path = "/sparql"
    update_path = "/sparql-auth"
    digest = True
    most_triples: int | None = 1_000
    most_bytes: int | None = 8_000_000
    unnamed = False
    whole = False
    state_query = f"SELECT ?name ?value WHERE {{ GRAPH <{STORE}> {{ <{STORE}> ?name ?value }} }}"

    def check(self, text: str) -> None:
        """Functions of the database: `bif:http_get` calls any address, `bif:exec` runs SQL."""
        if _FUNCTIONS.search(text):
            raise QueryRefusedError("functions of the database (bif:, sql:) are not allowed here; use those of SPARQL")

    def check_update(self, text: str) -> None:
        """Virtuoso would clear its own graphs along with ours, or drop but those that were created by name."""
        if clearances(text):
            raise InputError(
                "CLEAR and DROP take one graph here, GRAPH <…>: Virtuoso would take its own graphs along; the store is as it was"
            )

    def spelled(self, text: str) -> str:
        r"""Without escapes in names, such as `id:area\/energy`, which Virtuoso does not know."""
        return without_escaped_names(text)

    def dataset(self, text: str, asked: Asked, state: State) -> Dataset:
        """By exclusion; a dataset that is named has no other graphs.

        Beside exclusions, the planner goes a way on which a path of any length (`skos:broader*`) leads nowhere: its query sees everything.
        Beside an exclusion `GRAPH <name>` finds nothing unless the name is listed, so all of them are (50 ms for 4,000). There is always a
        base, since a function whose name is a relative IRI would be one of the database; Virtuoso takes but one, at the start.
        """
        base = "" if _OWN_BASE.match(text) else f"BASE <{asked.base or _NO_BASE}> "
        if _DESCRIBE.search(text):
            base = f'define sql:describe-mode "CBD" {base}'  # the usual way looks at no graph unless it is named
        if asked.default_graphs or asked.named_graphs:
            graphs = {"default-graph-uri": asked.default_graphs or [_NOTHING], "named-graph-uri": asked.named_graphs or [_NOTHING]}
            return Dataset(base, graphs)
        if names_dataset(text):
            return Dataset(_define("named-graph-uri", [_NOTHING]) + base)
        if asked.default_graph == "union" and _PATH.search(text):
            return Dataset(base)
        hidden = [*state.hidden, STORE]
        default = _define("default-graph-exclude", hidden) if asked.default_graph == "union" else _define("default-graph-uri", [_NOTHING])
        constant = _CONSTANT_GRAPH.search(text)
        named = _define("named-graph-uri", asked.graphs() or [_NOTHING]) if constant else _define("named-graph-exclude", hidden)
        return Dataset(default + named + base)

    def part(self, pattern: str, offset: int) -> str:
        """As many as `ResultSetMaxRows` lets through, in order, and sorted inside, where the sorting has no limit."""
        ordered = f"SELECT ?s ?p ?o WHERE {{ {pattern} }} ORDER BY ?s ?p ?o"
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ {ordered} }} }} LIMIT {_PART} OFFSET {offset}"

    def timeout(self, seconds: float) -> Mapping[str, Sequence[str]]:
        """Milliseconds, at least 1,000; it is looked at every two seconds or so."""
        return {"timeout": [str(max(int(seconds * 1000), 1000))]}

    def framed(self, text: str, before: State, after: Version) -> str:
        """The state is marked as torn until the last operation of the request has run."""
        old = f"<{STORE}> <{OURS}version> <{version_iri(before.version)}>"
        first = [f"CREATE GRAPH <{_MADE}>", *(_state(f"<{STORE}> <{OURS}hidden> <{graph}>") for graph in before.hidden)]
        later = [f"DROP {'SILENT ' if before.torn else ''}GRAPH <{version_iri(before.version)}>"]
        begin = [*(later if before.version.number else first), _state(_TORN)]
        end = [
            _state(f"{_TORN} . {old}", "DELETE"),
            _state(f"<{STORE}> <{OURS}version> <{version_iri(after)}>"),
            f"CREATE SILENT GRAPH <{version_iri(after)}>",
        ]
        return joined(*begin, text, *end)

    def hiding(self, graph: str, hidden: bool) -> str:
        """While it is needed alone, since each exclusion makes queries slower."""
        return _state(f"<{STORE}> <{OURS}hidden> <{graph}>", "INSERT" if hidden else "DELETE")

    def restored(self, text: str, before: State) -> str:
        """The old version's graph again, and the mark removed; a store that was empty is one again."""
        back = f"CREATE SILENT GRAPH <{version_iri(before.version)}>" if before.version.number else joined(dropped(STORE), dropped(_MADE))
        return joined(text, _state(_TORN, "DELETE"), back)

    def stopped(self, reply: Reply) -> bool:
        """A header tells that the answer holds what was found until the time was up."""
        return reply.headers.get("X-SQL-State", "") in _STOPPED

    def cut(self, reply: Reply) -> bool:
        """A header names `ResultSetMaxRows` where it cut a SELECT; there is none for CONSTRUCT."""
        return "X-SPARQL-MaxRows" in reply.headers

    def mended(self, found: dict[str, Any]) -> dict[str, Any]:
        """ASK comes as a row, a literal with a datatype as `typed-literal`, true as 1, a blank node with an address."""
        rows = found.get("results", {}).get("bindings", [])
        if found.get("head", {}).get("vars") == ["__ASK_RETVAL"]:
            return {"head": {}, "boolean": bool(rows) and rows[0]["__ASK_RETVAL"]["value"] == "1"}
        for row in rows:
            for term in row.values():
                _mend(term)
        return {"head": {"vars": found["head"]["vars"]}, "results": {"bindings": rows}}

    def fault(self, refused: Refused, text: str, prefix: str = "") -> DetenteError:
        """By the SQL state that stands in front."""
        found = _FAULT.match(refused.text)
        state, said = (found["state"], found["text"]) if found else ("", refused.text[:300])
        graph = _GRAPH.search(said)
        if graph and graph[1].startswith(OURS):
            return StoreError("another writer has published meanwhile; run the command again")
        if graph:
            named = f"the graph <{graph[1]}>"
            return NotFoundError(f"{named} was not created") if graph[2] else ConflictError(f"{named} is there already")
        if state in _STOPPED:
            return QueryStoppedError(f"Virtuoso stopped it: {said}", "seconds")
        if "SECURITY" in said:
            return StoreError(f"Virtuoso does not let this user do that: {said}; see docs/how-to/remote-store.md")
        if state == "40001":
            return StoreError(f"Virtuoso was busy with another writer: {said}; run the command again")
        if state in _SYNTAX:
            return _syntax(said)
        return InputError(f"Virtuoso refuses it: {said}")


_TORN = f"<{STORE}> <{OURS}torn> <{STORE}>"


def _state(triples: str, verb: str = "INSERT") -> str:
    return f"{verb} DATA {{ GRAPH <{STORE}> {{ {triples} }} }}"


def _define(what: str, graphs: Sequence[str]) -> str:
    return "".join(f"define input:{what} <{graph}> " for graph in graphs)


def _mend(term: dict[str, str]) -> None:
    if term["type"] == "typed-literal":
        term["type"] = "literal"
        if term["datatype"].endswith("#boolean"):
            term["value"] = {"1": "true", "0": "false"}.get(term["value"], term["value"])
    elif term["type"] == "bnode":
        term["value"] = term["value"].removeprefix("nodeID://")


def _syntax(text: str) -> DetenteError:
    """Virtuoso counts lines, but no columns, and says 0 where it does not know."""
    line = _LINE.search(text)
    error = syntax_error(_LINE.sub("", text))
    error.line = int(line[1]) or None if line else None
    if error.line:
        error.args = (f"line {error.line}: {error}",)
    return error
