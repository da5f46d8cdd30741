"""What a connection may cost before any of our code sees its request, and how the server runs: uvicorn's settings."""

from __future__ import annotations

import logging
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD = 64 * 1024
"""Bytes of address and headers together; uvicorn's fast parser has no limit of its own."""
CONNECTIONS = 2_000
STOPPING = 5
"""Seconds that requests have to end when the server stops."""
_BROKEN_OFF = "ASGI callable returned without completing response."


class LimitedProtocol(HttpToolsProtocol):
    """Refuses a request whose head is larger than `HEAD`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head = 0
        self._received = 0
        self._in_head = True

    def data_received(self, data: bytes) -> None:
        """Counts what has come of a head that is not complete: the parser holds it."""
        if self._in_head:
            if self._received > HEAD:
                self.send_400_response(f"The address and the headers are larger than {HEAD:,} bytes.")
                return
            self._received += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A new request on this connection."""
        self._head = self._received = 0
        self._in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is complete: what follows is the body, which whoever reads it limits."""
        self._in_head = False
        super().on_headers_complete()

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > HEAD:
            raise ValueError("the head is too large")  # the parser passes it on, and the server answers 400 and closes


def server_config(app: Any, **named: Any) -> uvicorn.Config:
    """Uvicorn's settings for this service."""
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.msg != _BROKEN_OFF)  # that is how an answer is broken off
    return uvicorn.Config(
        app,
        http=LimitedProtocol,
        ws="none",
        log_level="warning",
        access_log=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=STOPPING,
        **named,
    )
