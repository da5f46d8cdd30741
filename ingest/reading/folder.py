"""Files and folders → reports, in the order of their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from detente.errors import ReportError
from ingest.reading.plain import MAX_BYTES, MEDIA_TYPES, read
from ingest.reading.report import Report


def reports_in(path: Path, max_bytes: int = MAX_BYTES) -> Iterator[Report | ReportError]:
    """The report of a file, or those of a folder and the folders in it; a report that cannot be read gives its error in its place."""
    files = _files(path)
    if not files:
        yield ReportError(f"{path}: is a directory without a report in it; name a folder with {', '.join(sorted(MEDIA_TYPES))} files")
    for file in files:
        try:
            yield read(file, max_bytes)
        except ReportError as error:
            yield error


def _files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            return [path]
    except OSError:  # a name that no file can have: reading it says so
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in MEDIA_TYPES and file.is_file())
