"""Stores that cannot be written, or are damaged: one line, exit 3, and what was published stays readable."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from detente.errors import RecordError
from ingest.registry import Registry
from tests.cli.command import DETENTE, REPORT, Ran, clean_environment, detente, done, export, one_line, other_report
from tests.faults.conftest import dump

IN_A_SMALL_DISK = """
mount -t tmpfs -o size=64m none "$1" && cp -r "$2" "$1/store" || exit 99
used=$(df -Pk "$1" | awk 'END { print $3 }')
mount -o "remount,$5" "$1" 2>/dev/null || mount -o "remount,size=$((used + $5))k" "$1" || exit 99
"$3" ingest "$4" --store "$1/store"
code=$?
"$3" export --store "$1/store" > "$6"
exit $code
"""


def namespaces() -> list[str]:
    """How this test run may mount a disk of its own: as root, as root of a user namespace, or not at all."""
    for way in (["unshare", "-m"], ["unshare", "-rm"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*way, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False).returncode == 0
        ):
            return way
    return []


MOUNTING = namespaces()


@pytest.fixture
def second(tmp_path: Path) -> Path:
    path = tmp_path / "second.txt"
    path.write_text(other_report(14), encoding="utf-8")
    return path


def file_limit(size: int) -> Callable[[], None]:
    """Before exec: no file may grow over `size` bytes, as on a disk that is full."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 1_000, 50_000, 200_000])
def test_no_file_can_grow(store: Path, quads: list[str], second: Path, size: int) -> None:
    ran = detente("ingest", second, "--store", store, preexec_fn=file_limit(size))
    assert ran.code == 3, ran.err
    assert str(store) in one_line(ran.err)
    assert dump(store) == quads
    done("ingest", second, "--store", store)
    assert len(dump(store)) > len(quads), "with room again, the same command succeeds"


def in_a_small_disk(folder: Path, store: Path, report: Path, option: str) -> tuple[Ran, list[str]]:
    """Ingest into a copy of the store on a disk with `option` KB free, or read-only; the export afterwards."""
    (folder / "disk").mkdir()
    words = [str(w) for w in (folder / "disk", store, DETENTE, report, option, folder / "after.nq")]
    done = subprocess.run(
        [*MOUNTING, "sh", "-c", IN_A_SMALL_DISK, "sh", *words], env=clean_environment(), capture_output=True, timeout=60, check=False
    )
    assert done.returncode != 99, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr.decode()), (folder / "after.nq").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("option", ["ro", "20", "150"][: 3 if MOUNTING else 0])
def test_a_full_or_read_only_disk(store: Path, quads: list[str], second: Path, tmp_path: Path, option: str) -> None:
    """Where nothing may be mounted, the limit on files above stands for it."""
    ran, after = in_a_small_disk(tmp_path, store, second, option)
    line = one_line(ran.err)
    assert ran.code == 3, line
    assert ("Read-only file system" if option == "ro" else "No space left") in line
    assert after == quads


def test_what_cannot_be_kept_is_not_published(store: Path, quads: list[str], second: Path) -> None:
    """A failure after the graph was written (here: of sources/) must not leave the graph without what it rests on."""
    shutil.rmtree(store / "sources")
    (store / "sources").write_text("a file where the folder should be", encoding="utf-8")
    ran = detente("ingest", second, "--store", store)
    assert ran.code == 3, ran.err
    one_line(ran.err)
    assert dump(store) == quads


@pytest.mark.parametrize("place", ["file", "file/store"])
def test_a_store_that_is_a_file(tmp_path: Path, second: Path, place: str) -> None:
    (tmp_path / "file").write_text("words", encoding="utf-8")
    ran = detente("ingest", second, "--store", tmp_path / place)
    assert ran.code == 3, ran.err
    assert str(tmp_path / "file") in one_line(ran.err)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "words"


def test_a_folder_with_something_else_in_it(tmp_path: Path, second: Path) -> None:
    other = tmp_path / "photographs"
    other.mkdir()
    (other / "cat.jpg").write_bytes(b"")
    ran = detente("ingest", second, "--store", other)
    assert ran.code == 3
    assert "cat.jpg" in one_line(ran.err)
    assert [p.name for p in other.iterdir()] == ["cat.jpg"]


