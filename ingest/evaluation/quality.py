"""An evaluation in the W3C Data Quality Vocabulary: part of the dataset's description, queryable like everything else.

A measurement says what was measured (a dqv:Metric), of what (the dataset), the value, the number of cases it rests on, and which run
measured it; the run names the software, its rules and model, and the gold, by their hashes. No blank node, no clock time.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef

from ingest.evaluation.evaluation import Evaluation, Maker
from ingest.evaluation.measures import catalogue
from ingest.graph.triples import Subject, Triple
from ontology.iris import Iris
from ontology.terms import DCTERMS, DET, DQV, LDQD, PROV, RDFS, SCHEMA, SKOS, XSD

BASELINES = frozenset({"statements.speaker.baseline-last-named"})
"""Not the extraction's: what it is compared with."""


def quality_triples(evaluation: Evaluation, iris: Iris) -> list[Triple]:
    """Metrics, measurements and where they come from, all parts of the dataset."""
    items: list[Triple] = []
    dataset = iris.id("dataset", "detente")
    run = _part(iris, "evaluation")
    _provenance(items, evaluation, iris, run)
    for slug, name, definition, value, n in _figures(evaluation):
        metric, measurement = _part(iris, f"metric-{slug}"), _part(iris, f"measured-{slug}")
        (
            Subject(items, metric)
            .type(DQV.Metric)
            .text(RDFS.label, name)
            .text(SKOS.definition, definition)
            .link(DQV.expectedDataType, XSD.decimal)
            .link(DQV.inDimension, LDQD.completeness if slug.endswith("-r") else LDQD.semanticAccuracy)
        )
        (
            Subject(items, measurement)
            .type(DQV.QualityMeasurement)
            .text(RDFS.label, f"{name}: {value}")
            .link(DQV.isMeasurementOf, metric)
            .link(DQV.computedOn, dataset)
            .decimal(DQV.value, value)
            .number(DET.sampleSize, n)
            .link(PROV.wasGeneratedBy, run)
        )
        Subject(items, dataset).link(DQV.hasQualityMeasurement, measurement)
    return items


def _figures(evaluation: Evaluation) -> Iterator[tuple[str, str, str, float, int]]:
    """Slug, name and definition of each metric, its value and the number of cases."""
    texts, scores = catalogue(), evaluation.scores
    of = {**texts["overlaps"], **texts["agreements"]}
    for measure, figures in scores.figures().items():
        for figure in (f for f in texts["figures"] if f in figures and measure not in BASELINES):
            slug = f"{measure}-{figure}".replace(".", "-").replace("_", "-")
            yield slug, f"{measure}: {texts['figures'][figure]}", of[measure], figures[figure], scores.measure(measure).n
    sentences = scores.agreements["statements.speaker"].n
    yield "accepted-share", "accepted share", texts["others"]["accepted_share"], round(scores.accepted_share, 3), sentences
    calibration = evaluation.calibration()
    found = sum(bin.n for bin in calibration.bins)
    yield "calibration-error", "expected calibration error", texts["others"]["calibration_error"], calibration.error, found


def _provenance(items: list[Triple], evaluation: Evaluation, iris: Iris, run: URIRef) -> None:
    gold = _part(iris, "gold")
    (
        Subject(items, gold)
        .type(PROV.Entity)
        .text(RDFS.label, f"{len(evaluation.reports)} annotated reports")
        .text(DCTERMS.identifier, f"sha256:{evaluation.gold_sha256}")
    )
    Subject(items, run).type(PROV.Activity).text(RDFS.label, "Evaluation of the extraction").link(PROV.used, gold)
    for number, maker in enumerate(evaluation.makers, 1):
        _maker(items, maker, iris, run, f"-{number}" if len(evaluation.makers) > 1 else "")


def _maker(items: list[Triple], maker: Maker, iris: Iris, run: URIRef, number: str) -> None:
    software = _part(iris, f"software{number}")
    (
        Subject(items, software)
        .type(PROV.SoftwareAgent)
        .text(RDFS.label, f"detente {maker.detente}")
        .text(SCHEMA.softwareVersion, maker.detente)
    )
    Subject(items, run).link(PROV.wasAssociatedWith, software)
    used = [("rules", "Rules and lexicons", maker.vocabulary)]
    if maker.model:
        used.append(("model", f"Model of the parser: {maker.model.name} {maker.model.version}", maker.model.sha256))
    if maker.adviser:
        name, prompt = maker.adviser
        used.append(("adviser", f"Questions to the language model {name}", prompt))
    for fragment, label, sha256 in used:
        entity = _part(iris, f"{fragment}{number}")
        Subject(items, entity).type(PROV.Entity).text(RDFS.label, label).text(DCTERMS.identifier, f"sha256:{sha256}")
        Subject(items, run).link(PROV.used, entity)


def _part(iris: Iris, fragment: str) -> URIRef:
    return iris.id("dataset", "detente", fragment)
