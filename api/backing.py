"""What stands behind the service: a store in a folder with its pool of query processes, or a SPARQL service."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api.sparql.asking import Answers, PoolAnswers
from api.sparql.in_threads import ThreadAnswers
from detente.settings import Settings
from store.base import Limits, Store
from store.isolation.admission import EXPRESS, HOUSE, Rules
from store.isolation.client import PoolClient
from store.isolation.process import PoolProcess
from store.opening import open_store
from store.pooled import PooledStore


@dataclass(frozen=True)
class Backing:
    """The store for the pages, the answers for `/sparql`, the line to the pool, and the pool's process if it is this service's own."""

    store: Store
    answers: Answers
    pool: PoolClient | None = None
    process: PoolProcess | None = None

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """The pool's life is the service's."""
        if self.process:
            await run_in_threadpool(self.process.start)
        yield
        if self.pool:
            self.pool.close()
        if self.process:
            await run_in_threadpool(self.process.close)


def backing(settings: Settings, pool: Path | None) -> Backing:
    """What these settings name; `pool` is the socket of a pool that runs already. Nothing is opened or started yet."""
    c = settings
    limits = Limits(c.query_seconds, c.query_memory, c.query_rows, c.query_bytes)
    if not isinstance(c.store, Path):
        remote = open_store(c.store, c.store_kind, c.store_query, c.store_update, c.store_user, c.store_password, c.folder)
        return Backing(remote, ThreadAnswers(remote, limits, at_once(c), c.queries_waiting))
    process = None if pool else query_pool(c)
    client = PoolClient(process.address if process else pool or Path())
    store = PooledStore(c.store, client, limits)
    return Backing(store, PoolAnswers(store, c.services.split()), client, process)


def query_pool(settings: Settings) -> PoolProcess:
    """The pool of query processes for a store in a folder, not yet started."""
    rules = Rules(at_once(settings), settings.queries_per_client, waiting=settings.queries_waiting)
    return PoolProcess(settings.folder, rules, settings.queries_memory)


def at_once(settings: Settings) -> int:
    """How many short queries run at once: few more than there are processors, as each has a cache of its own to fill.

    The places that are kept aside come on top. Two more than the processors kept the tail of latencies short in benchmarks/service.py.
    """
    return settings.queries_at_once or (os.cpu_count() or 2) + HOUSE + EXPRESS + 2
