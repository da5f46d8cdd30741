"""`detente query` and `detente sparql`: answers on stdout, one line for what is wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from queries.catalogue import catalogue
from tests.api.rdf import parsed
from tests.cli.command import done, refused

COUNT = "SELECT (COUNT(?s) AS ?n) WHERE { ?s a <https://w3id.org/detente/ontology#Statement> }"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_list_names_every_query_with_its_question_and_parameters() -> None:
    shown = done("query").text
    for name, query in catalogue().items():
        assert re.search(rf"^{name}\b", shown, re.MULTILINE)
        assert query.question in shown
        for parameter in query.parameters:
            assert f"{parameter.name}=" in shown


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_query_runs_with_its_examples(published: Path, name: str) -> None:
    query = catalogue()[name]
    values = [f"{p.name}={p.example}" for p in query.parameters if p.required]
    ran = done("query", name, *values, "--store", published)
    assert ran.err == ""
    assert ran.text.splitlines()[0].split(",") == [c.name for c in query.columns]


def test_csv_and_json_say_the_same(published: Path) -> None:
    call = ("query", "proposals", "area=energy", "--store", published)
    table, objects = rows(done(*call, "--format", "csv").text), json.loads(done(*call, "--format", "json").out)
    assert len(table) == len(objects) > 0
    assert [row["statement"] for row in table] == [row["statement"] for row in objects]


def test_table_is_for_people(published: Path) -> None:
    assert "Pakistan" in done("query", "events", "--store", published, "--format", "table", env={"COLUMNS": "250"}).text


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("proposal",), 1, "proposals"),
        (("proposals",), 2, "area"),
        (("proposals", "area=fine weather"), 2, "fine weather"),
        (("proposals", "area=energy", "since=yesterday"), 2, "yesterday"),
        (("proposals", "area=energy", "colour=red"), 2, "colour"),
        (("proposals", "energy"), 2, "PARAMETER=VALUE"),
        (("events", "--format", "xml"), 2, "table, csv, json"),
    ],
)
def test_a_wrong_question_is_one_line(published: Path, words: tuple[str, ...], code: int, named: str) -> None:
    assert named in refused(code, "query", *words, "--store", published)


def test_sparql_from_a_file_and_from_stdin(published: Path, tmp_path: Path) -> None:
    file = tmp_path / "count.rq"
    file.write_text(COUNT, encoding="utf-8")
    answer = done("sparql", file, "--store", published)
    assert rows(answer.text) == [{"n": "163"}]
    assert answer.err == ""
    assert done("sparql", "-", "--store", published, stdin=COUNT.encode()).out == answer.out


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_sparql_rows_in_every_format(published: Path, format: str) -> None:
    assert b"163" in done("sparql", "-", "--format", format, "--store", published, stdin=COUNT.encode()).out


@pytest.mark.parametrize(("format", "syntax"), [(None, "turtle"), ("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")])
def test_sparql_graphs_in_every_format(published: Path, format: str | None, syntax: str) -> None:
    construct = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c . FILTER(?c = <https://w3id.org/detente/ontology#Statement>) }"
    chosen = ("--format", format) if format else ()
    answer = done("sparql", "-", *chosen, "--store", published, stdin=construct.encode())
    assert len(parsed(answer.out, syntax)) == 163


def test_strict_leaves_the_union_out(published: Path) -> None:
    assert rows(done("sparql", "-", "--default-graph", "strict", "--store", published, stdin=COUNT.encode()).text) == [{"n": "0"}]


def test_a_syntax_error_has_line_and_column(published: Path, tmp_path: Path) -> None:
    file = tmp_path / "wrong.rq"
    file.write_text("SELECT * {\n ?s a <http://example.org/x y> }\n", encoding="utf-8")
    line = refused(1, "sparql", file, "--store", published)
    assert re.search(r"line 2, column \d+|:2:\d+", line)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", 1),
        (b"INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }", 1),
        (b"", 1),
        (b"\xff\xfe\x00", 1),
    ],
)
def test_what_sparql_refuses(published: Path, text: bytes, code: int) -> None:
    refused(code, "sparql", "-", "--store", published, stdin=text)


def test_sparql_wrong_calls(published: Path, tmp_path: Path) -> None:
    assert "gone.rq" in refused(1, "sparql", tmp_path / "gone.rq", "--store", published)
    assert "yaml" in refused(2, "sparql", "-", "--format", "yaml", "--store", published, stdin=COUNT.encode())
    assert "default_graph" in refused(2, "sparql", "-", "--default-graph", "both", "--store", published, stdin=COUNT.encode())
    refused(2, "sparql", "-", "--format", "ttl", "--store", published, stdin=COUNT.encode())


def test_explain_needs_no_store_and_runs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "pairs.rq"
    file.write_text("SELECT * { ?s a <urn:a> . ?t a <urn:b> SERVICE <http://127.0.0.1:9/> { ?s ?p ?t } }", encoding="utf-8")
    shown = done("sparql", "--explain", file, cwd=tmp_path)
    assert shown.err == ""
    assert shown.text.startswith("1. Find every case in which all of this holds:\n   - ?s is a <urn:a>\n")
    for part in ("\nWarnings:\n! ", "(service)", "\nLimits of the service:\n- ", "after 10 s"):
        assert part in shown.text
    assert done("sparql", file, "--explain", "--store", tmp_path / "nowhere").out == shown.out
    assert sorted(tmp_path.iterdir()) == [file]


def test_explain_says_that_there_is_no_warning(tmp_path: Path) -> None:
    assert "\nNo warnings.\n" in done("sparql", "-", "--explain", stdin=COUNT.encode(), cwd=tmp_path).text


def test_explain_refuses_in_one_line(tmp_path: Path) -> None:
    assert "line 1, column 12" in refused(1, "sparql", "-", "--explain", stdin=b"SELECT * { FILTR(?x) }", cwd=tmp_path)
    assert "update" in refused(1, "sparql", "-", "--explain", stdin=b"CLEAR ALL", cwd=tmp_path)
    assert "gone.rq" in refused(1, "sparql", tmp_path / "gone.rq", "--explain", cwd=tmp_path)


@pytest.mark.parametrize("words", [("query", "events"), ("sparql", "-"), ("export",), ("stats",), ("validate",), ("serve",)])
def test_a_missing_store_is_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    line = refused(3, *words, "--store", tmp_path / "nowhere", stdin=COUNT.encode())
    assert str(tmp_path / "nowhere") in line
    assert "detente ingest" in line
    assert not (tmp_path / "nowhere").exists(), "reading makes no store"


@pytest.mark.parametrize("words", [("query", "events"), ("sparql", "-"), ("export",), ("stats",), ("validate",), ("serve",)])
def test_a_file_is_no_store(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("words", encoding="utf-8")
    assert str(tmp_path / "file") in refused(3, *words, "--store", tmp_path / "file", stdin=COUNT.encode())
