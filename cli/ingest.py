"""`detente ingest PATH…`: take reports from file to store."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.extraction import Extracted
from cli.options import JobsOption, StoreOption, named_path, settings
from cli.progress import watched
from cli.reports import extracted
from detente.errors import DetenteError

if TYPE_CHECKING:
    from cli.publishing import Published, Publisher
    from detente.settings import Settings


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", parser=named_path, help="Report files, and folders.", show_default=False)],
    store: StoreOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put a report in the place of another one of the same event.")] = False,
    jobs: JobsOption = 1,
) -> None:
    """Read, extract, check and publish reports. A refused report changes nothing and does not stop the rest."""
    from cli.publishing import Publisher

    chosen = settings(store)
    code = publish_all(Publisher(chosen), paths, chosen, replace, jobs)
    if code:
        raise typer.Exit(code)


def publish_all(publisher: Publisher, paths: Iterable[Path], chosen: Settings, replace: bool = False, jobs: int = 1) -> int:
    """Publish the reports in order, one line on stderr for each and a summary of several; the exit code of the gravest refusal, or 0."""
    summary = Summary()
    try:
        with closing(extracted(paths, chosen, jobs)) as found:
            for item in watched(found, "reports"):
                _publish(publisher, item, replace, summary)
    finally:  # after Ctrl-C too: what was published stays published
        summary.tell()
    return max((error.exit_code for error in summary.refused), default=0)


@dataclass
class Summary:
    """What became of several reports."""

    published: int = 0
    unchanged: int = 0
    refused: list[DetenteError] = field(default_factory=list)

    def tell(self) -> None:
        """Print it, if there were several."""
        if self.published + self.unchanged + len(self.refused) > 1:
            typer.echo(f"{self.published} published, {self.unchanged} unchanged, {len(self.refused)} refused", err=True)
            for error in self.refused:
                typer.echo(f"    {error}", err=True)


def _publish(publisher: Publisher, item: Extracted | DetenteError, replace: bool, summary: Summary) -> None:
    try:
        if isinstance(item, DetenteError):
            raise item
        published = publisher.publish(item.report, item.record, replace)
    except DetenteError as error:
        typer.echo(f"detente: {error}", err=True)
        summary.refused.append(error)
        return
    summary.published += published.changed
    summary.unchanged += not published.changed
    _tell(item.report.file, published)


def _tell(file: str, published: Published) -> None:
    record = published.ingested.record
    counts = record.extraction.counts
    state = "published" if published.changed else "unchanged"
    typer.echo(f"{file}: {state} as {record.event.id}: {counts['participants']} people, {counts['statements']} statements", err=True)
    for warning in record.extraction.warnings:
        typer.echo(f"{file}: note: {warning}", err=True)
