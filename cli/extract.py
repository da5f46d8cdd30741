"""`detente extract FILE…`: print the record of a report."""

from __future__ import annotations

from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import JobsOption, named_path
from cli.reports import extracted

if TYPE_CHECKING:
    from ingest.record import Record

FORMATS = ("json", "yaml")


def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", parser=named_path, help="Report files, and folders.", show_default=False)],
    format: Annotated[str, typer.Option(help="json (several reports: one record a line) or yaml (one document a record).")] = "json",
    jobs: JobsOption = 1,
) -> None:
    """Print the record of each report; nothing is stored. A report that fails does not stop the rest."""
    from cli.options import settings
    from detente.errors import DetenteError, ParameterError

    if format not in FORMATS:
        raise ParameterError(f"--format {format}: choose one of {', '.join(FORMATS)}")
    code = 0
    with closing(extracted(files, settings(), jobs)) as found:
        first = list(islice(found, 2))
        for item in chain(first, found):
            if not isinstance(item, DetenteError):
                _print(item.record, format, alone=len(first) == 1)
            elif len(first) == 1:
                raise item
            else:
                typer.echo(f"detente: {item}", err=True)
                code = max(code, item.exit_code)
    if code:
        raise typer.Exit(code)


def _print(record: Record, format: str, alone: bool) -> None:
    if format == "yaml":
        import yaml

        typer.echo(yaml.safe_dump(record.model_dump(mode="json"), allow_unicode=True, sort_keys=False, explicit_start=True), nl=False)
    else:
        typer.echo(record.model_dump_json(indent=1 if alone else None))
