"""`/id/…` names a thing and leads to a page about it; `/doc/…` is that page, in HTML, JSON and four RDF formats."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Accept, IrisDep, PagesDep, StoreDep
from api.descriptions import describe, document, exists, serialise
from api.items import item
from api.links import doc_path, link_header
from api.models import Problem
from api.negotiation import EXTENSIONS, choose_extension, content_type
from detente.errors import NotFoundError
from ontology.iris import SLUG, TYPES, Iris, Name
from store.base import Store

ANSWERS: dict[int | str, dict[str, Any]] = {200: {"description": "The page", "content": {media: {} for media in EXTENSIONS.values()}}}
router = APIRouter(tags=["linked data"], responses={404: {"model": Problem}, 406: {"model": Problem}}, default_response_class=Response)


@router.get("/id/{type}/{slug}", operation_id="thing", summary="Where is a page about this thing?", status_code=303)
def thing(*, type: str, slug: str, request: Request, store: StoreDep, iris: IrisDep, accept: Accept) -> Response:
    """303 to the page in the format that Accept asks for."""
    name = known(store, iris, type, slug)
    root = str(request.scope.get("root_path", ""))
    location = doc_path(name, choose_extension(accept), root)
    headers = {"Location": location, "Vary": "Accept", "Link": link_header(iris, name, EXTENSIONS, root=root)}
    return Response(status_code=303, headers=headers)


@router.get("/doc/{type}/{file}", operation_id="page", summary="The page about a thing", responses=ANSWERS)
def page(*, type: str, file: str, request: Request, store: StoreDep, iris: IrisDep, pages: PagesDep, accept: Accept) -> Response:
    """`file` is the slug, with `.html`, `.ttl`, `.jsonld`, `.nt`, `.rdf` or `.json`; without one, Accept decides."""
    slug, dot, extension = file.partition(".")
    if dot and extension not in EXTENSIONS:
        raise NotFoundError(f"there is no page {file[:160]!r}; pages end in {', '.join(EXTENSIONS)}")
    name = known(store, iris, type, slug)
    root = str(request.scope.get("root_path", ""))
    extension = extension or choose_extension(accept)
    headers = {"Link": link_header(iris, name, EXTENSIONS, extension, root)}
    if not dot:
        headers |= {"Vary": "Accept", "Content-Location": doc_path(name, extension, root)}
    if extension == "html":
        return pages.thing(request, name, headers)
    if extension == "json":
        return JSONResponse(item(store, iris, name), headers=headers)
    body = serialise(document(describe(store, iris, name), iris, name), extension)
    return Response(body, media_type=content_type(EXTENSIONS[extension]), headers=headers)


def known(store: Store, iris: Iris, type: str, slug: str) -> Name:
    """The thing of that type and slug; NotFoundError if there is none."""
    if type not in TYPES or not SLUG.match(slug) or not exists(store, iris.id(type, slug)):
        raise NotFoundError(f"nothing is known as {iris.base}id/{type[:40]}/{slug[:200]}")
    return Name(type, slug)
