"""`detente extract FILE…`: print the record of a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FORMATS = ("json", "yaml")


def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", readable=False, help="Report files.", show_default=False)],
    format: Annotated[str, typer.Option(help="json (several files: one record a line) or yaml (one document a record).")] = "json",
) -> None:
    """Print the record of each report; nothing is stored."""
    from cli.options import settings
    from detente.errors import ParameterError
    from ingest.extraction.chain import extract as run
    from ingest.reading.file import read

    if format not in FORMATS:
        raise ParameterError(f"--format {format}: choose one of {', '.join(FORMATS)}")
    limit = settings().max_report_bytes
    for file in files:
        record = run(read(file, limit))
        if format == "yaml":
            import yaml

            typer.echo(yaml.safe_dump(record.model_dump(mode="json"), allow_unicode=True, sort_keys=False, explicit_start=True), nl=False)
        else:
            typer.echo(record.model_dump_json(indent=1 if len(files) == 1 else None))
