"""The embedded store: a folder, no server. Reading never waits for writing, and sees whole versions only."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from rdflib import URIRef

from detente.errors import InputError, StoreError
from store.answers import frames, media_type_for, query_errors, serialise
from store.base import BINDINGS, TRIPLES, Answer, DefaultGraph, Statistics, Triple, Version
from store.refusals import names_dataset, refuse_service
from store.snapshots import Folder
from store.terms import canonical_lines, graph_lines

_OPEN_ATTEMPTS = 5
_PREFIX_LINE = re.compile(r"^[ \t]*PREFIX[ \t]+[\w.-]*:[ \t]*<[^<>]*>[ \t]*$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class _Snapshot:
    """A published version, open for reading; `stamp` tells whether current.json has changed since."""

    stamp: tuple[int, int, int]
    version: Version
    store: ox.Store


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
    ) -> Answer:
        """Run a SPARQL query; a FROM clause, or the graphs given here, take the place of the union."""
        refuse_service(text)
        snapshot = self._current()
        with query_errors():
            if default_graphs or named_graphs:
                results = snapshot.store.query(
                    text, default_graph=[ox.NamedNode(g) for g in default_graphs], named_graphs=[ox.NamedNode(g) for g in named_graphs]
                )
            else:
                # The engine's union option would win over FROM, which the SPARQL standard does not allow.
                union = default_graph == "union" and not names_dataset(text)
                results = snapshot.store.query(text, use_default_graph_as_union=union)
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
        with _disk_errors(self.path), self._folder.locked():
            self._folder.recover()
            before = self._folder.written_version()
            if wanted and before.number and self._holds(wanted):
                return False
            text = _update_text(wanted, then)
            after = Version(before.number + 1, hashlib.sha256((before.digest + text).encode()).hexdigest())
            self._folder.begin(after)
            _write(self._folder.live, text, self._folder.snapshot(after))
            self._folder.publish(after)
        return True

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
            for _ in range(_OPEN_ATTEMPTS):
                stamp = self._stamp()
                if self._snapshot is not None and self._snapshot.stamp == stamp:
                    return self._snapshot
                version = self._folder.read_version()
                try:
                    store = ox.Store.read_only(str(self._folder.snapshot(version)))
                except FileNotFoundError:
                    continue  # the version was replaced, and dropped, since its number was read
                self._snapshot = _Snapshot(stamp, version, store)
                return self._snapshot
        raise StoreError(f"{self.path} lacks the version that current.json names; restore it from a backup or ingest again")

    def _stamp(self) -> tuple[int, int, int]:
        try:
            found = self._folder.current.stat()
        except FileNotFoundError:
            return (0, 0, 0)
        return (found.st_mtime_ns, found.st_ino, found.st_size)


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


def _write(live: Path, text: str, snapshot: Path) -> None:
    database = ox.Store(str(live))
    try:
        database.update(text)
    except (SyntaxError, RuntimeError) as error:
        raise InputError(f"the update was refused, and the store is as it was: {error}") from error
    else:
        database.flush()
        database.backup(str(snapshot))
    finally:
        del database  # a traceback that someone keeps would keep the database, and its lock, open


@contextmanager
def _disk_errors(path: Path) -> Iterator[None]:
    """Report a full disk, a missing permission or a damaged file in one line."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} cannot be used: {error.strerror or error}") from error
    except RuntimeError as error:
        raise StoreError(f"{path} is damaged: {error}; restore it from a backup, or ingest the reports into a new one") from error
