"""Extraction held to its figures: the seed as issue 4 asks, the development set a little under what was reached."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ingest.extraction.chain import extract
from ingest.pipeline import ingest
from ingest.reading.file import read
from ingest.record import Record
from ingest.registry import Registry
from ontology.iris import Iris
from tests.ingest.material import check_offsets, shared

Scores = Mapping[str, Mapping[str, float]]


@pytest.fixture(scope="module")
def seed() -> Path:
    (path,) = shared("seed").glob("*.txt")
    return path


@pytest.fixture(scope="module")
def seed_record(seed: Path) -> Record:
    return extract(read(seed))


def scored(gold: Path, records: Mapping[str, Record], folder: Path) -> Scores:
    """The scores of `shared/tools/score_extraction.py`; `gold` holds both annotations and texts."""
    spec = importlib.util.spec_from_file_location("score_extraction", shared("tools", "score_extraction.py"))
    assert spec is not None
    assert spec.loader is not None
    tool: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for name, record in records.items():
        (folder / f"{name}.json").write_text(record.model_dump_json(), encoding="utf-8")
    out = folder / "scores" / "out.json"
    out.parent.mkdir()
    tool.main([str(gold), str(gold), str(folder), "--json", str(out)])
    made = json.loads(out.read_text(encoding="utf-8"))
    assert made["documents"] == len(records)
    assert made["without_record"] == 0
    scores: Scores = made["scores"]
    return scores


@pytest.fixture(scope="module")
def seed_scores(seed: Path, seed_record: Record, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    gold, records = tmp_path_factory.mktemp("gold"), tmp_path_factory.mktemp("records")
    same = [path for path in shared("dev").glob("*.txt") if path.read_bytes() == seed.read_bytes()]
    assert len(same) == 1, "the development set annotates the seed"
    for path in (same[0], same[0].with_suffix(".json")):
        shutil.copy(path, gold)
    return scored(gold, {same[0].stem: seed_record}, records)


@pytest.fixture(scope="module")
def dev_scores(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    records = {path.stem: extract(read(path)) for path in sorted(shared("dev").glob("*.txt"))}
    assert len(records) >= 12
    return scored(shared("dev"), records, tmp_path_factory.mktemp("records"))


@pytest.mark.parametrize(
    ("score", "measure", "least"),
    [
        ("event.title", "accuracy", 1.0),
        ("event.kind", "accuracy", 1.0),
        ("event.start_date", "accuracy", 1.0),
        ("event.hosts", "f1", 1.0),
        ("event.relation", "f1", 1.0),
        ("participants", "f1", 0.95),
        ("participants.offices", "f1", 0.80),
        ("talks", "f1", 1.0),
        ("statements", "f1", 0.97),
        ("statements.evidence", "accuracy", 1.0),
        ("statements.speaker", "accuracy", 0.93),
        ("statements.areas", "f1", 0.60),
    ],
)
def test_the_seed_reaches_what_the_issue_asks(seed_scores: Scores, score: str, measure: str, least: float) -> None:
    assert seed_scores[score][measure] >= least


@pytest.mark.parametrize(
    ("score", "measure", "least"),
    [
        ("event.title", "accuracy", 0.91),
        ("event.kind", "accuracy", 0.99),
        ("event.start_date", "accuracy", 0.99),
        ("event.hosts", "f1", 0.96),
        ("event.relation", "f1", 0.97),
        ("participants", "f1", 0.96),
        ("participants.roles", "f1", 0.80),
        ("participants.offices", "f1", 0.84),
        ("participants.country", "accuracy", 0.50),
        ("talks", "f1", 0.95),
        ("statements", "f1", 0.99),
        ("statements.evidence", "accuracy", 1.0),
        ("statements.speaker", "accuracy", 0.945),
        ("statements.speaker.accepted", "accuracy", 0.96),
        ("statements.areas", "f1", 0.60),
        ("statements.function", "accuracy", 0.54),
        ("statements.stance", "accuracy", 0.57),
        ("mentions", "f1", 0.82),
    ],
)
def test_the_development_set_does_not_get_worse(dev_scores: Scores, score: str, measure: str, least: float) -> None:
    assert dev_scores[score][measure] >= least


def test_the_speakers_beat_the_baseline_by_far(dev_scores: Scores) -> None:
    baseline = dev_scores["statements.speaker.baseline-last-named"]["accuracy"]
    assert dev_scores["statements.speaker"]["accuracy"] > baseline + 0.2


def test_the_seed_in_numbers(seed_record: Record) -> None:
    assert len(seed_record.participants) == 10
    assert len(seed_record.talks) == 3
    assert len(seed_record.statements) == 163
    event = seed_record.event
    assert all((event.title, event.start_date, event.end_date, event.hosts, len(event.relation) == 2))
    assert all(p.offices for p in seed_record.participants)
    assert sum(p.country is not None for p in seed_record.participants) >= 5


def test_every_sentence_of_the_seed_is_where_the_record_says(seed: Path, seed_record: Record) -> None:
    check_offsets(seed_record, read(seed).text)
    assert len({s.id for s in seed_record.statements}) == len(seed_record.statements)


def test_the_seeds_graph(seed: Path) -> None:
    registry, iris = Registry(), Iris()
    made = ingest(seed, registry, iris)
    assert len(set(made.triples)) > 1500
    assert iris.parse(str(made.graph)) is not None
    assert set(registry.entries["relation"]) == {"-".join(sorted(code.lower() for code in made.record.event.relation))}
