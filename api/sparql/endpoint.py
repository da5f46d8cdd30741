"""`/sparql`: the SPARQL 1.1 Protocol for reading. Plain ASGI before the framework, so that a small answer costs little.

A stranger's query is neither parsed nor run in this process: it goes where answers come from (asking.py), with its limits. An answer goes
out as it comes; one that fails after its beginning is broken off, so that no client takes a part for the whole.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bodies import BodyRoom
from api.errors import GoneError, HttpError, respond
from api.middleware import etag, tags
from api.negotiation import HTML, accepts_gzip, content_type, prefers_html
from api.sparql.asking import Answers, Channel, Question, while_connected
from api.sparql.cache import AnswerCache, Kept
from api.sparql.explaining import Explainer
from api.sparql.metrics import Metrics
from api.sparql.page import SparqlPages
from api.sparql.reply import Reply, Watch, begin, rest
from api.sparql.request import DIRECT, Call, formats, in_body, in_query, read_call
from api.sparql.spool import Spool, SpoolRoom
from api.tables import SHOWN
from api.tokens import holds_token
from detente.errors import DetenteError, InputError, QueryStoppedError
from queries.explanation import to_json
from store.base import BINDINGS, TRIPLES, Limits
from store.isolation.wire import Head

UNREAD = 60.0
"""Seconds after which a client that reads nothing of its answer is taken for gone."""
PAGE = 8 * 1024 * 1024
"""Bytes of an answer that a page is made of."""
MOST_SECONDS = 600.0
"""What a token may ask for with `timeout=`."""
METHODS = "GET, HEAD, POST, OPTIONS"
_VARY = (b"vary", b"Accept, Accept-Encoding")


@dataclass(frozen=True)
class Asked:
    """A call, and who makes it: `trusted` with the token."""

    call: Call
    client: str
    trusted: bool
    compress: bool
    base: str


class SparqlEndpoint:
    """Answers requests for `path`, and passes all others on to `app`."""

    def __init__(
        self,
        app: ASGIApp,
        answers: Answers,
        pages: SparqlPages,
        cache: AnswerCache,
        metrics: Metrics,
        token: str,
        default: str,
        room: Path,
    ) -> None:
        self.app = app
        self._answers, self._pages, self._cache, self._metrics = answers, pages, cache, metrics
        self._token, self._default = token, default
        self._told_limits = f"rows={answers.limits.rows}, bytes={answers.limits.bytes}".encode()
        self._explainer = Explainer()
        self._bodies = BodyRoom()
        self._room = SpoolRoom(room)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] != "/sparql" or b"access-control-request-method" in dict(scope["headers"]):
            await self.app(scope, receive, send)
            return
        started, outcome = time.perf_counter(), "answered"
        try:
            await self._serve(scope, receive, _without_body(send) if scope["method"] == "HEAD" else send)
        except GoneError:
            outcome = "client-gone"
        except DetenteError as error:
            outcome = error.limit if isinstance(error, QueryStoppedError) else error.code
            await respond(Request(scope, receive), error)(scope, receive, send)
        self._metrics.answered(outcome, time.perf_counter() - started)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        method = scope["method"]
        if method not in METHODS.split(", "):
            refused = HttpError(HTTPException(405, "use GET or POST here"))
            await respond(Request(scope, receive), refused, {"Allow": METHODS})(scope, receive, send)
            return
        if method == "OPTIONS":
            await Response(status_code=204, headers={"Allow": METHODS})(scope, receive, send)
            return
        pairs = in_query(scope["query_string"])
        if method == "POST":
            pairs += await in_body(headers, receive, DIRECT, self._bodies)
        call = read_call(pairs, headers.get(b"accept", b"").decode("latin-1"), self._default)
        request = Request(scope, receive)
        if call.query is None and method == "POST":
            raise InputError("there is no query: send it as the form field 'query', or as the body with the type application/sparql-query")
        if call.query is None:
            await (await run_in_threadpool(self._pages.introduce, request, call))(scope, receive, send)
            return
        asked = Asked(
            call,
            client=scope["client"][0] if scope.get("client") else "",
            trusted=holds_token(headers, self._token),
            compress=accepts_gzip(headers.get(b"accept-encoding", b"")),
            base=f"{scope['scheme']}://{headers.get(b'host', b'localhost').decode('latin-1')}{scope['path']}",
        )
        if call.explain:
            await self._explain(asked, request, send)
            return
        wanted = formats(call.accept)
        if wanted[0] == HTML:
            await self._show(asked, request, send)
        else:
            await self._answer(asked, tuple(media for media in wanted if media != HTML), request, send)

    async def _answer(self, asked: Asked, wanted: tuple[str, ...], request: Request, send: Send) -> None:
        version = await self._answers.version()
        tag = etag(version.tag, request.scope) if request.method != "POST" else ""
        if tag and tag in tags(request.headers.getlist("if-none-match")):
            await send({"type": "http.response.start", "status": 304, "headers": [_VARY, (b"etag", tag.encode())]})
            await send({"type": "http.response.body", "body": b""})
            return
        call = asked.call
        key = None
        if self._cache.budget and not asked.trusted:
            key = (version, call.query, call.default, call.default_graphs, call.named_graphs, wanted, asked.compress, asked.base)
            kept = self._cache.get(key)
            if kept is not None:
                await _send_whole(send, kept.head, kept.body, tag, kept)
                return
        channel = self._ask(asked, wanted, self._limits(asked))
        with Watch(channel, request.receive):
            reply = await begin(channel)
            tag = tag if reply.head.version == version else ""
            if reply.end is not None:
                body = b"".join(reply.held)
                if key is not None and not reply.end["cut"] and reply.head.version == version:
                    self._cache.put(key, reply.head, body, len(repr(key)))
                await _send_whole(send, reply.head, body, tag, cut=reply.end["cut"])
            elif request.method == "HEAD":
                await _send_head(send, reply.head, tag)
            else:
                await _stream(send, channel, reply, tag, self._told_limits, self._room)

    def _ask(self, asked: Asked, wanted: tuple[str, ...], limits: Limits) -> Channel:
        call = asked.call
        client = "token" if asked.trusted else asked.client
        dataset = (call.default, call.default_graphs, call.named_graphs)
        return self._answers.ask(Question(call.query or "", wanted, *dataset, asked.base, asked.compress, client, limits))

    def _limits(self, asked: Asked) -> Limits:
        usual, seconds = self._answers.limits, asked.call.seconds
        if seconds is None:
            return usual
        return replace(usual, seconds=min(seconds, MOST_SECONDS if asked.trusted else usual.seconds))

    async def _show(self, asked: Asked, request: Request, send: Send) -> None:
        """A page: the form with its results; an error stands above the query that caused it."""
        plain = replace(asked, compress=False)
        shown: dict[str, Any] = {}
        try:
            limits = self._limits(asked)
            channel = self._ask(plain, (BINDINGS, TRIPLES), replace(limits, rows=min(limits.rows, SHOWN), bytes=min(limits.bytes, PAGE)))
            with Watch(channel, request.receive):
                reply = await begin(channel)
                body = b"".join(reply.held)
                if reply.end is None:
                    body += b"".join([frame async for frame in rest(channel, reply)])
            shown = {"media_type": reply.head.media_type, "body": body, "cut": (reply.end or {}).get("cut", "")}
        except GoneError:
            raise
        except DetenteError as error:
            shown = {"error": error}
        page = await run_in_threadpool(self._pages.results, request, asked.call, **shown)
        await page(request.scope, request.receive, send)

    async def _explain(self, asked: Asked, request: Request, send: Send) -> None:
        """What the query does and which limits it can meet: as a page, or as JSON."""
        html = prefers_html(request.headers.get("accept", ""))
        try:
            asking = self._explainer.explain(asked.call.query or "", self._limits(asked), asked.client)
            found = await while_connected(request.receive, asking)
        except DetenteError as error:
            if not html:
                raise
            page: Response = await run_in_threadpool(self._pages.results, request, asked.call, error=error)
        else:
            if html:
                page = await run_in_threadpool(self._pages.explained, request, asked.call, found)
            else:
                page = JSONResponse(to_json(found), headers={"Vary": "Accept"})
        await page(request.scope, request.receive, send)


async def _send_whole(send: Send, head: Head, body: bytes, tag: str, kept: Kept | None = None, cut: str = "") -> None:
    headers = _answer_headers(head, tag, cut)
    headers.append((b"content-length", str(len(body)).encode()))
    if kept is not None:
        headers.append((b"age", str(int(time.monotonic() - kept.made)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _send_head(send: Send, head: Head, tag: str) -> None:
    """The head of an answer of unknown length, which is not computed further."""
    await send({"type": "http.response.start", "status": 200, "headers": _answer_headers(head, tag, "")})
    await send({"type": "http.response.body", "body": b""})


async def _stream(send: Send, channel: Channel, reply: Reply, tag: str, limits: bytes, room: SpoolRoom) -> None:
    headers = [*_answer_headers(reply.head, tag, ""), (b"x-detente-limits", limits)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"".join(reply.held), "more_body": True})
    spool = Spool(room)
    filling = asyncio.create_task(spool.fill(rest(channel, reply)))
    try:
        while frame := await spool.next():
            async with asyncio.timeout(UNREAD):
                await send({"type": "http.response.body", "body": frame, "more_body": True})
    except (DetenteError, TimeoutError):
        # Ending without the last chunk makes the server break the connection: no client may take a part for the whole.
        return
    finally:
        filling.cancel()
        spool.close()
    await send({"type": "http.response.body", "body": b""})


def _answer_headers(head: Head, tag: str, cut: str) -> list[tuple[bytes, bytes]]:
    headers = [_VARY, (b"content-type", content_type(head.media_type).encode()), (b"x-detente-version", head.version.tag.encode())]
    if tag:
        headers += [(b"etag", tag.encode()), (b"cache-control", b"no-cache")]
    if head.compressed:
        headers.append((b"content-encoding", b"gzip"))
    if cut:
        headers.append((b"x-detente-truncated", cut.encode()))
    return headers


def _headers(scope: Scope) -> Mapping[bytes, bytes]:
    """The request's headers; those that may be repeated are joined."""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        found[name] = found[name] + b", " + value if name in found else value
    return found


def _without_body(send: Send) -> Send:
    async def sending(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sending
