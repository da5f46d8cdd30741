"""`python -m tests.attacks.prober PORT`: what others feel, measured from a process of its own until standard input closes.

Prints JSON: seconds of each `/healthz` (60 stands for one that failed), of each simple query of a stranger at 127.0.0.77, and how many of
those failed.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time

from tests.attacks.material import SIMPLE

FAILED = 60.0
OTHER = "127.0.0.77"


def probe(port: int, source: str, path: str, body: str, pause: float, stop: threading.Event, seconds: list[float]) -> None:
    """Ask again and again."""
    number = 0
    while not stop.is_set():
        number += 1
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=(source, 0))
        started = time.perf_counter()
        try:
            if body:
                text = body.format(number=number % 3_400, unique=f"probe {started}")
                connection.request("POST", path, text, {"Content-Type": "application/sparql-query", "Accept": "text/csv"})
            else:
                connection.request("GET", path)
            answer = connection.getresponse()
            content = answer.read()
            ok = answer.status == 200 and bool(content)
        except (OSError, http.client.HTTPException):
            ok = False
        seconds.append(time.perf_counter() - started if ok else FAILED)
        connection.close()
        stop.wait(pause)


def main(port: int) -> None:
    """Probe until standard input closes."""
    stop = threading.Event()
    health: list[float] = []
    queries: list[float] = []
    threads = [
        threading.Thread(target=probe, args=(port, OTHER, "/healthz", "", 0.05, stop, health)),
        threading.Thread(target=probe, args=(port, OTHER, "/sparql", SIMPLE, 0.02, stop, queries)),
    ]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()
    failed = sum(each == FAILED for each in queries)
    print(json.dumps({"health": health, "queries": [each for each in queries if each != FAILED], "failed": failed}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
