"""`/sparql`: the SPARQL 1.1 Protocol for reading, with a plain form for people.

Bodies are read here and not by the framework, because the protocol has its own rules about them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.deps import Accept, SettingsDep, SiteDep, StoreDep
from api.errors import ForbiddenError, TooLargeError, UnsupportedMediaTypeError, respond
from api.negotiation import EXTENSION_OF, HTML, RDF_EXTENSIONS, choose, choose_extension, content_type, ranked
from api.service_description import description
from api.tables import table
from detente.errors import DetenteError, InputError, NotAcceptableError
from store.base import BINDINGS, GRAPH_TYPES, SELECT_TYPES, TRIPLES, Answer, DefaultGraph, Store

router = APIRouter(tags=["sparql"])

MAX_BODY = 1_000_000
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
# Loose names that clients use, and the formats they get for a SELECT and for a CONSTRUCT.
ALIASES = {
    "application/json": (BINDINGS, "application/ld+json"),
    "application/xml": (SELECT_TYPES[1], "application/rdf+xml"),
    "text/xml": (SELECT_TYPES[1], "application/rdf+xml"),
}
OFFERED = (*SELECT_TYPES, *GRAPH_TYPES, *ALIASES, HTML)
PARAMETERS = [
    {"name": "query", "in": "query", "schema": {"type": "string"}, "description": "SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE)"},
    {
        "name": "default-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}},
        "description": "a graph of the default graph; may be repeated",
    },
    {
        "name": "named-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}},
        "description": "a named graph of the data set; may be repeated",
    },
    {
        "name": "default", "in": "query", "schema": {"type": "string", "enum": ["union", "strict"]},
        "description": "`strict` leaves the union of all named graphs out of the default graph",
    },
    {"name": "accept", "in": "query", "schema": {"type": "string"}, "description": "a media type, in place of the header (for links)"},
]  # fmt: skip
RESPONSES = {
    200: {"description": "The results, in the format that Accept asks for", "content": {media: {} for media in (*SELECT_TYPES, *GRAPH_TYPES)}},
    400: {"description": "The query is wrong; the text says at which line and column", "content": {"text/plain": {}}},
    406: {"description": "None of the accepted formats fits this form of query", "content": {"text/plain": {}}},
}


@dataclass(frozen=True)
class Call:
    """One protocol request, whichever way it came."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    default: str = ""
    accept: str = ""


@router.get("/sparql", operation_id="sparqlGet", summary="Ask a SPARQL query", openapi_extra={"parameters": PARAMETERS}, responses=RESPONSES)  # type: ignore[arg-type]
async def sparql_get(request: Request, store: StoreDep, settings: SettingsDep, site: SiteDep, accept: Accept) -> Response:
    """Answers a query; without one, describes the service (RDF) or shows a form (HTML)."""
    call = read(request.query_params.multi_items())
    accept = call.accept or accept
    if call.query is None:
        return await run_in_threadpool(_introduce, request, settings.default_graph, site, accept)
    return await _answer(request, store, settings.default_graph, site, call, accept)


@router.post(
    "/sparql",
    operation_id="sparqlPost",
    summary="Ask a long SPARQL query",
    openapi_extra={
        "parameters": PARAMETERS[1:],
        "requestBody": {
            "required": True,
            "content": {
                FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}},
                DIRECT: {"schema": {"type": "string"}},
            },
        },
    },
    responses={**RESPONSES, 415: {"description": "The body is neither a form nor a query", "content": {"text/plain": {}}}},  # type: ignore[arg-type]
)
async def sparql_post(request: Request, store: StoreDep, settings: SettingsDep, site: SiteDep, accept: Accept) -> Response:
    """Answers a query sent as a form or as the body itself."""
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media == UPDATE:
        raise ForbiddenError("this address only reads; an update has no place here")
    if media not in {FORM, DIRECT}:
        raise UnsupportedMediaTypeError(f"content type {media[:100]!r} is not read here; send {FORM} or {DIRECT}")
    charset = parameters.partition("charset=")[2].split(";")[0].strip('" ').lower()
    if charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedMediaTypeError(f"charset {charset[:40]!r} is not read here; SPARQL is sent as UTF-8")
    text = await _body(request)
    pairs = request.query_params.multi_items()
    call = read([*pairs, ("query", text)] if media == DIRECT else [*pairs, *parse_qsl(text, keep_blank_values=True, errors="strict")])
    if call.query is None:
        raise InputError("the form has no field 'query'")
    return await _answer(request, store, settings.default_graph, site, call, call.accept or accept)


