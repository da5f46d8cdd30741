"""`read`: one file → one Report, whatever its format."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from detente.errors import ReportError
from ingest.reading.parts import reports_from
from ingest.reading.report import Report

MAX_BYTES = 20_000_000


def read(path: Path, max_bytes: int = MAX_BYTES) -> Report:
    """Read one report: plain text, Markdown, PDF, DOCX, HTML, or the one report in a mail or ZIP file.

    Raises ReportError, one line with file, fault and remedy, if it is missing, a directory, empty, too large, locked, damaged, without
    text, not in English, or holds several reports.
    """
    found = list(islice(reports_from(path.name, str(path), content(path, max_bytes), max_bytes), 2))
    if len(found) > 1:
        raise ReportError(f"{path}: holds several files; `detente ingest` reads them all, or unpack it and name one")
    if isinstance(found[0], ReportError):
        raise found[0]
    return found[0]


def content(path: Path, max_bytes: int) -> bytes:
    """A file's bytes; ReportError if it is missing, a directory, too large, or may not be read."""
    try:
        if path.is_dir():
            raise ReportError(f"{path}: is a directory, not a report; name the files in it")
        size = path.stat().st_size
        if size > max_bytes:
            raise ReportError(
                f"{path}: {size:,} bytes is over the limit of {max_bytes:,}; split the report, or raise DETENTE_MAX_REPORT_BYTES"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ReportError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}; check the path and its permissions"
        ) from None
