"""The wheel in a clean environment, run from an empty folder."""

from __future__ import annotations

import json
import re
from pathlib import Path

from detente import __version__
from tests.cli.command import ROOT, done, serving
from tests.packaging.conftest import run

OURS = {"detente", "ontology", "ingest", "store", "queries", "analysis", "api", "cli", "corpus", "web"}
TOP_LEVEL_NAMES = """
import importlib.metadata, json
found = {}
for dist in importlib.metadata.distributions():
    names = {str(f).split("/")[0] for f in dist.files or () if not str(f).startswith(("..", "/"))}
    names = {n.removesuffix(".py") for n in names if not n.endswith((".dist-info", ".egg-info", ".pth", ".libs"))}
    found[dist.metadata["Name"]] = sorted(names)
print(json.dumps(found))
"""


def test_the_version(installed: Path, tmp_path: Path) -> None:
    assert done("--version", program=installed / "detente", cwd=tmp_path).text == f"{__version__}\n"


def test_the_code_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    for name in sorted(OURS - {"web"}):
        where = run(installed / "python", "-c", f"import {name}; print({name}.__file__)", cwd=tmp_path).strip()
        assert Path(where).is_relative_to(installed.parent), f"{name} comes from {where}"
        assert not Path(where).is_relative_to(ROOT)


def test_no_dependency_has_a_name_of_ours(installed: Path, tmp_path: Path) -> None:
    found: dict[str, list[str]] = json.loads(run(installed / "python", "-c", TOP_LEVEL_NAMES, cwd=tmp_path))
    assert set(found.pop("detente")) == OURS - {"web"}
    assert "rdflib" in found["rdflib"]
    assert {name: sorted(OURS & set(tops)) for name, tops in found.items() if OURS & set(tops)} == {}


def test_the_demo_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    with serving("demo", cwd=tmp_path, program=installed / "detente") as client:
        home = client.get("/", headers={"Accept": "text/html"})
        assert home.status_code == 200
        assert "<html" in home.text
        events = client.get("/api/v1/events").json()
        assert events["total"] >= 8
        statement = client.get("/api/v1/statements", params={"limit": "1"}).json()["items"][0]
        page = client.get(f"/doc/statement/{statement['slug']}.html")
        assert page.status_code == 200
        assert statement["quote"].split()[0] in page.text
        for style in re.findall(r'href="(/static/[^"]+)"', home.text):
            assert client.get(style).status_code == 200
        redirect = client.get(f"/id/statement/{statement['slug']}", headers={"Accept": "text/turtle"})
        assert redirect.status_code == 303
    assert [p.name for p in tmp_path.iterdir()] == ["demo-store"]
    assert (tmp_path / "demo-store" / "registry.yaml").read_bytes() == (ROOT / "corpus" / "registry.yaml").read_bytes()


def test_commands_that_need_data_files(installed: Path, tmp_path: Path) -> None:
    program = installed / "detente"
    assert "proposals" in done("query", program=program, cwd=tmp_path).text
    assert "sh:NodeShape" in done("schema", "shapes", program=program, cwd=tmp_path).text
    assert "@context" in json.loads(done("schema", "context", program=program, cwd=tmp_path).out)
