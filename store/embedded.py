"""The embedded store: a folder, no server. Reading never waits for writing, and sees whole versions only."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from rdflib import URIRef

from detente.errors import StoreError
from store.answers import evaluate, frames, media_type_for, query_errors, serialise
from store.base import BINDINGS, TRIPLES, Answer, DefaultGraph, Document, Limits, Statistics, Triple, Version
from store.refusals import refuse_service, without_loads
from store.snapshots import Folder, Lease
from store.terms import canonical_lines, graph_lines
from store.using import with_using
from store.writing import Loading, write

_PREFIX_LINE = re.compile(r"^[ \t]*PREFIX[ \t]+[\w.-]*:[ \t]*<[^<>]*>[ \t]*$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class _Snapshot:
    """A published version, open for reading; `stamp` tells whether current.json has changed since, `lease` keeps its folder."""

    stamp: tuple[int, int, int]
    version: Version
    store: ox.Store
    lease: Lease


class EmbeddedStore:
    """A store in a folder (store/snapshots.py describes it); see `store.base.Store` for what each method promises.

    Several threads and processes may read; writers take turns. Opening costs nothing: the folder is read at the first use.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self._folder = Folder(folder)
        self._snapshot: _Snapshot | None = None
        self._opening = threading.Lock()

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
        """Run a SPARQL query in this process, without limits; a FROM clause, or the graphs given, take the place of the union."""
        refuse_service(text)
        snapshot = self._current()
        with query_errors():
            results = evaluate(snapshot.store, text, default_graph, default_graphs, named_graphs, base)
            try:
                media_type = media_type_for(results, accept)
                return Answer(media_type, frames(serialise(results, media_type)), snapshot.version)
            finally:
                # the engine's results may only be dropped by the thread that made them, and a traceback would carry them elsewhere
                del results

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers out, of this and other processes, for several steps that belong together."""
        with _disk_errors(self.path), self._folder.locked():
            yield

    def replace(self, graphs: Mapping[URIRef, Iterable[Triple]], then: str = "") -> bool:
        """Replace whole graphs in one transaction; `then` alone (no graphs) always runs.

        Several operations in `then` are joined by `;`; each PREFIX stands on a line of its own. InputError for a blank node, a malformed
        term, or an update that the engine refuses.
        """
        wanted = {graph: graph_lines(triples) for graph, triples in sorted(graphs.items())}
        if not wanted and not then:
            return False
        text = _update_text(wanted, then)
        with _disk_errors(self.path), self._folder.locked():
            if wanted and self._folder.written_version().number and self._holds(wanted):
                return False
            self._commit(text.encode(), lambda database: database.update(text))
        return True

    def update(self, text: str, base: str = "", using_graphs: Sequence[str] = (), using_named_graphs: Sequence[str] = ()) -> None:
        """Run a SPARQL update; several operations are one transaction."""
        refuse_service(text)
        ready = with_using(without_loads(text), using_graphs, using_named_graphs)
        with _disk_errors(self.path), self._folder.locked():
            self._commit(ready.encode(), lambda database: database.update(ready, base_iri=base or None))

    def load(self, documents: Sequence[Document], graph: str | None, base: str = "", replace: bool = False) -> bool:
        """Add RDF to a graph, or put it in the graph's place; a large file goes in at about 150,000 quads a second."""
        loading = Loading(documents, graph, base, replace)
        with _disk_errors(self.path), self._folder.locked():
            self._commit(loading.fingerprint, loading.run)
        return loading.new

    def create(self) -> None:
        """Make the folder a store with no data in it; what is there stays."""
        with _disk_errors(self.path), self._folder.locked():
            if not self._folder.written_version().number:
                self._commit(b"", lambda database: None)

    def _commit(self, fingerprint: bytes, change: Callable[[ox.Store], None]) -> None:
        """Change the live database and publish; if the change fails, the published version is the live one again."""
        self._folder.recover()
        before = self._folder.written_version()
        after = Version(before.number + 1, hashlib.sha256(before.digest.encode() + fingerprint).hexdigest())
        self._folder.begin(after)
        try:
            write(self._folder.live, change, self._folder.snapshot(after))
        except BaseException:
            self._folder.recover()
            raise
        self._folder.publish(after)

    def dump(self, graph: URIRef | None = None) -> Iterator[str]:
        """Sorted N-Quads lines without line ends; nothing for a graph that is not there."""
        store = self._current().store
        with _disk_errors(self.path):
            if graph is None:
                yield from canonical_lines(store, everything=True)
            else:
                name = ox.NamedNode(str(graph))
                yield from (f"{line[:-1]}{name} ." for line in canonical_lines(store, name))

    def statistics(self) -> Statistics:
        """Quads in all, and by named graph, of the current version."""
        store = self._current().store
        with _disk_errors(self.path):
            found = cast(ox.QuerySolutions, store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"))
            sizes = {row["g"].value: int(row["n"].value) for row in found}
        return Statistics(sum(sizes.values()), sizes)

    def version(self) -> Version:
        """The current version."""
        return self._current().version

    def _holds(self, wanted: Mapping[URIRef, list[str]]) -> bool:
        store = self._current().store
        return all(canonical_lines(store, ox.NamedNode(str(graph))) == lines for graph, lines in wanted.items())

    def _current(self) -> _Snapshot:
        """The current version, opened again only if the pointer has changed."""
        with self._opening, _disk_errors(self.path):
            stamp = self._folder.stamp()
            if self._snapshot is None or self._snapshot.stamp != stamp:
                version, lease = self._folder.lease_current()
                store = ox.Store.read_only(str(self._folder.snapshot(version)))
                self._snapshot = _Snapshot(stamp, version, store, lease)
            return self._snapshot


def _update_text(wanted: Mapping[URIRef, list[str]], then: str) -> str:
    """One SPARQL Update: the engine runs all its operations in one transaction.

    The engine takes PREFIX lines at the very start only, so those of `then` move there; what stands before it has none.
    """
    operations = []
    for graph, lines in wanted.items():
        name = str(ox.NamedNode(str(graph)))
        operations.append(f"DROP SILENT GRAPH {name}")
        operations.append(f"INSERT DATA {{ GRAPH {name} {{\n" + "\n".join(lines) + "\n} }")
    prefixes = dict.fromkeys(line.strip() for line in _PREFIX_LINE.findall(then))
    operations += [_PREFIX_LINE.sub("", then)] if then else []
    return "\n".join(prefixes) + "\n" + " ;\n".join(operations)


@contextmanager
def _disk_errors(path: Path) -> Iterator[None]:
    """Report a full disk, a missing permission or a damaged file in one line."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} cannot be used: {error.strerror or error}") from error
    except RuntimeError as error:
        raise StoreError(f"{path} is damaged: {error}; restore it from a backup, or ingest the reports into a new one") from error
