"""`/sparql/update` and `/graphs`: SPARQL 1.1 Update and the Graph Store Protocol, for whoever holds the token."""

from __future__ import annotations

import re
import uuid
from email import message_from_bytes
from email.policy import HTTP

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.bodies import BodyRoom
from api.deps import SettingsDep, StoreDep
from api.errors import UnsupportedMediaTypeError
from api.negotiation import choose, content_type
from api.openapi import WITH_TOKEN
from api.sparql.request import MAX_UPDATE, UPDATE, in_body, in_query, read_change
from api.tokens import need_token
from detente.errors import InputError, NotFoundError, QueryStoppedError
from store.base import GRAPH_TYPES, Document, Store

router = APIRouter(tags=["writing"])
MAX_DATA = 1_000_000_000
UPLOAD_SECONDS = 3_600.0
QUADS = ("application/n-quads", "application/trig")
READABLE = (*GRAPH_TYPES, *QUADS, "text/n3", "text/plain")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")
_WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@router.post(
    "/sparql/update",
    operation_id="sparqlUpdate",
    summary="Change the graph by SPARQL Update",
    status_code=204,
    response_class=Response,
    openapi_extra=WITH_TOKEN,
)
async def update(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Runs an update in one transaction; 204 when it is published. Needs the token."""
    headers = _headers(request)
    need_token(headers, settings.token)
    pairs = in_query(request.scope["query_string"]) + await in_body(headers, request.receive, UPDATE, BodyRoom(3 * MAX_UPDATE))
    change = read_change(pairs)
    await run_in_threadpool(store.update, change.update, _address(request), change.using_graphs, change.using_named_graphs)
    return Response(status_code=204)


@router.options("/sparql/update", include_in_schema=False)
async def update_options() -> Response:
    """The methods."""
    return Response(status_code=204, headers={"Allow": "POST, OPTIONS"})


@router.options("/graphs", include_in_schema=False)
@router.options("/graphs/{name:path}", include_in_schema=False)
async def graphs_options() -> Response:
    """The methods."""
    return Response(status_code=204, headers={"Allow": "GET, HEAD, PUT, POST, DELETE, OPTIONS"})


@router.api_route("/graphs", methods=["GET", "PUT", "POST", "DELETE"], operation_id="graphs", include_in_schema=False)
@router.api_route("/graphs/{name:path}", methods=["GET", "PUT", "POST", "DELETE"], operation_id="graph", include_in_schema=False)
async def graphs(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """The Graph Store Protocol: the graph of `?graph=`, of `?default`, or of this very address. Needs the token."""
    need_token(_headers(request), settings.token)
    graph = _graph(request)
    if request.method == "GET":
        return await run_in_threadpool(_read, store, graph, request.headers.get("accept", ""))
    if request.method == "DELETE":
        await run_in_threadpool(_drop, store, graph)
        return Response(status_code=204)
    documents = await _documents(request)
    created = None
    if graph is None and not all(document.media_type in QUADS for document in documents):
        if request.method == "PUT":
            raise InputError("name the graph to replace: ?graph=IRI or ?default; the whole dataset can be replaced by N-Quads or TriG")
        graph = created = f"{_address(request).rstrip('/')}/{uuid.uuid4()}"
    base = graph or _address(request)
    new = await run_in_threadpool(store.load, documents, graph, base, request.method == "PUT")
    return Response(status_code=201 if new else 204, headers={"Location": created} if created else None)


def _graph(request: Request) -> str | None:
    """The graph that is meant: an IRI, "" for the default graph, None for none."""
    pairs = in_query(request.scope["query_string"])
    named = [value for name, value in pairs if name == "graph"]
    default = any(name == "default" for name, _ in pairs)
    if len(named) + default > 1:
        raise InputError("give one of 'graph' and 'default', once")
    if default:
        return ""
    if named:
        if not _IRI.match(named[0]):
            raise InputError(f"graph={named[0][:100]!r} is not an absolute IRI")
        return named[0]
    if request.scope["path"] == "/graphs":
        return None
    if not _IRI.match(_address(request)):
        raise InputError("this address is not an IRI that can name a graph")
    return _address(request)


def _read(store: Store, graph: str | None, accept: str) -> Response:
    if graph is None:
        raise InputError("name the graph: ?graph=IRI or ?default")
    media = choose(accept, GRAPH_TYPES)
    if graph and b"true" not in store.query(f"ASK {{ GRAPH <{graph}> {{ }} }}").body():
        raise NotFoundError(f"there is no graph <{graph}>")
    answer = store.query(_WHOLE, [media], "strict", [graph] if graph else [])
    if answer.cut:
        raise QueryStoppedError(f"the graph is larger than can be given at once ({answer.cut}); ask for parts of it by SPARQL", answer.cut)
    return Response(answer.body(), media_type=content_type(answer.media_type), headers={"Vary": "Accept"})


def _drop(store: Store, graph: str | None) -> None:
    if graph is None:
        raise InputError("name the graph to delete: ?graph=IRI or ?default")
    store.update(f"DROP GRAPH <{graph}>" if graph else "CLEAR DEFAULT")


async def _documents(request: Request) -> list[Document]:
    """The RDF in the body, or in the parts of a multipart body."""
    body = await BodyRoom(MAX_DATA).read(request.receive, MAX_DATA, UPLOAD_SECONDS)
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        message = message_from_bytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body, policy=HTTP)
        parts = [part for part in message.walk() if not part.is_multipart()]
        return [_document(part.get_payload(decode=True), part.get_content_type()) for part in parts]
    return [_document(body, kind.partition(";")[0].strip().lower() or "text/turtle")]


def _document(data: object, media_type: str) -> Document:
    if media_type not in READABLE or not isinstance(data, bytes):
        raise UnsupportedMediaTypeError(f"content type {media_type[:100]!r} is not read here; send {', '.join(READABLE)}")
    return Document(data, "application/n-triples" if media_type == "text/plain" else media_type)


def _address(request: Request) -> str:
    return str(request.url.replace(query="", fragment=""))


def _headers(request: Request) -> dict[bytes, bytes]:
    return dict(request.scope["headers"])
