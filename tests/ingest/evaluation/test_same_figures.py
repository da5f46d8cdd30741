"""Our figures are those of ../shared/tools/score_extraction.py, number for number: on good records, and on bad ones."""

from __future__ import annotations

import importlib.util
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.evaluation.evaluation import Evaluation, evaluate
from ingest.evaluation.measures import catalogue
from ingest.evaluation.reading import Document, read_documents
from ingest.evaluation.report import as_data, as_lines
from ingest.evaluation.scoring import ACCEPTED
from ingest.extraction.chain import extract
from ingest.reading.file import read
from ingest.record import Record
from tests.ingest.evaluation.material import DEV, SHARED, folder, scored

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The records of the dev set, as JSON."""
    return {path.stem: extract(read(path)).model_dump_json() for path in sorted(DEV.glob("*.txt"))}


def ours(records: Path, annotations: Path = DEV, texts: Path = DEV) -> Evaluation:
    def kept(document: Document) -> Record | None:
        file = records / f"{document.id}.json"
        return Record.model_validate_json(file.read_text(encoding="utf-8")) if file.exists() else None

    return evaluate(read_documents(annotations, texts), kept)


def compare(records: Path, out: Path, annotations: Path = DEV, texts: Path = DEV) -> Evaluation:
    theirs, lines = scored(annotations, texts, records, out)
    evaluation = ours(records, annotations, texts)
    data = as_data(evaluation)
    assert {key: data[key] for key in theirs} == theirs
    assert list(as_lines(evaluation))[: len(lines)] == lines, "the same lines, for those who read the scorer's"
    return evaluation


def none(record: dict[str, Any]) -> None:
    """As it was extracted."""


def thinned(record: dict[str, Any]) -> None:
    """Without every third statement, every second person, and the event's date."""
    record["statements"] = [s for n, s in enumerate(record["statements"]) if n % 3]
    record["participants"] = record["participants"][::2]
    record["event"] |= {"start_date": None, "hosts": [], "kind": "other"}
    record["mentions"] = record["mentions"][::2]


def shuffled(record: dict[str, Any]) -> None:
    """With speakers, functions, areas and confidences of other statements, and names that lost a part."""
    chance = random.Random(record["event"]["id"])
    for field in ("speaker", "function", "stance", "areas", "confidence"):
        values = [s[field] for s in record["statements"]]
        chance.shuffle(values)
        for statement, value in zip(record["statements"], values, strict=True):
            statement[field] = value
    for person in record["participants"]:
        person["name"] = person["name"].split()[-1]
        person["offices"] = [{**office, "title": office["title"].upper(), "former": True} for office in person["offices"]]


def misplaced(record: dict[str, Any]) -> None:
    """With statements that begin two characters late, or were joined with the one before."""
    for statement in record["statements"]:
        statement["start"] += 2
        statement["areas"] = [*statement["areas"], "security", "economy"]
    joined = record["statements"][::2]
    for one, other in zip(joined, record["statements"][1::2], strict=False):
        one["end"] = other["end"]
    record["statements"] = joined


@pytest.mark.parametrize("change", [none, thinned, shuffled, misplaced])
def test_every_number_is_the_scorers(made: dict[str, str], tmp_path: Path, change: Change) -> None:
    (tmp_path / "records").mkdir()
    for id, text in made.items():
        record = json.loads(text)
        change(record)
        (tmp_path / "records" / f"{id}.json").write_text(json.dumps(record), encoding="utf-8")
    evaluation = compare(tmp_path / "records", tmp_path / "out")
    assert len(evaluation.reports) == 12


def test_a_report_without_a_record_scores_nothing(made: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    for id in sorted(made)[::2]:
        (tmp_path / "records" / f"{id}.json").write_text(made[id], encoding="utf-8")
    evaluation = compare(tmp_path / "records", tmp_path / "out")
    assert [report.id for report in evaluation.refused] == sorted(made)[1::2]


def test_each_report_has_the_figures_it_would_have_alone(made: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    for id, text in made.items():
        (tmp_path / "records" / f"{id}.json").write_text(text, encoding="utf-8")
    by_document = as_data(ours(tmp_path / "records"))["by_document"]
    assert list(by_document) == sorted(made)
    for id in sorted(made)[:3]:
        (tmp_path / id).mkdir()
        shutil.copy(DEV / f"{id}.json", tmp_path / id)
        alone, _ = scored(tmp_path / id, DEV, tmp_path / "records", tmp_path / "out")
        assert by_document[id] == {"scores": alone["scores"], "accepted_share": alone["accepted_share"]}


def test_gold_without_offsets_and_with_nulls(tmp_path: Path) -> None:
    gold = folder(tmp_path / "gold")
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "lindholm.json").write_text(extract(read(gold / "lindholm.txt")).model_dump_json(), encoding="utf-8")
    compare(tmp_path / "records", tmp_path / "out", gold, gold)


def test_the_lists_are_the_scorers() -> None:
    spec = importlib.util.spec_from_file_location("score_extraction", SHARED / "tools" / "score_extraction.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    assert set(catalogue()["areas"]) == scorer.AREAS
    assert catalogue()["coarse"] == scorer.COARSE
    assert ACCEPTED == scorer.AUTO_ACCEPT
