"""A worker's side of an answer: what the engine writes becomes packets, cut at the limits and compressed where that is wanted."""

from __future__ import annotations

import json
import socket
import zlib

from store.base import Version
from store.isolation.wire import DATA, END, PACKET, Head, Task, head_packet, send

FRAME = PACKET - 1
_WORTH_COMPRESSING = 1_000
_GZIP = 31  # zlib's name for gzip's frame with the largest window


class Sender:
    """A file to write an answer to. The head goes out with the first full packet or at the end, so that an early error comes alone.

    OSError when the client has gone.
    """

    def __init__(self, channel: socket.socket, media_type: str, version: Version, task: Task) -> None:
        self._channel = channel
        self._head = Head(media_type, version)
        self._compress = task.compress
        self._gzip: zlib._Compress | None = None
        self._begun = False
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        """Take the next piece."""
        self._waiting += data
        if len(self._waiting) >= FRAME:
            self._begin()
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Part of being a file; nothing is forced out."""

    def end(self, cut: str = "") -> None:
        """Send what is left, and that it is whole, or what cut it."""
        self._begin()
        self._pass_on()
        if self._gzip is not None:
            self._send(self._gzip.flush())
        send(self._channel, END + json.dumps({"cut": cut}).encode())

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        if self._compress and len(self._waiting) >= _WORTH_COMPRESSING:
            self._gzip = zlib.compressobj(4, zlib.DEFLATED, _GZIP)
        head = self._head
        send(self._channel, head_packet(Head(head.media_type, head.version, self._gzip is not None)))

    def _pass_on(self) -> None:
        data, self._waiting = bytes(self._waiting), bytearray()
        self._send(self._gzip.compress(data) if self._gzip is not None else data)

    def _send(self, data: bytes) -> None:
        for start in range(0, len(data), FRAME):
            send(self._channel, DATA + data[start : start + FRAME])
