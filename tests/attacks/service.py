"""`detente serve` in a process of its own, and what can be seen of it from outside: its processes, their memory, its answers."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.attacks.material import SIMPLE
from tests.cli.command import DETENTE, SERVES, clean_environment, interruptible

TOKEN = "attack-token"
LIMIT = 2.0
"""Seconds that a query may run here."""
SLACK = 5
"""How many times longer than on a quiet machine everything may take: these tests run on machines that others use, too."""
GRACE = 2.0 * SLACK
_unique = itertools.count()


@dataclass(frozen=True)
class Reply:
    """An answer, or `status` 0 for a connection that was broken; `seconds` until its end."""

    status: int
    body: bytes
    headers: dict[str, str]
    seconds: float
    fault: str = ""


@dataclass
class Service:
    """A running service."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(
        self,
        query: str,
        source: str = "127.0.0.1",
        method: str = "POST",
        kind: str = "application/sparql-query",
        headers: dict[str, str] | None = None,
        parameters: dict[str, str] | None = None,
    ) -> Reply:
        """A query to /sparql, POSTed as such unless `method` says otherwise."""
        if method == "GET":
            return self.send("GET", "/sparql?" + urlencode({"query": query, **(parameters or {})}), source=source, headers=headers)
        path = "/sparql" + ("?" + urlencode(parameters) if parameters else "")
        return self.send("POST", path, query.encode(errors="surrogatepass"), source, {"Content-Type": kind, **(headers or {})})

    def simple(self, source: str = "127.0.0.1") -> Reply:
        """A small query that no cache has seen."""
        unique = next(_unique)
        return self.ask(SIMPLE.format(number=unique % 3_400, unique=f"{os.getpid()}-{unique}"), source)

    def update(self, text: str) -> Reply:
        """An update with the token."""
        return self.send("POST", "/sparql/update", text.encode(), headers={"Content-Type": "application/sparql-update", **self.token})

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        source: str = "127.0.0.1",
        headers: dict[str, str] | None = None,
        timeout: float = 60,
    ) -> Reply:
        """Any request, on a connection of its own."""
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout, source_address=(source, 0))
        answer: http.client.HTTPResponse | None = None
        try:
            connection.request(method, path, body or None, {"Accept": "application/sparql-results+json, text/turtle", **(headers or {})})
            answer = connection.getresponse()
            content = answer.read()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, content, told, time.monotonic() - started)
        except (OSError, http.client.HTTPException) as error:
            status = f" after {answer.status}" if answer else ""
            return Reply(0, b"", {}, time.monotonic() - started, f"{type(error).__name__}: {error}{status}")
        finally:
            connection.close()

    @property
    def token(self) -> dict[str, str]:
        """The header of whoever may write."""
        return {"Authorization": f"Bearer {TOKEN}"}

    def running(self) -> dict[str, Any]:
        """What the operator sees."""
        reply = self.send("GET", "/api/v1/running", headers={**self.token, "Accept": "application/json"})
        assert reply.status == 200, (reply.status, reply.fault, reply.body[:300])
        found: dict[str, Any] = json.loads(reply.body)
        return found

    def raw(self, data: bytes, source: str = "127.0.0.1") -> socket.socket:
        """A connection on which these bytes were sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), 20, (source, 0))
        connection.sendall(data)
        return connection

    def tree(self) -> list[int]:
        """The process ids of the service and all that descend from it."""
        return descendants(self.process.pid)

    def quiet(self, seconds: float = 10) -> None:
        """Wait until nothing runs or waits."""
        until(lambda: not self.running()["items"], seconds, "the service is idle")

    def pool(self) -> int:
        """The process id of the pool."""
        return next(pid for pid in self.tree() if b"store.isolation" in command(pid) and b"store.isolation" not in command(parent(pid)))

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        pool = self.pool()
        return [pid for pid in self.tree() if parent(pid) == pool]


@contextmanager
def serving(store: Path, *words: str, **settings: str) -> Iterator[Service]:
    """A service with a short limit, ready; it is stopped at the end."""
    with tempfile.TemporaryDirectory() as room:
        log = Path(room) / "log"
        environment = clean_environment(**{"DETENTE_TOKEN": TOKEN, "DETENTE_QUERY_SECONDS": str(LIMIT), **settings})
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [str(DETENTE), "serve", "--store", str(store), "--port", "0", *words],
                env=environment, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, preexec_fn=interruptible,  # noqa: PLW1509 - it only sets a signal
            )  # fmt: skip
        try:
            until(lambda: SERVES.search(log.read_text()), 30, "an address is printed")
            found = SERVES.search(log.read_text())
            assert found
            service = Service(process, int(found[0].rpartition(":")[2].strip("/")), log)
            until(lambda: service.send("GET", "/readyz").status == 200, 30, "the service is ready")
            yield service
        finally:
            processes = descendants(process.pid)
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                for pid in processes:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                process.wait()


def until(condition: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until it holds; the seconds that took. AssertionError if it does not in time."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < SLACK * seconds, f"not within {SLACK * seconds:g} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - started


def parent(pid: int) -> int:
    """The parent of a process; 0 if it has gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def command(pid: int) -> bytes:
    """What a process was started with."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def descendants(root: int) -> list[int]:
    """A process and all below it, those that have ended but are not buried left out."""
    of: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            of.setdefault(parent(int(entry.name)), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += of.get(pid, [])
    return [pid for pid in found if alive(pid)]


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def memory(pids: list[int]) -> tuple[float, float]:
    """The sums of PSS and of RSS, in MB."""
    pss = rss = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    pss += int(line.split()[1])
                elif line.startswith("Rss:"):
                    rss += int(line.split()[1])
    return pss / 1024, rss / 1024


def at_once(call: Callable[[int], Reply], number: int) -> list[Reply]:
    """What `call(0)`, `call(1)` … give, each made in a thread of its own."""
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(call, range(number)))
