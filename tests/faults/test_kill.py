"""A kill at any moment loses nothing acknowledged, and the same command puts everything right; writers take turns."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.cli.command import REPORT, ROOT, clean_environment, done, finish, other_report, start
from tests.faults.conftest import dump

KILLS = 10
ACKNOWLEDGED = re.compile(r"(?:published|unchanged) as ([a-z0-9-]+):")
# runs `detente ingest`, and is killed as soon as it calls the function named
KILLED_IN = """
import os, signal, sys
from importlib import import_module
from cli.main import main
module, owner, name = sys.argv[1].split(":")
setattr(getattr(import_module(module), owner), name, lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL))
main(sys.argv[2:])
"""


@dataclass(frozen=True)
class Unharmed:
    """Three reports, the dataset that they make, and how long that takes, in seconds."""

    reports: list[Path]
    quads: list[str]
    seconds: float


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> Unharmed:
    folder = tmp_path_factory.mktemp("kill")
    reports = []
    for day in (12, 14, 15):
        reports.append(folder / f"{day}.txt")
        reports[-1].write_text(REPORT if day == 12 else other_report(day), encoding="utf-8")
    began = time.monotonic()
    done("ingest", *reports, "--store", folder / "store")
    return Unharmed(reports, dump(folder / "store"), time.monotonic() - began)


def ingested_again(unharmed: Unharmed, store: Path) -> None:
    done("ingest", *unharmed.reports, "--store", store)
    assert dump(store) == unharmed.quads, "the same bytes as a store that was never killed"
    assert not (store / "pending.json").exists()
    known = yaml.safe_load((store / "registry.yaml").read_text(encoding="utf-8"))
    assert len(known["sources"]) == len(unharmed.reports)
    assert len([p for p in (store / "sources").iterdir() if not p.name.startswith(".")]) == len(unharmed.reports)


@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_at_a_random_moment(unharmed: Unharmed, tmp_path: Path, number: int) -> None:
    moment = random.Random(number).uniform(0.25, 1.0) * unharmed.seconds
    store = tmp_path / "store"
    process = start("ingest", *unharmed.reports, "--store", store)
    time.sleep(moment)
    ran = finish(process, signal.SIGKILL)
    if (store / "current.json").exists():
        after = "\n".join(dump(store))
        for event in ACKNOWLEDGED.findall(ran.err):
            assert f"/id/event/{event}>" in after, f"{event} was acknowledged and is lost"
    else:
        assert not ACKNOWLEDGED.findall(ran.err)
    ingested_again(unharmed, store)


def killed_in(place: str, store: Path, report: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", KILLED_IN, place, "ingest", str(report), "--store", str(store)],
        cwd=store.parent,
        env=clean_environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL, f"{place} was not called: {ran.stderr.decode()}"


PLACES = (
    "store.snapshots:Folder:begin",
    "store.snapshots:Folder:publish",
    "store.sources:Sources:put",
    "ingest.registry:Registry:save",
)


@pytest.mark.parametrize("place", PLACES)
def test_a_kill_between_two_steps(unharmed: Unharmed, tmp_path: Path, place: str) -> None:
    store = tmp_path / "store"
    killed_in(place, store, unharmed.reports[0])
    ingested_again(unharmed, store)


@pytest.mark.parametrize("place", PLACES)
def test_after_a_kill_another_report_may_come_first(unharmed: Unharmed, tmp_path: Path, place: str) -> None:
    """The graph of a report that was published must keep the names of its people, whatever is ingested next."""
    store = tmp_path / "store"
    done("ingest", unharmed.reports[1], "--store", store)
    killed_in(place, store, unharmed.reports[0])
    before = {line for line in dump(store) if "/graph/registry>" in line}
    done("ingest", unharmed.reports[2], "--store", store)
    assert before - set(dump(store)) == set(), "ids that were published are forgotten"


def test_two_writers_at_the_same_time(unharmed: Unharmed, tmp_path: Path) -> None:
    for attempt in range(2):
        store = tmp_path / f"store-{attempt}"
        running = [start("ingest", report, "--store", store) for report in unharmed.reports]
        for process in running:
            ran = finish(process)
            assert ran.code == 0, ran.err
            assert " published as " in ran.err
        known = yaml.safe_load((store / "registry.yaml").read_text(encoding="utf-8"))
        assert len(known["sources"]) == len(unharmed.reports), "a writer has overwritten another one's registry"
        assert dump(store) == unharmed.quads
