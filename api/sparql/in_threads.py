"""Asking a store that answers in a thread: a remote one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive

from api.errors import GoneError
from api.sparql.asking import Channel, Question, hung_up
from detente.errors import BusyError, QueryStoppedError
from store.base import Limits, Store, Version
from store.cutting import ending
from store.isolation.wire import DATA, END, Head, head_packet


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
        await hung_up(receive)
        self._task.cancel()

    def close(self) -> None:
        """Nothing is left open."""
        self._task.cancel()
