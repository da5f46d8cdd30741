"""The store's folder: which version is current, who may write, what is left of a crash.

live/          the writer's database; nobody reads it
v<N>/          published versions, never changed (hard links into the database's files); kept are the last three, and those that a reader
               holds a shared lock on
current.json   {"number": N, "digest": "…"}: the version readers use; replaced by rename, so it is always whole
pending.json   stands while a write is under way: if it is found by the next writer, the last one died, and live/ is rebuilt from v<N>
lock           held (flock) by the one writer; holds its process id
sources/       the texts of the reports (store/sources.py)
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from detente.errors import StoreError
from detente.files import sync_folder, write_durably
from store.base import Version

KEPT = 3
LOCK_SECONDS = 10.0
_LEASE_ATTEMPTS = 5
EMPTY = Version(0, "0" * 64)
_OURS = frozenset(("live", "live.new", "current.json", "pending.json", "lock", "sources", "registry.yaml"))
_HALF_WRITTEN = re.compile(r"\.[a-z.]+\.[0-9]+\.tmp\Z")


class Lease:
    """A shared lock on a snapshot's folder, held for as long as this object lives, here or in a process forked from this one."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def __del__(self) -> None:
        os.close(self._handle)


class Folder:
    """A store's folder on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current = path / "current.json"
        self.pending = path / "pending.json"
        self.live = path / "live"
        self._turn = threading.RLock()
        self._held = False

    def snapshot(self, version: Version) -> Path:
        """The folder of a published version."""
        return self.path / f"v{version.number}"

    def check_ours(self) -> None:
        """StoreError if the folder holds something that is not a store."""
        if not self.path.exists() or self.current.exists() or self.live.exists():
            return
        if not self.path.is_dir():
            raise StoreError(f"{self.path} is a file, not a store; choose a folder")
        strangers = sorted(entry.name for entry in self.path.iterdir() if entry.name not in _OURS and not _HALF_WRITTEN.match(entry.name))
        if strangers:
            raise StoreError(f"{self.path} holds {strangers[0]!r} and is not a store; choose an empty or a new folder")

    def read_version(self) -> Version:
        """The current version; StoreError if nothing was ever published here or the pointer is damaged."""
        try:
            found = json.loads(self.current.read_bytes())
            return Version(int(found["number"]), str(found["digest"]))
        except (FileNotFoundError, NotADirectoryError):
            self.check_ours()
            raise StoreError(f"no store at {self.path}; run `detente ingest`, or name another folder with --store") from None
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.current} is damaged ({error}); restore the store from a backup or ingest again") from error

    def written_version(self) -> Version:
        """The current version, or `EMPTY` before the first write."""
        return self.read_version() if self.current.exists() else EMPTY

    def stamp(self) -> tuple[int, int, int]:
        """Changes whenever the pointer does."""
        try:
            found = self.current.stat()
        except (FileNotFoundError, NotADirectoryError):
            return (0, 0, 0)
        return (found.st_mtime_ns, found.st_ino, found.st_size)

    def lease_current(self) -> tuple[Version, Lease]:
        """The current version, and what keeps its snapshot from being dropped.

        StoreError as `read_version`, or if the snapshot is missing.
        """
        for _ in range(_LEASE_ATTEMPTS):
            version = self.read_version()
            try:
                lease = os.open(self.snapshot(version), os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                continue  # the version was replaced, and dropped, since its number was read
            fcntl.flock(lease, fcntl.LOCK_SH)
            if os.fstat(lease).st_nlink:
                return version, Lease(lease)
            os.close(lease)
        raise StoreError(f"{self.path} lacks the version that current.json names; restore it from a backup or ingest again")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writer's lock; waits up to `LOCK_SECONDS`, then StoreError naming the process that holds it.

        Whoever holds it may take it again (a registry is read, used and written in one turn with the graph).
        """
        with self._turn:
            if self._held:
                yield
                return
            with self._locked():
                self._held = True
                try:
                    yield
                finally:
                    self._held = False

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.check_ours()
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("a+", encoding="ascii") as lock:
            deadline = time.monotonic() + LOCK_SECONDS
            while not _try_lock(lock.fileno()):
                if time.monotonic() > deadline:
                    lock.seek(0)
                    holder = lock.read().strip() or "unknown"
                    raise StoreError(f"{self.path} is being written by process {holder}; wait for it, or stop it, and try again")
                time.sleep(0.02)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def recover(self) -> None:
        """Undo what a writer that died left behind: an unpublished write was never acknowledged, so the published version stands."""
        current = self.written_version()
        if self.pending.exists() or (current.number and not self.live.exists()):
            shutil.rmtree(self.live, ignore_errors=True)
            if current.number:
                half = self.path / "live.new"
                shutil.rmtree(half, ignore_errors=True)
                ox.Store.read_only(str(self.snapshot(current))).backup(str(half))
                half.rename(self.live)
            self.pending.unlink(missing_ok=True)
        for number, folder in self._published():
            if number > current.number:
                shutil.rmtree(folder)

    def begin(self, version: Version) -> None:
        """Note, durably, that a write of this version is under way."""
        write_durably(self.pending, _as_json(version))

    def publish(self, version: Version) -> None:
        """Make a version current whose snapshot is complete, then drop the oldest snapshots."""
        sync_folder(self.snapshot(version))
        write_durably(self.current, _as_json(version))
        self.pending.unlink(missing_ok=True)
        for number, folder in self._published():
            if number <= version.number - KEPT:
                _drop_unless_leased(folder)

    def _published(self) -> list[tuple[int, Path]]:
        folders = [(entry.name[1:], entry) for entry in self.path.iterdir() if entry.name.startswith("v")]
        return sorted((int(number), folder) for number, folder in folders if number.isdigit())


def _drop_unless_leased(folder: Path) -> None:
    """Readers open tables late: a snapshot that one of them holds goes with a later version."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)


def _as_json(version: Version) -> bytes:
    return json.dumps({"number": version.number, "digest": version.digest}).encode()


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
