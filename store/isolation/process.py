"""Starting the pool, and starting it again if it dies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict
from pathlib import Path

from detente.errors import StoreError
from store.isolation.admission import Rules

_START_SECONDS = 20.0
_PAUSE = 0.5
_ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=4000:glibc.malloc.hugetlb=1"}
"""The engine makes and frees small things all the time: with these its queries take 5 to 8 % less (glibc; unknown elsewhere)."""


class PoolProcess:
    """The pool for a store's folder, from `start` to `close`; `address` is where clients connect."""

    def __init__(self, folder: Path, rules: Rules, memory: int) -> None:
        self._room = Path(tempfile.mkdtemp(prefix="detente-"))  # readable by this user alone
        self.address = self._room / "pool"
        self._command = [sys.executable, "-m", "store.isolation", str(folder.absolute()), str(self.address)]
        self._command.append(json.dumps({**asdict(rules), "memory": memory}))
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True, name="keeps the query pool")

    def start(self) -> None:
        """Start it, and return when it listens; StoreError if it does not, or on a system without the wall that queries run behind."""
        if sys.platform != "linux":
            raise StoreError("a store in a folder is served on Linux only (its queries run behind seccomp); use Linux, or a container")
        self._launch()
        deadline = time.monotonic() + _START_SECONDS
        while not self.address.exists():
            if time.monotonic() > deadline or (self._process and self._process.poll() is not None):
                self.close()
                raise StoreError("the query processes could not be started; the log says why")
            time.sleep(0.005)
        self._keeper.start()

    def close(self) -> None:
        """End it and all its workers."""
        self._closing.set()
        if self._process is not None:
            assert self._process.stdin
            self._process.stdin.close()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._keeper.is_alive():
            self._keeper.join(5)
        shutil.rmtree(self._room, ignore_errors=True)

    def _launch(self) -> None:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, env={**os.environ, **_ENVIRONMENT})  # noqa: S603 - our own module

    def _keep(self) -> None:
        while not self._closing.is_set():
            assert self._process is not None
            self._process.wait()
            if not self._closing.wait(_PAUSE):
                assert self._process.stdin
                self._process.stdin.close()
                self._launch()
