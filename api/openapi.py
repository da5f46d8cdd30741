"""The words of the OpenAPI document that belong to no single route."""

from __future__ import annotations

DESCRIPTION = """
Who said what about relations between states, where, when, and in which words.

Every item has an `id` (its IRI, for citing), a `slug` (for `/api/v1/{collection}/{slug}`) and a `label`. A statement carries its evidence:
the quote, its place in the report, and the report. Lists are pages of `items` with the `total`, the address of the `next` page, and `facets`.
Errors are problem documents (RFC 9457). Answers carry an `ETag`: ask again with `If-None-Match`.
"""

TAGS: list[dict[str, str]] = [
    {"name": "items", "description": "Events, persons, statements and the rest, as JSON"},
    {"name": "queries", "description": "Ready questions with parameters; JSON or CSV"},
    {"name": "sparql", "description": "The whole graph, by SPARQL 1.1 Query"},
    {"name": "linked data", "description": "Every thing has an IRI; its description comes in HTML, JSON and four RDF formats"},
    {"name": "service", "description": "Is it alive, and which data does it hold?"},
]
