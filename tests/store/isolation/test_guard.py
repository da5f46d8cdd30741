"""The wall around a query's process, tried from within a real one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from store.isolation import guard


def in_child(task: Callable[[], object]) -> str:
    """What `task` gives, or the error it raises, in a forked process behind the guard."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            told = repr(task())
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writing, told.encode()[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = pipe.read().decode()
    os.waitpid(pid, 0)
    return found


def behind(folder: Path, task: Callable[[], object]) -> str:
    def guarded() -> object:
        guard.only_read(folder)
        guard.no_network()
        return task()

    return in_child(guarded)


@pytest.fixture
def listener() -> socket.socket:
    found = socket.create_server(("127.0.0.1", 0))
    found.settimeout(0.2)
    return found


def test_no_socket_of_any_kind(tmp_path: Path) -> None:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
            assert behind(tmp_path, lambda f=family, k=kind: socket.socket(f, k)).startswith("PermissionError")  # type: ignore[misc]


def test_the_engine_cannot_call_a_service(tmp_path: Path, listener: socket.socket) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    store = ox.Store()

    def ask(silent: str) -> object:
        return [str(row) for row in store.query(f"SELECT * {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}")]  # type: ignore[union-attr]

    assert "Error" in behind(tmp_path, lambda: ask(""))
    assert "Error" not in behind(tmp_path, lambda: ask("SILENT"))
    assert "Error" in behind(tmp_path, lambda: store.update(f"LOAD <{address}>"))
    with pytest.raises(TimeoutError):
        listener.accept()
    # the same query without the guard does call: the test could fail
    caller = threading.Thread(target=lambda: in_child(lambda: ask("SILENT")))
    caller.start()
    listener.settimeout(10)
    listener.accept()[0].close()
    caller.join()
    listener.close()


def test_no_program_and_no_file_outside_the_snapshot(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out.txt"
    inside.mkdir()
    (inside / "a.txt").write_text("kept")
    outside.write_text("secret")
    assert behind(inside, (inside / "a.txt").read_text) == "'kept'"
    assert behind(inside, outside.read_text).startswith("PermissionError")
    assert behind(inside, lambda: (inside / "new").write_text("x")).startswith("PermissionError")
    assert behind(inside, (inside / "a.txt").unlink).startswith("PermissionError")
    assert behind(inside, lambda: os.execv("/bin/true", ["true"])).startswith("PermissionError")
    assert behind(inside, lambda: subprocess.run(["/bin/true"], check=False)).startswith("PermissionError")
    assert (inside / "a.txt").read_text() == "kept"


def test_memory_is_limited_beyond_what_there_is(tmp_path: Path) -> None:
    def take(mebibytes: int) -> object:
        guard.limit_memory(guard.data_memory(), 100)
        return len(bytearray(mebibytes * 1024 * 1024))

    assert in_child(lambda: take(50)) == str(50 * 1024 * 1024)
    assert in_child(lambda: take(200)).startswith("MemoryError")


def test_a_child_dies_with_its_parent() -> None:
    program = (
        "import os, sys, time\nfrom store.isolation import guard\npid = os.fork()\n"
        "if not pid:\n    guard.follow_parent()\n    print(os.getpid(), flush=True)\n    time.sleep(60)\nelse:\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}/oom_score_adj").read_text().strip() == "1000"
        parent.kill()
        parent.wait()
        for _ in range(200):
            if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().rsplit(")")[-1].split()[0]:
                return
            threading.Event().wait(0.01)
    raise AssertionError("the child lives on")
