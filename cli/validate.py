"""`detente validate [RECORD…]`: check records against schema, text and shapes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import StoreOption, opened, settings

if TYPE_CHECKING:
    from ingest.record import Record

SHOWN = 20
DEEPEST = 50


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
    sources = Sources(chosen.folder)
    if not files:
        opened(chosen).version()  # StoreError where there is none: nothing to check is not "valid"
    named: list[tuple[str, Path | None, str]] = [(str(f), f, "") for f in files or []] or [
        (f"record {sha[:12]}", None, sha) for sha in sources.all()
    ]
    failed = 0
    for name, file, sha in named:
        try:
            record = _parsed(name, _read(file) if file else sources.record(sha) or "")
            report = (sources.text(sha) if sha else None) or _text_beside(name, record) or sources.text(record.source.sha256)
            _check(name, record, report, chosen.base)
            typer.echo(f"{name}: valid{'' if report else ' (the report is not at hand: quotes were not compared)'}", err=True)
        except RecordError as error:
            failed = error.exit_code
            for line in error.violations[:SHOWN] or (str(error),):
                typer.echo(f"detente: {line}", err=True)
    if failed:
        raise typer.Exit(failed)


def load(file: Path) -> Record:
    """The record in a file (JSON or YAML); RecordError with one line for each fault."""
    return _parsed(str(file), _read(file))


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
        return Record.model_validate(_data(content))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RecordError(f"{name}:{mark.line + 1 if mark else 1}: neither JSON nor YAML; mend the file") from None
    except ValidationError as error:
        faults = tuple(f"{name}: {'.'.join(str(p) for p in f['loc']) or 'record'}: {f['msg']}" for f in error.errors())
        raise RecordError(faults[0], faults) from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{name}: cannot be read as JSON or YAML: {error}; mend the file") from None


def _data(content: str) -> Any:
    """What a JSON or YAML text holds. The C loader builds nested values by recursion: their depth is counted first."""
    import yaml

    try:
        return json.loads(content)
    except ValueError:
        pass
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    for event in yaml.parse(content, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"nested more than {DEEPEST} deep")
    return yaml.load(content, Loader=loader)  # noqa: S506 - safe loaders both


def _text_beside(name: str, record: Record) -> str | None:
    """The report's text, if the file that the record names lies beside it and is the one it was made from."""
    from ingest.reading.file import read

    for folder in (Path(name).parent, Path(name).parent.parent / "reports"):
        file = folder / Path(record.source.file).name
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == record.source.sha256:
            return read(file).text
    return None


def _check(name: str, record: Record, text: str | None, base: str) -> None:
    from ingest.pipeline import check_record
    from ontology.iris import Iris

    check_record(name, record, text, Iris(base))
