"""Extraction in worker processes, whose answers come in the order of the reports.

The pools of the standard library break as a whole when a worker dies (killed, out of memory): here the report that it had is lost alone,
and another worker takes its place. Workers are spawned, not forked: nothing of this process, its store and locks least of all, is theirs.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from cli.extraction import Extracted, Extractor, attempt
from detente.errors import DetenteError, ReportError
from ingest.reading.report import Report

AHEAD = 3
"""Reports for each worker that are read, or extracted, before their turn to be told has come: the bound of the memory they take."""

_CONTEXT = get_context("spawn")


def extracted_by_workers(
    make: Callable[[], Extractor], reports: Iterable[Report | ReportError], jobs: int
) -> Generator[Extracted | DetenteError, None, None]:
    """Each report with its record, or its error, in order. `make` is called once in each worker; its DetenteError is raised here."""
    pool = _Pool(make, jobs)
    numbered = enumerate(reports)
    asked = told = 0
    try:
        while True:
            while asked - told < jobs * AHEAD and pool.free() and (question := next(numbered, None)):
                pool.ask(*question)
                asked += 1
            if told == asked:
                return
            while told not in pool.answers:
                pool.collect()
            yield pool.answers.pop(told)
            told += 1
    finally:
        pool.close()


class _Worker:
    """A process and the report that it has, if any."""

    def __init__(self, make: Callable[[], Extractor]) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_work, args=(theirs, make), daemon=True)
        self.number = -1
        self.report: Report | None = None
        with _interrupts_held():
            self.process.start()
        theirs.close()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Pool:
    """Up to `jobs` workers, started when they are first needed; `answers` holds what came, by the number of the question."""

    def __init__(self, make: Callable[[], Extractor], jobs: int) -> None:
        self._make = make
        self._jobs = jobs
        self._workers: list[_Worker] = []
        self.answers: dict[int, Extracted | DetenteError] = {}

    def free(self) -> bool:
        """Whether a worker has nothing to do, or may still be started."""
        return len(self._workers) < self._jobs or any(worker.report is None for worker in self._workers)

    def ask(self, number: int, report: Report | ReportError) -> None:
        """Give a report to a free worker; what could not be read is its own answer."""
        if isinstance(report, ReportError):
            self.answers[number] = report
            return
        while True:
            worker = next((w for w in self._workers if w.report is None), None) or self._started()
            try:
                worker.connection.send(report)
            except OSError:  # it died while it had nothing to do: no report is lost
                self._lose(worker)
                continue
            worker.number, worker.report = number, report
            return

    def collect(self) -> None:
        """Wait for the next answers."""
        busy = {worker.connection: worker for worker in self._workers if worker.report is not None}
        for connection in wait(list(busy)):
            worker = next(w for c, w in busy.items() if c is connection)
            try:
                answer, fit = worker.connection.recv()
            except (EOFError, OSError):
                answer, fit = self._lose(worker), True
            if not fit:
                raise answer
            self.answers[worker.number] = answer
            worker.report = None

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in self._workers:
            worker.end()

    def _started(self) -> _Worker:
        self._workers.append(_Worker(self._make))
        return self._workers[-1]

    def _lose(self, worker: _Worker) -> ReportError:
        """Forget a worker that died; the error of the report that it had."""
        self._workers.remove(worker)
        worker.process.join()
        code = worker.process.exitcode or 0
        worker.end()
        how = f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended (exit code {code})"
        name = worker.report.file if worker.report else "no report"
        return ReportError(f"{name}: the process that extracted it {how}; is there enough memory? Try it alone, or with fewer --jobs")


def _work(connection: Connection[Any, Any], make: Callable[[], Extractor]) -> None:
    """What a worker does until its parent has gone."""
    try:
        extract = make()
    except DetenteError as error:
        connection.send((error, False))
        return
    while True:
        try:
            report = connection.recv()
        except EOFError:
            return
        connection.send((attempt(extract, report), True))


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal; one that is started here never sees it: its parent ends it."""
    resource_tracker.ensure_running()  # if starting a process had to start it, that would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
