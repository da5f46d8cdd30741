"""How a report becomes a record: what `extract`, `ingest`, `demo` and `evaluate` share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from detente.errors import DetenteError, ModelError, unforeseen

if TYPE_CHECKING:
    from pathlib import Path

    from detente.settings import Settings
    from ingest.extraction.parser import Parser
    from ingest.reading.report import Report
    from ingest.record import Model, Record

Extractor = Callable[["Report"], "Record"]


@dataclass(frozen=True)
class Extracted:
    """A report and the record made from it."""

    report: Report
    record: Record


def extractor(settings: Settings) -> Extractor:
    """What makes a record of a report: the one place where extraction gets what it needs; called once in each process."""
    from ingest.extraction.chain import extract

    parser = _parser(settings)
    if not settings.llm_url:
        return partial(extract, parser=parser)
    # only here: it brings an HTTP client with it
    from ingest.adviser.advice import advise
    from ingest.adviser.endpoint import Endpoint

    endpoint = Endpoint(settings.llm_url, settings.llm_model, settings.llm_key)

    def run(report: Report) -> Record:
        return advise(extract(report, parser), report.text, endpoint, settings.llm_cache)

    return run


def parser_missing(settings: Settings) -> str | None:
    """One line if extraction will go by rules alone although a parser was wished for; spaCy is not started to find out."""
    found = _model() if settings.parser == "auto" else None
    if isinstance(found, ModelError):
        return f"reading by rules alone: {found}, or set DETENTE_PARSER=off to read so without this line"
    return None


def _parser(settings: Settings) -> Parser | None:
    from ingest.extraction.parser import load_parser

    found = _model() if settings.parser == "auto" else None
    if found is None or isinstance(found, ModelError):  # told by `parser_missing`, once for all processes
        return None
    try:
        return load_parser(found)
    except ModelError:
        return None


@cache
def _model() -> tuple[Path, Model] | ModelError:
    """The model that is installed, or why there is none; its weights are read and checked once a process."""
    from ingest.extraction.parser import find_model

    try:
        return find_model()
    except ModelError as error:
        return error


def attempt(extract: Extractor, report: Report) -> Extracted | DetenteError:
    """The report with its record, or what went wrong: even a fault of ours costs one report, and not the rest."""
    try:
        return Extracted(report, extract(report))
    except DetenteError as error:
        return error
    except Exception as error:
        return unforeseen(report.file, error)
