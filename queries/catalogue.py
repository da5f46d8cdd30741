"""The catalogue of named queries: one `.rq` file each, with a header that people and programs read.

The header is YAML in the file's first comment lines. Every parameter stands in the query as one line `VALUES ?name { … }`: with the
example's value if it is required, with UNDEF if it is not, so that the file can be pasted into any SPARQL editor as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from detente.errors import NotFoundError

ParameterType = Literal[
    "area", "person", "state", "relation", "event", "function", "stance", "statement", "organisation", "date", "integer", "text"
]
Line = Annotated[str, Field(min_length=1)]


class Parameter(BaseModel):
    """A value the caller gives; `example` is a value that gives rows with the demo corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    name: str
    type: ParameterType
    description: Line
    example: Line
    required: bool = False


class Column(BaseModel):
    """A column of the answer and what stands in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    description: Line


class NamedQuery(BaseModel):
    """A query with its description. `text` is the whole file, header included: what a person would paste."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: Line
    question: Line
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    tags: tuple[str, ...] = Field(min_length=1)
    text: str


def values_line(name: str) -> re.Pattern[str]:
    """Matches the one line in which a query holds a parameter's value."""
    return re.compile(rf"^[ \t]*VALUES \?{re.escape(name)} \{{[^}}\n]*\}}[ \t]*\n", re.MULTILINE)


@cache
def catalogue() -> Mapping[str, NamedQuery]:
    """All named queries by name, sorted; ValueError for a file whose header or parameter lines are wrong (a fault of ours)."""
    files = sorted(Path(__file__).parent.glob("*.rq"))
    return MappingProxyType({file.stem: read_query(file.stem, file.read_text(encoding="utf-8")) for file in files})


def named_query(name: str) -> NamedQuery:
    """One query of the catalogue; NotFoundError lists the names there are."""
    try:
        return catalogue()[name]
    except KeyError:
        raise NotFoundError(f"no query {name!r}; there are: {', '.join(catalogue())}") from None


def read_query(name: str, text: str) -> NamedQuery:
    """A named query from the text of its file; ValueError if the header is incomplete or a parameter has not exactly one VALUES line."""
    comment = takewhile(lambda line: line.startswith("#"), text.splitlines())
    header = yaml.safe_load("\n".join(line[1:].removeprefix(" ") for line in comment))
    if not isinstance(header, dict):
        raise ValueError(f"{name}.rq: the header is not a YAML mapping in comment lines")
    header["parameters"] = tuple({"name": key, **value} for key, value in (header.get("parameters") or {}).items())
    header["columns"] = tuple({"name": key, "description": value} for key, value in (header.get("columns") or {}).items())
    query = NamedQuery(name=name, text=text, **header)
    for parameter in query.parameters:
        if len(values_line(parameter.name).findall(text)) != 1:
            raise ValueError(f"{name}.rq: parameter {parameter.name} needs exactly one line 'VALUES ?{parameter.name} {{ … }}'")
    return query
