"""Asking without blocking the server: an answer's packets as they come, and a query stopped when its client has gone.

A store in a folder is asked through the pool (here); a remote one, which stops its queries itself, in a thread (in_threads.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from starlette.types import Receive

from api.errors import GoneError
from store.base import DefaultGraph, Limits, Version
from store.federation import may_federate
from store.isolation.client import PoolClient, broken
from store.isolation.wire import ERROR, PACKET, Kind, Task, Ticket, parts_of, read_error
from store.pooled import PooledStore

Given = TypeVar("Given")


@dataclass(frozen=True)
class Question:
    """A stranger's query, or a token holder's (`client` is then `token`), with everything that its answer depends on."""

    text: str
    wanted: Sequence[str]
    default_graph: DefaultGraph
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    base: str
    compress: bool
    client: str
    limits: Limits


class Channel(Protocol):
    """One query's answer. Whoever opens it closes it."""

    async def next(self) -> tuple[bytes, bytes]:
        """The next packet's kind and content (store/isolation/wire.py). Raises the error that the answer ends with."""
        ...

    async def watch(self, receive: Receive) -> None:
        """Stop the query when the client hangs up."""
        ...

    def close(self) -> None:
        """Give the answer up."""
        ...


class Answers(Protocol):
    """Where answers come from; `limits` are those of strangers."""

    limits: Limits

    async def version(self) -> Version:
        """The version that is answered from."""
        ...

    def ask(self, question: Question) -> Channel:
        """Ask; QueryRefusedError, BusyError and StoreError before anything is answered."""
        ...


class PoolAnswers:
    """Through the pool; `services` are those that queries may call."""

    def __init__(self, store: PooledStore, services: Sequence[str]) -> None:
        self.limits = store.limits
        self._store, self._services = store, services

    async def version(self) -> Version:
        """A look at a file, and, after a change, a word with the pool."""
        return self._store.version()

    def ask(self, question: Question) -> Channel:
        """Send it to the pool."""
        q = question
        kind: Kind = "federate" if may_federate(q.text, self._services) else "query"
        task = Task(q.wanted, q.default_graph, q.default_graphs, q.named_graphs, q.base, q.limits.rows, q.limits.bytes, q.compress)
        ticket = self._store.ticket(kind, q.limits, q.text, q.client, "public")
        return PoolChannel(self._store.client, ticket, task, q.text.encode(errors="replace"))


class PoolChannel:
    """A job's channel; closing it before the end stops the job."""

    def __init__(self, client: PoolClient, ticket: Ticket, task: Task, text: bytes) -> None:
        self._socket = client.submit(ticket, task, text)
        self._socket.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._gone = False
        self._parts: list[tuple[bytes, bytes]] = []

    async def next(self) -> tuple[bytes, bytes]:
        """The next packet; StoreError if the answer ends without an end, GoneError if the client did."""
        if self._parts:
            return self._parts.pop(0)
        while True:
            if self._gone:
                raise GoneError("the client hung up")
            try:
                packet = self._socket.recv(PACKET)
                break
            except BlockingIOError:
                await self._readable()
            except OSError:
                packet = b""
                break
        if packet[:1] == ERROR:
            raise read_error(packet)
        if not packet:
            raise broken()
        first, *self._parts = parts_of(packet)
        return first

    async def _readable(self) -> None:
        self._waiter = self._loop.create_future()
        self._loop.add_reader(self._socket, self._wake)
        try:
            await self._waiter
        finally:
            self._loop.remove_reader(self._socket)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def watch(self, receive: Receive) -> None:
        """Wait until the client hangs up, and let `next` know."""
        await hung_up(receive)
        self._gone = True
        self._wake()

    def close(self) -> None:
        """A job that has not ended is stopped for good: the pool sees that nobody listens."""
        self._socket.close()


async def while_connected(receive: Receive, work: Coroutine[None, None, Given]) -> Given:
    """What the work gives; GoneError, and the work cancelled, if the client hangs up before."""
    working, waiting = asyncio.ensure_future(work), asyncio.ensure_future(hung_up(receive))
    try:
        await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise GoneError("the client hung up")
        return working.result()
    finally:
        working.cancel()
        waiting.cancel()


async def hung_up(receive: Receive) -> None:
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
