"""SPARQL results as a table that a template can show."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from queries.results import Rows

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
    return _tabulate(results["head"].get("vars", []), results["results"]["bindings"])


def of_rows(found: Rows) -> Table:
    """A named query's rows as a table."""
    return _tabulate(list(found.columns), found.bindings)


def _tabulate(columns: list[str], bindings: Sequence[Mapping[str, Any]]) -> Table:
    rows = [[_cell(row.get(column)) for column in columns] for row in bindings[:SHOWN]]
    return Table(columns, rows, len(bindings))


def _cell(term: Mapping[str, Any] | None) -> Cell:
    if term is None:
        return Cell("none", "")
    if isinstance(term["value"], dict):
        parts = (_cell(term["value"][place]).value for place in ("subject", "predicate", "object"))
        return Cell("triple", f"<< {' '.join(parts)} >>")
    datatype = str(term.get("datatype", "")).rpartition("#")[2]
    return Cell(term["type"], term["value"], term.get("xml:lang") or datatype)
