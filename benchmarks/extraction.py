"""How fast reports become records, and in how much memory: by rules alone and with the parser, each in a process of its own.

usage: python benchmarks/extraction.py FOLDER [--times N]

FOLDER holds reports as .txt files; they are extracted N times (default 5) on one core. Printed are words a second of processor time
(the machine may be busy; the model is loaded before the clock starts), the largest memory the process had, and the ratio of the two ways.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def measure(folder: Path, times: int, with_parser: bool) -> dict[str, float]:
    """Words a processor second, and the process's peak memory in MB."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    from ingest.extraction.chain import extract
    from ingest.extraction.parser import load_parser
    from ingest.reading.file import read

    parser = load_parser() if with_parser else None
    reports = [read(path) for path in sorted(folder.glob("*.txt"))]
    extract(reports[0], parser)
    words = times * sum(len(report.text.split()) for report in reports)
    start = time.process_time()
    for _ in range(times):
        for report in reports:
            extract(report, parser)
    spent = time.process_time() - start
    return {"words/s": round(words / spent), "MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}


def main() -> None:
    """Measure both ways and print them."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--times", type=int, default=5)
    chosen = arguments.parse_args()
    figures: dict[str, dict[str, float]] = {}
    for name, with_parser in (("rules alone", False), ("with the parser", True)):
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            figures[name] = pool.submit(measure, chosen.folder, chosen.times, with_parser).result()
    figures["ratio"] = {"words/s": round(figures["rules alone"]["words/s"] / figures["with the parser"]["words/s"], 2)}
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
