"""The commands on a store that is a SPARQL service: the same bytes as from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.errors import EXIT_SERVICE
from tests.cli.command import done, export, refused, seed
from tests.store.servers import PASSWORD, USER, free_port, oxigraph, virtuoso

QUESTION = ("query", "positions", "--format", "csv")


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def environment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp(request.param)
    settings = {"DETENTE_STORE_FOLDER": str(folder / "kept"), "DETENTE_STORE_KIND": request.param}
    if request.param == "virtuoso":
        settings |= {"DETENTE_STORE_USER": USER, "DETENTE_STORE_PASSWORD": PASSWORD}
    with (oxigraph if request.param == "oxigraph" else virtuoso)(folder) as address:
        yield settings | {"DETENTE_STORE": address}


def test_the_way_of_a_report(environment: dict[str, str], published: Path, quads: bytes) -> None:
    assert "no store at" in refused(EXIT_SERVICE, "stats", env=environment)
    assert "published as" in done("ingest", seed(), env=environment).err
    assert "unchanged as" in done("ingest", seed(), env=environment).err
    assert done("export", env=environment).out == quads
    assert done("export", "--format", "csv", env=environment).out == done("export", "--format", "csv", "--store", published).out
    assert done("export", "--format", "ttl", env=environment).out == done("export", "--format", "ttl", "--store", published).out
    assert done(*QUESTION, env=environment).out == done(*QUESTION, "--store", published).out
    assert done("stats", env=environment).text.splitlines()[1:] == done("stats", "--store", published).text.splitlines()[1:]
    kept = Path(environment["DETENTE_STORE_FOLDER"])
    assert (kept / "registry.yaml").read_bytes() == (published / "registry.yaml").read_bytes()
    assert "valid" in done("validate", env=environment).err
    assert export(published) == quads


def test_a_service_that_is_down_is_one_line(tmp_path: Path) -> None:
    down = {"DETENTE_STORE": f"http://127.0.0.1:{free_port()}", "DETENTE_STORE_FOLDER": str(tmp_path / "kept")}
    line = refused(EXIT_SERVICE, "ingest", seed(), env=down)
    assert "cannot be reached" in line
    assert not (tmp_path / "kept" / "sources").exists()
