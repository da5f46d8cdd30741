"""Forking: a child with a line to the pool and nothing else of the pool's."""

from __future__ import annotations

import gc
import os
import signal
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from detente.errors import DetenteError, QueryStoppedError, StoreError
from store.isolation import guard
from store.isolation.wire import nameless_file

_LAST_WORDS = 2_000
_PAGE, _CLOCK = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
_CONTROL = 3


@dataclass
class Child:
    """A forked process, the pool's end of its line, and the file that its standard error goes to."""

    pid: int
    control: socket.socket
    words: int
    verdict: DetenteError | None = None
    """Why the pool killed it."""
    _status: int | None = None

    def kill(self, verdict: DetenteError | None = None) -> None:
        """End it now; `verdict` is what its client will be told."""
        self.verdict = self.verdict or verdict
        os.kill(self.pid, signal.SIGKILL)

    def hang_up(self) -> None:
        """Tell it that no job will come: it ends, and its end is heard."""
        self.control.shutdown(socket.SHUT_WR)

    def ended(self) -> bool:
        """Whether its last thread has ended, which takes a while after its line has; `bury` it then."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = status if pid else None
        return self._status is not None

    def bury(self) -> DetenteError | None:
        """Close what belonged to one that has ended; what its client is to be told, or None if it ended as it should."""
        status = self._status
        assert status is not None
        self.control.close()
        with os.fdopen(self.words, "rb") as file:
            file.seek(0)
            words = file.read(_LAST_WORDS).decode(errors="replace")
        return self.verdict or (_autopsy(status, words) if status else None)

    def memory(self) -> int:
        """The bytes of memory that are its own, 0 if it has gone."""
        fields = self._told("statm")
        return (int(fields[1]) - int(fields[2])) * _PAGE if fields else 0

    def processor_seconds(self) -> float:
        """The processor time it has used, 0 if it has gone."""
        fields = self._told("stat")
        return (int(fields[13]) + int(fields[14])) / _CLOCK if fields else 0.0

    def _told(self, name: str) -> list[bytes]:
        try:
            with open(f"/proc/{self.pid}/{name}", "rb") as file:  # noqa: PTH123 - twenty times a second
                return file.read().split()
        except OSError:
            return []


def fork(task: Callable[[socket.socket], None]) -> Child:
    """Run `task` in a child, with its end of the line as its only open file beside standard error; it ends with the task, or the pool."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    words = nameless_file(b"")
    pid = os.fork()
    if pid:
        theirs.close()
        return Child(pid, ours, words)
    try:
        guard.follow_parent()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(words, 2)
        os.dup2(theirs.detach(), _CONTROL)
        os.closerange(_CONTROL + 1, os.sysconf("SC_OPEN_MAX"))
        gc.freeze()
        task(socket.socket(fileno=_CONTROL))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _autopsy(status: int, words: str) -> DetenteError:
    """Of what a child died that the pool did not kill."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGALRM:
        return QueryStoppedError("the query took too long", "seconds")
    if number == signal.SIGKILL:
        return QueryStoppedError("the query's process was killed; perhaps the machine is short of memory: ask again later", "memory")
    if "memory allocation" in words or "MemoryError" in words:
        return too_much_memory()
    if number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS):
        return QueryStoppedError("the query is nested too deeply, or too long, for the engine; make it simpler", "crash")
    return StoreError(f"a query process ended: {words.strip().splitlines()[-1] if words.strip() else f'status {status}'}")


def too_much_memory() -> QueryStoppedError:
    """What the client of a query that ran out of memory is told."""
    return QueryStoppedError("the query needs more memory than it may have; join, sort or group less, or ask for less at a time", "memory")
