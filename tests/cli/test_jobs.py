"""Many reports: folders, several processes, workers that die, Ctrl-C. The result is that of one process, and one report's fault its own."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cli.extraction import Extracted, Extractor
from cli.workers import extracted_by_workers
from detente.errors import DetenteError, ReportError, SettingsError
from ingest.extraction.chain import extract
from ingest.reading.report import Report
from ingest.record import Record
from tests.cli.command import DETENTE, REPORT, clean_environment, detente, done, export, finish, other_report, start

SLOW = REPORT + ("\n\n" + "\n\n".join(REPORT.strip().split("\n\n")[1:])) * 4_000
DAYS = (13, 14, 15, 16, 17, 18)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of seven reports in two levels, with a file that is none."""
    folder = tmp_path_factory.mktemp("jobs") / "reports"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    for day in DAYS:
        (folder / ("more" if day % 2 else ".") / f"{day}.md").write_text(other_report(day), encoding="utf-8")
    (folder / "map.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A folder of three reports; the last takes long."""
    folder = tmp_path / "slow"
    folder.mkdir()
    for day in (13, 14):
        (folder / f"{day}.txt").write_text(other_report(day), encoding="utf-8")
    (folder / "z.txt").write_text(SLOW, encoding="utf-8")
    return folder


def test_a_folder_in_one_process_and_in_four(reports: Path, tmp_path: Path) -> None:
    one = done("ingest", reports, "--store", tmp_path / "one")
    four = done("ingest", reports, "--store", tmp_path / "four", "--jobs", "4")
    assert one.err == four.err, "in the same order"
    assert one.err.splitlines()[-1] == "7 published, 0 unchanged, 0 refused"
    assert export(tmp_path / "one") == export(tmp_path / "four")
    assert (tmp_path / "one" / "registry.yaml").read_bytes() == (tmp_path / "four" / "registry.yaml").read_bytes()
    assert (
        done("ingest", reports, "--store", tmp_path / "four", "--jobs", "2").err.splitlines()[-1] == "0 published, 7 unchanged, 0 refused"
    )


def test_extracting_a_folder(reports: Path) -> None:
    one = done("extract", reports)
    assert one.out == done("extract", reports, "--jobs", "3").out
    assert len([Record.model_validate_json(line) for line in one.text.splitlines()]) == 7


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_what_fails_is_in_the_summary_and_stops_nothing(reports: Path, tmp_path: Path, jobs: str) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "silent.txt").write_text("The weather was fine on the coast.", encoding="utf-8")
    words = (tmp_path / "gone.txt", tmp_path / "empty.txt", reports / "a.txt", tmp_path / "silent.txt", reports / "more")
    ran = detente("ingest", *words, "--store", tmp_path / "store", "--jobs", jobs)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    lines = ran.err.splitlines()
    summary = lines[lines.index("4 published, 0 unchanged, 3 refused") :]
    assert [line.split(": ")[0].rpartition("/")[2].strip() for line in summary[1:]] == ["gone.txt", "empty.txt", "silent.txt"]
    assert [f"detente: {line.strip()}" for line in summary[1:]] == [line for line in lines if line.startswith("detente: ")]
    shown = detente("extract", *words, "--jobs", jobs)
    assert (shown.code, len(shown.text.splitlines())) == (1, 4)
    assert shown.err.splitlines() == [line for line in lines if line.startswith("detente: ")]


