"""`detente validate`: a record's faults, each with its field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import REPORT, detente, done, one_line

Json = dict[str, Any]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def record(report: Path) -> Json:
    return dict(json.loads(done("extract", report).out))


def checked(tmp_path: Path, record: Json | str | bytes, code: int = 1) -> str:
    """The lines about a record file."""
    file = tmp_path / "record.json"
    content = record if isinstance(record, str | bytes) else json.dumps(record, ensure_ascii=False)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    ran = detente("validate", file, "--store", tmp_path / "no-store", cwd=tmp_path)
    assert ran.out == b""
    assert ran.code == code, f"exit {ran.code}: {ran.err}"
    assert "Traceback" not in ran.err
    assert "internal error" not in ran.err, ran.err
    return ran.err


def test_a_store_is_valid(published: Path) -> None:
    ran = done("validate", "--store", published)
    assert ran.out == b""
    assert len(ran.err.splitlines()) == 1
    assert ran.err.endswith(": valid\n")


def test_a_record_beside_its_report(record: Json, tmp_path: Path) -> None:
    assert checked(tmp_path, record, 0) == f"{tmp_path / 'record.json'}: valid\n"


def test_yaml_is_as_good(report: Path, tmp_path: Path) -> None:
    file = tmp_path / "record.yaml"
    file.write_bytes(done("extract", report, "--format", "yaml").out)
    assert done("validate", file, "--store", tmp_path / "no-store").err == f"{file}: valid\n"


def test_without_the_report_it_says_what_was_not_checked(record: Json, report: Path, tmp_path: Path) -> None:
    report.unlink()
    assert "quotes were not compared" in checked(tmp_path, record, 0)


def test_a_moved_quote(record: Json, tmp_path: Path) -> None:
    record["statements"][0]["start"] += 1
    record["statements"][0]["end"] += 1
    line = one_line(checked(tmp_path, record))
    assert "record.json" in line
    assert f"statement {record['statements'][0]['id']}: quote" in line


def test_every_fault_has_its_line(record: Json, tmp_path: Path) -> None:
    record["colour"] = "red"
    record["statements"][0]["stance"] = "angry"
    lines = checked(tmp_path, record).splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"detente: {tmp_path / 'record.json'}: ") for line in lines)
    assert any("colour" in line for line in lines)
    assert any("statements.0.stance" in line for line in lines)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("speaker", "nobody-known", "nobody-known"),
        ("talk", "talk-99", "talk-99"),
        ("responds_to", "s-none", "s-none"),
        ("mentions", ["xx"], "xx"),
    ],
)
def test_ids_that_name_nothing(record: Json, tmp_path: Path, field: str, value: object, named: str) -> None:
    record["statements"][0][field] = value
    assert named in one_line(checked(tmp_path, record))


def test_statements_that_overlap(record: Json, tmp_path: Path) -> None:
    record["statements"][1] = {**record["statements"][0], "id": record["statements"][1]["id"]}
    assert "lies in the statement before it" in checked(tmp_path, record)


@pytest.mark.parametrize(
    "content",
    [
        b'{ "format": ',
        b"just words",
        b"",
        b"[]",
        b"\x00",
        b"\xff\xfe\xfa",
        b"published: 2020-13-45\n",
        b"a: !!python/object/apply:os.system [ls]\n",
        b"&a [*a, *a]",
        b"? [1, 2]\n: 3\n",
        b"{1: 2}",
    ],
)
def test_what_is_no_record(tmp_path: Path, content: bytes) -> None:
    for line in checked(tmp_path, content).splitlines():
        assert line.startswith(f"detente: {tmp_path / 'record.json'}")


def test_deep_nesting_does_not_end_the_process(tmp_path: Path) -> None:
    one_line(checked(tmp_path, b"[" * 200_000))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    ran = detente("validate", tmp_path / "gone.json", "--store", tmp_path / "no-store")
    assert ran.code == 1
    assert "gone.json: cannot be read: No such file" in one_line(ran.err)


def test_one_bad_file_does_not_hide_the_others(record: Json, tmp_path: Path) -> None:
    good, gone = tmp_path / "good.json", tmp_path / "gone.json"
    good.write_text(json.dumps(record), encoding="utf-8")
    ran = detente("validate", gone, good, "--store", tmp_path / "no-store")
    assert ran.code == 1
    assert f"{good}: valid" in ran.err
    assert "gone.json" in ran.err
