"""Report, record and extraction as triples: where a record comes from."""

from __future__ import annotations

import re

from rdflib import URIRef

from ingest.graph.naming import Names
from ingest.graph.triples import Subject, Triple
from ingest.reading.report import text_sha256
from ontology.iris import Iris
from ontology.terms import DCTERMS, DET, PROV, RDFS

ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z")


def source_triples(names: Names, iris: Iris, text: str | None) -> list[Triple]:
    """The report, the record made from it, and the run that made it; without a clock time, so that equal input gives equal bytes.

    `text` is what the record's offsets count in, None where it is not at hand.
    """
    items: list[Triple] = []
    record, source, event = names.record, names.record.source, names.record.event
    report, bundle = iris.id("report", event.id), iris.id("record", event.id)
    extraction = iris.id("record", event.id, "extraction")
    title = " ".join(event.title.split())[:250]
    (
        Subject(items, report)
        .type(DET.Report)
        .text(RDFS.label, f"Report: {title}")
        .text(DET.fileName, source.file)
        .text(DET.sha256, source.sha256)
        .text(DET.textSha256, None if text is None else text_sha256(text))
        .number(DET.characters, source.characters)
        .text(DCTERMS["format"], source.media_type)
        .text(DCTERMS.language, source.language)
        .text(DCTERMS.publisher, source.publisher)
        # an address that is no http(s) IRI is left out of the graph: nothing else may ever become a link
        .link(DCTERMS.source, URIRef(source.url) if source.url and ADDRESS.match(source.url) else None)
        .day(DCTERMS.issued, source.published)
        .text(DCTERMS.license, source.licence)
        .link(DET.about, iris.id("event", event.id))
    )
    (
        Subject(items, bundle)
        .type(DET.Record)
        .text(RDFS.label, f"Record: {title}")
        .link(PROV.wasDerivedFrom, report)
        .link(PROV.wasGeneratedBy, extraction)
        .link(DET.about, iris.id("event", event.id))
    )
    model, adviser = record.extraction.model, record.extraction.adviser
    (
        Subject(items, extraction)
        .type(DET.Extraction)
        .text(DET.softwareVersion, record.extraction.detente)
        .text(DET.vocabularyHash, record.extraction.vocabulary)
        .text(
            DET.model,
            f"{model.name} {model.version} sha256:{model.sha256}" if model else None,
            f"{adviser.name}, asked with prompt sha256:{adviser.prompt}" if adviser else None,
        )
        .link(PROV.used, report)
    )
    return items
