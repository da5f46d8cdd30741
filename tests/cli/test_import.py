"""`detente import FILE…`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import detente, done, export

QUADS = '<urn:a> <urn:b> "one" <urn:g> .\n<urn:a> <urn:b> "two" .\n'


def test_files_come_in_together(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text(QUADS)
    (tmp_path / "b.trig").write_text('<urn:h> { <urn:a> <urn:b> "three" }')
    told = done("import", tmp_path / "a.nq", tmp_path / "b.trig", "--store", tmp_path / "store")
    assert "published as version 1-" in told.err
    assert export(tmp_path / "store").count(b"\n") == 3
    done("import", tmp_path / "b.trig", "--store", tmp_path / "store", "--replace")
    assert export(tmp_path / "store") == b'<urn:a> <urn:b> "three" <urn:h> .\n'


def test_triples_go_into_a_graph(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> 1 .")
    done("import", tmp_path / "a.ttl", "--graph", "urn:g", "--store", tmp_path / "store")
    assert export(tmp_path / "store").endswith(b"<urn:g> .\n")


def test_a_file_that_is_wrong_changes_nothing_and_is_named(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.nt", tmp_path / "bad.nt"
    good.write_text("<urn:a> <urn:b> <urn:c> .\n")
    bad.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> oops\n")
    done("import", good, "--store", tmp_path / "store")
    before = export(tmp_path / "store")
    wrong = detente("import", good, bad, "--graph", "urn:g", "--store", tmp_path / "store")
    assert wrong.code == 1
    assert "bad.nt" in wrong.err
    assert "line 2" in wrong.err
    assert export(tmp_path / "store") == before
    for arguments, word in (
        ([tmp_path / "none.ttl"], "no such file"),
        ([Path(__file__)], "ends in none of"),
        ([good, "--graph", "not an iri"], "IRI"),
    ):
        refused = detente("import", *arguments, "--store", tmp_path / "store")
        assert (refused.code, word in refused.err) == (1, True), refused.err
    (tmp_path / "a.nq").write_text(QUADS)
    mixed = detente("import", good, tmp_path / "a.nq", "--store", tmp_path / "store")
    assert mixed.code == 1
    assert "separate calls" in mixed.err
