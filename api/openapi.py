"""The words of the OpenAPI document that belong to no single route."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.models import Problem
from api.negotiation import PROBLEM
from store.base import GRAPH_TYPES, SELECT_TYPES

SUMMARY = "Who said what about relations between states, where, when, and in which words."
DESCRIPTION = """
Who said what about relations between states, where, when, and in which words.

Every item has an `id` (its IRI, for citing), a `slug` (for `/api/v1/{collection}/{slug}`) and a `label`. A statement carries its
evidence: the quote, its place in the report, and the report. Lists are pages of `items` with the `total`, the address of the `next`
page, and `facets`.
Errors are problem documents (RFC 9457). Answers carry an `ETag`: ask again with `If-None-Match`.
"""

TAGS: list[dict[str, str]] = [
    {"name": "items", "description": "Events, persons, statements and the rest, as JSON"},
    {"name": "queries", "description": "Ready questions with parameters; JSON or CSV"},
    {"name": "sparql", "description": "The whole graph, by SPARQL 1.1 Query"},
    {"name": "writing", "description": "Changes by SPARQL Update and the Graph Store Protocol, with a token"},
    {"name": "linked data", "description": "Every thing has an IRI; its description comes in HTML, JSON and four RDF formats"},
    {"name": "service", "description": "Is it alive, and which data does it hold?"},
]


SPARQL_PARAMETERS: list[dict[str, Any]] = [
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
    {
        "name": "timeout", "in": "query", "schema": {"type": "number", "exclusiveMinimum": 0},
        "description": "seconds that the query may run: fewer than the service's limit, or, with the token, more",
    },
    {
        "name": "explain", "in": "query", "schema": {"type": "string", "enum": ["1"]},
        "description": "do not run the query: say what it does, and which limits it can meet (HTML or JSON)",
    },
]  # fmt: skip
SPARQL_RESPONSES: dict[str, dict[str, Any]] = {
    "200": {
        "description": "The results, in the format that Accept asks for",
        "content": {media: {} for media in (*SELECT_TYPES, *GRAPH_TYPES)},
    },
    "400": {"description": "The query is wrong; the text says at which line and column", "content": {"text/plain": {}}},
    "406": {"description": "None of the accepted formats fits this form of query", "content": {"text/plain": {}}},
    "403": {"description": "The request would change something", "content": {"text/plain": {}}},
    "401": {"description": "The token is wrong", "content": {"text/plain": {}}},
    "413": {"description": "The query is too large", "content": {"text/plain": {}}},
    "503": {
        "description": "Stopped for want of memory, or too many at once; the text says which, Retry-After when",
        "content": {"text/plain": {}},
    },
    "504": {"description": "Stopped at its time limit", "content": {"text/plain": {}}},
    "415": {"description": "The body is neither a form nor a query", "content": {"text/plain": {}}},
}
SPARQL_BODY = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
        },
        "application/sparql-query": {"schema": {"type": "string"}},
    },
}


WITH_TOKEN: dict[str, Any] = {"security": [{"token": []}]}
SPARQL_PATH: dict[str, Any] = {
    "get": {
        "tags": ["sparql"],
        "operationId": "sparqlGet",
        "summary": "Ask a SPARQL query",
        "description": "Answers a query; without one, describes the service (RDF) or shows a form (HTML).",
        "parameters": SPARQL_PARAMETERS,
        "responses": SPARQL_RESPONSES,
    },
    "post": {
        "tags": ["sparql"],
        "operationId": "sparqlPost",
        "summary": "Ask a long SPARQL query",
        "description": "Answers a query sent as a form or as the body itself.",
        "parameters": SPARQL_PARAMETERS[1:],
        "requestBody": SPARQL_BODY,
        "responses": SPARQL_RESPONSES,
    },
}


def by_tag(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The tags of a document, each with its operations: method, path, words, parameters, and an address that shows it."""
    found: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            shown = {
                "method": method.upper(),
                "path": path,
                "link": _example(path, operation.get("parameters", [])) if method == "get" and "security" not in operation else "",
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": operation.get("parameters", []),
            }
            found[operation["tags"][0]].append(shown)
    return [{**tag, "operations": found[tag["name"]]} for tag in document["tags"]]


def _example(path: str, parameters: list[dict[str, Any]]) -> str:
    """An address that can be followed as it is: with the examples of what must be given; empty for a path with a blank in it."""
    needed = [(parameter["name"], parameter.get("example", "")) for parameter in parameters if parameter.get("required")]
    return "" if "{" in path else path + (f"?{urlencode(needed)}" if needed else "")


def describe(app: FastAPI) -> None:
    """Gives the app its OpenAPI document, made at the first call: every error is a problem document, wherever it is not plain text."""

    def document() -> dict[str, Any]:
        """The document, kept in the app once made."""
        if not app.openapi_schema:
            made = get_openapi(
                title=app.title, version=app.version, summary=SUMMARY, description=DESCRIPTION, tags=TAGS, routes=app.routes
            )  # fmt: skip
            # answered before the framework sees it (api/sparql/endpoint.py)
            made["paths"]["/sparql"] = copy.deepcopy(SPARQL_PATH)
            for methods in made["paths"].values():
                for operation in methods.values():
                    _problems(operation["responses"])
            made["components"]["schemas"] |= _problem_schemas()
            made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _problems(responses: dict[str, Any]) -> None:
    """The framework describes its own shape for errors; ours has another, and another media type."""
    for status, title in (("422", "A parameter is wrong"), ("500", "Internal error"), ("503", "The store cannot be used")):
        responses.setdefault(status, {"description": title})
    for status, response in responses.items():
        if status[0] in "45" and "text/plain" not in response.get("content", {}):
            response["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"Problem": schema, **schema.pop("$defs")}
