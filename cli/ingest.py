"""`detente ingest PATH…`: take reports from file to store."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import StoreOption, settings

if TYPE_CHECKING:
    from cli.publishing import Published, Publisher


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", readable=False, help="Report files.", show_default=False)],
    store: StoreOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put a report in the place of another one of the same event.")] = False,
) -> None:
    """Read, extract, check and publish reports. A refused report changes nothing and does not stop the rest."""
    from cli.publishing import Publisher

    refused = publish_all(Publisher(settings(store)), paths, replace)
    if refused:
        raise typer.Exit(refused)


def publish_all(publisher: Publisher, paths: list[Path], replace: bool = False) -> int:
    """Publish each report, one line on stderr for each; the exit code of the last refusal, or 0."""
    from detente.errors import DetenteError

    code = 0
    for path in _progress(paths):
        try:
            _tell(path, publisher.publish(path, replace))
        except DetenteError as error:
            typer.echo(f"detente: {error}", err=True)
            code = error.exit_code
    return code


def _tell(path: Path, published: Published) -> None:
    record = published.ingested.record
    counts = record.extraction.counts
    state = "published" if published.changed else "unchanged"
    typer.echo(f"{path}: {state} as {record.event.id}: {counts['participants']} people, {counts['statements']} statements", err=True)
    for warning in record.extraction.warnings:
        typer.echo(f"{path}: note: {warning}", err=True)


def _progress(paths: list[Path]) -> Iterator[Path]:
    """The paths, with a progress bar where someone watches and there is more than one."""
    found: Iterable[Path] = paths
    if len(paths) > 1 and sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        found = track(paths, description="reports", console=Console(stderr=True), transient=True)
    yield from found
