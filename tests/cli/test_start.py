"""Help, version, wrong calls, and what starting costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detente import __version__
from tests.cli.command import ROOT, clean_environment, detente, done, refused

COMMANDS = ("demo", "extract", "ingest", "validate", "evaluate", "query", "sparql", "export", "stats", "serve", "schema", "config")
HEAVY = {"rdflib", "fastapi", "starlette", "pyoxigraph", "pyshacl", "uvicorn", "jinja2", "charset_normalizer"}


def test_help_names_every_command() -> None:
    shown = done("--help")
    assert shown.err == ""
    for command in COMMANDS:
        assert f"  {command} " in shown.text


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command: str) -> None:
    shown = done(command, "--help")
    assert shown.err == ""
    assert shown.text.startswith(f"Usage: detente {command}")
    assert done(command, "-h").text == shown.text


def test_no_word_shows_the_help() -> None:
    ran = detente()
    assert ran.code in {0, 2}
    assert "internal error" not in ran.err
    assert "Usage: detente" in ran.text + ran.err
    assert len((ran.text + ran.err).splitlines()) > 10, "the help is for reading: it keeps its lines"


def test_version() -> None:
    assert done("--version").text == f"{__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["ingest", "--help"], ["sparql", "--help"], ["config"]])
def test_help_and_config_load_no_heavy_library(words: list[str], tmp_path: Path) -> None:
    script = f"import sys, cli.main; cli.main.run({words!r}); print(*sys.modules, file=sys.stderr)"
    environment = clean_environment(PYTHONPATH=str(ROOT))
    ran = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "cli.main" in ran.stderr.split()
    assert set(ran.stderr.split()) & HEAVY == set()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("publish",), "publish"),
        (("--colour",), "--colour"),
        (("stats", "--colour"), "--colour"),
        (("ingest",), "PATH"),
        (("extract",), "FILE"),
        (("extract", ""), "empty"),
        (("ingest", "", "--store", "nowhere"), "empty"),
        (("ingest", "x", "--jobs", "0"), "--jobs"),
        (("evaluate", "gold"), "TEXTS"),
        (("schema",), "NAME"),
        (("sparql",), "FILE"),
        (("stats", "surplus"), "surplus"),
        (("serve", "--port", "seven"), "--port"),
        (("serve", "--port", "70000"), "--port"),
        (("export", "--store"), "--store"),
    ],
)
def test_a_wrong_call_is_one_line_and_2(words: tuple[str, ...], named: str) -> None:
    line = refused(2, *words)
    assert named.casefold() in line.casefold()
    assert "--help" in line, "the line says where to look"


@pytest.mark.parametrize("words", [("--debug", "export", "--store", "nowhere"), ("export", "--store", "nowhere", "--debug")])
def test_debug_shows_the_traceback(words: tuple[str, ...]) -> None:
    ran = detente(*words)
    assert ran.code == 3
    assert ran.err.startswith("Traceback (most recent call last):")
    assert ran.err.splitlines()[-1].startswith("detente: no store at nowhere")
    assert ran.out == b""
