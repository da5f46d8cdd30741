"""SPARQL results as a table that a template can show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

SHOWN = 1_000


@dataclass(frozen=True)
class Cell:
    """One value; `kind` is `uri`, `literal`, `bnode`, `triple` or `none`, `note` a language or datatype."""

    kind: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and at most `SHOWN` rows; `total` counts all."""

    columns: list[str]
    rows: list[list[Cell]]
    total: int


def table(body: bytes) -> Table:
    """Reads SPARQL results JSON; the answer of an ASK becomes one cell."""
    results: dict[str, Any] = json.loads(body)
    if "boolean" in results:
        return Table(["answer"], [[Cell("literal", "yes" if results["boolean"] else "no")]], 1)
    columns: list[str] = results["head"].get("vars", [])
    bindings = results["results"]["bindings"]
    rows = [[_cell(row.get(column)) for column in columns] for row in bindings[:SHOWN]]
    return Table(columns, rows, len(bindings))


def _cell(term: dict[str, Any] | None) -> Cell:
    if term is None:
        return Cell("none", "")
    if isinstance(term["value"], dict):
        parts = (_cell(term["value"][place]).value for place in ("subject", "predicate", "object"))
        return Cell("triple", f"<< {' '.join(parts)} >>")
    datatype = str(term.get("datatype", "")).rpartition("#")[2]
    return Cell(term["type"], term["value"], term.get("xml:lang") or datatype)
