"""The figures of `/metrics`, in Prometheus's text format."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from api.sparql.cache import AnswerCache

_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """What `/sparql` did. With several web processes each counts in files, and any of them tells the sum (prometheus_client's way)."""

    def __init__(self, cache: AnswerCache, pool: Callable[[], dict[str, Any]] | None) -> None:
        self._registry = CollectorRegistry()
        self._queries = Counter("detente_queries", "Requests to /sparql by how they ended", ["outcome"], registry=self._registry)
        self._seconds = Histogram("detente_query_seconds", "Seconds a request took", buckets=_BUCKETS, registry=self._registry)
        self._cache, self._pool = cache, pool

    def answered(self, outcome: str, seconds: float) -> None:
        """Count one request."""
        self._queries.labels(outcome).inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """All figures; StoreError if the pool does not tell its own."""
        registry = CollectorRegistry()
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        else:
            registry = self._registry
        return generate_latest(registry) + generate_latest(_Now(self._cache, self._pool() if self._pool else None))


class _Now:
    """Figures that are read where they are, at the moment they are asked for."""

    def __init__(self, cache: AnswerCache, pool: dict[str, Any] | None) -> None:
        self._cache, self._pool = cache, pool

    def collect(self) -> list[GaugeMetricFamily]:
        """The gauges; those of the pool only where there is one."""
        cache, pool = self._cache, self._pool
        found = [
            GaugeMetricFamily("detente_cache_hits", "Answers given from the cache of this process", value=cache.hits),
            GaugeMetricFamily("detente_cache_misses", "Answers not found in it", value=cache.misses),
            GaugeMetricFamily("detente_cache_bytes", "What it holds", value=cache.bytes),
        ]
        if pool is None:
            return found
        ends = GaugeMetricFamily("detente_jobs", "Jobs of the query processes by how they ended", labels=["end"])
        for end, count in sorted(pool["counts"].items()):
            ends.add_metric([end], count)
        return [
            *found,
            GaugeMetricFamily("detente_query_workers", "Query processes", value=pool["workers"]),
            GaugeMetricFamily("detente_queries_running", "Queries that run", value=len(pool["running"])),
            GaugeMetricFamily("detente_queries_waiting", "Queries that wait for their turn", value=pool["waiting"]),
            ends,
        ]
