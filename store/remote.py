"""The remote store: a SPARQL 1.1 service, asked and changed over HTTP. docs/how-to/remote-store.md says what differs between services."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from detente.errors import InputError, StoreError
from store import relayed
from store.answers import frames, media_type_of_form
from store.base import BINDINGS, TRIPLES, Answer, Cut, DefaultGraph, Document, Limits, Statistics, Triple, Version
from store.changes import Changes
from store.dialect import OURS, Asked, Dialect, State, joined, version_of
from store.refusals import gives_graph, refuse_relative, refuse_service, without_loads
from store.scanner import without_last_semicolon
from store.service import Refused, Service
from store.snapshots import EMPTY, Folder
from store.terms import graph_lines
from store.updates import dropped, hoisted
from store.using import with_using

_OWN = Limits(seconds=120, bytes=2**31)
"""What the store's own questions may use: whole graphs are read for a dump, and before they are replaced."""
_READINGS = 3
_NAMED_GRAPH = re.compile(r"\bGRAPH\s*<([^<>]*)>", re.IGNORECASE)


class RemoteStore:
    """A store in a SPARQL service; see `store.base.Store` for what each method promises.

    Several threads and processes may read; writers take turns by a lock in `folder`, if there is one, and a writer elsewhere that was
    overtaken fails. An answer may be newer than the version it names, never older. Opening costs nothing.
    """

    def __init__(self, service: Service, dialect: Dialect, folder: Path | None = None) -> None:
        self.address = service.address.query
        self._service = service
        self._dialect = dialect
        self._changes = Changes(service, dialect)
        self._folder = Folder(folder) if folder else None
        self._turn = threading.RLock()
        self._held: State | None = None
        self._known: tuple[State, Sequence[str]] | None = None

    def query(
        self,
        text: str,
        accept: Sequence[str] = (BINDINGS, TRIPLES),
        default_graph: DefaultGraph = "union",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str = "",
        limits: Limits | None = None,
    ) -> Answer:
        """Have the service run a query; what it must not do there is refused before anything is sent."""
        limits = limits or Limits()
        refuse_service(text)
        graph = gives_graph(text)
        media_type = media_type_of_form(graph, accept)
        refuse_relative(text, base)
        text = self._dialect.spelled(text)
        self._dialect.check(text)
        _check_iris(*default_graphs, *named_graphs, *([base] if base else []))
        state = self._published()
        asked = Asked(default_graph, default_graphs, named_graphs, base, lambda: self._graphs(state))
        dataset = self._dialect.dataset(text, asked, state)
        parameters = {**dataset.parameters, **self._dialect.timeout(limits.seconds)}
        wire = relayed.N_TRIPLES if graph else BINDINGS
        try:
            reply = self._service.ask(dataset.prefix + text, wire, parameters, limits.seconds, limits.bytes)
        except Refused as refused:
            raise self._dialect.fault(refused, text, dataset.prefix) from refused
        if self._dialect.stopped(reply):
            raise relayed.stopped(limits.seconds)
        cut: Cut
        if graph:
            body, cut = relayed.graph(reply, media_type, limits.rows)
        else:
            body, cut = relayed.select(reply, self._dialect, media_type, limits.rows)
        return Answer(media_type, frames(body), state.version, cut)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers out for several steps that belong together; a writer elsewhere makes the last of them fail."""
        with self._turn:
            if self._held is not None:
                yield
                return
            with self._folder.locked() if self._folder else nullcontext():
                self._held = self._state()
                try:
                    yield
                finally:
                    self._held = None

    def replace(self, graphs: Mapping[URIRef, Iterable[Triple]], then: str = "") -> bool:
        """Replace whole graphs in one update; `then` names the graphs it changes by their IRIs, each PREFIX on a line of its own."""
        wanted = {str(graph): graph_lines(triples) for graph, triples in sorted(graphs.items())}
        _check_iris(*wanted)
        if not wanted and not then:
            return False
        with self.locked():
            before = self._before()
            touched = set(wanted) if self._dialect.whole else {*wanted, *_NAMED_GRAPH.findall(then)}
            held = {graph: self._lines(graph) for graph in sorted(touched)}
            if wanted and before.version.number and not before.torn and all(held[graph] == lines for graph, lines in wanted.items()):
                return False
            prefixes, rest = hoisted(self._dialect.spelled(then))
            changed = {graph: lines for graph, lines in wanted.items() if before.torn or held[graph] != lines}
            text = prefixes + joined(*self._changes.put(changed), without_last_semicolon(rest))
            self._held = self._changes.commit(text, before, _after(before, text), held)
        return True

    def update(self, text: str, base: str = "", using_graphs: Sequence[str] = (), using_named_graphs: Sequence[str] = ()) -> None:
        """Have the service run an update."""
        refuse_service(text)
        refuse_relative(text, base)
        self._dialect.check_update(text)
        _check_iris(*([base] if base else []))
        prefix = f"BASE <{base}> " if base else ""
        ready = with_using(self._dialect.spelled(without_loads(text)), using_graphs, using_named_graphs)
        whole = prefix + without_last_semicolon(ready)
        with self.locked():
            before = self._before()
            self._held = self._changes.commit(whole, before, _after(before, whole), None, prefix)

    def load(self, documents: Sequence[Document], graph: str | None, base: str = "", replace: bool = False) -> bool:
        """Add RDF to a graph, or put it in the graph's place; it is parsed here and sent as an update."""
        _check_iris(*([graph] if graph else []), *([base] if base else []))
        found = relayed.parsed(documents, graph, base)
        if "" in found and not self._dialect.unnamed:
            raise InputError("this service has no default graph: name the graph to load into")
        with self.locked():
            before = self._before()
            there = self._sizes(before)
            gone = [*there, ""] if graph is None else [graph]
            operations = [dropped(name) for name in gone if replace and (name or self._dialect.unnamed)]
            operations += [f"CREATE SILENT GRAPH <{graph}>"] if graph else []
            text = joined(*operations, *self._changes.put(found, replace=False))
            held = {} if self._dialect.whole else {name: self._lines(name) for name in (there if graph is None else [graph]) if name}
            self._held = self._changes.commit(text, before, _after(before, text), held)
        return bool(graph) and graph not in there

    def create(self) -> None:
        """Make the service a store with no data in it; what is there stays."""
        with self.locked():
            before = self._before()
            if not before.version.number:
                self._held = self._changes.commit("", before, _after(before, ""), {})

    def dump(self, graph: URIRef | None = None) -> Iterator[str]:
        """Sorted N-Quads lines; nothing for a graph that is not there. Graphs are read one by one, and again if a writer came between."""
        for _ in range(_READINGS):
            before = self._published()
            names = [str(graph)] if graph is not None else [*self._sizes(before), *([""] if self._dialect.unnamed else [])]
            _check_iris(*filter(None, names))
            found = [f"{line[:-1]}<{name}> ." if name else line for name in names for line in self._lines(name)]
            if self._published() == before:
                yield from sorted(found)
                return
        raise StoreError(f"{self.address}: others publish faster than the graphs can be read; try again when they have finished")

    def statistics(self) -> Statistics:
        """Quads in the named graphs in all, and by graph."""
        sizes = self._sizes(self._published())
        return Statistics(sum(sizes.values()), dict(sorted(sizes.items())))

    def version(self) -> Version:
        """The version that is current."""
        return self._published().version

    def exists(self) -> bool:
        """Whether anything was ever published here."""
        return self._state().version.number > 0

    def _published(self) -> State:
        state = self._state()
        if not state.version.number:
            raise StoreError(f"no store at {self.address}; run `detente ingest`, or name another one with --store")
        return state

    def _before(self) -> State:
        """The state that a change starts from; what stands in a service before the first one is not ours."""
        held = self._held or self._state()
        return held if held.version.number else State(EMPTY, tuple(self._sizes(held)), held.torn)

    def _state(self) -> State:
        found = [(row["name"].removeprefix(OURS), row["value"]) for row in self._rows(self._dialect.state_query)]
        try:
            versions = [version_of(value) for name, value in found if name == "version"]
        except ValueError as error:
            raise StoreError(
                f"{self.address}: the graphs named {OURS}… are not as detente leaves them ({error}); give it a service of its own"
            ) from error
        hidden = sorted(value for name, value in found if name == "hidden")
        latest = max(versions, key=lambda version: version.number, default=EMPTY)
        return State(latest, tuple(hidden), any(name == "torn" for name, _ in found))

    def _graphs(self, state: State) -> Sequence[str]:
        """The names of all graphs, asked once a version."""
        known = self._known
        if known is None or known[0] != state:
            self._known = known = (state, sorted(self._sizes(state)))
        return known[1]

    def _sizes(self, state: State) -> dict[str, int]:
        rows = self._rows("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return {row["g"]: int(row["n"]) for row in rows if row["g"] not in state.hidden and not row["g"].startswith(OURS)}

    def _lines(self, graph: str) -> list[str]:
        """A graph's canonical N-Triples lines (`""`: the default graph), in as many pieces as the service gives it in."""
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        expected = int(self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")[0]["n"])
        body, read = b"", 0
        while read < expected:
            text = self._dialect.part(pattern, read)
            piece = self._service.ask(text, relayed.N_TRIPLES, {}, _OWN.seconds, _OWN.bytes).body
            count = sum(not line.startswith(b"#") for line in piece.splitlines())
            if not count:
                break
            body, read = body + piece, read + count
        lines = relayed.lines(body)
        if len(lines) != expected:
            raise StoreError(f"{self.address} gave {len(lines)} of the {expected} triples of <{graph}>; does another program write to it?")
        return lines

    def _rows(self, text: str) -> list[dict[str, str]]:
        try:
            reply = self._service.ask(text, BINDINGS, {}, _OWN.seconds, _OWN.bytes)
        except Refused as refused:
            raise StoreError(f"{self.address} does not answer as this kind of service does: {refused.text[:200]}") from refused
        if self._dialect.cut(reply):
            raise StoreError(f"{self.address} leaves out rows; raise its limit (Virtuoso: ResultSetMaxRows)")
        found = relayed.rows(reply, self._dialect).get("results", {}).get("bindings", [])
        return [{name: term["value"] for name, term in row.items()} for row in found if row]


def _after(before: State, text: str) -> Version:
    return Version(before.version.number + 1, hashlib.sha256((before.version.digest + text).encode()).hexdigest())


def _check_iris(*iris: str) -> None:
    """InputError for what is no absolute IRI, and would be read as part of a query by some services."""
    for iri in iris:
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise InputError(f"{iri!r} is not an IRI: {error}") from error
