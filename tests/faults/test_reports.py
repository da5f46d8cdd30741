"""Reports that cannot be used: one line with file, fault and remedy; the store stays byte for byte as it was."""

from __future__ import annotations

import ctypes
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import REPORT, detente, done, export, one_line, other_report
from tests.faults.conftest import dump

NOBODY = "The weather was fine on the coast. Ships came and went, and the price of fish fell.\n\nNothing else happened in the harbour.\n"
NOISE = random.Random(4).randbytes(20_000)


def written(content: bytes | str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content.encode() if isinstance(content, str) else content)


def fifty_megabytes(path: Path) -> None:
    path.write_bytes(b"The ambassador said that trade had grown.\n" * 1_190_477)


def folder(path: Path) -> None:
    path.mkdir()


def loop(path: Path) -> None:
    path.symlink_to(path.name)


# what is wrong, how the file comes to be, what the line says
FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (written(""), "empty"),
    "only-a-byte-order-mark": (written(b"\xef\xbb\xbf"), "empty"),
    "only-spaces": (written(" \n\t\n"), "empty"),
    "only-a-header": (written("---\nlanguage: en\n---\n"), "header"),
    "a-broken-header": (written("---\nlanguage: [en\n---\n" + REPORT), ":"),
    "a-bottomless-header": (written("---\nlanguage: " + "[" * 20_000 + "\n---\n" + REPORT), "header"),
    "a-wrong-date-in-the-header": (written("---\npublished: 2018-02-31\n---\n" + REPORT), ""),
    "binary": (written(NOISE), "not a text file"),
    "binary-without-nul": (written(NOISE.replace(b"\0", b"")), "UTF-8"),
    "an-image": (written(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE), "not a text file"),
    "a-pdf": (written(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nstream\n" + NOISE), "text"),
    "fifty-megabytes": (fifty_megabytes, "limit"),
    "nul-bytes": (written(REPORT.replace("trade", "tr\0ade")), "NUL"),
    "control-characters": (written("\x01\x02\x03" * 500 + REPORT), "control characters"),
    "nobody": (written(NOBODY), "no person"),
    "a-directory": (folder, "directory"),
    "missing": (lambda path: None, "no such file"),
    "a-link-to-itself": (loop, "cannot be read"),
    "the-same-event": (written(REPORT.replace("doubled in ten years", "tripled in ten years")), "--replace"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_report_that_cannot_be_used(store: Path, quads: list[str], tmp_path: Path, fault: str) -> None:
    make, said = FAULTS[fault]
    path = tmp_path / f"{fault}.txt"
    make(path)
    registry = (store / "registry.yaml").read_bytes()
    sources = sorted((store / "sources").rglob("*"))
    ran = detente("ingest", path, "--store", store)
    if fault == "a-wrong-date-in-the-header" and ran.code == 0:
        return  # another day is published, or none: the header is not the report
    line = one_line(ran.err)
    assert ran.code == 1, line
    assert line.startswith(str(path)) or line.startswith(path.name), f"the line begins with the file: {line}"
    assert said in line
    assert ";" in line, f"the line ends with a remedy: {line}"
    assert dump(store) == quads
    assert (store / "registry.yaml").read_bytes() == registry
    assert sorted((store / "sources").rglob("*")) == sources


def test_a_name_that_no_file_can_have(store: Path, quads: list[str]) -> None:
    for name in ("x" * 300 + ".txt", "gone\ntwo.txt", ""):
        ran = detente("ingest", name, "--store", store)
        assert ran.code in {1, 2}
        one_line(ran.err)
    assert dump(store) == quads


def test_export_is_the_same_command_line_before_and_after(store: Path, quads: list[str], tmp_path: Path) -> None:
    before = export(store)
    assert before.decode().splitlines() == quads
    assert detente("ingest", tmp_path / "gone.txt", tmp_path, "--store", store).code == 1
    assert export(store) == before


def test_one_bad_report_does_not_stop_the_others(store: Path, quads: list[str], tmp_path: Path) -> None:
    good = [tmp_path / "second.txt", tmp_path / "third.txt"]
    for day, path in zip((14, 15), good, strict=True):
        path.write_text(other_report(day), encoding="utf-8")
    bottomless = tmp_path / "bottomless.txt"
    FAULTS["a-bottomless-header"][0](bottomless)
    ran = detente("ingest", good[0], tmp_path / "gone.txt", bottomless, good[1], "--store", store)
    assert ran.code == 1, ran.err
    assert ran.err.count(" published as ") == 2, ran.err
    assert len([line for line in ran.err.splitlines() if line.startswith("detente: ")]) == 2
    after = "\n".join(dump(store))
    for line in ran.err.splitlines():
        if " published as " in line:
            assert f"/id/event/{line.split(' published as ')[1].split(':')[0]}>" in after
    assert set(quads) - set(dump(store)) == set(), "what was there stays"


def test_a_refused_first_report_leaves_no_store(tmp_path: Path) -> None:
    assert detente("ingest", tmp_path / "gone.txt", "--store", tmp_path / "store").code == 1
    assert not (tmp_path / "store" / "current.json").exists()
    assert detente("export", "--store", tmp_path / "store").code == 3


def test_an_unreadable_report(store: Path, quads: list[str], tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text(REPORT, encoding="utf-8")
    path.chmod(0)
    ran = detente("ingest", path, "--store", store, preexec_fn=bound_by_permissions)
    assert ran.code == 1
    assert "closed.txt: cannot be read: Permission denied" in one_line(ran.err)
    assert dump(store) == quads


def test_a_store_in_a_folder_one_may_not_write(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    (tmp_path / "store").mkdir(mode=0o555)
    ran = detente("ingest", path, "--store", tmp_path / "store", preexec_fn=bound_by_permissions)
    assert ran.code == 3
    line = one_line(ran.err)
    assert str(tmp_path / "store") in line
    assert "Permission denied" in line


def bound_by_permissions() -> None:
    """Before exec: gives up root's right to read and write everything (CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH)."""
    if os.geteuid() == 0:
        for capability in (1, 2):
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0


def test_other_encodings_and_line_ends_are_no_fault(tmp_path: Path) -> None:
    for name, content in {
        "bom.txt": b"\xef\xbb\xbf" + REPORT.encode(),
        "utf16.txt": REPORT.encode("utf-16"),
        "windows.txt": REPORT.replace("\n", "\r\n").encode("cp1252"),
        "mac.txt": REPORT.replace("\n", "\r").encode(),
    }.items():
        (tmp_path / name).write_bytes(content)
        ran = done("ingest", tmp_path / name, "--store", tmp_path / f"store-{name}")
        assert "2018-03-12-lins-trade-norway-chile: 2 people" in ran.err, f"{name}: {ran.err}"
