"""Changes to a remote store: each is one update, which carries the version along, and is undone where the service does not do that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.errors import DetenteError, StoreError
from store.base import Version
from store.dialect import STAGING, Dialect, State, joined
from store.service import Refused, Service
from store.updates import dropped, inserted

_SECONDS = 600.0
"""For one update; large ones take a service tens of seconds."""
_UNCHANGED = "the store is as it was"


class Changes:
    """Writes to one service."""

    def __init__(self, service: Service, dialect: Dialect) -> None:
        self._service = service
        self._dialect = dialect

    def put(self, graphs: Mapping[str, Sequence[str]], replace: bool = True) -> list[str]:
        """Operations that put lines into graphs, or in their place.

        What would make the request too large for the service goes to a staging graph at once, which no reader sees, and moves from there.
        """
        operations: list[str] = []
        staging = iter(STAGING)
        size = 0
        for graph, lines in graphs.items():
            operations += [dropped(graph)] if replace else []
            added = inserted(graph, lines, self._dialect.most_triples)
            size += (length := sum(len(text.encode()) for text in added))
            if self._dialect.most_bytes and size > self._dialect.most_bytes:
                size -= length
                added = self._staged(graph, lines, next(staging, None))
            operations += added
        return operations

    def commit(
        self,
        text: str,
        before: State,
        after: Version,
        held: Mapping[str, Sequence[str]] | None,
        prefix: str = "",
    ) -> State:
        """Send an update, and the version with it; the state that it leads to.

        `held` has the lines of the graphs that it changes, to put them back if a service fails in the middle that does not do so itself;
        None if that is not known.
        """
        try:
            self._service.tell(self._dialect.framed(text, before, after), {}, _SECONDS)
        except Refused as refused:
            error = self._dialect.fault(refused, text, prefix)
            outcome = _UNCHANGED if self._dialect.whole or isinstance(error, StoreError) else self._undo(before, after, held)
            error.args = (f"{error}; {outcome}",)
            raise error from refused
        return State(after, before.hidden)

    def _undo(self, before: State, after: Version, held: Mapping[str, Sequence[str]] | None) -> str:
        """Bring order after a failure; what became of the store, in words."""
        try:
            if held is not None:
                self._service.tell(self._dialect.restored(joined(*self.put(held)), before), {}, _SECONDS)
                return _UNCHANGED
            torn = State(before.version, before.hidden, torn=True)
            self._service.tell(self._dialect.framed("", torn, after), {}, _SECONDS)
        except (Refused, DetenteError) as error:
            raise StoreError(f"the service stopped in the middle of an update ({error}); run the command again") from error
        return "the service does not undo the operations before the one that failed"

    def _staged(self, graph: str, lines: Sequence[str], staging: str | None) -> list[str]:
        if staging is None:
            raise StoreError(f"more than {len(STAGING)} graphs are too large for one request to this service; publish them one by one")
        self._service.tell(joined(self._dialect.hiding(staging, True), dropped(staging)), {}, _SECONDS)
        parts = inserted(staging, lines, self._dialect.most_triples)
        step = max(1, len(parts) // (1 + sum(len(part.encode()) for part in parts) // (self._dialect.most_bytes or 1)) // 2)
        for start in range(0, len(parts), step):
            self._service.tell(joined(*parts[start : start + step]), {}, _SECONDS)
        return [f"ADD GRAPH <{staging}> TO GRAPH <{graph}>", dropped(staging), self._dialect.hiding(staging, False)]
