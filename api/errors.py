"""Every failure becomes an answer with a shape: RFC 9457 problem JSON, a page for a browser, plain text on `/sparql`.

The errors of this package extend `detente.errors`, so that statuses, titles and problem types have one source.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.negotiation import PROBLEM, prefers_html
from detente.errors import BusyError, DetenteError, InputError, ParameterError, QueryStoppedError, QuerySyntaxError

log = logging.getLogger(__name__)
SPARQL_PATHS = ("/sparql", "/sparql/update", "/graphs")
# What these say concerns the query, not the inside of the service.
FOR_CLIENTS = (QueryStoppedError, BusyError)


class ForbiddenError(InputError):
    """The request would change something, and may not."""

    status = 403
    code = "forbidden"
    title = "Not allowed"


class UnauthorizedError(InputError):
    """The request needs a token, or carries a wrong one."""

    status = 401
    code = "unauthorized"
    title = "A token is needed"


class GoneError(DetenteError):
    """The client hung up: nobody is told."""

    status = 499
    code = "client-gone"
    title = "The client hung up"


class UnsupportedMediaTypeError(InputError):
    """The body's content type is not one that is read here."""

    status = 415
    code = "unsupported-media-type"
    title = "The body's content type is not supported"


class TooLargeError(InputError):
    """The body is larger than is read here."""

    status = 413
    code = "too-large"
    title = "The request is too large"


class InvalidRequestError(ParameterError):
    """Parameters of a request are wrong; `faults` has one entry for each."""

    def __init__(self, faults: list[dict[str, str]]) -> None:
        super().__init__("; ".join(f"{fault['name']}: {fault['message']}" for fault in faults))
        self.faults = faults


class HttpError(DetenteError):
    """An error of the framework (no such route, wrong method), brought into the tree."""

    def __init__(self, error: HTTPException) -> None:
        super().__init__(str(error.detail))
        self.status = error.status_code
        self.title = HTTPStatus(error.status_code).phrase
        self.code = self.title.lower().replace(" ", "-")


def problem(base: str, path: str, error: DetenteError) -> dict[str, Any]:
    """The members of the problem document; a fault of ours shows no inner detail."""
    body: dict[str, Any] = {
        "type": f"{base}docs/errors#{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": detail(error),
        "instance": path,
    }
    if isinstance(error, InvalidRequestError):
        body["errors"] = error.faults
    if isinstance(error, QuerySyntaxError):
        body["line"], body["column"] = error.line, error.column
    return body


def detail(error: DetenteError) -> str:
    """What the client is told: the message, or, for a fault of the service, words that show none of its paths."""
    if error.status >= 500 and not isinstance(error, FOR_CLIENTS):
        return "The service cannot answer at the moment; the operator's log says why. Please try again later."
    if isinstance(error, QuerySyntaxError) and error.line is not None and "line" not in str(error):
        return f"line {error.line}, column {error.column}: {error}"
    return str(error)


def respond(request: Request, error: DetenteError, headers: Mapping[str, str] | None = None) -> Response:
    """The answer for an error, in the shape that this path and this client want."""
    if error.status >= 500 and not isinstance(error, FOR_CLIENTS):
        log.error("%s %s failed: %s", request.method, request.url.path, error)
    extra = {**(headers or {}), "Vary": "Accept", "Cache-Control": "no-store"}
    if error.status == 503:
        extra["Retry-After"] = str(error.after) if isinstance(error, BusyError) else "5"
    if error.status == 401:
        extra["WWW-Authenticate"] = 'Bearer realm="detente"'
    accept = ",".join(request.headers.getlist("accept"))
    if prefers_html(accept):
        return cast(Response, request.app.state.site.error(request, error, extra))
    if request.url.path.endswith(SPARQL_PATHS) and PROBLEM not in accept:
        return PlainTextResponse(f"{error.title}: {detail(error)}\n", error.status, extra)
    base = request.app.state.iris.base
    return JSONResponse(problem(base, request.url.path, error), error.status, extra, media_type=PROBLEM)


def handle(app: FastAPI) -> None:
    """Registers the handlers on the app."""

    @app.exception_handler(DetenteError)
    async def _ours(request: Request, error: DetenteError) -> Response:
        return respond(request, error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [
            {"name": str(e["loc"][-1]), "in": str(e["loc"][0]), "message": f"{e['msg']} (given: {str(e.get('input'))[:100]!r})"}
            for e in error.errors()
        ]
        return respond(request, InvalidRequestError(faults))

    @app.exception_handler(HTTPException)
    async def _framework(request: Request, error: HTTPException) -> Response:
        return respond(request, HttpError(error), error.headers)


class Unforeseen:
    """Answers for an exception that nothing else caught: it is logged with its traceback, the client gets a problem like any other.

    The framework's own handler would raise it again, which closes the connection under the client's next request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; an answer that has begun can only be broken off."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            log.exception("an unforeseen error")
            await respond(Request(scope, receive), DetenteError(f"{type(error).__name__}: {error}"))(scope, receive, send)