def test_a_service_that_fails_is_the_graver_fault(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file", encoding="utf-8")
    ran = detente("ingest", reports / "a.txt", tmp_path / "gone.txt", "--store", tmp_path / "store")
    assert ran.code == 3
    assert "0 published, 0 unchanged, 2 refused" in ran.err


def test_a_folder_without_reports(tmp_path: Path) -> None:
    (tmp_path / "map.jpg").write_bytes(b"\xff\xd8\xff")
    ran = detente("ingest", tmp_path, "--store", tmp_path / "store")
    assert ran.code == 1
    assert "directory" in ran.err
    assert len(ran.err.splitlines()) == 1


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The process ids of the workers."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def until_published(process: subprocess.Popen[str], number: int) -> str:
    """Read stderr until so many reports are published; what was read."""
    assert process.stderr
    said = ""
    while said.count(" published as ") < number:
        line = process.stderr.readline()
        assert line, f"the command ended: {said}"
        said += line
    return said


def test_a_worker_that_is_killed_costs_its_report_alone(slow: Path, tmp_path: Path) -> None:
    again = [slow / "13.txt"] * 8
    process = start("ingest", slow, *again, "--store", tmp_path / "store", "--jobs", "2")
    until_published(process, 2)
    time.sleep(2)  # the other worker has answered all that may be asked before the slow report's turn has come
    workers = workers_of(process)
    assert len(workers) == 2
    process.send_signal(signal.SIGSTOP)  # so that both die before it can give the idle one another report
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    while not all(") Z " in Path(f"/proc/{worker}/stat").read_text(encoding="ascii") for worker in workers):
        time.sleep(0.01)
    ran = finish(process, signal.SIGCONT)
    assert ran.code == 1
    lines = ran.err.splitlines()
    assert lines[-2] == "2 published, 8 unchanged, 1 refused"
    assert lines[-1].startswith("    z.txt: the process that extracted it was killed (SIGKILL)")
    assert "Traceback" not in ran.err
    done("ingest", *again[:1], slow / "14.txt", "--store", tmp_path / "other")
    assert export(tmp_path / "store") == export(tmp_path / "other")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_keeps_what_was_published(slow: Path, tmp_path: Path, jobs: str) -> None:
    process = start("ingest", slow, "--store", tmp_path / "store", "--jobs", jobs)
    until_published(process, 2)
    workers = workers_of(process)
    assert bool(workers) == (jobs == "2")
    for worker in workers:  # a terminal sends it to all of them
        os.kill(worker, signal.SIGINT)
    began = time.monotonic()
    ran = finish(process, signal.SIGINT)
    assert time.monotonic() - began < 5
    assert ran.code == 130
    assert ran.err.splitlines() == ["2 published, 0 unchanged, 0 refused"]
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []
    done("ingest", slow / "13.txt", slow / "14.txt", "--store", tmp_path / "other")
    assert export(tmp_path / "store") == export(tmp_path / "other")


def test_a_reader_that_goes_away_ends_the_workers(reports: Path) -> None:
    process = start("extract", *[reports] * 9, "--jobs", "2")
    assert process.stdout
    assert json.loads(process.stdout.readline())["format"] == "detente-record/1"
    workers = workers_of(process)
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == ""
    process.stderr.close()
    process.wait(timeout=120)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []


def test_progress_is_shown_on_a_terminal_only(reports: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    words = [str(DETENTE), "ingest", str(reports), "--store", str(tmp_path / "store")]
    process = subprocess.Popen(words, env=clean_environment(TERM="xterm"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 65_536)
        except OSError:  # the other side is closed
            break
    os.close(ours)
    assert process.stdout
    assert process.stdout.read() == b""
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert b" reports " in shown
    assert b"a.txt: published as" in shown


# ---- the workers by themselves: spawned from this module ----


def report(name: str, text: str = REPORT) -> Report:
    return Report(name, "text/plain", text.encode(), text)


def hostile(report: Report) -> Record:
    if report.file == "killer.txt":
        os.kill(os.getpid(), signal.SIGKILL)
    if report.file == "leaver.txt":
        os._exit(7)
    if report.file == "fault.txt":
        raise ZeroDivisionError("of our own making")
    if report.file == "deep.txt":
        return deep(0)
    return extract(report)


def deep(level: int) -> Record:
    return deep(level + 1)


def make_hostile() -> Extractor:
    return hostile


def make_unfit(message: str) -> Extractor:
    raise SettingsError(message)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_answers_come_in_order_whatever_happens(jobs: int) -> None:
    names = ["a.txt", "killer.txt", "b.txt", "fault.txt", "leaver.txt", "c.txt", "deep.txt", "d.txt", "killer.txt"]
    unread = ReportError("e.txt: empty")
    found = list(extracted_by_workers(make_hostile, [*map(report, names), unread], jobs))
    assert [f.report.file if isinstance(f, Extracted) else str(f).split(":")[0] for f in found] == [*names, "e.txt"]
    errors = {str(f).split(": ")[0]: f for f in found if isinstance(f, DetenteError)}
    assert set(errors) == {"killer.txt", "fault.txt", "leaver.txt", "deep.txt", "e.txt"}
    assert {error.exit_code for error in errors.values()} == {1}
    assert "was killed (SIGKILL)" in str(errors["killer.txt"])
    assert "ended (exit code 7)" in str(errors["leaver.txt"])
    assert "ZeroDivisionError: of our own making" in str(errors["fault.txt"])
    assert "RecursionError" in str(errors["deep.txt"])


def test_reports_are_read_as_they_are_needed() -> None:
    """Of a million reports, no more than the workers' share is in memory."""
    read = 0

    def reading() -> Iterator[Report]:
        nonlocal read
        for number in range(1_000_000):
            read += 1
            yield report(f"{number}.txt")

    answers = extracted_by_workers(make_hostile, reading(), 2)
    for number in range(5):
        answer = next(answers)
        assert isinstance(answer, Extracted)
        assert answer.report.file == f"{number}.txt"
    answers.close()
    assert read <= 5 + 2 * 3


def test_an_extraction_that_cannot_begin_is_one_error() -> None:
    with pytest.raises(SettingsError, match="no such model"):
        list(extracted_by_workers(partial(make_unfit, "no such model"), [report("a.txt"), report("b.txt")], 2))
