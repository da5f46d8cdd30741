"""How a report becomes a record: what `extract`, `ingest`, `demo` and `evaluate` share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.errors import DetenteError, ReportError

if TYPE_CHECKING:
    from detente.settings import Settings
    from ingest.reading.report import Report
    from ingest.record import Record

Extractor = Callable[["Report"], "Record"]


@dataclass(frozen=True)
class Extracted:
    """A report and the record made from it."""

    report: Report
    record: Record


def extractor(settings: Settings) -> Extractor:
    """What makes a record of a report: the one place where extraction gets what it needs; called once in each process."""
    from ingest.extraction.chain import extract

    return extract


def attempt(extract: Extractor, report: Report) -> Extracted | DetenteError:
    """The report with its record, or what went wrong: even a fault of ours costs one report, and not the rest."""
    try:
        return Extracted(report, extract(report))
    except DetenteError as error:
        return error
    except Exception as error:
        fault = f"internal error: {type(error).__name__}: {error}"
        refused = ReportError(f"{report.file}: {fault}; run `detente extract` on it with --debug, and report what it says")
        refused.__cause__ = error
        return refused