DAMAGED = {
    "not-yaml": "entries: [",
    "another-format": "format: detente-registry/2\n",
    "a-list": "- 1\n",
    "empty": "",
    "cut": None,
    "entries-no-mapping": "format: detente-registry/1\nentries: 3\n",
    "ids-no-mapping": "format: detente-registry/1\nentries:\n  person: [a]\n",
    "no-label": "format: detente-registry/1\nentries:\n  person:\n    a-b: {aliases: [x]}\n",
    "unknown-field": "format: detente-registry/1\nentries:\n  person:\n    a-b: {label: A B, colour: red}\n",
    "label-no-text": "format: detente-registry/1\nentries:\n  person:\n    a-b: {label: 3}\n",
    "entry-null": "format: detente-registry/1\nentries:\n  person:\n    a-b:\n",
    "sources-no-mapping": "format: detente-registry/1\nsources: [a]\n",
    "id-no-text": "format: detente-registry/1\nentries:\n  person:\n    3: {label: x}\n",
    "binary": "\0\1\2",
}


def damaged_registry(store: Path, damage: str) -> Path:
    path = store / "registry.yaml"
    whole = path.read_text(encoding="utf-8")
    content = DAMAGED[damage]
    path.write_text(whole[: len(whole) * 2 // 3].rstrip("\n: ") if content is None else content, encoding="utf-8")
    return path


@pytest.mark.parametrize("damage", sorted(set(DAMAGED) - {"cut"}))
def test_what_is_no_registry(store: Path, damage: str) -> None:
    path = damaged_registry(store, damage)
    with pytest.raises(RecordError) as caught:
        Registry.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "; " in str(caught.value), "the line ends with a remedy"


@pytest.mark.parametrize("damage", ["cut", "binary", "entry-null"])
def test_a_damaged_registry(store: Path, quads: list[str], second: Path, damage: str) -> None:
    path = damaged_registry(store, damage)
    damaged = path.read_bytes()
    ran = detente("ingest", second, "--store", store)
    line = one_line(ran.err)
    assert ran.code in {1, 3}, line
    assert "registry.yaml" in line
    assert dump(store) == quads
    assert path.read_bytes() == damaged, "what is left of it is evidence"


def test_a_missing_registry_loses_no_id(store: Path, second: Path) -> None:
    """The registry remembers every id ever minted: without its file, either nothing is published, or nothing is forgotten."""
    labels = {line for line in dump(store) if "/graph/registry>" in line}
    (store / "registry.yaml").unlink()
    ran = detente("ingest", second, "--store", store)
    assert labels <= set(dump(store)), f"exit {ran.code}, and {len(labels - set(dump(store)))} lines of the registry are gone"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b'{"number": "x", "digest": ""}', b"\xff"])
def test_a_damaged_pointer(store: Path, second: Path, content: bytes) -> None:
    (store / "current.json").write_bytes(content)
    for words in (("export",), ("stats",), ("ingest", second)):
        ran = detente(*words, "--store", store)
        assert ran.code == 3, ran.err
        assert "current.json" in one_line(ran.err)


def test_a_lost_snapshot_is_one_line(store: Path) -> None:
    for folder in store.glob("v*"):
        shutil.rmtree(folder)
    ran = detente("export", "--store", store)
    assert ran.code == 3, ran.err
    assert str(store) in one_line(ran.err)


def test_damaged_database_files_are_one_line(store: Path) -> None:
    for file in store.glob("v*/*"):
        if file.suffix == ".sst" or file.name.startswith("MANIFEST"):
            file.unlink()
            file.write_bytes(b"not a database")
    ran = detente("export", "--store", store)
    assert ran.code == 3, ran.err
    assert str(store) in one_line(ran.err)


def test_the_registry_file_and_its_graph_agree(store: Path, second: Path) -> None:
    done("ingest", second, "--store", store)
    known = yaml.safe_load((store / "registry.yaml").read_text(encoding="utf-8"))["entries"]
    graph = "\n".join(dump(store))
    for type, entries in known.items():
        for id in entries:
            assert f"/id/{type}/{id}>" in graph


def test_a_first_store_says_where_it_is(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    done("ingest", report, cwd=tmp_path)
    assert export(tmp_path / "detente-store")
