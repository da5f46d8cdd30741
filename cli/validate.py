"""`detente validate [RECORD…]`: check records against schema, text and shapes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import StoreOption, settings

if TYPE_CHECKING:
    from ingest.record import Record

SHOWN = 20


def validate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[RECORD]…", help="Record files (JSON or YAML); without one, the store's records.", show_default=False),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Check records: schema, quotes at their offsets (where the report is at hand), ids, shapes."""
    from detente.errors import RecordError
    from store.sources import Sources

    chosen = settings(store)
    sources = Sources(chosen.store)
    named: list[tuple[str, str, str | None]] = [(str(f), _read(f), None) for f in files or []]
    if not files:
        named = [(f"record {sha[:12]}", sources.record(sha) or "", sources.text(sha)) for sha in sources.all()]
    failed = 0
    for name, content, text in named:
        try:
            record = _parsed(name, content)
            report = text or _text_beside(name, record) or sources.text(record.source.sha256)
            _check(name, record, report, chosen.base)
            typer.echo(f"{name}: valid{'' if report else ' (the report is not at hand: quotes were not compared)'}", err=True)
        except RecordError as error:
            failed = error.exit_code
            for line in error.violations[:SHOWN] or (str(error),):
                typer.echo(f"detente: {line}", err=True)
    if failed:
        raise typer.Exit(failed)


def _read(file: Path) -> str:
    from detente.errors import RecordError

    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise RecordError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}; give a record file") from None


def _parsed(name: str, content: str) -> Record:
    """The record in a JSON or YAML text; RecordError with one line for each fault, with its field."""
    import yaml
    from pydantic import ValidationError

    from detente.errors import RecordError
    from ingest.record import Record

    try:
        data: Any = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders both; JSON is YAML
        return Record.model_validate(data)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RecordError(f"{name}:{mark.line + 1 if mark else 1}: neither JSON nor YAML; mend the file") from None
    except ValidationError as error:
        faults = tuple(f"{name}: {'.'.join(str(p) for p in f['loc']) or 'record'}: {f['msg']}" for f in error.errors())
        raise RecordError(faults[0], faults) from None


def _text_beside(name: str, record: Record) -> str | None:
    """The report's text, if the file that the record names lies beside it and is the one it was made from."""
    from ingest.reading.plain import read

    for folder in (Path(name).parent, Path(name).parent.parent / "reports"):
        file = folder / Path(record.source.file).name
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == record.source.sha256:
            return read(file).text
    return None


def _check(name: str, record: Record, text: str | None, base: str) -> None:
    from ingest.pipeline import check_record
    from ontology.iris import Iris

    check_record(name, record, text, Iris(base))
