"""The W3C's SPARQL tests, run by `shared/tools/sparql_conformance.py`: against our server over HTTP, and against the bare engine."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyoxigraph as ox

from tests.cli.command import DETENTE, clean_environment
from tests.ingest.material import shared

TOKEN = "conformance"
MINUTES = 20
# The federation tests call services that the runner starts on loopback, and one that does not exist.
SERVICES = "http://127.0.0.1:* http://invalid.endpoint.org/*"
OPTIONAL = ("--with-service", "--gsp-direct", "--gsp-post-create", "--timeout", "60")
Report = dict[str, Any]


def over_http(folder: Path) -> Report:
    """The runner's report on `detente serve`, with a strict default graph."""
    out, address = folder / "report.json", "http://127.0.0.1:{port}"
    command = [
        sys.executable, str(shared("tools", "sparql_conformance.py")), "--tests", str(shared("w3c")), "--out", str(out),
        "--endpoint-cmd", f"{DETENTE} serve --port {{port}} --default-graph strict", "--header", f"Authorization: Bearer {TOKEN}",
        "--query-url", f"{address}/sparql", "--update-url", f"{address}/sparql/update", "--gsp-url", f"{address}/graphs", *OPTIONAL,
    ]  # fmt: skip
    environment = clean_environment(DETENTE_TOKEN=TOKEN, DETENTE_STORE=str(folder / "store"), DETENTE_SERVICES=SERVICES)
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=MINUTES * 60, check=False)
    assert out.is_file(), f"the runner made no report: exit {ran.returncode}\n{ran.stdout[-2_000:]}{ran.stderr[-2_000:]}"
    return read(out)


def in_engine(ids: Iterable[str], folder: Path) -> Report:
    """The runner's report on the engine alone, in this process, for the tests of these ids."""
    spec = importlib.util.spec_from_file_location("sparql_conformance", shared("tools", "sparql_conformance.py"))
    assert spec is not None
    assert spec.loader is not None
    tool: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.Http = Engine
    out = folder / "engine.json"
    only = f"^({'|'.join(map(re.escape, ids))})$"
    words = ["--tests", str(shared("w3c")), "--out", str(out), "--only", only, "--base-url", "http://engine", "--no-gsp", *OPTIONAL]
    deep = sys.getrecursionlimit()
    with patch.object(sys, "argv", ["sparql_conformance.py", *words]):
        try:
            tool.main()
        except SystemExit:
            sys.setrecursionlimit(deep)
    return read(out)


def read(path: Path) -> Report:
    report: Report = json.loads(path.read_text(encoding="utf-8"))
    return report


class Engine:
    """Stands where the runner has its HTTP client: pyoxigraph, with nothing of ours around it."""

    def __init__(self, headers: object, timeout: float) -> None:
        self.store = ox.Store()
        self.count = 0

    def close(self) -> None:
        """Part of being a client."""

    def request(
        self, method: str, url: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"", auth: bool = True
    ) -> tuple[int, dict[str, str], bytes]:
        """Run a query or an update; status, headers, body."""
        self.count += 1
        given = dict(headers)
        try:
            if given["Content-Type"] == "application/sparql-update":
                self.store.update(body.decode())
                return 204, {}, b""
            answer = self.store.query(body.decode())
            if isinstance(answer, ox.QueryTriples):
                return 200, {"content-type": "application/n-triples"}, answer.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
            wanted = given["Accept"].partition(",")[0]
            return 200, {"content-type": wanted}, answer.serialize(format=ox.QueryResultsFormat.from_media_type(wanted)) or b""
        except SyntaxError as error:
            return 400, {}, str(error).encode()
        except RuntimeError as error:
            return 500, {}, str(error).encode()
