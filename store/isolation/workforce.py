"""The workers that answer from the current version: hired ahead, sent away when the version is old or they have worked too hard."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from detente.errors import StoreError
from store.base import Version
from store.isolation.children import Child, fork
from store.isolation.jobs import Job
from store.isolation.worker import work
from store.snapshots import Folder, Lease

SERVED = 10_000
"""Jobs after which a worker is replaced, whatever it has kept in memory."""
_PAUSE = 1.0
LARGE = 256 * 1024 * 1024
"""Bytes of memory after a long job with which a worker is replaced: what it has freed it may still hold."""
LOWER, LOWEST = 2, 10
"""Priorities (nice values) of workers that have been busy for some while, and for long."""


@dataclass(eq=False)
class Worker:
    """A process that answers queries; `tired` once it shall get no further job."""

    child: Child
    job: Job | None = None
    served: int = 0
    tired: bool = False
    slowed: int = 0

    def slow_down(self, nice: int) -> None:
        """Let the processor serve all others first."""
        if self.slowed < nice:
            self.slowed = nice
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.child.pid, nice)

    def rest(self) -> None:
        """After a job: whether it may get another. Without privileges there is no way back to a better priority."""
        self.served += 1
        if self.slowed:
            try:
                os.setpriority(os.PRIO_PROCESS, self.child.pid, os.getpriority(os.PRIO_PROCESS, 0))
                self.slowed = 0
            except OSError:
                self.tired = True
            self.tired |= self.child.memory() > LARGE
        self.tired |= self.served >= SERVED


class Workforce:
    """`watch` is called with each new worker; whoever watches tells `retire` or `lost` of what became of it."""

    def __init__(self, folder: Folder, watch: Callable[[Worker], None]) -> None:
        self._folder = folder
        self._watch = watch
        self._stamp: tuple[int, int, int] | None = None
        self._lease: Lease | None = None
        self.forgiving = _may_raise_priority()
        """Whether a worker that was slowed down can be used again: then it is done early."""
        self.version: Version | None = None
        self._failed = 0.0
        self.all: list[Worker] = []
        self.spare: list[Worker] = []

    def look(self) -> bool:
        """Take up the version that the folder's pointer names; whether it is another. A folder that cannot be read keeps the old one."""
        stamp = self._folder.stamp()
        if stamp == self._stamp:
            return False
        try:
            version, lease = self._folder.lease_current()
        except StoreError:
            return False
        self._stamp = stamp
        if version == self.version:
            return False
        self.version, self._lease = version, lease
        for worker in self.all:
            worker.tired = True
        for worker in self.spare:
            self.send_away(worker)
        self.spare = []
        return True

    def need_version(self) -> None:
        """StoreError while there is nothing to answer from; it says why."""
        if self.version is None and not self.look():
            self._folder.lease_current()

    def hire(self) -> Worker:
        """A new worker of the current version; it takes jobs at once, and begins when it is ready."""
        assert self.version is not None
        child = fork(partial(work, snapshot=self._folder.snapshot(self.version), version=self.version))
        worker = Worker(child)
        self.all.append(worker)
        self._watch(worker)
        return worker

    def take(self) -> Worker:
        """A worker that has nothing to do."""
        return self.spare.pop() if self.spare else self.hire()

    def give_back(self, worker: Worker) -> None:
        """A worker has finished its job."""
        worker.job = None
        worker.rest()
        if worker.tired:
            self.send_away(worker)
        else:
            self.spare.append(worker)

    def send_away(self, worker: Worker) -> None:
        """Let it end; its end is heard of on its line."""
        worker.tired = True
        with suppress(OSError):
            worker.child.hang_up()

    def sound(self) -> bool:
        """Whether workers may be hired ahead: not within a second of one that failed before it had a job."""
        return time.monotonic() - self._failed > _PAUSE

    def lost(self, worker: Worker) -> None:
        """A worker has ended."""
        if not worker.tired and worker.served == 0 and worker.job is None:
            self._failed = time.monotonic()
        self.all.remove(worker)
        if worker in self.spare:
            self.spare.remove(worker)


def _may_raise_priority() -> bool:
    """Whether this process may give another of its user the priority back that it has itself."""
    if os.geteuid() == 0:
        return True
    return sys.platform == "linux" and resource.getrlimit(resource.RLIMIT_NICE)[0] >= 20 - os.getpriority(os.PRIO_PROCESS, 0)
