"""How a report becomes a record: what `extract`, `ingest`, `demo` and `evaluate` share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.errors import DetenteError, ModelError, ReportError

if TYPE_CHECKING:
    from detente.settings import Settings
    from ingest.extraction.parser import Parser
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
    from ingest.adviser.advice import advise
    from ingest.adviser.endpoint import Endpoint
    from ingest.extraction.chain import extract

    parser = _parser(settings)
    endpoint = Endpoint(settings.llm_url, settings.llm_model, settings.llm_key) if settings.llm_url else None

    def run(report: Report) -> Record:
        return advise(extract(report, parser), report.text, endpoint, settings.llm_cache)

    return run


def parser_missing(settings: Settings) -> str | None:
    """One line if extraction will go by rules alone although a parser was wished for; spaCy is not started to find out."""
    from ingest.extraction.parser import find_model

    if settings.parser == "off":
        return None
    try:
        find_model()
    except ModelError as error:
        return f"reading by rules alone: {error}, or set DETENTE_PARSER=off to read so without this line"
    return None


def _parser(settings: Settings) -> Parser | None:
    from ingest.extraction.parser import load_parser

    if settings.parser == "off":
        return None
    try:
        return load_parser()
    except ModelError:  # told by `parser_missing`, once for all processes
        return None


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
