"""`detente serve` and `detente demo`."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest
import yaml

from tests.cli.command import REPORT, ROOT, done, finish, refused, serving, start


def test_a_report_ingested_while_serving_shows_within_a_second(own_store: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    with serving("serve", "--store", own_store) as client:
        before = client.get("/api/v1/events")
        assert before.json()["total"] == 1
        tag = before.headers["etag"]
        assert client.get("/api/v1/events", headers={"If-None-Match": tag}).status_code == 304
        done("ingest", report, "--store", own_store)
        deadline = time.monotonic() + 1
        while (total := client.get("/api/v1/events").json()["total"]) != 2:
            assert time.monotonic() < deadline, f"1 s after ingesting, {total} event is shown"
            time.sleep(0.02)
        assert client.get("/api/v1/events", headers={"If-None-Match": tag}).status_code == 200


def test_strict_default_graph(published: Path) -> None:
    ask = {"query": "ASK { ?s ?p ?o }"}
    with serving("serve", "--store", published, "--default-graph", "strict") as client:
        assert client.get("/sparql", params=ask, headers={"Accept": "application/sparql-results+json"}).json()["boolean"] is False


def test_the_flag_of_the_default_graph_is_checked(published: Path) -> None:
    assert "default_graph" in refused(2, "serve", "--store", published, "--port", "0", "--default-graph", "both")


def test_a_busy_port_is_one_line(published: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        line = refused(3, "serve", "--store", published, "--port", str(port))
    assert f"127.0.0.1:{port}" in line
    assert "--port" in line


def test_a_host_that_is_none_of_ours(published: Path) -> None:
    assert "203.0.113.9" in refused(3, "serve", "--store", published, "--port", "0", "--host", "203.0.113.9")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_ingest_quietly(tmp_path: Path, sign: signal.Signals) -> None:
    reports = []
    for day in range(10, 26):
        reports.append(tmp_path / f"{day}.txt")
        reports[-1].write_text(REPORT.replace("12 March", f"{day} March"), encoding="utf-8")
    process = start("ingest", *reports, "--store", tmp_path / "store")
    assert process.stderr
    first = process.stderr.readline()
    assert "published" in first
    ran = finish(process, sign)
    assert ran.code in {130, 128 + sign, -sign}
    assert all("published as" in line or "note:" in line for line in ran.err.splitlines()), ran.err
    done("export", "--store", tmp_path / "store")


def test_the_demo_is_built_from_an_empty_folder(tmp_path: Path) -> None:
    ran = done("demo", "--build-only", cwd=tmp_path)
    reports = sorted((ROOT / "corpus" / "reports").glob("*.txt"))
    assert len(reports) >= 8, "the demo corpus has at least eight reports"
    assert ran.out == b""
    assert [p.name for p in tmp_path.iterdir()] == ["demo-store"]
    registry = ROOT / "corpus" / "registry.yaml"
    assert registry.is_file(), "corpus/registry.yaml is missing: the demo's ids are to be minted once"
    assert (tmp_path / "demo-store" / "registry.yaml").read_bytes() == registry.read_bytes()
    assert len(yaml.safe_load(registry.read_bytes())["sources"]) == len(reports)
    shown = done("stats", "--store", tmp_path / "demo-store").text
    assert f"Event\t{len(reports)}\n" in shown
