"""`detente evaluate`: the figures on stdout, and in the dataset's description of a store."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.rdf import parsed
from tests.cli.command import DETENTE, REPORT, clean_environment, detente, done, export, refused, serving
from tests.ingest.evaluation.material import DEV, folder, gold, scored

MEASURED = b"http://www.w3.org/ns/dqv#QualityMeasurement"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("evaluate") / "gold")


def test_the_dev_set_as_the_scorer_prints_it(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    texts = sorted(DEV.glob("*.txt"))
    for text, line in zip(texts, done("extract", *texts).text.splitlines(), strict=True):
        (tmp_path / "records" / f"{text.stem}.json").write_text(line, encoding="utf-8")
    theirs, lines = scored(DEV, DEV, tmp_path / "records", tmp_path / "out")
    ran = done("evaluate", DEV, DEV)
    assert ran.text.splitlines()[: len(lines)] == lines
    assert ran.err == ""
    data = json.loads(done("evaluate", DEV, DEV, "--format", "json").text)
    assert {key: data[key] for key in theirs} == theirs
    again = done("evaluate", DEV, DEV, "--format", "json", "--records", tmp_path / "records").text
    assert json.loads(again) == data, "records made before give the same figures"


def test_the_figures_become_part_of_the_datasets_description(own_store: Path, place: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    before = export(own_store)
    assert "now has these figures" in done("evaluate", place, place, "--store", own_store).err
    described = export(own_store)
    assert described.count(MEASURED) > 60
    assert set(before.splitlines()) < set(described.splitlines())
    assert "already had these figures" in done("evaluate", place, place, env={"DETENTE_STORE": str(own_store)}).err
    assert export(own_store) == described
    done("ingest", report, "--store", own_store)
    assert export(own_store).count(MEASURED) == described.count(MEASURED), "publishing a report keeps them"
    assert "unchanged" in done("ingest", report, "--store", own_store).err


def test_they_are_replaced_queried_and_shown(own_store: Path, place: Path, tmp_path: Path) -> None:
    done("evaluate", place, place, "--store", own_store)
    worse = folder(tmp_path / "worse", gold(talks=[{"title": "Ships of the South"}]))
    done("evaluate", worse, worse, "--store", own_store)
    query = """PREFIX dqv: <http://www.w3.org/ns/dqv#> SELECT ?value ?of WHERE {
        ?m dqv:isMeasurementOf ?metric ; dqv:value ?value ; dqv:computedOn ?of FILTER(STRENDS(STR(?metric), "metric-talks-f1")) }"""
    with serving("serve", "--store", own_store) as client:
        (row,) = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"}).json()["results"]["bindings"]
        assert float(row["value"]["value"]) == 0.0
        assert row["of"]["value"] == "https://w3id.org/detente/id/dataset/detente"
        assert MEASURED.decode() in {str(node) for triple in parsed(client.get("/.well-known/void").content, "turtle") for node in triple}
        page = client.get("/.well-known/void", headers={"Accept": "text/html"}).text
    assert "statements.speaker: accuracy" in page
    assert "statements.speaker: Cohen" not in page


def test_nothing_is_written_without_a_store(place: Path, tmp_path: Path) -> None:
    done("evaluate", place, place, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert "no store at" in refused(3, "evaluate", place, place, "--store", tmp_path / "gone")
    assert list(tmp_path.iterdir()) == []


def test_a_store_of_another_base_is_left_alone(own_store: Path, place: Path) -> None:
    before = export(own_store)
    ran = detente("evaluate", place, place, "--store", own_store, env={"DETENTE_BASE": "https://example.org/"})
    assert ran.code == 2
    assert "DETENTE_BASE" in ran.err
    assert export(own_store) == before


def test_what_cannot_be_measured_is_one_line(place: Path, tmp_path: Path) -> None:
    assert "gone: no such folder" in refused(1, "evaluate", tmp_path / "gone", place)
    assert "no annotation" in refused(1, "evaluate", tmp_path, place)
    assert "lindholm.txt: no such file" in refused(1, "evaluate", place, tmp_path)
    assert "lindholm.json:1: not JSON" in refused(1, "evaluate", folder(tmp_path / "broken", "{"), place)
    assert "statements.0.function" in refused(
        1, "evaluate", folder(tmp_path / "ill", gold(statements=[{"anchor": "The", "speaker": None, "stance": "neutral"}])), place
    )
    assert "choose one of text, json" in refused(2, "evaluate", place, place, "--format", "yaml")
    (tmp_path / "lindholm.json").write_text('{"format": "detente-record/2"}', encoding="utf-8")
    assert "lindholm.json: format" in refused(1, "evaluate", place, place, "--records", tmp_path)


def test_a_text_that_extraction_refuses_is_named_and_counts(place: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(place, tmp_path / "two"))
    silent = "The weather was fine on the coast. Ships came and went."
    (other / "silent.txt").write_text(silent, encoding="utf-8")
    sentence = {"anchor": "The weather was fine", "speaker": None, "function": "background", "stance": "neutral"}
    annotation = {**gold(), "id": "silent", "participants": [], "statements": [sentence]}
    (other / "silent.json").write_text(json.dumps(annotation), encoding="utf-8")
    shown = done("evaluate", other, other).text
    assert "documents=2 without_record=1" in shown
    assert "no record: silent: silent.txt: no person or group speaks" in shown


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [str(DETENTE), "evaluate", str(DEV), str(DEV), "--format", "json"],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=60)
