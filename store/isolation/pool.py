"""The pool: one small single-threaded process that forks the workers, gives them their jobs, and kills those that go too far.

Run as `python -m store.isolation`; it ends when its standard input closes. Clients (store/isolation/client.py) connect to its socket. It
opens no store itself, and looks at a job's ticket only, never at a query's text.
"""

from __future__ import annotations

import json
import select
import selectors
import socket
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from detente.errors import BusyError, DetenteError, QueryStoppedError
from store.isolation import one_shot
from store.isolation.admission import LINGERING, PATIENCE, QUICK, Admission, Rules
from store.isolation.children import Child, fork, too_much_memory
from store.isolation.jobs import Job
from store.isolation.wire import channel_of, receive, reply, ticket_of, version_packet
from store.isolation.worker import FREE
from store.isolation.workforce import LOWER, LOWEST, Worker, Workforce
from store.snapshots import Folder

LIST, STOP, REFRESH = b"L", b"S", b"R"
TICK, IDLE_TICK, BURYING = 0.05, 0.2, 0.005
ONE_SHOTS = 4
LISTED = 200
SPARE = 2
"""Workers that stand ready; those that a rush has called for stay, too."""


class Pool:
    """The processes and the jobs; `memory` is what all queries together may take, in MiB."""

    def __init__(self, folder: Folder, listener: socket.socket, rules: Rules, memory: int) -> None:
        self.counts: Counter[str] = Counter()
        self._folder, self._listener, self._rules, self._memory = folder, listener, rules, memory
        self._admission = Admission(rules)
        self._workforce = Workforce(folder, self._employ)
        self._selector = selectors.DefaultSelector()
        self._jobs: dict[str, Job] = {}
        self._connections: list[socket.socket] = []
        self._dying: list[tuple[Child, Job | None]] = []
        self._watch(listener, self._connect)

    def run(self, until: int) -> None:
        """Serve until the descriptor `until` can be read: its other end is closed."""
        stopped: list[bool] = []
        self._selector.register(until, selectors.EVENT_READ, lambda: stopped.append(True))
        ticked = 0.0
        while not stopped:
            if time.monotonic() - ticked > TICK:
                self._tick()
                ticked = time.monotonic()
            for key, _ in self._selector.select(BURYING if self._dying else TICK if self._jobs else IDLE_TICK):
                key.data()
            self._bury()

    def _watch(self, line: socket.socket, heard: Callable[[], None]) -> None:
        self._selector.register(line, selectors.EVENT_READ, heard)

    # -- clients

    def _connect(self) -> None:
        connection, _ = self._listener.accept()
        self._connections.append(connection)
        self._watch(connection, partial(self._listen, connection))
        self._announce(connection)

    def _announce(self, connection: socket.socket) -> None:
        if self._workforce.version is not None:
            with suppress(OSError):
                connection.send(version_packet(self._workforce.version), socket.MSG_DONTWAIT)

    def _hear(self, connection: socket.socket) -> None:
        try:
            packet, descriptors = receive(connection)
        except OSError:
            packet, descriptors = b"", []
        if not packet:
            self._forget(connection)
        elif packet.startswith(b"{"):
            self._admit(Job(ticket_of(packet), packet, descriptors, connection))
        else:
            self._obey(packet[:1], packet[1:].decode(), descriptors)

    def _listen(self, connection: socket.socket) -> None:
        """Nothing that a client says may end the pool, which is everybody's."""
        try:
            self._hear(connection)
        except Exception:
            traceback.print_exc()
            if connection in self._connections:
                self._forget(connection)

    def _forget(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        self._connections.remove(connection)
        connection.close()
        for job in [job for job in self._jobs.values() if job.connection is connection]:
            self._stop(job, _gone())

    def _obey(self, command: bytes, argument: str, descriptors: list[int]) -> None:
        """List all jobs, stop one for an operator, look for a new version."""
        job = self._jobs.get(argument)
        told: object = job is not None
        if command == STOP and job is not None:
            self._stop(job, QueryStoppedError("an operator stopped the query", "operator"))
        elif command == LIST:
            told = self._listed()
        elif command == REFRESH:
            self._look()
        for descriptor in descriptors:
            with channel_of(descriptor) as channel, suppress(OSError):
                channel.setblocking(False)
                reply(channel, json.dumps(told).encode())

    def _listed(self) -> dict[str, object]:
        states = dict.fromkeys(self._admission.long, "long") | dict.fromkeys(self._admission.young, "running")
        jobs = list(self._jobs.values())[:LISTED]
        return {
            "running": [job.described(states.get(job.ticket.id, "running" if job.child else "waiting")) for job in jobs],
            "waiting": self._admission.waiting,
            "workers": len(self._workforce.all),
            "counts": dict(self.counts),
        }

    # -- jobs

    def _admit(self, job: Job) -> None:
        alone = job.ticket.kind != "query"
        try:
            if alone and sum(each.ticket.kind != "query" for each in self._jobs.values()) >= ONE_SHOTS:
                raise BusyError("as many updates and federated queries as can be held are under way; ask again later")
            if job.ticket.kind in ("query", "federate"):
                self._workforce.need_version()
            if not alone:
                self._admission.arrive(job.ticket)
        except DetenteError as error:
            self.counts["refused"] += 1
            job.tell(error)
            job.close()
            return
        self._jobs[job.ticket.id] = job
        if alone:
            self._start_alone(job)
        else:
            self._dispatch()

    def _dispatch(self) -> None:
        """Start all whose turn it is."""
        while self._workforce.version is not None and (ticket := self._admission.next()) is not None:
            job = self._jobs[ticket.id]
            try:
                worker = self._workforce.take()
            except OSError as error:
                self._end(job, BusyError(f"the machine gives no further process ({error.strerror}); ask again later"))
                continue
            worker.job = job
            job.give(worker.child)

    def _employ(self, worker: Worker) -> None:
        self._watch(worker.child.control, partial(self._hear_of, worker))

    def _hear_of(self, worker: Worker) -> None:
        """A worker is ready, or free again, or has ended."""
        try:
            said, _ = receive(worker.child.control)
        except OSError:
            said = b""
        job = worker.job
        if said == FREE and job is not None:
            worker.tired |= worker.child.verdict is not None  # it has been killed, and does not know it yet
            self._workforce.give_back(worker)
            self._end(job, None)
        elif not said:
            self._workforce.lost(worker)
            self._await_end(worker.child, job)

    def _start_alone(self, job: Job) -> None:
        """What writes, and what may use the network, has a process of its own."""
        child = fork(partial(one_shot.run, folder=self._folder, version=self._workforce.version))
        job.give(child)

        def hung_up() -> None:
            self._look()
            self._await_end(child, job)

        self._watch(child.control, hung_up)

    def _await_end(self, child: Child, job: Job | None) -> None:
        """A process has hung up; what it died of is known when its last thread has ended."""
        self._selector.unregister(child.control)
        self._dying.append((child, job))
        self._bury()

    def _bury(self) -> None:
        for child, job in [entry for entry in self._dying if entry[0].ended()]:
            self._dying.remove((child, job))
            error = child.bury()
            if job is not None:
                self._end(job, error or (_gone() if job.ticket.kind == "query" else None))

    def _end(self, job: Job, error: DetenteError | None) -> None:
        if error is not None:
            job.tell(error)
        self.counts[error.limit if isinstance(error, QueryStoppedError) else "failed" if error else "done"] += 1
        del self._jobs[job.ticket.id]
        self._admission.leave(job.ticket, quick=error is None and time.monotonic() - job.started < QUICK)
        job.close()
        self._dispatch()

    def _stop(self, job: Job, error: DetenteError) -> None:
        if job.child is not None:
            job.child.kill(error)  # its end is heard of on its line
        else:
            self._end(job, error)

    # -- time

    def _tick(self) -> None:
        """What is due: the version, the limits, a worker in the place of one that is busy for long."""
        self._look()
        self._stop_abandoned()
        now = time.monotonic()
        running = [job for job in self._jobs.values() if job.child is not None and job.child.verdict is None]
        for job in running:
            if now - job.started > job.ticket.seconds:
                self._stop(job, too_long(job.ticket.seconds))
        for worker in self._workforce.all:
            if worker.job is not None and now - worker.job.started > TICK:
                self._watch_long(worker, worker.job, now - worker.job.started)
        for job in [job for job in self._jobs.values() if job.child is None and now - job.arrived > job.ticket.seconds]:
            self._stop(job, BusyError("the query waited its whole time for its turn; ask again later"))
        self._share_memory([job for job in running if now - job.started > TICK and job.ticket.kind in ("query", "federate")])
        self._dispatch()
        self._hire_ahead()

    def _stop_abandoned(self) -> None:
        """Stop the jobs whose clients have closed their channels, a tick ago: after the end of its answer a client closes it, too."""
        if not self._jobs:
            return
        ends = {job.descriptors[0]: job for job in self._jobs.values() if job.descriptors}
        looking = select.poll()
        for descriptor in ends:
            looking.register(descriptor, 0)  # what is told unasked is enough: that the other end is closed
        for descriptor, _ in looking.poll(0):
            job = ends[descriptor]
            if job.abandoned:
                self._stop(job, _gone())
            job.abandoned = True

    def _watch_long(self, worker: Worker, job: Job, seconds: float) -> None:
        """Take a query out of the fast lane, and slow its process down if it keeps a processor busy."""
        used = worker.child.processor_seconds()
        if job.used is None:
            job.used = used
        busy = used - job.used > PATIENCE
        if busy or (self._workforce.forgiving and used - job.used > TICK):
            worker.slow_down(LOWEST if busy else LOWER)
        if job.ticket.id in self._admission.young and (busy or seconds > LINGERING):
            loser = self._admission.grow_long(job.ticket)
            if loser is not None:
                self._stop(self._jobs[loser.id], _crowded())

    def _share_memory(self, running: list[Job]) -> None:
        sizes = [(job.child.memory(), job) for job in running if job.child]
        if sum(size for size, _ in sizes) > self._memory * 1024 * 1024:
            self._stop(max(sizes, key=lambda entry: entry[0])[1], too_much_memory())

    def _hire_ahead(self) -> None:
        """A few, and one at a time: opening a version costs 20 ms and starts hundreds of threads, and the next version may come at once."""
        fresh = sum(not worker.tired for worker in self._workforce.all)
        few = len(self._workforce.spare) < SPARE and fresh < self._rules.at_once
        if self._workforce.version is not None and few and self._workforce.sound():
            with suppress(OSError):  # no further process: those that are there go on
                self._workforce.spare.insert(0, self._workforce.hire())  # last to be taken: it is not ready yet

    def _look(self) -> None:
        if self._workforce.look():
            for connection in self._connections:
                self._announce(connection)


def too_long(seconds: float) -> QueryStoppedError:
    """What the client of a query that ran out of time is told."""
    return QueryStoppedError(f"the query ran for {seconds:g} s, its limit; narrow it, or add a LIMIT", "seconds")


def _gone() -> QueryStoppedError:
    return QueryStoppedError("the client has gone", "client")


def _crowded() -> QueryStoppedError:
    return QueryStoppedError("too many queries run for long at once; ask again later, and fewer at a time", "crowd")
