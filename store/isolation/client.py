"""A web process's line to the pool: jobs go out on it, answers come on a channel each."""

from __future__ import annotations

import itertools
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.errors import BusyError, StoreError
from store.base import Version
from store.isolation.pool import LIST, REFRESH, STOP
from store.isolation.wire import (
    END,
    ERROR,
    HEAD,
    PACKET,
    Head,
    Task,
    Ticket,
    pack,
    parts_of,
    read_error,
    read_head,
    read_nameless,
    read_version,
    receive,
    send,
)  # fmt: skip

_PATIENCE = 5.0
"""Seconds after which a pool that does not answer a command is taken for broken."""


class PoolClient:
    """Sends jobs to the pool at a socket's path. Threads may share it. StoreError when the pool cannot be reached."""

    def __init__(self, address: Path) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._version: Version | None = None
        self._numbers = itertools.count(1)
        self._prefix = f"{os.getpid():x}"

    def new_id(self) -> str:
        """An id for a job that no other job has."""
        return f"{self._prefix}-{next(self._numbers):x}"

    def submit(self, ticket: Ticket, task: Task, text: bytes) -> socket.socket:
        """Send a job; the channel on which its answer comes. The caller closes it, and so stops the job if it has not ended."""
        packet, files = pack(ticket, task, text)
        try:
            return self._ask(packet, files)
        finally:
            for file in files:
                os.close(file)

    def stop(self, id: str) -> bool:
        """An operator ends this job; whether there was one."""
        return bool(self._told(STOP + id.encode()))

    def running(self) -> dict[str, Any]:
        """What runs and what waits, with the pool's figures: `running`, `waiting`, `workers`, `counts`."""
        found: dict[str, Any] = self._told(LIST)
        return found

    def refresh(self) -> None:
        """Return when queries are answered from what was published before this call."""
        self._told(REFRESH)

    def version(self) -> Version | None:
        """The version that queries are answered from (or a later one); None while there is no store."""
        with self._lock:
            self._hear()
            if self._line is None:
                self._connect()
            return self._version

    def close(self) -> None:
        """Hang up; what still runs is cancelled."""
        with self._lock:
            self._lose()

    def _told(self, command: bytes) -> Any:
        with self._ask(command, []) as channel:
            channel.settimeout(_PATIENCE)
            try:
                _, descriptors = receive(channel)
            except TimeoutError:
                raise broken() from None
            if not descriptors:
                raise broken()
            return json.loads(read_nameless(descriptors[0]))

    def _ask(self, packet: bytes, files: list[int]) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._say(packet, [theirs.fileno(), *files])
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return ours

    def _say(self, packet: bytes, descriptors: list[int]) -> None:
        """Send on the line, or on a new one if the pool was started anew in the meantime."""
        with self._lock:
            for attempt in (1, 2):
                self._hear()
                line = self._line or self._connect()
                try:
                    send(line, packet, descriptors, wait=False)
                except BlockingIOError:
                    raise BusyError("the query processes have more to do than they can take in; ask again later") from None
                except OSError as error:
                    self._lose()
                    if attempt == 2:
                        raise StoreError(f"the query processes do not answer: {error.strerror or error}") from error
                else:
                    return

    def _connect(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            line.connect(str(self._address))
        except OSError as error:
            line.close()
            raise StoreError(f"the query processes cannot be reached: {error.strerror or error}") from error
        self._line = line
        return line

    def _hear(self) -> None:
        """Take in what the pool has said, unasked."""
        while self._line is not None:
            try:
                packet = self._line.recv(PACKET, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:
                packet = b""
            if not packet:
                self._lose()
            else:
                self._version = read_version(packet)

    def _lose(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def packets(channel: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    """The packets of an answer to its end, each as kind and content, waiting for them as the channel's timeout says.

    Raises the error that an `X` packet holds, and StoreError if the answer ends without an end.
    """
    while True:
        try:
            packet = channel.recv(PACKET)
        except TimeoutError:
            raise broken() from None
        if packet[:1] == ERROR:
            raise read_error(packet)
        if not packet:
            raise broken()
        for kind, content in parts_of(packet):
            yield kind, content
            if kind == END:
                return


def head_of(packet: tuple[bytes, bytes]) -> Head:
    """The head in an answer's first packet."""
    kind, content = packet
    return read_head(kind + content) if kind == HEAD else _raise(broken())


def broken() -> StoreError:
    """An answer that ended without an end."""
    return StoreError("the query processes gave no whole answer; ask again")


def _raise(error: StoreError) -> Any:
    raise error
