"""`/sparql`: the SPARQL 1.1 Protocol for reading, with a plain form for people.

Bodies are read here and not by the framework, because the protocol has its own rules about them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, cast
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.deps import Accept, SettingsDep, SiteDep, StoreDep
from api.errors import ForbiddenError, TooLargeError, UnsupportedMediaTypeError, respond
from api.negotiation import EXTENSIONS, HTML, RDF_EXTENSIONS, choose_extension, content_type
from api.openapi import SPARQL_BODY, SPARQL_PARAMETERS, SPARQL_RESPONSES
from api.protocol import DIRECT, FORM, MAX_BODY, UPDATE, Call, formats, read
from api.service_description import description
from api.tables import table
from detente.errors import DetenteError, InputError
from ontology.terms import PREFIXES
from store.base import BINDINGS, GRAPH_TYPES, SELECT_TYPES, TRIPLES, Answer, DefaultGraph, Store

router = APIRouter(tags=["sparql"], responses=SPARQL_RESPONSES, default_response_class=Response)

LABELS = dict(zip((*SELECT_TYPES, *GRAPH_TYPES), ("JSON", "XML", "CSV", "TSV", "Turtle", "N-Triples", "JSON-LD", "RDF/XML"), strict=True))
EXAMPLE = """PREFIX det: <https://w3id.org/detente/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?who ?said ?event WHERE {
  ?statement a det:Statement ; schema:text ?said ; det:speaker/rdfs:label ?who ; det:atEvent/rdfs:label ?event .
} LIMIT 20"""


@router.get("/sparql", operation_id="sparqlGet", summary="Ask a SPARQL query", openapi_extra={"parameters": SPARQL_PARAMETERS})
async def sparql_get(request: Request, store: StoreDep, settings: SettingsDep, site: SiteDep, accept: Accept) -> Response:
    """Answers a query; without one, describes the service (RDF) or shows a form (HTML)."""
    call = read(request.query_params.multi_items(), accept, settings.default_graph)
    if call.query is None:
        return await run_in_threadpool(_introduce, request, site, call)
    return await _answer(request, store, site, call)


@router.post(
    "/sparql",
    operation_id="sparqlPost",
    summary="Ask a long SPARQL query",
    openapi_extra={"parameters": SPARQL_PARAMETERS[1:], "requestBody": SPARQL_BODY},
)
async def sparql_post(request: Request, store: StoreDep, settings: SettingsDep, site: SiteDep, accept: Accept) -> Response:
    """Answers a query sent as a form or as the body itself."""
    pairs = [*request.query_params.multi_items(), *await _sent(request)]
    call = read(pairs, accept, settings.default_graph)
    if call.query is None:
        raise InputError("the form has no field 'query'")
    return await _answer(request, store, site, call)


async def _sent(request: Request) -> list[tuple[str, str]]:
    """The parameters in the body; UnsupportedMediaTypeError for a body that is neither a form nor a query."""
    media, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    media = media.strip()
    if media == UPDATE:
        raise ForbiddenError("this address only reads; an update has no place here")
    if media not in {FORM, DIRECT}:
        raise UnsupportedMediaTypeError(f"content type {media[:100]!r} is not read here; send {FORM} or {DIRECT}")
    charset = parameters.partition("charset=")[2].partition(";")[0].strip('" ')
    if charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedMediaTypeError(f"charset {charset[:40]!r} is not read here; SPARQL is sent as UTF-8")
    body = await _body(request)
    try:
        text = body.decode("utf-8")
        return [("query", text)] if media == DIRECT else parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise InputError(f"the body is not UTF-8: byte {error.start} cannot be read") from None


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLargeError(f"the body is larger than {MAX_BODY:,} bytes")
    return bytes(body)


async def _answer(request: Request, store: Store, site: SiteDep, call: Call) -> Response:
    wanted = formats(call.accept)
    if wanted[0] == HTML:
        return await run_in_threadpool(_page, request, store, site, call)
    answer, frames = await run_in_threadpool(_run, store, call, [media for media in wanted if media != HTML])
    headers = {"Vary": "Accept", "X-Detente-Version": answer.version.tag}
    return StreamingResponse(frames, headers=headers, media_type=content_type(answer.media_type))


def _ask(store: Store, call: Call, accept: Sequence[str]) -> Answer:
    try:
        return store.query(call.query or "", accept, cast(DefaultGraph, call.default), call.default_graphs, call.named_graphs)
    except DetenteError as error:
        # The traceback holds the engine's results, which must be dropped in the thread that made them.
        error.__cause__ = error.__context__ = None
        raise error.with_traceback(None) from None


def _run(store: Store, call: Call, accept: Sequence[str]) -> tuple[Answer, Iterable[bytes]]:
    """Runs the query up to its first frame: what fails before that still gets a status of its own."""
    answer = _ask(store, call, accept)
    frames = iter(answer.frames)
    first = next(frames, b"")
    return answer, itertools.chain((first,), frames)


def _introduce(request: Request, site: SiteDep, call: Call) -> Response:
    extension = choose_extension(call.accept, (*RDF_EXTENSIONS, "html"))
    if extension == "html":
        return _form(request, site, "")
    body = description(str(request.url.replace(query="")), cast(DefaultGraph, call.default), extension)
    return Response(body, headers={"Vary": "Accept"}, media_type=content_type(EXTENSIONS[extension]))


def _page(request: Request, store: Store, site: SiteDep, call: Call) -> Response:
    """The form with its results; an error stands above the query that caused it."""
    query = call.query or ""
    try:
        answer = _ask(store, call, (BINDINGS, TRIPLES))
        body = answer.body()
    except DetenteError as error:
        return respond(request, error) if error.status >= 500 else _form(request, site, query, error.status, error=error)
    if answer.media_type == BINDINGS:
        return _form(request, site, query, table=table(body))
    return _form(request, site, query, triples=body.decode())


def _form(request: Request, site: SiteDep, query: str, status: int = 200, **shown: Any) -> Response:
    values = {"table": None, "triples": None, "error": None, "example": EXAMPLE, "prefixes": PREFIXES, "formats": LABELS, **shown}
    return site.page(request, "sparql.html", status, query=query, **values)
