"""`reports_in`: a path → the reports in it, for commands that take folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from detente.errors import ReportError
from ingest.reading.file import MAX_BYTES, content
from ingest.reading.formats import READ
from ingest.reading.parts import is_wanted, reports_from
from ingest.reading.report import Report


def reports_in(path: Path, max_bytes: int = MAX_BYTES) -> Iterator[Report | ReportError]:
    """Each report in a file, a folder and its folders, a ZIP file or a mail, in the order of their names.

    A file that is refused gives its ReportError in its place, and the rest goes on. In a folder, hidden files and files with other endings
    than those of documents are passed over; links to folders are not followed. A folder without a report gives one error.
    """
    empty = True
    for file in _files(path):
        empty = False
        try:
            yield from reports_from(file.name, str(file), content(file, max_bytes), max_bytes)
        except ReportError as error:
            yield error
    if empty:
        yield ReportError(f"{path}: is a directory without a report in it; give files with one of the endings {', '.join(sorted(READ))}")


def _files(path: Path) -> Iterator[Path]:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):  # a name that no file can have: reading it says so
        is_folder = False
    if not is_folder:
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(names) if is_wanted(name))
