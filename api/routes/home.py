"""The start page, the lists as pages, the ready questions as forms, and the API's description for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.deps import IrisDep, SiteDep, StoreDep, only
from api.listing import collection_page
from api.listing import home as home_page
from api.openapi import by_tag
from api.routes.named_queries import answer
from api.tables import of_rows
from detente.errors import InputError
from queries.catalogue import catalogue, named_query
from queries.collections import COLLECTIONS


def router() -> APIRouter:
    """The routes; they are for people, so the OpenAPI document leaves them out."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/", home)
    routes.add_api_route("/docs", docs)
    routes.add_api_route("/queries", queries)
    routes.add_api_route("/queries/{name}", query)
    for name in COLLECTIONS:
        routes.add_api_route(f"/{name}", _collection(name))
    return routes


def home(request: Request, site: SiteDep, store: StoreDep, iris: IrisDep) -> Response:
    """What this is, how much there is, and ways in."""
    return home_page(request, site, store, iris)


def docs(request: Request, site: SiteDep) -> Response:
    """The operations of the OpenAPI document, as a page."""
    document = cast(dict[str, Any], request.app.openapi())
    return site.page(request, "docs.html", document=document, tags=by_tag(document))


def queries(request: Request, site: SiteDep) -> Response:
    """The ready questions."""
    return site.page(request, "queries.html", queries=list(catalogue().values()))


def query(name: str, request: Request, site: SiteDep, store: StoreDep, iris: IrisDep) -> Response:
    """One ready question as a form; with its answer, once what it needs has been given."""
    asked = named_query(name)
    values = only(request, (*(parameter.name for parameter in asked.parameters), "ask"))
    pressed = values.pop("ask", "")
    given = {key: value for key, value in values.items() if value}
    shown: dict[str, Any] = {"query": asked, "values": given, "data": urlencode(given), "table": None, "error": None}
    if not pressed and not given and any(parameter.required for parameter in asked.parameters):
        return site.page(request, "query.html", **shown)
    try:
        found = answer(store, iris, asked, given)
    except InputError as error:
        return site.page(request, "query.html", error.status, **{**shown, "error": error})
    return site.page(request, "query.html", **{**shown, "table": of_rows(found)})


def _collection(name: str) -> Callable[..., Response]:
    def endpoint(request: Request, site: SiteDep, store: StoreDep, iris: IrisDep) -> Response:
        return collection_page(request, site, store, iris, name)

    return endpoint
