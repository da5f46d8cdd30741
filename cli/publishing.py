"""Where reports meet the store: a report is taken through the chain and its graphs are published in one transaction."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass

from rdflib import Graph, URIRef

from analysis.positions import derivation
from cli.options import opened
from detente.errors import DetenteError, RecordError, SettingsError, StoreError
from detente.settings import Settings
from ingest.graph.registry_graph import registry_triples
from ingest.pipeline import Ingested, build
from ingest.reading.report import Report
from ingest.record import Record
from ingest.registry import Registry
from ontology.documents import dataset_graph, ontology_graph, vocabulary_graph
from ontology.iris import Iris
from store.base import Triple
from store.remote import RemoteStore
from store.sources import Sources

REGISTRY = "registry.yaml"


@dataclass(frozen=True)
class Published:
    """What became of a report; `changed` is False if the store held exactly this already."""

    ingested: Ingested
    changed: bool


class Publisher:
    """Ingests reports into one store. A report that is refused leaves store, sources and registry as they were."""

    def __init__(self, settings: Settings, registry: Registry | None = None) -> None:
        self.iris = Iris(settings.base)
        self.store = opened(settings)
        self._settings = settings
        self._sources = Sources(settings.folder)
        self._path = settings.folder / REGISTRY
        self._given = registry
        self._fixed = {
            self.iris.graph("ontology"): _triples(ontology_graph(self.iris)),
            self.iris.graph("vocabulary"): _triples(vocabulary_graph(self.iris)),
        }

    def publish(self, report: Report, record: Record, replace: bool = False) -> Published:
        """Take a report's record to the store; the errors of `ingest.pipeline.build`, and StoreError."""
        record = self._known_by_its_name(record)
        with self.store.locked():
            before = self._current()
            registry = copy.deepcopy(before)
            ingested = build(report, record, registry, self.iris, replace)
            # What the graph rests on is kept first: a kill in between leaves ids that no graph uses yet, never a graph without them.
            self._sources.put(report.sha256, report.original, report.text, ingested.record.model_dump_json(indent=1), report.pages)
            self._save(registry)
            try:
                changed = self.store.replace(
                    {
                        **self._fixed,
                        **self._described(self._quality()),
                        self.iris.graph("registry"): registry_triples(registry, self.iris),
                        ingested.graph: ingested.triples,
                    },
                    then=derivation(self.iris, self.iris.id("event", ingested.event)),
                )
            except DetenteError:
                self._save(before)
                raise
        return Published(ingested, changed)

    def describe_quality(self, measured: list[Triple]) -> bool:
        """Put measurements into the dataset's description, in the place of earlier ones; whether that changed it.

        StoreError where there is no store yet.
        """
        self.store.version()
        with self.store.locked():
            self._current()
            return self.store.replace(self._described(measured))

    def _described(self, quality: list[Triple]) -> dict[URIRef, list[Triple]]:
        return {self.iris.graph("dataset"): [*_triples(dataset_graph(self.iris)), *quality]}

    def _quality(self) -> list[Triple]:
        """The measurements in the dataset's description, which publishing keeps: parts of the dataset, and what leads to them."""
        if not self._exists():
            return []
        name = self.iris.graph("dataset").n3()
        stored = self.store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", ("application/n-triples",)).body()
        part = f"{self.iris.id('dataset', 'detente')}#"
        return [t for t in _triples(Graph().parse(data=stored, format="nt11")) if t[0].startswith(part) or str(t[2]).startswith(part)]

    def _known_by_its_name(self, record: Record) -> Record:
        """The record under the file name that the same bytes were first ingested by: a copy of a file changes nothing."""
        kept = self._sources.record(record.source.sha256)
        if kept is None:
            return record
        name = json.loads(kept)["source"]["file"]
        return record.model_copy(update={"source": record.source.model_copy(update={"file": name})})

    def _current(self) -> Registry:
        """The registry as the last writer left it; RecordError if it has lost ids that the store has published."""
        registry = self._given if self._given is not None and not self._path.exists() else Registry.load(self._path)
        if self._exists():
            held = self.store.statistics().graphs
            if held and str(self.iris.graph("registry")) not in held:
                raise SettingsError(
                    f"{self._settings.store} holds data under another base than {self.iris.base}; set DETENTE_BASE to that one"
                )
            known = {f"<{s}>" for s, _, _ in registry_triples(registry, self.iris)}
            lost = sorted({line.partition(" ")[0] for line in self.store.dump(self.iris.graph("registry"))} - known)
            if lost:
                raise RecordError(
                    f"{self._path}: lacks {len(lost)} ids that were published, {lost[0]} among them; restore it from a backup"
                )
        return registry

    def _exists(self) -> bool:
        """Whether the store holds data already."""
        if isinstance(self.store, RemoteStore):
            return self.store.exists()
        return (self.store.path / "current.json").exists()

    def _save(self, registry: Registry) -> None:
        try:
            registry.save(self._path)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written: {error.strerror or error}") from error


def _triples(graph: Graph) -> list[Triple]:
    return [(s, p, o) for s, p, o in graph if isinstance(s, URIRef) and isinstance(p, URIRef)]
