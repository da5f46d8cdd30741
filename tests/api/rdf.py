"""Parses what the service answers."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib import Graph


def parsed(content: bytes | str, format: str) -> Graph:
    """The triples; JSON-LD is read by another library than the one that wrote it."""
    if format == "json-ld":
        quads = ox.parse(content, format=ox.RdfFormat.JSON_LD)
        content, format = "".join(f"{quad.triple} .\n" for quad in quads), "nt"
    return Graph().parse(data=content, format=format)
