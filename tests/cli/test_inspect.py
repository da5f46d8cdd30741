"""`detente stats`, `detente schema`, `detente config`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph

from detente.settings import Settings
from ingest.record import Record
from tests.cli.command import REPORT, detente, done, refused


def config(*words: str, cwd: Path, **env: str) -> dict[str, tuple[str, str]]:
    """Each setting's value and origin, as printed."""
    lines = done("config", *words, cwd=cwd, env=env).text.splitlines()
    return {name: (value, origin) for name, value, origin in (line.split("\t") for line in lines)}


def test_stats_count_what_is_there(published: Path, quads: bytes) -> None:
    counted = dict(line.split("\t") for line in done("stats", "--store", published).text.splitlines())
    assert counted["quads"] == str(len(quads.splitlines()))
    assert (counted["Statement"], counted["Evidence"], counted["Event"], counted["Talk"]) == ("163", "163", "1", "3")
    assert int(counted["Position"]) > 0
    assert counted["version"].startswith("1-")


def test_the_record_has_a_json_schema(tmp_path: Path) -> None:
    shown = json.loads(done("schema", "record").out)
    assert shown["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(shown["properties"]) == set(Record.model_fields)
    assert shown["additionalProperties"] is False
    assert all(part.get("additionalProperties") is False for part in shown["$defs"].values() if part.get("type") == "object")
    assert unresolved(shown, shown["$defs"]) == []
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    record = json.loads(done("extract", report).out)
    assert set(shown["required"]) <= set(record)
    Record.model_validate(record)


def unresolved(node: object, known: dict[str, object]) -> list[str]:
    """References to a definition that is not there."""
    if isinstance(node, dict):
        found = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return [r for r in found if r.removeprefix("#/$defs/") not in known] + [r for v in node.values() for r in unresolved(v, known)]
    return [r for v in node for r in unresolved(v, known)] if isinstance(node, list) else []


def test_the_other_schemas() -> None:
    assert "@context" in json.loads(done("schema", "context").out)
    assert len(Graph().parse(data=done("schema", "shapes").out, format="turtle")) > 50


def test_a_schema_that_there_is_not() -> None:
    assert "record, context, shapes" in refused(1, "schema", "graph")


def test_config_shows_every_setting_and_its_origin(tmp_path: Path) -> None:
    (tmp_path / "detente.toml").write_text('port = 8001\nhost = "::1"\nstore = "from-file"\n', encoding="utf-8")
    shown = config("--port", "8003", cwd=tmp_path, DETENTE_PORT="8002", DETENTE_HOST="127.0.0.2")
    assert list(shown) == list(Settings.model_fields)
    assert shown["port"] == ("8003", "flag")
    assert shown["host"] == ("127.0.0.2", "environment")
    assert shown["store"] == ("from-file", "detente.toml")
    assert shown["default_graph"] == ("union", "default")


def test_the_token_is_never_printed(tmp_path: Path) -> None:
    ran = done("config", cwd=tmp_path, env={"DETENTE_TOKEN": "an-invented-word"})
    assert "token\t(set)\tenvironment" in ran.text
    assert "an-invented-word" not in ran.text + ran.err
    for wrong in ({"DETENTE_PORT": "x"}, {"DETENTE_MAX_REPORT_BYTES": "0"}):
        assert "an-invented-word" not in detente("--debug", "config", cwd=tmp_path, env={"DETENTE_TOKEN": "an-invented-word", **wrong}).err


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "seven"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("DEFAULT_GRAPH", "both"),
        ("MAX_REPORT_BYTES", "0"),
        ("BASE", "not an address"),
    ],
)
def test_a_wrong_variable_is_one_line(tmp_path: Path, variable: str, value: str) -> None:
    line = refused(2, "config", cwd=tmp_path, env={f"DETENTE_{variable}": value})
    assert variable.lower() in line
    assert "environment" in line


@pytest.mark.parametrize(
    ("content", "named"),
    [('port = "x"', "port"), ("colour = 1", "colour"), ("port = ", "detente.toml"), ("[port]\na = 1", "port"), ("\xff", "detente.toml")],
)
def test_a_wrong_file_is_one_line(tmp_path: Path, content: str, named: str) -> None:
    (tmp_path / "detente.toml").write_bytes(content.encode("latin-1"))
    line = refused(2, "config", cwd=tmp_path)
    assert named in line
    assert "detente.toml" in line
