"""`detente stats`, `detente schema NAME`, `detente config`: look at a store, a schema, the settings."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cli.options import HostOption, PortOption, StoreOption, opened, settings

COUNTS = """PREFIX det: <https://w3id.org/detente/ontology#>
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n)
WHERE { ?thing a ?class FILTER(STRSTARTS(STR(?class), STR(det:))) } GROUP BY ?class ORDER BY ?class"""
SCHEMAS = ("record", "context", "shapes")


def stats(store: StoreOption = None) -> None:
    """Print sizes: quads by graph, things by class, the dataset's version."""
    from queries.results import rows

    found = opened(settings(store))
    sizes = found.statistics()
    typer.echo(f"version\t{found.version().tag}\nquads\t{sizes.quads}\ngraphs\t{len(sizes.graphs)}")
    for row in rows(found, COUNTS).plain():
        typer.echo(f"{str(row['class']).rpartition('#')[2]}\t{row['n']}")


def schema(name: Annotated[str, typer.Argument(metavar="NAME", help=f"One of {', '.join(SCHEMAS)}.", show_default=False)]) -> None:
    """Print a schema: record (JSON Schema), context (JSON-LD) or shapes (SHACL, Turtle)."""
    from detente.errors import NotFoundError

    if name == "record":
        from ingest.record import Record

        found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Record.model_json_schema()}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif name == "context":
        from ontology.documents import context

        typer.echo(json.dumps(context(), ensure_ascii=False, indent=1))
    elif name == "shapes":
        from ontology.documents import text

        typer.echo(text("shapes.ttl"), nl=False)
    else:
        raise NotFoundError(f"schema {name!r}: there is none; choose one of {', '.join(SCHEMAS)}")


def config(store: StoreOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Print every setting with its value and where it comes from."""
    from detente.settings import load

    for name, value, origin in load({"store": store, "host": host, "port": port}).shown():
        typer.echo(f"{name}\t{value}\t{origin}")
