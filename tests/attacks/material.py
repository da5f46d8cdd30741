"""A store of 50,000 quads, and how the service over it is asked."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import done

SUBJECTS = 3_400
PROPERTIES = 15
GRAPHS = 25
SIMPLE = "SELECT ?p ?o {{ <http://e.example/s{number}> ?p ?o }} # {unique}"


def quads() -> str:
    """N-Quads: 3,400 things of 15 properties, some of which link them, in 25 graphs."""
    lines = []
    for number in range(SUBJECTS):
        graph = f"<http://e.example/g{number % GRAPHS}>"
        for place in range(PROPERTIES):
            value = f"<http://e.example/s{(number * 7 + place) % SUBJECTS}>" if place < 5 else f'"value {number} of {place} {"a" * 30}"'
            lines.append(f"<http://e.example/s{number}> <http://e.example/p{place}> {value} {graph} .\n")
    return "".join(lines)


def build(folder: Path) -> Path:
    """The store, made by the real command; its folder."""
    file = folder / "attack.nq"
    file.write_text(quads(), encoding="ascii")
    done("import", file, "--store", folder / "store")
    return folder / "store"
