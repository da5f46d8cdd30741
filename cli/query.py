"""`detente query NAME [PARAMETER=VALUE…]` and `detente sparql FILE|-`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import StoreOption, opened, settings

if TYPE_CHECKING:
    from detente.settings import Settings
    from queries.explanation import Step
    from queries.results import Rows

ROW_FORMATS = ("table", "csv", "json")
SPARQL_FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


def query(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Name of the query; without one, all are listed.", show_default=False)
    ] = None,
    values: Annotated[list[str] | None, typer.Argument(metavar="[PARAMETER=VALUE]…", help="Parameters.", show_default=False)] = None,
    store: StoreOption = None,
    format: Annotated[
        str | None, typer.Option(help="table, csv or json (default: table on a terminal, else csv).", show_default=False)
    ] = None,
) -> None:
    """Run a named query, or list them."""
    from detente.errors import ParameterError
    from ontology.iris import Iris
    from queries.results import run

    if name is None:
        _list()
        return
    chosen = settings(store)
    shape = format or ("table" if sys.stdout.isatty() else "csv")
    if shape not in ROW_FORMATS:
        raise ParameterError(f"--format {shape}: choose one of {', '.join(ROW_FORMATS)}")
    pairs = [value.partition("=") for value in values or []]
    wrong = next((p for p in pairs if not p[1]), None)
    if wrong:
        raise ParameterError(f"{wrong[0]!r} is not PARAMETER=VALUE; `detente query` lists each query's parameters")
    rows = run(opened(chosen), Iris(chosen.base), name, {k: v for k, _, v in pairs})
    _print(rows, shape)


def sparql(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="File with the query, or - for standard input.", show_default=False)],
    store: StoreOption = None,
    format: Annotated[
        str | None, typer.Option(help=f"{', '.join(SPARQL_FORMATS)} (default: csv for rows, ttl for graphs).", show_default=False)
    ] = None,
    default_graph: Annotated[str | None, typer.Option("--default-graph", help="union or strict.", show_default=False)] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say in words what the query does and costs; do not run it.")] = False,
) -> None:
    """Run a SPARQL query, or explain it."""
    if explain:
        _explain(_text(file), settings(store))
        return
    from detente.errors import ParameterError

    chosen = settings(store, default_graph=default_graph)
    if format is not None and format not in SPARQL_FORMATS:
        raise ParameterError(f"--format {format}: choose one of {', '.join(SPARQL_FORMATS)}")
    accept = [SPARQL_FORMATS[format]] if format else ["text/csv", "application/sparql-results+json", "text/turtle"]
    answer = opened(chosen).query(_text(file), accept, chosen.default_graph)
    for frame in answer.frames:
        sys.stdout.buffer.write(frame)
    sys.stdout.buffer.flush()
    if answer.cut:
        typer.echo(f"detente: note: the answer is cut ({answer.cut}): it has more than the limit; ask for less, or for parts", err=True)


def _text(file: str) -> str:
    from detente.errors import InputError

    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(
            f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}; give a file with a SPARQL query, or -"
        ) from None


def _explain(text: str, chosen: Settings) -> None:
    from queries.explanation import explain
    from store.base import Limits

    found = explain(text, Limits(chosen.query_seconds, chosen.query_memory, chosen.query_rows, chosen.query_bytes))
    _sentences(found.steps)
    typer.echo("\nWarnings:" if found.warnings else "\nNo warnings.")
    for warning in found.warnings:
        typer.echo(f"! {warning.sentence}\n  {warning.remedy} ({warning.code})")
    typer.echo("\nLimits of the service:")
    for sentence in found.limits:
        typer.echo(f"- {sentence}")


def _sentences(steps: Sequence[Step], indent: str = "") -> None:
    for number, step in enumerate(steps, 1):
        typer.echo(f"{indent}{f'{number}.' if not indent else '-'} {step.sentence}")
        _sentences(step.steps, indent + "   ")


def _list() -> None:
    from queries.catalogue import catalogue

    for name, entry in catalogue().items():
        parameters = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in entry.parameters)
        typer.echo(f"{name} {parameters}\n    {entry.question}")


def _print(rows: Rows, shape: str) -> None:
    if shape == "csv":
        sys.stdout.write(rows.csv())
    elif shape == "json":
        typer.echo(json.dumps(rows.plain(), ensure_ascii=False, indent=1))
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table(*rows.columns, show_lines=True)
        for row in rows.plain():
            table.add_row(*("" if row[c] is None else str(row[c]) for c in rows.columns))
        Console().print(table, markup=False)
