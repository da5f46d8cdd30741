"""Wheel and sdist hold exactly the packages with their data files."""

from __future__ import annotations

import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

from detente import __version__
from tests.packaging.conftest import Built, project_files

DATA = (".ttl", ".jsonld", ".yaml", ".rq", ".html", ".css", ".svg", ".txt", ".json")


def packages(tree: Path) -> list[str]:
    return list(
        tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    )


def of_packages(built: Built) -> set[str]:
    """The files of our packages, as they stand in the tree."""
    ours = set(packages(built.tree))
    return {str(p.relative_to(built.tree)) for p in built.tree.rglob("*") if p.is_file() and p.relative_to(built.tree).parts[0] in ours}


def test_the_wheel_is_the_packages(built: Built) -> None:
    inside = {name for name in built.in_wheel if ".dist-info/" not in name}
    wanted = of_packages(built)
    assert sorted(wanted - inside) == [], "missing in the wheel"
    assert sorted(inside - wanted) == [], "surplus in the wheel"


def test_every_kind_of_data_file_is_there(built: Built) -> None:
    """So that the comparison above cannot hold over nothing."""
    assert [suffix for suffix in DATA if not any(name.endswith(suffix) for name in built.in_wheel)] == []
    for name in ("ontology/core.ttl", "ontology/context.jsonld", "queries/events.rq", "api/static/style.css", "api/templates/base.html"):
        assert name in built.in_wheel
    assert len([n for n in built.in_wheel if n.startswith("corpus/reports/")]) >= 8


def test_every_package_of_the_tree_is_built(built: Built) -> None:
    found = {name.split("/")[0] for name in project_files() if name.count("/") == 1 and name.endswith("/__init__.py")}
    assert found == set(packages(built.tree))


def test_the_sdist_holds_packages_tests_and_documents(built: Built) -> None:
    assert sorted(of_packages(built) - built.in_sdist) == []
    assert [top for top in ("tests/", "docs/") if not any(name.startswith(top) for name in built.in_sdist)] == []
    for name in (
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "CITATION.cff",
        "LICENSE",
        "NOTICE",
        "Makefile",
        "pyproject.toml",
        "PKG-INFO",
    ):
        assert name in built.in_sdist, f"{name} is missing in the sdist"


def test_nothing_strange_is_inside(built: Built) -> None:
    for name in built.in_wheel | built.in_sdist:
        assert not any(
            part in {"__pycache__", "demo-store", "detente-store", ".venv", ".git", ".mypy_cache"} for part in name.split("/")
        ), name
        assert not name.endswith((".pyc", ".env", ".log", ".orig")), name
    assert not any(name.startswith(("tests/", "docs/", "benchmarks/")) for name in built.in_wheel)


def test_the_sdist_builds_the_same_wheel(built: Built) -> None:
    again = next((built.tree.parent / "again").glob("*.whl"))
    with zipfile.ZipFile(again) as other, zipfile.ZipFile(built.wheel) as first:
        assert {i.filename: i.CRC for i in other.infolist()} == {i.filename: i.CRC for i in first.infolist()}


def test_the_metadata(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        info = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(info).decode())
        entry = archive.read(info.replace("METADATA", "entry_points.txt")).decode()
        licences = [n for n in archive.namelist() if ".dist-info/licenses/" in n]
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "detente = cli.main:main" in entry
    assert sorted(n.split("/licenses/")[1] for n in licences) == ["LICENSE", "NOTICE", "corpus/LICENSE"]
    assert "# detente" in str(metadata.get_payload())
