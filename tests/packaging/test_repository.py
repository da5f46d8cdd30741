"""What stands in the repository, and what must not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from urllib.parse import urlsplit

import pytest
import yaml

from detente import __version__
from tests.cli.command import ROOT, clean_environment
from tests.packaging.conftest import project_files

DOCUMENTS = (
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE", "NOTICE", "Makefile", ".ci/run", "corpus/LICENSE",
)  # fmt: skip
PUBLIC = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}
SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a token": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20,}|pypi-[A-Za-z0-9_-]{40,}|npm_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9_-]{24,})",
    "a cloud key": r"\bAKIA[0-9A-Z]{16}\b",
    "a password in an address": r"\b[a-z]+://[^/\s:@'\"{}<>$]+:[^/\s:@'\"{}<>$]+@[\w.-]+",
    "a web token": r"\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.",
}
OWN_PATHS = re.compile(r"(?<![\w.<>})-])/(?:work|home/[a-z]+|Users/[A-Za-z]+)/(?=[a-z.])")


@cache
def texts() -> dict[str, str]:
    """Every text file of the repository; what is not UTF-8 is an image or the like."""
    found = {}
    for name in project_files():
        try:
            found[name] = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def registry_hosts() -> set[str]:
    """The hosts that this machine's package tools are pointed at, apart from the public ones."""
    shown = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    said = " ".join([shown, *(v for k, v in os.environ.items() if re.search(r"index|registry|proxy|mirror", k, re.IGNORECASE))])
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r"https?://[^\s'\"]+", said)}
    return {host for host in hosts if "." in host} - PUBLIC - {"127.0.0.1"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_is_there(name: str) -> None:
    assert (ROOT / name).is_file(), f"{name} is missing"
    assert (ROOT / name).stat().st_size > 60, f"{name} says nothing"


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "version", "license"} <= set(citation)
    assert str(citation["version"]) == __version__
    assert citation["license"] == "Apache-2.0"


def test_the_changelog_has_this_version() -> None:
    assert re.search(rf"^## .*({re.escape(__version__)}|Unreleased)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_ci_run_is_the_readmes_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK), ".ci/run is not executable"
    assert "make test" in script.read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme


@pytest.mark.parametrize("target", ["demo", "test", "lint", "format", "docs", "clean"])
def test_make_knows_the_target(target: str) -> None:
    ran = subprocess.run(["make", "-n", target], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_no_registry_is_named() -> None:
    hosts = registry_hosts()
    assert [(name, host) for name, text in texts().items() for host in hosts if host in text] == []
    option = "--" + "(?:(?:extra-)?index-url|find-links)"
    assert [name for name, text in texts().items() if re.search(option, text)] == []


def test_no_path_of_a_machine_is_named() -> None:
    assert [f"{name}: {found[0]}" for name, text in texts().items() if (found := OWN_PATHS.search(text))] == []


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_no_secret(kind: str) -> None:
    assert [f"{name}: {found[0][:12]}…" for name, text in texts().items() if (found := re.search(SECRETS[kind], text))] == []


def test_nothing_that_is_made_is_committed() -> None:
    made = re.compile(r"(^|/)(__pycache__|\.venv|node_modules|dist|build|demo-store|detente-store)/|\.(pyc|log|sst)$|(^|/)\.env$")
    assert [name for name in project_files() if made.search(name)] == []
    assert [name for name in project_files() if (ROOT / name).stat().st_size > 1_000_000] == []


def test_the_seed_is_never_committed() -> None:
    assert [name for name in project_files() if "2019-10-10-svi-pakistan" in name] == []
    assert [
        n
        for n, text in texts().items()
        if not n.startswith("tests/") and len(re.findall(r"Strategic Vision Institute held an In-house seminar", text))
    ] == []
