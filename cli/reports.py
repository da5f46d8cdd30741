"""The reports of files and folders with their records, made in this process or in several."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.extraction import Extracted, attempt, extractor, parser_missing
from detente.errors import DetenteError, ReportError

if TYPE_CHECKING:
    from detente.settings import Settings


def extracted(paths: Iterable[Path], settings: Settings, jobs: int = 1) -> Generator[Extracted | DetenteError, None, None]:
    """Each report of the files and folders with its record, in their order; a report that fails gives its error in its place."""
    from ingest.reading.folder import reports_in

    tell_of_rules_alone(settings)
    reports = (report for path in paths for report in reports_in(path, settings.max_report_bytes))
    make = partial(extractor, settings)
    if jobs > 1:
        from cli.workers import extracted_by_workers

        yield from extracted_by_workers(make, reports, jobs)
    else:
        extract = make()
        for report in reports:
            yield report if isinstance(report, ReportError) else attempt(extract, report)


def tell_of_rules_alone(settings: Settings) -> None:
    """One line on stderr if the parser that was wished for cannot be used."""
    missing = parser_missing(settings)
    if missing:
        typer.echo(f"detente: {missing}", err=True)
