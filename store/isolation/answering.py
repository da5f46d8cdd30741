"""A worker's side of an answer: what the engine writes is mended, cut at the limits, compressed where that is wanted, and sent."""

from __future__ import annotations

import gzip
import json
import socket
import zlib

from store.base import Version
from store.cutting import Cutter
from store.isolation.wire import DATA, END, PACKET, Head, Task, head_packet, send, whole_packet

FRAME = PACKET - 1
_WORTH_COMPRESSING, _LEVEL = 1_000, 4
_SHORT = PACKET - 1_000  # room for head and end
_GZIP = 31  # zlib's name for gzip's frame with the largest window


class CutError(Exception):
    """Stops the engine: the client has got all that it may."""


class Sender:
    """A file to write an answer to. The head goes out with the first full packet or at the end, so that an early error comes alone.

    OSError when the client has gone.
    """

    def __init__(self, channel: socket.socket, media_type: str, version: Version, task: Task) -> None:
        self._channel = channel
        self._head = Head(media_type, version)
        self._compress = task.compress
        self._cutter = Cutter(media_type, task.rows, task.bytes)
        self._gzip: zlib._Compress | None = None
        self._begun = False
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        """Take the next piece; CutError once a limit is passed."""
        self._waiting += self._cutter.feed(data)
        if len(self._waiting) >= FRAME:
            self._begin()
            self._pass_on()
        if self._cutter.done:
            raise CutError
        return len(data)

    def flush(self) -> None:
        """Part of being a file; nothing is forced out."""

    def end(self) -> None:
        """Send what is left, and whether a limit cut it, and how."""
        self._waiting += self._cutter.end()
        told = {"cut": self._cutter.cut, "ending": self._cutter.ending if self._cutter.cut else ""}
        end = END + json.dumps(told).encode()
        if not self._begun and len(self._waiting) < _SHORT:
            self._send_whole(end)
            return
        self._begin()
        self._pass_on()
        if self._gzip is not None:
            self._send(self._gzip.flush())
        send(self._channel, end)

    def _send_whole(self, end: bytes) -> None:
        compressed = self._compress and len(self._waiting) >= _WORTH_COMPRESSING
        body = gzip.compress(self._waiting, _LEVEL) if compressed else bytes(self._waiting)
        head = head_packet(Head(self._head.media_type, self._head.version, compressed))
        send(self._channel, whole_packet(head, end, body))

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        if self._compress and len(self._waiting) >= _WORTH_COMPRESSING:
            self._gzip = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        head = self._head
        send(self._channel, head_packet(Head(head.media_type, head.version, self._gzip is not None)))

    def _pass_on(self) -> None:
        data, self._waiting = bytes(self._waiting), bytearray()
        self._send(self._gzip.compress(data) if self._gzip is not None else data)

    def _send(self, data: bytes) -> None:
        for start in range(0, len(data), FRAME):
            send(self._channel, DATA + data[start : start + FRAME])
