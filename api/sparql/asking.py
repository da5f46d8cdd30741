"""Asking the pool without blocking the server: an answer's packets as they come, and a job stopped when its client has gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from starlette.types import Receive

from api.errors import GoneError
from detente.errors import QueryStoppedError
from store.isolation.client import PoolClient, broken, head_of
from store.isolation.wire import DATA, END, ERROR, PACKET, Head, Task, Ticket, read_error

HELD = 128 * 1024
"""Bytes of an answer that are kept back until the status is sent: what fails before that still gets a status of its own."""
_WATCH_AFTER = 0.1


class Channel:
    """One job's answer. Whoever opens it closes it; closing it before the end stops the job."""

    def __init__(self, client: PoolClient, ticket: Ticket, task: Task, text: bytes) -> None:
        self._client, self._id = client, ticket.id
        self._socket = client.submit(ticket, task, text)
        self._socket.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._ended = self._gone = False

    async def next(self) -> tuple[bytes, bytes]:
        """The next packet's kind and content. Raises the error that the answer ends with; StoreError if it ends without an end."""
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
        """Stop the job when the client hangs up."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._wake()

    def close(self) -> None:
        """Give the answer up; a job that has not ended is stopped for good."""
        if not self._ended:
            self._client.cancel(self._id)
        self._socket.close()


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
