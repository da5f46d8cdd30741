"""The chain, in order: a file is read, extracted into a record, named by the registry, made into a graph and checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph, URIRef

from detente.errors import RecordError
from ingest.extraction.chain import extract
from ingest.graph.event import event_triples
from ingest.graph.naming import Names, register
from ingest.graph.registry_graph import registry_triples
from ingest.graph.source import source_triples
from ingest.graph.statements import statement_triples
from ingest.graph.triples import Triple
from ingest.reading.file import MAX_BYTES, read
from ingest.reading.report import Page, Report
from ingest.record import GROUP, Mention, Quantity, Record
from ingest.registry import Registry
from ontology.iris import Iris
from ontology.shapes import violations

SHOWN = 5


@dataclass(frozen=True)
class Ingested:
    """A report that became a graph: ready to be published by a store."""

    report: Report
    names: Names
    graph: URIRef
    triples: tuple[Triple, ...]

    @property
    def record(self) -> Record:
        """The record, with the ids of the registry."""
        return self.names.record

    @property
    def event(self) -> str:
        """The event's id."""
        return self.names.record.event.id


def ingest(path: Path, registry: Registry, iris: Iris, replace: bool = False, max_bytes: int = MAX_BYTES) -> Ingested:
    """Take one report through the whole chain; the registry gains the new ids.

    Raises ReportError (the file), ConflictError (the event is known from another source), RecordError (the shapes).
    """
    report = read(path, max_bytes)
    return build(report, extract(report), registry, iris, replace)


def build(report: Report, record: Record, registry: Registry, iris: Iris, replace: bool = False) -> Ingested:
    """Make a record's graph and check it against the shapes."""
    names = register(record, registry, replace)
    triples = _triples(names, iris, report.text, report.pages)
    check(report.file, triples, registry, iris)
    return Ingested(report, names, iris.id("record", names.record.event.id), triples)


def _triples(names: Names, iris: Iris, text: str | None, pages: Sequence[Page] = ()) -> tuple[Triple, ...]:
    """A record's whole graph; without the text, the words around the quotes are missing."""
    return (*event_triples(names, iris), *statement_triples(names, iris, text or "", pages), *source_triples(names, iris, text))


def check(file: str, triples: Iterable[Triple], registry: Registry, iris: Iris) -> None:
    """Raise RecordError, one line a violation, if a record's graph breaks the shapes."""
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    named = {node for triple in graph for node in triple if isinstance(node, URIRef)}
    for triple in registry_triples(registry, iris, _with_parts(named, registry, iris)):
        graph.add(triple)
    broken = violations(graph, iris)
    if broken:
        more = f" (and {len(broken) - SHOWN} more)" if len(broken) > SHOWN else ""
        raise RecordError(f"{file}: {'; '.join(broken[:SHOWN])}{more}", broken)


def _with_parts(named: set[URIRef], registry: Registry, iris: Iris) -> set[URIRef]:
    """The entities named, with the states and organisations that they name in turn."""
    found = set(named)
    for _, _, o in registry_triples(registry, iris, named):
        if isinstance(o, URIRef):
            found.add(o)
    return found


def check_record(file: str, record: Record, text: str | None, iris: Iris) -> None:
    """Raise RecordError for misplaced quotes, overlapping statements, ids that name nothing, and broken shapes."""
    faults = [f"{file}: {fault}" for fault in (*_misplaced(record, text), *_dangling(record))]
    if faults:
        raise RecordError(faults[0], tuple(faults))
    registry = Registry()
    names = register(record, registry)
    check(file, _triples(names, iris, text), registry, iris)


def _misplaced(record: Record, text: str | None) -> Iterable[str]:
    end = 0
    for statement in record.statements:
        if statement.start < end:
            yield f"statement {statement.id}: start {statement.start} lies in the statement before it"
        end = statement.end
        if text is not None and text[statement.start : statement.end] != statement.quote:
            yield f"statement {statement.id}: quote: the report has other words at {statement.start}–{statement.end}"
    spans: tuple[Mention | Quantity, ...] = (*record.mentions, *record.quantities)
    for span in spans:
        if text is not None and text[span.start : span.end] != span.text:
            yield f"{type(span).__name__.lower()} at {span.start}: text: the report has other words there"


def _dangling(record: Record) -> Iterable[str]:
    people = {p.id for p in record.participants}
    talks = {t.id for t in record.talks}
    statements = {s.id for s in record.statements}
    entities = {e.id for e in record.entities} | people
    for talk in record.talks:
        if talk.speaker is not None and talk.speaker not in people:
            yield f"talk {talk.id}: speaker: {talk.speaker!r} is not in the record"
    for mention in record.mentions:
        if mention.canonical is not None and mention.canonical not in entities:
            yield f"mention at {mention.start}: canonical: {mention.canonical!r} is not in the record"
    for statement in record.statements:
        for field, value, known in (
            ("speaker", statement.speaker, people | {GROUP}),
            ("talk", statement.talk, talks),
            ("responds_to", statement.responds_to, statements),
            *(("mentions", id, entities) for id in statement.mentions),
        ):
            if value is not None and value not in known:
                yield f"statement {statement.id}: {field}: {value!r} is not in the record"
