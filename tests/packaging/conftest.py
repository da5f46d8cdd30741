"""The project as others get it: built from a copy, installed from the wheel into a clean environment. Done once."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.command import ROOT, clean_environment

MINUTES = 5


@dataclass(frozen=True)
class Built:
    """The tree that was built, and the names inside each archive (without folders)."""

    tree: Path
    wheel: Path
    sdist: Path
    in_wheel: set[str]
    in_sdist: set[str]


def run(*words: str | Path, cwd: Path, **environment: str) -> str:
    """Run a tool to its end; what it said on stdout."""
    done = subprocess.run(
        [str(w) for w in words],
        cwd=cwd,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=MINUTES * 60,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout[-2_000:]}\n{done.stderr[-4_000:]}"
    return done.stdout


def project_files() -> list[str]:
    """Every file of the project, committed or about to be."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    found = sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())
    assert found, "git lists no file: run the tests in a clone of the repository"
    return found


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Wheel and sdist, built with the back-end that pyproject.toml names, from a copy of the project's files."""
    folder = tmp_path_factory.mktemp("packaging")
    tree, tools, out = folder / "tree", folder / "tools", folder / "out"
    for name in project_files():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tree / name)
    run(sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, "hatchling", cwd=folder)
    run(sys.executable, "-m", "hatchling", "build", "-d", out, cwd=tree, PYTHONPATH=str(tools))
    wheel, sdist = next(out.glob("*.whl")), next(out.glob("*.tar.gz"))
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = {name for name in archive.namelist() if not name.endswith("/")}
    with tarfile.open(sdist) as tar:
        in_sdist = {m.name.partition("/")[2] for m in tar.getmembers() if m.isfile()}
        # Python before 3.11.4 knows no filters; the archive is our own
        tar.extractall(folder / "unpacked", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))  # type: ignore[arg-type]
    unpacked = next((folder / "unpacked").iterdir())
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "again", cwd=unpacked, PYTHONPATH=str(tools))
    return Built(tree, wheel, sdist, in_wheel, in_sdist)


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a clean environment with the wheel and what it depends on, nothing else."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", built.wheel, cwd=folder)
    return python.parent
