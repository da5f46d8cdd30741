"""Reading request bodies: so much of one, so much of all together, within so many seconds."""

from __future__ import annotations

import asyncio

from starlette.types import Receive

from api.errors import GoneError, TooLargeError
from detente.errors import BusyError, InputError

SECONDS = 30.0
ROOM = 64 * 1024 * 1024


class SlowBodyError(InputError):
    """The body did not come in time."""

    status = 408
    code = "slow-body"
    title = "The request came too slowly"


class BodyRoom:
    """The memory for bodies that are being read; `size` bytes in all."""

    def __init__(self, size: int = ROOM) -> None:
        self._left = size

    async def read(self, receive: Receive, largest: int, seconds: float = SECONDS) -> bytes:
        """A request's body. TooLargeError past `largest` bytes, SlowBodyError past `seconds`, BusyError, GoneError."""
        taken = 0
        body = bytearray()
        try:
            async with asyncio.timeout(seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise GoneError("the client hung up before it had sent its request")
                    piece = message.get("body", b"")
                    if len(body) + len(piece) > largest:
                        raise TooLargeError(f"the body is larger than {largest:,} bytes")
                    if len(piece) > self._left:
                        raise BusyError("many large requests are being read; ask again later")
                    self._left -= len(piece)
                    taken += len(piece)
                    body += piece
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            raise SlowBodyError(f"the body did not come within {seconds:g} s; send it faster, or less") from None
        finally:
            self._left += taken
