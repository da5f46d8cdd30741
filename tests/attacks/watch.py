"""What must hold while the service is attacked, and afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.attacks.service import SLACK, Service, memory, until
from tests.cli.command import ROOT

MOST_MEMORY = 2_500
HEALTH = 0.5
KEPT = 100
"""MB that a web process may keep after an attack."""
KNOWN = "SELECT ?p ?o { <http://e.example/s17> ?p ?o } ORDER BY ?p"


@dataclass
class Seen:
    """Figures of a time under watch: seconds, and MB of the whole tree of processes."""

    health: list[float] = field(default_factory=list)
    queries: list[float] = field(default_factory=list)
    failed: int = 0
    pss: float = 0.0
    rss: float = 0.0

    @property
    def worst_health(self) -> float:
        """The slowest `/healthz`."""
        return max(self.health, default=0.0)

    @property
    def p95(self) -> float:
        """Of the simple queries of others."""
        return sorted(self.queries)[int(len(self.queries) * 0.95)] if self.queries else 60.0

    def __str__(self) -> str:
        return (
            f"healthz worst {self.worst_health * 1000:.0f} ms of {len(self.health)}; simple p95 {self.p95 * 1000:.1f} ms of "
            f"{len(self.queries)}, {self.failed} failed; PSS {self.pss:.0f} RSS {self.rss:.0f} MB"
        )


@contextmanager
def measured(service: Service) -> Iterator[Seen]:
    """Measure, without asserting anything."""
    seen, stop = Seen(), threading.Event()

    def weigh() -> None:
        while not stop.wait(0.1):
            pss, rss = memory(service.tree())
            seen.pss, seen.rss = max(seen.pss, pss), max(seen.rss, rss)

    weigher = threading.Thread(target=weigh)
    weigher.start()
    prober = subprocess.Popen(
        [sys.executable, "-m", "tests.attacks.prober", str(service.port)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    time.sleep(0.3)
    try:
        yield seen
    finally:
        out, _ = prober.communicate(timeout=60)
        stop.set()
        weigher.join()
        told = json.loads(out)
        seen.health, seen.queries, seen.failed = told["health"], told["queries"], told["failed"]


PLACES = 2 + (os.cpu_count() or 2) + 6
"""The web process, the pool, and its workers."""


@contextmanager
def unharmed(service: Service, seconds: float = 0.5, lost: float = 0.0) -> Iterator[Seen]:
    """Others are served while the body attacks, memory holds, and afterwards everything is as before.

    `seconds` is the p95 that simple queries of others may have (idle: a few milliseconds; if broken: as long as the attack),
    `lost` the part of them that may be refused. The first answer before and after must be the same.
    """
    until(lambda: service.simple().status == 200, 5, "it answers before the attack")
    before, processes = service.ask(KNOWN).body, len(service.tree())
    held, _ = memory([service.process.pid])
    with measured(service) as seen:
        yield seen
    service.quiet()
    assert seen.worst_health < SLACK * HEALTH, seen
    assert seen.p95 < SLACK * seconds, seen
    assert seen.failed <= lost * (len(seen.queries) + seen.failed), seen
    assert max(seen.pss, seen.rss) < MOST_MEMORY, seen
    assert service.ask(KNOWN).body == before
    most = max(processes + 2, PLACES)  # workers that a rush has called for stay
    until(lambda: len(service.tree()) <= most, 10, f"at most {most} processes again, not {len(service.tree())}")
    now, _ = memory([service.process.pid])
    assert now - held < KEPT, f"the web process had {held:.0f} MB and has {now:.0f}"
