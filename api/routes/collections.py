"""`/api/v1/{collection}` and `/{slug}`: lists with filters, facets and cursors, and the items themselves.

The routes come from `queries.collections`: each has its own filters, so each has its own entry in the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.deps import IrisDep, StoreDep, only
from api.items import TYPE_OF, detail, items
from api.links import link_header, next_page
from api.models import Page, Problem, Vocabulary
from api.negotiation import EXTENSIONS
from api.objects import MODELS
from api.vocabulary import concepts
from ontology.iris import Name
from queries.collections import COLLECTIONS, Collection, Filter
from queries.lists import MAX_LIMIT, VOICES, page

PAGING = ("q", "limit", "cursor")
EXAMPLES = {"area": "energy", "relation": "pk-ru", "function": "proposal", "stance": "supportive", "role": "speaker", "kind": "seminar"}
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="items on a page")]
Words = Annotated[str | None, Query(description="part of a label or another name; for statements, of the quote", examples=["gas"])]
Cursor = Annotated[str | None, Query(description="from `next` of the page before")]
Slug = Annotated[str, Path(description="last part of the item's IRI")]


def router() -> APIRouter:
    """The routes, two for each collection, and the vocabulary's."""
    routes = APIRouter(tags=["items"])
    for collection in COLLECTIONS.values():
        model = MODELS[collection.name]
        routes.add_api_route(
            f"/{collection.name}",
            _list(collection),
            operation_id=f"list-{collection.name}",
            summary=f"List {collection.name}",
            response_model=None,
            responses={200: {"model": cast(type[BaseModel], Page[model])}, 422: {"model": Problem}},  # type: ignore[valid-type]
            openapi_extra={"parameters": [parameter(name, chosen) for name, chosen in collection.filters.items()]},
        )
        routes.add_api_route(
            f"/{collection.name}/{{slug}}",
            _item(collection.name),
            operation_id=f"get-{TYPE_OF[collection.name]}",
            summary=f"One {TYPE_OF[collection.name]}",
            response_model=None,
            responses={200: {"model": model}, 404: {"model": Problem}},
        )
    routes.add_api_route(
        "/vocabulary", vocabulary, operation_id="vocabulary", summary="Areas, functions, stances, roles and kinds", response_model=None,
        responses={200: {"model": Vocabulary}},
    )  # fmt: skip
    return routes


def parameter(name: str, chosen: Filter) -> dict[str, Any]:
    """A filter as an OpenAPI parameter."""
    schema: dict[str, Any] = {"type": "string"}
    about = f"slug or IRI of a {chosen.type}"
    if chosen.type == "date":
        schema, about = {"type": "string", "format": "date"}, "a day, YYYY-MM-DD"
    elif chosen.type == "decimal":
        schema, about = {"type": "number"}, "a number, at least which"
    elif chosen.type == "voice":
        schema, about = {"type": "string", "enum": list(VOICES)}, "who speaks"
    elif chosen.type in {"entity", "holder"}:
        about = "slug or IRI of a thing"
    made = {"name": name, "in": "query", "schema": schema, "description": about}
    return made | ({"example": EXAMPLES[name]} if name in EXAMPLES else {})


def vocabulary(request: Request, iris: IrisDep) -> JSONResponse:
    """Every term with its code, label and definition."""
    only(request, ())
    return JSONResponse(concepts(iris))


def _list(collection: Collection) -> Callable[..., JSONResponse]:
    allowed = (*collection.filters, *PAGING)

    def endpoint(
        *, request: Request, store: StoreDep, iris: IrisDep, q: Words = None, limit: Limit = 50, cursor: Cursor = None
    ) -> JSONResponse:
        """One page of the collection, with facets."""
        values = only(request, allowed)
        filters = {name: value for name, value in values.items() if name in collection.filters}
        found = page(store, iris, collection, filters, q=q, limit=limit, cursor=cursor)
        return JSONResponse(
            {
                "items": items(store, iris, collection.name, found.ids),
                "total": found.total,
                "next": next_page(request.url.path, values, found.next),
                "facets": found.facets,
            }
        )

    return endpoint


def _item(collection: str) -> Callable[..., JSONResponse]:
    def endpoint(request: Request, slug: Slug, store: StoreDep, iris: IrisDep) -> JSONResponse:
        only(request, ())
        found = detail(store, iris, collection, slug)
        root = str(request.scope.get("root_path", ""))
        return JSONResponse(found, headers={"Link": link_header(iris, Name(TYPE_OF[collection], slug), EXTENSIONS, root=root)})

    return endpoint
