"""`detente evaluate GOLD TEXTS`: how good extraction is on annotated reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import StoreOption

if TYPE_CHECKING:
    from cli.publishing import Publisher
    from detente.settings import Settings
    from ingest.evaluation.evaluation import Recorder
    from ingest.evaluation.reading import Document
    from ingest.record import Record

FORMATS = ("text", "json")


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Folder of annotations, one ID.json a report.", show_default=False)],
    texts: Annotated[Path, typer.Argument(metavar="TEXTS", help="Folder of their texts, ID.txt.", show_default=False)],
    format: Annotated[str, typer.Option(help="text (for people) or json (everything).")] = "text",
    records: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Score the records in it (ID.json) instead of extracting.", show_default=False)
    ] = None,
    store: StoreOption = None,
) -> None:
    """Extract annotated reports and compare: scores, confusions, reliability of the confidence, worst sentences.

    With --store (or DETENTE_STORE) the figures also become part of that store's dataset description, as DQV.
    """
    from cli.progress import watched
    from detente.errors import ParameterError
    from detente.settings import load
    from ingest.evaluation.evaluation import evaluate as measure
    from ingest.evaluation.reading import read_documents
    from ingest.evaluation.report import as_data, as_lines

    if format not in FORMATS:
        raise ParameterError(f"--format {format}: choose one of {', '.join(FORMATS)}")
    loaded = load({"store": store})
    publisher = None if loaded.origins["store"] == "default" else _publisher(loaded.settings)
    documents = read_documents(gold, texts)
    evaluation = measure(watched(documents, "reports"), _kept(records) if records else made(loaded.settings))
    if format == "json":
        typer.echo(json.dumps(as_data(evaluation), ensure_ascii=False, indent=1))
    else:
        for line in as_lines(evaluation):
            typer.echo(line)
    if publisher:
        from ingest.evaluation.quality import quality_triples

        changed = publisher.describe_quality(quality_triples(evaluation, publisher.iris))
        state = "now has these figures" if changed else "already had these figures"
        typer.echo(f"the dataset's description in {loaded.settings.store} {state}", err=True)


def _publisher(chosen: Settings) -> Publisher:
    """StoreError at once where there is no store to describe."""
    from cli.publishing import Publisher

    publisher = Publisher(chosen)
    publisher.store.version()
    return publisher


def made(chosen: Settings) -> Recorder:
    """Extracts a document anew; ReportError if it is refused."""
    from cli.extraction import Extracted, attempt, extractor
    from cli.reports import tell_of_rules_alone
    from ingest.reading.file import read

    tell_of_rules_alone(chosen)
    extract = extractor(chosen)

    def record(document: Document) -> Record:
        found = attempt(extract, read(document.path, chosen.max_report_bytes))
        if not isinstance(found, Extracted):
            raise found
        return found.record

    return record


def _kept(folder: Path) -> Recorder:
    from cli.validate import load

    def kept(document: Document) -> Record | None:
        file = folder / f"{document.id}.json"
        return load(file) if file.exists() else None

    return kept
