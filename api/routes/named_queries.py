"""`/api/v1/queries`: the catalogue of ready questions, and the answer to each as JSON or CSV.

Each query has a route of its own, so that OpenAPI names its parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Accept, IrisDep, StoreDep, only
from api.models import Catalogue, Problem, QueryAnswer
from api.negotiation import JSON, choose, content_type
from detente.errors import ParameterError
from ontology.iris import Iris
from queries.catalogue import NamedQuery, catalogue, named_query
from queries.results import Rows, run
from store.base import Store

CSV = "text/csv"
FORMATS = {"json": JSON, "csv": CSV}
_FORMAT = {"name": "format", "in": "query", "schema": {"type": "string", "enum": list(FORMATS)}, "description": "in place of Accept"}


def router() -> APIRouter:
    """The routes, one for each query of the catalogue."""
    routes = APIRouter(tags=["queries"])
    routes.add_api_route(
        "/queries",
        queries,
        operation_id="queries",
        summary="All ready questions",
        response_model=None,
        responses={200: {"model": Catalogue}},
    )
    for query in catalogue().values():
        routes.add_api_route(
            f"/queries/{query.name}",
            _endpoint(query),
            operation_id=f"query-{query.name}",
            summary=query.title,
            description=query.question,
            response_model=None,
            responses={200: {"model": QueryAnswer, "content": {CSV: {}}}, 406: {"model": Problem}, 422: {"model": Problem}},
            openapi_extra={"parameters": [*parameters(query), _FORMAT]},
        )
    routes.add_api_route("/queries/{name}", unknown, include_in_schema=False)
    return routes


def queries(request: Request) -> JSONResponse:
    """Name, question, parameters, columns and SPARQL of each."""
    only(request, ())
    return JSONResponse({"items": [query.model_dump() for query in catalogue().values()]})


def unknown(name: str) -> None:
    """No such question: says which there are."""
    named_query(name)


def answer(store: Store, iris: Iris, query: NamedQuery, values: dict[str, str]) -> Rows:
    """The rows for the values that were given; an empty one counts as not given, as a form sends it."""
    return run(store, iris, query.name, {name: value for name, value in values.items() if value})


def parameters(query: NamedQuery) -> list[dict[str, Any]]:
    """A query's parameters as OpenAPI has them."""
    return [
        {
            "name": parameter.name,
            "in": "query",
            "required": parameter.required,
            "description": parameter.description,
            "schema": {"type": "integer" if parameter.type == "integer" else "string"},
            "example": parameter.example,
        }
        for parameter in query.parameters
    ]


def _endpoint(query: NamedQuery) -> Callable[..., Response]:
    allowed = (*(parameter.name for parameter in query.parameters), "format")

    def endpoint(request: Request, store: StoreDep, iris: IrisDep, accept: Accept) -> Response:
        """The query's rows, as JSON or CSV."""
        values = only(request, allowed)
        media = _format(values.pop("format", ""), accept)
        rows = answer(store, iris, query, values)
        headers = {"Vary": "Accept"}
        if media == CSV:
            headers["Content-Disposition"] = f'attachment; filename="{query.name}.csv"'
            return Response(rows.csv(), media_type=content_type(CSV), headers=headers)
        body = {"name": query.name, "title": query.title, "columns": rows.columns, "rows": rows.plain(), "total": len(rows)}
        return JSONResponse(body, headers=headers)

    return endpoint


def _format(name: str, accept: str) -> str:
    if not name:
        return choose(accept, list(FORMATS.values()))
    if name not in FORMATS:
        raise ParameterError(f"format={name[:40]!r} is not known; it may be {' or '.join(FORMATS)}")
    return FORMATS[name]
