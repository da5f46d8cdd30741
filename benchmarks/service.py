"""How fast the SPARQL service is beside others, as ratios of one run, and what a runaway query costs the others.

`python benchmarks/service.py [--events 4000] [--rounds 5] [--seconds 4]`; needs `../shared/tools/bench.py` (data, queries, load generator),
the `oxigraph` server (development dependencies), and `wrk` (else a slower client in Python is used). Side by side, in turns:
`oxigraph serve-read-only`, the thin service of benchmarks/thin.py, detente without and with its cache of answers.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
TOOL = ROOT.parent / "shared" / "tools" / "bench.py"
BIN = Path(sys.executable).parent
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EXPORT = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100000"
SIMPLE = "SELECT ?p ?o { <https://kg.example/event/1> ?p ?o }"


def load_tool() -> Any:
    """The shared load generator as a module."""
    spec = importlib.util.spec_from_file_location("shared_bench", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["shared_bench"] = module
    spec.loader.exec_module(module)
    return module


def prepare(bench: Any, events: int, folder: Path) -> None:
    """The data, as an oxigraph folder and as a store of ours."""
    data = folder / "data.nq"
    print(f"{bench.generate(events, data):,} quads", flush=True)
    subprocess.run([BIN / "oxigraph", "load", "--location", folder / "ox", "--file", data], check=True, capture_output=True)  # noqa: S603
    subprocess.run([BIN / "detente", "import", data, "--store", folder / "store"], check=True, capture_output=True)  # noqa: S603


def commands(folder: Path, port: int) -> dict[str, tuple[list[str], str, dict[str, str]]]:
    """For each contestant: its command, the path of its endpoint, its environment."""
    ours = [str(BIN / "detente"), "serve", "--store", str(folder / "store"), "--port", str(port)]
    ox = [
        str(BIN / "oxigraph"),
        "serve-read-only",
        "--location",
        str(folder / "ox"),
        "--bind",
        f"127.0.0.1:{port}",
        "--union-default-graph",
    ]
    thin = [sys.executable, str(ROOT / "benchmarks" / "thin.py"), str(folder / "store" / "v1"), str(port)]
    return {
        "oxigraph": (ox, "/query", {}),
        "thin": (thin, "/sparql", {}),
        "detente": (ours, "/sparql", {"DETENTE_CACHE_BYTES": "0"}),
        "detente, cache": (ours, "/sparql", {}),
    }


@contextmanager
def running(command: list[str], url: str, environment: dict[str, str]) -> Iterator[int]:
    """A server, as its process id, once it answers."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
        for _ in range(300):
            try:
                if httpx.post(url, content="ASK {}", headers=headers).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def one_round(bench: Any, folder: Path, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """The mix with 1 and 8 clients for every contestant; `small` is a single small query, one client."""
    found = {}
    for name in commands(folder, 0):
        port = free_port()
        command, path, environment = commands(folder, port)[name]
        url = f"http://127.0.0.1:{port}{path}"
        asked = argparse.Namespace(url=url, dataset_params=None, header=[], method="post", client=options.client, timeout=60)
        mix = [bench.build(asked, form, query) for form, query in bench.mix_instances(options.events)]
        small = [bench.build(asked, "json", query) for query in bench.instances("q01_point", options.events, 40)[1]]
        with running(command, url, environment) as pid:
            found[name] = {
                "small": bench.load_run(asked, small, 1, options.seconds / 2, pid),
                "1": bench.load_run(asked, mix, 1, options.seconds, pid),
                "8": bench.load_run(asked, mix, 8, options.seconds, pid),
                "memory": bench.tree_rss_mb(pid),
            }
    return found


def in_process(bench: Any, folder: Path, events: int) -> float:
    """Milliseconds (median) of the small query in pyoxigraph itself."""
    import pyoxigraph as ox

    store = ox.Store.read_only(str(folder / "store" / "v1"))
    taken = []
    for query in bench.instances("q01_point", events, 40)[1] * 20:
        began = time.perf_counter()
        found: Any = store.query(query, use_default_graph_as_union=True)
        found.serialize(format=ox.QueryResultsFormat.JSON)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def under_attack(folder: Path) -> dict[str, float]:
    """Milliseconds of small queries (p95) idle and beside four runaways, of the first of these, and of a large export's first byte."""
    port = free_port()
    command, path, environment = commands(folder, port)["detente"]
    url = f"http://127.0.0.1:{port}{path}"

    def p95(seconds: float) -> tuple[float, float]:
        taken, end = [], time.perf_counter() + seconds
        with httpx.Client() as client:
            while time.perf_counter() < end:
                began = time.perf_counter()
                client.post(url, data={"query": SIMPLE}).raise_for_status()
                taken.append((time.perf_counter() - began) * 1000)
        return taken[0], sorted(taken)[int(len(taken) * 0.95)]

    with running(command, url, environment):
        p95(2)
        idle = p95(4)[1]
        hostile = [threading.Thread(target=lambda: httpx.post(url, data={"query": RUNAWAY}, timeout=60)) for _ in range(4)]
        for thread in hostile:
            thread.start()
        first, beside = p95(8)
        for thread in hostile:
            thread.join()
        began = time.perf_counter()
        with httpx.stream("POST", url, data={"query": EXPORT}, headers={"Accept-Encoding": "identity"}, timeout=60) as response:
            pieces = response.iter_raw()
            next(pieces)
            byte = (time.perf_counter() - began) * 1000
            size = sum(len(piece) for piece in pieces)
    return {"idle": idle, "beside": beside, "first": first, "first byte": byte, "export MB": size / 1e6}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--client", choices=("wrk", "py"), default="wrk")
    options = parser.parse_args()
    bench = load_tool()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        prepare(bench, options.events, folder)
        rounds = [one_round(bench, folder, options) for _ in range(options.rounds)]
        for name in rounds[0]:
            for clients in ("1", "8"):
                report(rounds, name, clients)
        added = statistics.median(r["detente"]["small"]["p50_ms"] for r in rounds) - in_process(bench, folder, options.events)
        print(f"added to a small query at p50: {added:.2f} ms")
        print(json.dumps({name: round(value, 1) for name, value in under_attack(folder).items()}))


def report(rounds: list[dict[str, dict[str, Any]]], name: str, clients: str) -> None:
    """One line: the median of the rounds' ratios to oxigraph, with the range, and the figures of the median round."""
    ratios = sorted(r[name][clients]["rps"] / r["oxigraph"][clients]["rps"] for r in rounds)
    tails = statistics.median(r[name][clients]["p95_ms"] / r["oxigraph"][clients]["p95_ms"] for r in rounds)
    rate = statistics.median(r[name][clients]["rps"] for r in rounds)
    p50, p95 = (statistics.median(r[name][clients][key] for r in rounds) for key in ("p50_ms", "p95_ms"))
    errors, memory = sum(r[name][clients]["errors"] for r in rounds), max(r[name]["memory"] for r in rounds)
    share = f"{statistics.median(ratios):5.2f} of its throughput ({ratios[0]:.2f}-{ratios[-1]:.2f}), p95 {tails:.2f}x"
    print(
        f"{name:16} {clients} clients: {share}; {rate:.0f}/s, p50 {p50:.2f} ms, p95 {p95:.1f} ms, {errors} errors, {memory:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
