"""A large answer between a worker that is fast and a client that may be slow: in memory while it is short, then in a nameless file.

So a worker is free again as soon as it has its answer, and the server's memory stays flat however slowly clients read.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

MEMORY = 1024 * 1024
DISK = 1024 * 1024 * 1024
_PIECE = 64 * 1024


class SpoolRoom:
    """The disk that all spools together may take, below `folder`, in bytes."""

    def __init__(self, folder: Path, size: int = DISK) -> None:
        self.folder, self.left = folder, size


class Spool:
    """Frames in, frames out, in order. One task fills it, another one empties it."""

    def __init__(self, room: SpoolRoom) -> None:
        self._room = room
        self._frames: deque[bytes] = deque()
        self._held = 0
        self._file = -1
        self._read = self._written = 0
        self._error: BaseException | None = None
        self._ended = False
        self._changed = asyncio.Event()

    async def fill(self, frames: AsyncIterator[bytes]) -> None:
        """Take in all frames; what they raise is raised again by `next`, after the frames before it."""
        try:
            async for frame in frames:
                while not self._put(frame):
                    self._changed.clear()
                    await self._changed.wait()
                self._changed.set()
        except Exception as error:
            self._error = error
        self._ended = True
        self._changed.set()

    async def next(self) -> bytes:
        """The next frame; empty at the end."""
        while True:
            frame = self._take()
            if frame:
                self._changed.set()
                return frame
            if self._ended:
                if self._error is not None:
                    raise self._error
                return b""
            self._changed.clear()
            await self._changed.wait()

    def close(self) -> None:
        """Give the disk back."""
        if self._file >= 0:
            self._room.left += self._written
            os.close(self._file)
        self._file = -1

    def _put(self, frame: bytes) -> bool:
        """Whether there was room for it."""
        if self._written == 0 and self._held + len(frame) <= MEMORY:
            self._frames.append(frame)
            self._held += len(frame)
            return True
        if self._room.left < len(frame):
            return False
        with suppress(OSError):  # a full disk: the worker waits until the client has read what there is
            if self._file < 0:
                with tempfile.TemporaryFile(dir=self._room.folder) as file:
                    self._file = os.dup(file.fileno())
            os.pwrite(self._file, frame, self._written)
            self._written += len(frame)
            self._room.left -= len(frame)
            return True
        return False

    def _take(self) -> bytes:
        if self._frames:
            frame = self._frames.popleft()
            self._held -= len(frame)
            return frame
        if self._read < self._written:
            frame = os.pread(self._file, min(_PIECE, self._written - self._read), self._read)
            self._read += len(frame)
            if self._read == self._written:
                self._room.left += self._written
                os.ftruncate(self._file, 0)
                self._read = self._written = 0
            return frame
        return b""
