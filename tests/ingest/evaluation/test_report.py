"""What the evaluation shows: confusions, voices, worst sentences; and its figures as DQV."""

from __future__ import annotations

import pytest
from rdflib import BNode, Graph, Literal

from detente.errors import ReportError
from ingest.evaluation.evaluation import Evaluation, evaluate
from ingest.evaluation.measures import Scores
from ingest.evaluation.quality import quality_triples
from ingest.evaluation.reading import Document, read_documents
from ingest.evaluation.report import as_data, as_lines, shown
from ingest.extraction.chain import extract
from ingest.reading.file import read
from ingest.record import Adviser, Model, Record
from ontology.consistency import inconsistencies
from ontology.iris import Iris
from ontology.terms import DCTERMS, DET, DQV, PROV, RDF
from tests.ingest.evaluation.material import CHAIR, SCHOLAR, folder

IRIS = Iris("https://example.org/")
DATASET = IRIS.id("dataset", "detente")


def altered(document: Document) -> Record:
    """A record whose third statement has the wrong speaker, whose fourth one is missing, made with a model."""
    record = extract(read(document.path))
    statements = list(record.statements)
    place = next(n for n, s in enumerate(statements) if s.quote.startswith("She proposed"))
    wrong = next(p.id for p in record.participants if p.name == SCHOLAR)
    statements[place] = statements[place].model_copy(update={"speaker": wrong, "function": "request", "confidence": 0.97})
    del statements[place + 1]
    model, adviser = Model(name="example-model", version="1.2", sha256="ab" * 32), Adviser(name="example-adviser", prompt="cd" * 32)
    extraction = record.extraction.model_copy(update={"model": model, "adviser": adviser})
    return record.model_copy(update={"statements": tuple(statements), "extraction": extraction})


def refusing(document: Document) -> Record:
    raise ReportError(f"{document.path.name}: no sentence was found")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    place = folder(tmp_path_factory.mktemp("evaluation") / "gold")
    return read_documents(place, place)


@pytest.fixture(scope="module")
def evaluation(documents: list[Document]) -> Evaluation:
    return evaluate(documents, altered)


def test_what_went_wrong_is_told(evaluation: Evaluation) -> None:
    data = as_data(evaluation)
    assert {"gold": CHAIR, "predicted": SCHOLAR, "n": 1} in data["confusions"]["speaker"]
    assert {"gold": SCHOLAR, "predicted": "<missed>", "n": 1} in data["confusions"]["speaker"]
    assert {"gold": "proposal", "predicted": "request", "n": 1} in data["confusions"]["function"]
    assert {"gold": "person", "predicted": "another person", "n": 1} in data["voices"]
    assert {"gold": "person", "predicted": "<missed>", "n": 1} in data["voices"]
    first, last = data["worst_sentences"][0], data["worst_sentences"][-1]
    assert (first["gold"], first["predicted"], first["confidence"]) == (CHAIR, SCHOLAR, 0.97)
    assert first["method"].startswith("rules: ")
    assert (last["quote"], last["confidence"], last["method"]) == ("Dr. Fenwright doubted that", None, None)
    assert data["extraction"][0]["model"] == {"name": "example-model", "version": "1.2", "sha256": "ab" * 32}
    assert data["extraction"][0]["adviser"] == {"name": "example-adviser", "prompt": "cd" * 32}
    assert sum(bin["n"] for bin in data["calibration"]["bins"]) == 4, "the sentence that was missed has no confidence"


def test_the_lines_tell_the_same(evaluation: Evaluation) -> None:
    lines = list(as_lines(evaluation))
    assert f"     1  {CHAIR} → {SCHOLAR}" in lines
    assert "     1  proposal → request" in lines
    assert any("gold Tobias Fenwright, found <missed>; not found as a statement" in line for line in lines)
    assert any(line.startswith("   0.9   1.0 ") for line in lines)
    assert any(line.startswith("lindholm  ") for line in lines)


def test_what_was_neither_there_nor_found_has_no_figure() -> None:
    scores = Scores()
    assert (shown(scores, "talks"), shown(scores, "event.title")) == ("–", "–")
    scores.overlaps["talks"].add(0, 1, 0)
    assert shown(scores, "talks") == "0.000"


def test_a_refused_report_is_named_with_its_reason(documents: list[Document]) -> None:
    evaluation = evaluate(documents, refusing)
    assert as_data(evaluation)["refused"] == [{"id": "lindholm", "reason": "lindholm.txt: no sentence was found"}]
    assert "no record: lindholm: lindholm.txt: no sentence was found" in as_lines(evaluation)
    assert as_data(evaluation)["scores"]["statements"]["f1"] == 0.0
    assert quality_triples(evaluation, IRIS)


def graph_of(evaluation: Evaluation) -> Graph:
    graph = Graph()
    for triple in quality_triples(evaluation, IRIS):
        graph.add(triple)
    return graph


def test_every_figure_is_a_measurement_of_a_defined_metric(evaluation: Evaluation) -> None:
    graph = graph_of(evaluation)
    value = graph.value(IRIS.id("dataset", "detente", "measured-statements-speaker-accuracy"), DQV.value)
    assert isinstance(value, Literal)
    assert float(value) == as_data(evaluation)["scores"]["statements.speaker"]["accuracy"]
    measurements = set(graph.subjects(RDF.type, DQV.QualityMeasurement))
    assert measurements == set(graph.objects(DATASET, DQV.hasQualityMeasurement))
    assert len(measurements) == 9 * 3 + 14 * 3 + 2
    for measurement in measurements:
        metric = graph.value(measurement, DQV.isMeasurementOf)
        assert (metric, RDF.type, DQV.Metric) in graph
        assert graph.value(metric, DQV.inDimension) is not None
        assert graph.value(measurement, DQV.computedOn) == DATASET
        assert graph.value(measurement, DET.sampleSize) is not None
        assert (graph.value(measurement, PROV.wasGeneratedBy), RDF.type, PROV.Activity) in graph


def test_the_run_names_software_rules_model_and_gold(evaluation: Evaluation) -> None:
    graph, run = graph_of(evaluation), IRIS.id("dataset", "detente", "evaluation")
    assert (graph.value(run, PROV.wasAssociatedWith), RDF.type, PROV.SoftwareAgent) in graph
    maker = evaluation.makers[0]
    hashes = {str(graph.value(used, DCTERMS.identifier)) for used in graph.objects(run, PROV.used)}
    assert hashes == {f"sha256:{found}" for found in (evaluation.gold_sha256, maker.vocabulary, "ab" * 32, "cd" * 32)}


def test_it_is_the_same_each_time_without_blank_nodes(documents: list[Document], evaluation: Evaluation) -> None:
    triples = quality_triples(evaluation, IRIS)
    assert quality_triples(evaluate(documents, altered), IRIS) == triples
    assert len(set(triples)) == len(triples)
    assert not any(isinstance(node, BNode) for triple in triples for node in triple)
    assert inconsistencies(graph_of(evaluation)) == ()
