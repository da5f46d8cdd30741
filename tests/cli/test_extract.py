"""`detente extract`: records on stdout, nothing stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ingest.record import Record
from tests.cli.command import REPORT, detente, done, other_report, refused, seed


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("extract")
    files = [folder / "first.txt", folder / "second.txt"]
    files[0].write_text(REPORT, encoding="utf-8")
    files[1].write_text(other_report(14), encoding="utf-8")
    return files


def test_the_seed_as_json(tmp_path: Path) -> None:
    ran = done("extract", seed(), "--format", "json", cwd=tmp_path)
    record = Record.model_validate_json(ran.out)
    assert ran.err == ""
    assert record.event.start_date is not None
    assert (len(record.participants), len(record.talks), len(record.statements)) == (10, 3, 163)
    text = seed().read_text(encoding="utf-8")
    assert all(text[s.start : s.end] == s.quote for s in record.statements)
    assert list(tmp_path.iterdir()) == [], "extracting stores nothing"


def test_several_reports_are_one_record_a_line(reports: list[Path]) -> None:
    lines = done("extract", *reports).text.splitlines()
    assert [Record.model_validate_json(line).source.file for line in lines] == ["first.txt", "second.txt"]


def test_yaml_holds_the_same_record(reports: list[Path]) -> None:
    records = [Record.model_validate_json(line) for line in done("extract", *reports).text.splitlines()]
    shown = done("extract", *reports, "--format", "yaml").text
    assert [Record.model_validate(found) for found in yaml.safe_load_all(shown)] == records
    assert "‘" in shown or "’" in shown or "Quillfeather" in shown


def test_a_single_record_is_indented_and_says_what_it_is(reports: list[Path]) -> None:
    shown = done("extract", reports[0]).text
    assert len(shown.splitlines()) > 20
    assert json.loads(shown)["format"] == "detente-record/1"


def test_an_unknown_format(reports: list[Path]) -> None:
    assert "json, yaml" in refused(2, "extract", reports[0], "--format", "xml")


def test_a_bad_file_among_good_ones(reports: list[Path], tmp_path: Path) -> None:
    ran = detente("extract", reports[0], tmp_path / "gone.txt")
    assert ran.code == 1
    assert [Record.model_validate_json(line).source.file for line in ran.text.splitlines()] == ["first.txt"]
    assert "gone.txt: no such file" in ran.err
    assert len(ran.err.splitlines()) == 1
