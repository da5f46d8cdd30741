"""An answer on its way from its channel to its client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from starlette.types import Receive

from api.sparql.asking import Channel
from detente.errors import QueryStoppedError
from store.isolation.client import head_of
from store.isolation.wire import DATA, END, Head

HELD = 128 * 1024
"""Bytes of an answer that are kept back until the status is sent: what fails before that still gets a status of its own."""
_WATCH_AFTER = 0.1


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


async def rest(channel: Channel, reply: Reply) -> AsyncIterator[bytes]:
    """The data after what was held; then the reply has its end. Raises the error that the answer ends with, if it does not end well."""
    while True:
        kind, content = await channel.next()
        if kind == END:
            reply.end = json.loads(content)
            refuse_part(reply.end)
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