def read(pairs: Sequence[tuple[str, str]]) -> Call:
    """The request's parameters. Unknown ones are passed over: common clients send several of their own."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise ForbiddenError("this address only reads; an update has no place here")
    for name in ("query", "default", "accept"):
        if len(values.get(name, [])) > 1:
            raise InputError(f"parameter {name!r} is given more than once")
    default = values.get("default", [""])[0]
    if default not in {"", "union", "strict"}:
        raise InputError(f"parameter 'default' is {default[:40]!r}; it may be 'union' or 'strict'")
    query = values.get("query", [None])[0]  # type: ignore[list-item]
    graphs = (tuple(values.get(f"{kind}-graph-uri", ())) for kind in ("default", "named"))
    return Call(query, *graphs, default=default, accept=values.get("accept", [""])[0])


def formats(accept: str) -> list[str]:
    """The store's formats that the client accepts, best first; HTML stands among them where a page is wanted."""
    wanted = [real for media in ranked(accept, OFFERED) for real in ALIASES.get(media, (media,))]
    if not wanted:
        raise NotAcceptableError(f"no result can be given as {accept[:200]!r}; possible are {', '.join(OFFERED)}")
    return list(dict.fromkeys(wanted))


async def _body(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLargeError(f"the body is larger than {MAX_BODY:,} bytes")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"the body is not UTF-8: byte {error.start} cannot be read") from None


async def _answer(request: Request, store: Store, default: DefaultGraph, site: SiteDep, call: Call, accept: str) -> Response:
    wanted = formats(accept)
    graph = cast(DefaultGraph, call.default) if call.default else default
    if wanted[0] == HTML:
        return await run_in_threadpool(_page, request, store, graph, site, call)
    answer, frames = await run_in_threadpool(_run, store, call, [media for media in wanted if media != HTML], graph)
    headers = {"Vary": "Accept", "X-Detente-Version": answer.version.tag}
    return StreamingResponse(frames, media_type=content_type(answer.media_type), headers=headers)


def _run(store: Store, call: Call, accept: Sequence[str], graph: DefaultGraph) -> tuple[Answer, Iterable[bytes]]:
    """Runs the query up to its first frame: what fails before that still gets a status of its own."""
    answer = store.query(call.query or "", accept, graph, call.default_graphs, call.named_graphs)
    frames = iter(answer.frames)
    first = next(frames, b"")
    return answer, itertools.chain((first,), frames)


def _introduce(request: Request, default: DefaultGraph, site: SiteDep, accept: str) -> Response:
    extension = choose_extension(accept, (*RDF_EXTENSIONS, "html"))
    if extension == "html":
        return site.page(request, "sparql.html", query="", table=None, triples=None, error=None)
    return Response(description(str(request.url.replace(query="")), default, extension), media_type=_rdf_type(extension), headers={"Vary": "Accept"})


def _rdf_type(extension: str) -> str:
    return content_type(next(media for media, known in EXTENSION_OF.items() if known == extension))


def _page(request: Request, store: Store, graph: DefaultGraph, site: SiteDep, call: Call) -> Response:
    """The form with its results; an error stands above the query that caused it."""
    try:
        answer = store.query(call.query or "", (BINDINGS, TRIPLES), graph, call.default_graphs, call.named_graphs)
        body = answer.body()
    except DetenteError as error:
        if error.status >= 500:
            return respond(request, error)
        return site.page(request, "sparql.html", error.status, query=call.query, table=None, triples=None, error=error)
    if answer.media_type == BINDINGS:
        return site.page(request, "sparql.html", query=call.query, table=table(body), triples=None, error=None)
    return site.page(request, "sparql.html", query=call.query, table=None, triples=body.decode(), error=None)


__all__ = ["choose", "formats", "read", "router"]
