"""Runs the real `detente` command in a process of its own, as a user would."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
DETENTE = Path(sys.executable).with_name("detente")
SECONDS = 60
REFUSAL_SECONDS = 20
SERVES = re.compile(r"http://[^\s/]+:\d+/")

REPORT = """The Lindholm Institute for Northern Studies (LINS) held a seminar on ‘Trade between Norway and Chile’ on 12 March 2018 in \
Oslo. H.E. Amara Quillfeather, Ambassador of Chile to Norway, was the chief guest. Dr. Tobias Fenwright, Professor at the University of \
Lindholm, spoke as a discussant.

Ambassador Quillfeather said that trade between Norway and Chile had doubled in ten years. She proposed that both countries should \
sign a new agreement on shipping.

Dr. Fenwright doubted that the ports of Chile could handle more ships. He asked whether Norway would invest in the ports.
"""

OTHERS = (("Odalys Brackenbury", "Casper Thistlewood"), ("Ingrid Marchbanks", "Leopold Ravensworth"), ("Selma Underhill", "Jonas Goodbody"))


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


def seed() -> Path:
    """The seed report, which is never committed; it lies beside the repository, or where DETENTE_SHARED says."""
    shared = Path(os.environ.get("DETENTE_SHARED") or ROOT.parent / "shared")
    found = sorted((shared / "seed").glob("*.txt"))
    assert found, f"no seed report in {shared / 'seed'}; set DETENTE_SHARED to the folder that holds seed/"
    return found[0]


def other_report(day: int) -> str:
    """An invented report like REPORT, of another event with other people."""
    envoy, scholar = OTHERS[day % len(OTHERS)]
    changed = REPORT.replace("12 March", f"{day} March").replace("‘Trade between", "‘Shipping between")
    for old, new in (("Amara Quillfeather", envoy), ("Tobias Fenwright", scholar)):
        changed = changed.replace(old, new).replace(old.split()[1], new.split()[1])
    return changed


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without any setting of ours but one: rules alone, since the parser takes seconds to start in each process.

    `tests/cli/test_parser.py` runs the commands with the parser.
    """
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("DETENTE_") and k not in {"PYTHONPATH", "PYTHONHASHSEED", "FORCE_COLOR"}
    }
    return {**kept, "DETENTE_PARSER": "off", **more}


def detente(
    *words: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    program: Path = DETENTE,
    timeout: float = SECONDS,
    **more: Any,
) -> Ran:
    """Run `detente WORDS…` to its end; `env` is added to a clean environment."""
    assert program.is_file(), f"{program} is missing; install the project into this environment (pip install -e .)"
    done = subprocess.run(
        [str(program), *map(str, words)],
        cwd=cwd or ROOT / "tests",
        env=clean_environment(**(env or {})),
        input=stdin,
        capture_output=True,
        timeout=timeout,
        check=False,
        **more,
    )
    return Ran(done.returncode, done.stdout, done.stderr.decode())


def done(*words: str | Path, **more: Any) -> Ran:
    """Run `detente WORDS…`; it must succeed."""
    ran = detente(*words, **more)
    assert ran.code == 0, f"detente {' '.join(map(str, words))}: exit {ran.code}\n{ran.err}"
    return ran


def refused(code: int, *words: str | Path, **more: Any) -> str:
    """Run `detente WORDS…`; it must fail with this exit code, one line on stderr and nothing on stdout. Returns the line."""
    ran = detente(*words, **{"timeout": REFUSAL_SECONDS, **more})
    assert ran.out == b"", f"stdout must be empty: {ran.out[:200]!r}"
    line = one_line(ran.err)
    assert ran.code == code, f"exit {ran.code}, not {code}: {line}"
    return line


def one_line(err: str) -> str:
    """The one line of an error; no traceback, no fault of ours."""
    lines = err.splitlines()
    assert len(lines) == 1, f"not one line: {err}"
    assert lines[0].startswith("detente: "), err
    assert "Traceback" not in err, err
    assert "internal error" not in err, err
    return lines[0].removeprefix("detente: ")


def export(store: Path) -> bytes:
    """The whole dataset, canonical."""
    return done("export", "--store", store, "--format", "nq").out


def interruptible() -> None:
    """Before exec: Ctrl-C ends the command even where this test run ignores it (as a background job does)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*words: str | Path, cwd: Path | None = None, program: Path = DETENTE) -> subprocess.Popen[str]:
    """Start `detente WORDS…`, its stdout and stderr in pipes."""
    return subprocess.Popen(
        [str(program), *map(str, words)],
        cwd=cwd or ROOT / "tests",
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=interruptible,  # noqa: PLW1509 - no threads run in it
    )


def finish(process: subprocess.Popen[str], sign: signal.Signals | None = None) -> Ran:
    """Send a signal, if one is given, and wait for the end."""
    if sign is not None:
        process.send_signal(sign)
    try:
        out, err = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"the command did not end within 30 s of {sign}: {err}") from None
    return Ran(process.returncode, out.encode(), err)


@contextmanager
def serving(*words: str | Path, cwd: Path | None = None, program: Path = DETENTE) -> Iterator[httpx.Client]:
    """A client of `detente serve` or `detente demo`, ready; at the end Ctrl-C must stop it quietly."""
    process = start(*words, "--port", "0", cwd=cwd, program=program)
    assert process.stderr
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if SERVES.search(line):
                break
        found = SERVES.search(said[-1] if said else "")
        assert found, f"no address was printed: {''.join(said)}"
        with httpx.Client(base_url=found[0], timeout=20) as client:
            wait_ready(client)
            yield client
    finally:
        ran = finish(process, signal.SIGINT)
    assert ran.code in {0, 130}, f"Ctrl-C: exit {ran.code}"
    assert ran.err == "", f"Ctrl-C is not an error: {ran.err}"


def wait_ready(client: httpx.Client) -> None:
    """Wait until `/readyz` answers 200."""
    deadline = time.monotonic() + 30
    while True:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "/readyz did not answer 200 within 30 s"
        time.sleep(0.05)
