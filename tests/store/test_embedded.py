"""What the embedded store promises beyond the protocol: crashes, other processes, foreign folders, a sick disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

import store.snapshots
from detente.errors import StoreError
from store.base import Triple
from store.embedded import EmbeddedStore

G = URIRef("http://x/g")
ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from rdflib import Literal, URIRef
from store.embedded import EmbeddedStore
store = EmbeddedStore(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2]), int(sys.argv[2]) + int(sys.argv[3])):
    store.replace({URIRef("http://x/g"): [(URIRef(f"http://x/{n}"), URIRef("http://x/p"), Literal(number)) for n in range(400)]})
    print(number, flush=True)
"""


def data(value: object, size: int = 400) -> list[Triple]:
    return [(URIRef(f"http://x/{n}"), URIRef("http://x/p"), Literal(value)) for n in range(size)]


def start(folder: Path, first: int, rounds: int, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(first), str(rounds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def values(store: EmbeddedStore) -> list[str]:
    return [line.split('"')[1] for line in store.dump(G)]


@pytest.mark.parametrize("milliseconds", [0, 3, 7, 15, 31, 62, 110, 170, 230, 300])
def test_a_kill_at_any_moment_leaves_a_whole_version(tmp_path: Path, milliseconds: int) -> None:
    folder = tmp_path / "db"
    EmbeddedStore(folder).replace({G: data(0)})
    writer = start(folder, 1, 1000)
    assert writer.stdout
    assert writer.stdout.readline() == "ready\n"
    time.sleep(milliseconds / 1000)
    writer.send_signal(signal.SIGKILL)
    acknowledged = max([0, *(int(line) for line in writer.stdout)])
    writer.wait()
    writer.stdout.close()
    store = EmbeddedStore(folder)
    found = values(store)
    assert len(found) == 400
    assert len(set(found)) == 1
    assert int(found[0]) in (acknowledged, acknowledged + 1)
    number = store.version().number
    assert store.replace({G: data("after")})
    assert set(values(store)) == {"after"}
    assert store.version().number == number + 1
    assert not (folder / "pending.json").exists()


def test_an_unpublished_write_is_undone_by_the_next_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "db"
    writer = EmbeddedStore(folder)
    writer.replace({G: data("old")})

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store.snapshots.Folder, "publish", die)
        with pytest.raises(KeyboardInterrupt):
            writer.replace({G: data("lost")})
    assert (folder / "pending.json").exists()
    assert set(values(writer)) == {"old"}
    assert writer.replace({URIRef("http://x/h"): data("other", 1)})
    assert set(values(EmbeddedStore(folder))) == {"old"}
    assert writer.version().number == 2


def test_a_reader_sees_a_new_version_at_once_and_keeps_reading(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    EmbeddedStore(folder).replace({G: data(0)})
    reader, seen, wrong, stop = EmbeddedStore(folder), [0], [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            found = set(values(reader))
            if len(found) != 1 or int(next(iter(found))) < seen[-1]:
                wrong.append(found)
            seen.append(int(next(iter(found))))

    threads = [threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    writer = EmbeddedStore(folder)
    for number in range(1, 9):
        writer.replace({G: data(number)})
        assert set(values(reader)) == {str(number)}
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len([entry for entry in folder.iterdir() if entry.name.startswith("v")]) == store.snapshots.KEPT


def test_two_writers_take_turns(tmp_path: Path) -> None:
    writers = [start(tmp_path / "db", first, 4) for first in (100, 200)]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    reader = EmbeddedStore(tmp_path / "db")
    assert reader.version().number == 8
    assert len(set(values(reader))) == 1


def test_a_writer_that_waits_too_long_says_for_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.snapshots, "LOCK_SECONDS", 0.1)
    with (
        store.snapshots.Folder(tmp_path / "db").locked(),
        pytest.raises(StoreError, match=f"written by process {os.getpid()}"),
    ):
        EmbeddedStore(tmp_path / "db").replace({G: data(1)})


def test_a_folder_that_is_not_a_store_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match=r"thesis\.docx.*not a store"):
        EmbeddedStore(tmp_path).replace({G: data(1)})
    with pytest.raises(StoreError, match="not a store"):
        EmbeddedStore(tmp_path).version()
    with pytest.raises(StoreError, match="is a file"):
        EmbeddedStore(tmp_path / "thesis.docx").replace({G: data(1)})
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_sick_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = EmbeddedStore(tmp_path / "db")
    made.replace({G: data(1)})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store.snapshots, "write_durably", full)
        with pytest.raises(StoreError, match="cannot be used: No space left on device"):
            made.replace({G: data(2)})
    assert set(values(made)) == {"1"}
    assert made.replace({G: data(2)})


def test_a_damaged_pointer_and_a_lost_version_are_named(tmp_path: Path) -> None:
    made = EmbeddedStore(tmp_path / "db")
    made.replace({G: data(1)})
    (tmp_path / "db" / "current.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        made.version()
    (tmp_path / "db" / "current.json").write_text('{"number": 7, "digest": "x"}', encoding="utf-8")
    with pytest.raises(StoreError, match="lacks the version"):
        made.version()


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    dumps = []
    for seed in ("0", "1", "12345"):
        folder = tmp_path / seed
        writer = start(folder, 1, 3, PYTHONHASHSEED=seed)
        writer.communicate(timeout=60)
        made = EmbeddedStore(folder)
        dumps.append((list(made.dump()), made.version()))
    assert dumps[0] == dumps[1] == dumps[2]
