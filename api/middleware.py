"""What holds for every answer: revalidation by ETag, HEAD, security headers, the data's version.

All are plain ASGI, so that large answers pass through in frames.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente import __version__
from detente.errors import DetenteError

log = logging.getLogger(__name__)
SECURITY = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
EXPOSED = (
    "Age", "Content-Location", "ETag", "Link", "Location", "Retry-After", "X-Detente-Limits", "X-Detente-Truncated", "X-Detente-Version",
)  # fmt: skip
_FIXED = [
    *((name.lower().encode(), value.encode()) for name, value in SECURITY.items()),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
]
# These do not depend on the data: a file server or a probe answers them.
UNVERSIONED = ("/static/", "/healthz", "/readyz")


class Fixed:
    """Adds the headers that are the same everywhere.

    Everything here may be read from any site: the allowance is also on answers to requests that carry no Origin, as a
    cache may give them to one that does.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and sets headers that the answer does not have."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            """Adds the headers as the answer starts."""
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message = {**message, "headers": [*message["headers"], *(pair for pair in _FIXED if pair[0] not in present)]}
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except asyncio.CancelledError:
            # The server stops, and has waited for this request as long as it will: that is no fault to be logged.
            log.info("%s %s was ended with the server", scope["method"], scope["path"])


class Head:
    """Answers HEAD wherever GET is answered: the same status and headers, no body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs HEAD as GET and drops the body."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, sending)


class Revalidation:
    """Weak ETags from the data's version and the request; 304 where the client has that version already.

    A page depends on nothing but the data, the software, the address and `Accept`, so the tag is known before any work is done.
    """

    def __init__(self, app: ASGIApp, version: Callable[[], str]) -> None:
        self.app = app
        self.version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 304, or passes the request on and tags what comes back."""
        if scope["type"] != "http" or scope["path"].startswith(UNVERSIONED):
            await self.app(scope, receive, send)
            return
        try:
            version = await run_in_threadpool(self.version)
        except DetenteError:
            await self.app(scope, receive, send)
            return
        tag = etag(version, scope) if scope["method"] in {"GET", "HEAD"} else ""
        if tag and tag in tags(Headers(scope=scope).getlist("if-none-match")):
            await send(_not_modified(tag, version))
            await send({"type": "http.response.body", "body": b""})
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _stamp(message, tag, version)
            await send(message)

        await self.app(scope, receive, sending)


def etag(version: str, scope: Scope) -> str:
    """The weak tag of one representation: `W/"7-3fa9c1d2-1b2c3d4e"`."""
    headers = Headers(scope=scope)
    parts = (__version__, headers.get("host", ""), scope["path"], scope["query_string"].decode("latin-1"), *headers.getlist("accept"))
    return f'W/"{version}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:12]}"'


def tags(headers: list[str]) -> set[str]:
    """The tags of `If-None-Match`, each as a weak one: GET compares weakly. Its star means nothing before there is an answer."""
    given = (tag.strip() for header in headers for tag in header.split(","))
    return {tag if tag.startswith("W/") else f"W/{tag}" for tag in given if tag}


def _stamp(message: Message, tag: str, version: str) -> None:
    headers = MutableHeaders(scope=message)
    headers.setdefault("X-Detente-Version", version)
    if tag and message["status"] == 200:
        headers.setdefault("ETag", tag)
        headers.setdefault("Cache-Control", "no-cache")


def _not_modified(tag: str, version: str) -> dict[str, Any]:
    message: dict[str, Any] = {"type": "http.response.start", "status": 304, "headers": []}
    headers = MutableHeaders(raw=message["headers"])
    headers["ETag"] = tag
    headers["Cache-Control"] = "no-cache"
    headers["Vary"] = "Accept, Accept-Encoding"
    headers["X-Detente-Version"] = version
    return message
