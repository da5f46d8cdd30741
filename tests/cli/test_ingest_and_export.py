"""`detente ingest` and `detente export`: the same input gives the same bytes, in every format the same data."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import to_isomorphic
from rdflib.term import Node

from tests.api.rdf import parsed
from tests.cli.command import DETENTE, REPORT, Ran, clean_environment, done, export, refused, seed

RDF_TYPE = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
STATEMENT = URIRef("https://w3id.org/detente/ontology#Statement")


@pytest.fixture(scope="module")
def union(quads: bytes) -> set[tuple[Node, Node, Node]]:
    """The triples of all named graphs."""
    return set(parsed(re.sub(rb" <[^<> ]*> \.\n", b" .\n", quads), "nt"))


def test_ingest_says_what_it_found_on_stderr_only(first: tuple[Path, Ran]) -> None:
    store, ran = first
    assert ran.out == b""
    assert "published as 2019-10-10-svi-current-status-future-pakistan-russia: 10 people, 163 statements" in ran.err.splitlines()[0]
    assert (store / "registry.yaml").is_file()


def test_the_export_is_canonical(quads: bytes) -> None:
    lines = quads.decode().splitlines()
    assert len(lines) > 1_500
    assert len(set(lines)) == len(lines)
    assert lines == sorted(lines)
    assert not any(part.startswith("_:") for line in lines for part in line.split(" ")[:3]), "no blank nodes"


def test_ingesting_again_changes_nothing(own_store: Path, quads: bytes) -> None:
    before = {p.name for p in own_store.iterdir()}
    registry = (own_store / "registry.yaml").read_bytes()
    assert "unchanged as" in done("ingest", seed(), "--store", own_store).err
    assert export(own_store) == quads
    assert {p.name for p in own_store.iterdir()} == before, "no new version"
    assert (own_store / "registry.yaml").read_bytes() == registry


def test_another_machine_makes_the_same_bytes(tmp_path: Path, quads: bytes) -> None:
    strange = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Chatham", "LC_ALL": "C", "LANG": "C"}
    done("ingest", seed(), "--store", tmp_path / "store", env=strange)
    assert done("export", "--store", tmp_path / "store", env=strange).out == quads


def test_the_store_may_come_from_the_environment_and_the_file(published: Path, quads: bytes, tmp_path: Path) -> None:
    assert done("export", env={"DETENTE_STORE": str(published)}).out == quads
    (tmp_path / "detente.toml").write_text(f'store = "{published}"\n', encoding="utf-8")
    assert done("export", cwd=tmp_path).out == quads


@pytest.mark.parametrize(("format", "syntax"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_a_graph_format_is_the_union(published: Path, union: set[tuple[Node, Node, Node]], format: str, syntax: str) -> None:
    graph = parsed(done("export", "--store", published, "--format", format).out, syntax)
    wanted = Graph()
    for triple in union:
        wanted.add(triple)
    assert to_isomorphic(graph) == to_isomorphic(wanted)


def test_csv_has_one_row_a_statement(published: Path, union: set[tuple[Node, Node, Node]]) -> None:
    rows = list(csv.DictReader(io.StringIO(done("export", "--store", published, "--format", "csv").out.decode(), newline="")))
    assert {row["id"] for row in rows} == {str(s) for s, p, o in union if p == RDF_TYPE and o == STATEMENT}
    assert len(rows) == 163
    text = seed().read_text(encoding="utf-8")
    for row in rows:
        assert " ".join(text[int(row["start"]) : int(row["end"])].split()) == row["quote"], "a quote on one line"
        assert 0 <= float(row["confidence"]) <= 1


def test_an_unknown_format_of_export(published: Path) -> None:
    assert "nq, ttl, jsonld, csv" in refused(2, "export", "--store", published, "--format", "zip")


def test_a_reader_that_goes_away_is_no_error(published: Path, quads: bytes) -> None:
    for format in ("nq", "csv"):
        process = subprocess.Popen(
            [str(DETENTE), "export", "--store", str(published), "--format", format],
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        process.wait(timeout=60)
        assert line
        assert format == "csv" or line == quads.splitlines(keepends=True)[0]


def test_replace_puts_a_report_in_the_place_of_another(tmp_path: Path) -> None:
    report, store = tmp_path / "report.txt", tmp_path / "store"
    report.write_text(REPORT, encoding="utf-8")
    done("ingest", report, "--store", store)
    report.write_text(REPORT.replace("doubled in ten years", "tripled in ten years"), encoding="utf-8")
    done("ingest", report, "--store", store, "--replace")
    after = export(store).decode()
    assert "tripled in ten years" in after
    assert "doubled in ten years" not in after
