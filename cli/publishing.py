"""Where reports meet the store: a report is taken through the chain and its graphs are published in one transaction."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph, URIRef

from analysis.positions import derivation
from detente.settings import Settings
from ingest.graph.registry_graph import registry_triples
from ingest.pipeline import Ingested, ingest
from ingest.registry import Registry
from ontology.documents import dataset_graph, ontology_graph, vocabulary_graph
from ontology.iris import Iris
from store.base import Triple
from store.embedded import EmbeddedStore
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
        self.store = EmbeddedStore(settings.store)
        self._settings = settings
        self._sources = Sources(settings.store)
        self._path = settings.store / REGISTRY
        self._registry = registry if registry is not None and not self._path.exists() else Registry.load(self._path)
        self._fixed = {
            self.iris.graph("ontology"): _triples(ontology_graph(self.iris)),
            self.iris.graph("vocabulary"): _triples(vocabulary_graph(self.iris)),
            self.iris.graph("dataset"): _triples(dataset_graph(self.iris)),
        }

    def publish(self, path: Path, replace: bool = False) -> Published:
        """Take one report from file to store; the errors of `ingest.pipeline.ingest`, and StoreError."""
        registry = copy.deepcopy(self._registry)
        ingested = ingest(path, registry, self.iris, replace, self._settings.max_report_bytes)
        changed = self.store.replace(
            {
                **self._fixed,
                self.iris.graph("registry"): registry_triples(registry, self.iris),
                ingested.graph: ingested.triples,
            },
            then=derivation(self.iris, self.iris.id("event", ingested.event)),
        )
        # what the graph rests on follows it: after a kill in between, the same command puts it right
        self._sources.put(ingested.report.sha256, ingested.report.original, ingested.report.text, ingested.record.model_dump_json(indent=1))
        registry.save(self._path)
        self._registry = registry
        return Published(ingested, changed)


def _triples(graph: Graph) -> list[Triple]:
    return [(s, p, o) for s, p, o in graph if isinstance(s, URIRef) and isinstance(p, URIRef)]
