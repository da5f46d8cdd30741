"""Asking without blocking the server: an answer's packets as they come, and a query stopped when its client has gone.

A store in a folder is asked through the pool (`PoolAnswers`); a remote one in a thread (`ThreadAnswers`): it stops its queries itself.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive

from api.errors import GoneError
from detente.errors import BusyError, QueryStoppedError
from store.base import DefaultGraph, Limits, Store, Version
from store.cutting import ending
from store.federation import may_federate
from store.isolation.client import PoolClient, broken, head_of
from store.isolation.wire import DATA, END, ERROR, PACKET, Head, Kind, Task, Ticket, head_packet, read_error
from store.pooled import PooledStore

HELD = 128 * 1024
"""Bytes of an answer that are kept back until the status is sent: what fails before that still gets a status of its own."""
_WATCH_AFTER = 0.1


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
        self._client, self._id = client, ticket.id
        self._socket = client.submit(ticket, task, text)
        self._socket.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._ended = self._gone = False

    async def next(self) -> tuple[bytes, bytes]:
        """The next packet; StoreError if the answer ends without an end, GoneError if the client did."""
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
        kind, content = packet[:1], packet[1:]
        self._ended = kind in (END, ERROR, b"")
        if kind == ERROR:
            raise read_error(packet)
        if not packet:
            raise broken()
        return kind, content

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
        await _hung_up(receive)
        self._gone = True
        self._wake()

    def close(self) -> None:
        """A job that has not ended is stopped for good."""
        if not self._ended:
            self._client.cancel(self._id)
        self._socket.close()


class ThreadAnswers:
    """From a store that answers in a thread; at most `at_once` are asked at a time, and as many wait as `waiting` says."""

    def __init__(self, store: Store, limits: Limits, at_once: int, waiting: int) -> None:
        self.limits = limits
        self._store = store
        self._turn = asyncio.Semaphore(at_once)
        self._most, self._asked = at_once + waiting, 0

    async def version(self) -> Version:
        """Asks the store."""
        return await run_in_threadpool(self._store.version)

    def ask(self, question: Question) -> Channel:
        """Ask in a thread."""
        if self._asked >= self._most:
            raise BusyError(f"{self._asked} queries are under way or waiting already; ask again later")
        return ThreadChannel(self._packets(question))

    async def _packets(self, question: Question) -> list[bytes]:
        q = question
        self._asked += 1
        try:
            async with self._turn:
                asked = (q.text, q.wanted, q.default_graph, q.default_graphs, q.named_graphs, q.base, q.limits)
                answer = await run_in_threadpool(self._store.query, *asked)
        except QueryStoppedError as error:  # the store's own words name its address, which is nobody's business
            raise QueryStoppedError(f"the query was stopped by the limit of {error.limit} ({q.limits.seconds:g} s)", error.limit) from error
        finally:
            self._asked -= 1
        told = {"cut": answer.cut, "ending": ending(answer.media_type) if answer.cut else ""}
        body = [DATA + frame for frame in answer.frames]
        return [head_packet(Head(answer.media_type, answer.version)), *body, END + json.dumps(told).encode()]


class ThreadChannel:
    """The packets that a task will bring."""

    def __init__(self, packets: Coroutine[None, None, list[bytes]]) -> None:
        self._task = asyncio.get_running_loop().create_task(packets)
        self._given = 0

    async def next(self) -> tuple[bytes, bytes]:
        """The next packet, when all are there."""
        try:
            packet = (await self._task)[self._given]
        except asyncio.CancelledError:
            if self._task.cancelled():
                raise GoneError("the client hung up") from None
            raise
        self._given += 1
        return packet[:1], packet[1:]

    async def watch(self, receive: Receive) -> None:
        """The service goes on to its own limit; nobody waits for it here."""
        await _hung_up(receive)
        self._task.cancel()

    def close(self) -> None:
        """Nothing is left open."""
        self._task.cancel()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass
class Reply:
    """The beginning of an answer: its head and its first data; `end` is what its last packet says, if that has come already."""

    head: Head
    held: list[bytes] = field(default_factory=list)
    end: dict[str, str] | None = None


async def begin(channel: Channel) -> Reply:
    """Wait for an answer's head and for as much of it as is held back. QueryStoppedError if a limit broke it off."""
    reply, size = Reply(head_of(await channel.next())), 0
    while size < HELD:
        kind, content = await channel.next()
        if kind == END:
            reply.end = json.loads(content)
            refuse_broken(reply.end)
            break
        reply.held.append(content)
        size += len(content)
    return reply


async def rest(channel: Channel) -> AsyncIterator[bytes]:
    """The data after what was held. Raises the error that the answer ends with, if it does not end well."""
    while True:
        kind, content = await channel.next()
        if kind == END:
            refuse_part(json.loads(content))
            return
        if kind == DATA:
            yield content


def refuse_broken(end: Mapping[str, str]) -> None:
    """QueryStoppedError for an answer that a limit left without an end in its format."""
    if end["ending"] == "broken":
        raise QueryStoppedError(f"the answer passes the service's limit of {end['cut']}; narrow the query, or ask for Turtle", end["cut"])


def refuse_part(end: Mapping[str, str]) -> None:
    """QueryStoppedError for an answer, already under way, that a limit cut, and that does not say so itself."""
    if end["ending"] in ("broken", "silent"):
        raise QueryStoppedError(f"the answer passes the service's limit of {end['cut']}", end["cut"])


class Watch:
    """Notices, from a tenth of a second on, that the client has gone. `with Watch(channel, receive):`"""

    def __init__(self, channel: Channel, receive: Receive) -> None:
        self._channel, self._receive = channel, receive
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._later = asyncio.get_running_loop().call_later(_WATCH_AFTER, self._start)

    def __exit__(self, *_: object) -> None:
        self._later.cancel()
        if self._task is not None:
            self._task.cancel()
        self._channel.close()

    def _start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._channel.watch(self._receive))
