"""Changes to the live database, and what the engine says of those that fail."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from detente.errors import ConflictError, DetenteError, InputError, NotFoundError
from store.answers import syntax_error
from store.base import Document

QUADS = ("application/n-quads", "application/trig", "application/ld+json")
_LARGE = 4_000_000
"""Bytes of RDF from which the engine's bulk loader is faster than a transaction."""
_GRAPH = re.compile(r"<([^<>]*)>")


def write(live: Path, change: Callable[[ox.Store], None], snapshot: Path) -> None:
    """Change the database and make its snapshot; InputError and its kin, with the live database as the change left it."""
    database = ox.Store(str(live))
    try:
        with _engine_errors():
            change(database)
        database.flush()
        database.backup(str(snapshot))
    except BaseException as error:
        _let_go(error)
        raise
    finally:
        del database, change


def _let_go(error: BaseException) -> None:
    """Empty the frames that an error's traceback keeps: a database that stays open would meddle with the one that takes its place."""
    seen: BaseException | None = error
    while seen is not None:
        traceback.clear_frames(seen.__traceback__)
        seen = seen.__cause__ or seen.__context__


class Loading:
    """RDF on its way into a graph (`""`: the default graph; None: the whole dataset); `new` says afterwards whether that graph was new."""

    def __init__(self, documents: Sequence[Document], graph: str | None, base: str, replace: bool) -> None:
        self._documents, self._base, self._replace = documents, base, replace
        with _engine_errors():
            self._graph = None if graph is None else ox.NamedNode(graph) if graph else ox.DefaultGraph()
        self._formats = [_format(document.media_type, graph is None) for document in documents]
        self.new = False

    @property
    def fingerprint(self) -> bytes:
        """What a version's digest takes in of this change."""
        said = hashlib.sha256(repr((str(self._graph), self._base, self._replace)).encode())
        for document in self._documents:
            said.update(document.media_type.encode() + _hash(document.data))
        return said.digest()

    def run(self, database: ox.Store) -> None:
        """Put the data in."""
        graph = self._graph
        if isinstance(graph, ox.NamedNode):
            self.new = not database.contains_named_graph(graph)
        if self._replace and graph is None:
            database.clear()
        elif self._replace and graph is not None:
            database.clear_graph(graph)
        for document, format in zip(self._documents, self._formats, strict=True):
            where: dict[str, Any] = {"format": format, "base_iri": self._base or None, "to_graph": graph}
            if isinstance(document.data, Path):
                database.bulk_load(path=document.data, **where)
            elif len(document.data) >= _LARGE:
                database.bulk_load(document.data, **where)
            else:
                database.load(document.data, **where)
        if isinstance(graph, ox.NamedNode):
            database.add_graph(graph)  # an empty graph is a graph that is there


def _hash(data: bytes | Path) -> bytes:
    if isinstance(data, bytes):
        return hashlib.sha256(data).digest()
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _format(media_type: str, dataset: bool) -> ox.RdfFormat:
    found = ox.RdfFormat.from_media_type(media_type)
    if found is None or (dataset and not found.supports_datasets):
        raise InputError(f"{media_type!r} cannot be loaded {'as a dataset' if dataset else 'into a graph'}")
    return found


@contextmanager
def _engine_errors() -> Iterator[None]:
    """Turn what the engine says of a change into our errors, each of which ends with what became of the store."""
    try:
        yield
    except SyntaxError as error:
        raise _unchanged(syntax_error(str(error))) from error
    except (RuntimeError, ValueError) as error:
        raise _unchanged(graph_error(str(error))) from error


def graph_error(message: str) -> DetenteError:
    """What the engine's words about a change that failed mean."""
    named = _GRAPH.search(message)
    if named and "already exists" in message:
        return ConflictError(f"the graph <{named[1]}> is there already")
    if named and ("does not exist" in message or "not found" in message):
        return NotFoundError(f"there is no graph <{named[1]}>")
    return InputError(f"the change was refused: {message}")


def _unchanged(error: DetenteError) -> DetenteError:
    error.args = (f"{error}; the store is as it was",)
    return error
