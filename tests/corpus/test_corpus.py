"""The demo corpus: real events in our own words, with records and a registry that are what the code makes of the reports today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from rdflib import Graph

from ingest.pipeline import Ingested, check_record, ingest
from ingest.reading.file import read
from ingest.reading.plain import FRONT_MATTER
from ingest.record import Record
from ingest.registry import Registry
from ontology.consistency import inconsistencies
from ontology.documents import ontology_graph, vocabulary_graph
from ontology.iris import Iris

CORPUS = Path(__file__).parents[2] / "corpus"
REPORTS = sorted((CORPUS / "reports").glob("*.txt"))
IRIS = Iris()


@pytest.fixture(scope="module")
def built() -> tuple[list[Ingested], Registry]:
    registry = Registry.load(CORPUS / "registry.yaml")
    return [ingest(report, registry, IRIS) for report in REPORTS], registry


def test_records_are_current(built: tuple[list[Ingested], Registry]) -> None:
    for ingested, report in zip(built[0], REPORTS, strict=True):
        kept = (CORPUS / "records" / f"{report.stem}.json").read_text(encoding="utf-8")
        assert json.loads(kept) == json.loads(ingested.record.model_dump_json()), f"{report.stem}: stale, run `make docs`"


def test_registry_is_current_and_mints_nothing_new(built: tuple[list[Ingested], Registry]) -> None:
    assert built[1].text() == (CORPUS / "registry.yaml").read_text(encoding="utf-8"), "corpus/registry.yaml is stale, run `make docs`"


@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.stem)
def test_record_is_valid_against_its_report(report: Path) -> None:
    record = Record.model_validate_json((CORPUS / "records" / f"{report.stem}.json").read_text(encoding="utf-8"))
    check_record(report.name, record, read(report).text, IRIS)


@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.stem)
def test_report_cites_its_sources_and_has_a_licence(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    header = FRONT_MATTER.match(text)
    assert header
    fields = yaml.safe_load(header[1])
    assert fields["licence"] == "CC-BY-4.0"
    assert fields["sources"]
    assert all(source.startswith("https://") or source.startswith("http://") for source in fields["sources"])
    assert 400 <= len(text[header.end() :].split()) <= 1_200


def test_corpus_is_wide_enough(built: tuple[list[Ingested], Registry]) -> None:
    events = [ingested.record.event for ingested in built[0]]
    assert len(events) >= 8
    pakistan_russia = [e for e in events if e.relation == ("PK", "RU")]
    assert len({e.start_date.year for e in pakistan_russia if e.start_date}) >= 3
    assert len({e.hosts[0] for e in pakistan_russia}) >= 3
    assert len({e.relation for e in events} - {("PK", "RU")}) >= 3
    assert all(e.start_date for e in events)


def test_graph_is_consistent_with_the_ontology(built: tuple[list[Ingested], Registry]) -> None:
    from ingest.graph.registry_graph import registry_triples

    graph = Graph()
    for ingested in built[0]:
        for triple in ingested.triples:
            graph.add(triple)
    for triple in registry_triples(built[1], IRIS):
        graph.add(triple)
    graph += vocabulary_graph(IRIS) + ontology_graph(IRIS)
    assert inconsistencies(graph) == ()
