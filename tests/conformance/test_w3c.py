"""The W3C's SPARQL 1.0 and 1.1 tests over HTTP: what fails is what the engine fails, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.runner import Report, in_engine

TESTS, PASSED = 1_067, 1_040


@pytest.mark.parametrize(
    ("category", "tests"),
    [
        ("sparql11 protocol", 34),
        ("sparql11 graph store protocol", 13),
        ("sparql11 service description", 3),
        ("sparql11 update evaluation", 94),
        ("sparql11 update syntax", 55),
        ("sparql11 query syntax", 111),
        ("extra formats and protocol", 36),
    ],
)
def test_every_test_of_these_passes(report: Report, category: str, tests: int) -> None:
    found = report["summary"][category]
    failed = [f"{each['id']}: {each['why']}" for each in report["failures"] if each["category"] == category]
    assert failed == []
    assert found.get("exact", 0) + found.get("value", 0) == tests
    assert sum(found.values()) == tests


def test_exactly_the_known_ones_fail(report: Report, known: Report) -> None:
    failed = {each["id"]: each["why"] for each in report["failures"]}
    assert {id: why for id, why in failed.items() if id not in known} == {}
    assert known.keys() - failed.keys() == set(), "these pass now: take them out of known.json"


def test_none_is_left_out(report: Report) -> None:
    assert report["skipped"] == []
    assert sum(sum(results.values()) for results in report["summary"].values()) == TESTS
    assert len(report["passed"]) == PASSED


def test_the_known_ones_fail_in_the_engine_by_itself(known: Report, tmp_path: Path) -> None:
    alone = in_engine(known, tmp_path)
    assert {each["id"] for each in alone["failures"]} == set(known)
