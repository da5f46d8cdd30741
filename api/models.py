"""What the JSON API answers, for the OpenAPI document and for clients that generate types from it.

Domain objects come from the graph as plain data and are sent as they are; these models describe them, and the tests hold the two together.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")


class Model(BaseModel):
    """Base: an undocumented field is an error."""

    model_config = ConfigDict(extra="forbid")


class Health(Model):
    """The process lives."""

    status: Literal["ok"] = Field(description="always `ok`")


class Readiness(Model):
    """The store answers."""

    status: Literal["ready"] = Field(description="always `ready`")
    version: str = Field(description="the data's version", examples=["7-3fa9c1d2"])


class RunningQuery(Model):
    """A query that runs or waits."""

    id: str = Field(description="for stopping it")
    kind: Literal["query", "federate", "update", "load"] = Field(description="`federate`: may call services on the operator's list")
    client: str = Field(description="the address it came from, `token`, or empty for the service's own")
    share: Literal["public", "house"] = Field(description="`house`: the service's own")
    state: Literal["waiting", "running", "long"] = Field(description="`long`: it has left the fast lane")
    seconds: float = Field(description="how long it has been in this state")
    limit: float = Field(description="seconds that it may run")
    memory: int = Field(description="bytes that its process holds")
    query: str = Field(description="the beginning of its text")


class Running(Model):
    """What the query processes are doing."""

    items: list[RunningQuery]
    waiting: int = Field(description="queries that wait for their turn")
    workers: int = Field(description="query processes")


class Fault(Model):
    """One wrong parameter."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: str = Field(description="the parameter's name", examples=["limit"])
    where: str = Field(alias="in", description="`query`, `path` or `body`", examples=["query"])
    message: str = Field(description="what is wrong, and what may be given")


class Problem(Model):
    """An error, as RFC 9457 has it (`application/problem+json`)."""

    type: str = Field(description="URL that names the kind of problem", examples=["https://w3id.org/detente/docs/errors#bad-parameter"])
    title: str = Field(description="the kind of problem in words")
    status: int = Field(description="the HTTP status")
    detail: str = Field(description="what is wrong here, and what to do")
    instance: str = Field(description="the path that was asked for")
    errors: list[Fault] = Field(default=[], description="each wrong parameter")
    line: int | None = Field(default=None, description="line of a query's syntax error, from 1")
    column: int | None = Field(default=None, description="column of a query's syntax error, from 1")


class Ref(Model):
    """A thing, named."""

    id: str = Field(description="IRI, for citing", examples=["https://w3id.org/detente/id/person/ann-example"])
    slug: str = Field(description="last part of the IRI", examples=["ann-example"])
    label: str = Field(description="name to show")


class Facet(Model):
    """How many items have a value."""

    value: str = Field(description="what to give to the filter of the facet's name")
    label: str = Field(description="name to show")
    count: int = Field(description="items of this list that have it")


class Page(Model, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    total: int = Field(description="items in the whole list")
    next: str | None = Field(description="path and query of the next page; null on the last")
    facets: dict[str, list[Facet]] = Field(description="by filter: the values that occur in the whole list, the most frequent first")


class Column(Model):
    """A column of a named query's answer."""

    name: str
    description: str


class Parameter(Model):
    """A parameter of a named query."""

    name: str
    type: str = Field(description="what kind of value it takes")
    description: str
    example: str = Field(description="a value that gives rows with the demo corpus")
    required: bool = Field(description="whether it must be given; one that is left out restricts nothing")


class QuerySummary(Model):
    """A ready question."""

    name: str
    title: str
    question: str = Field(description="the question it answers")
    parameters: list[Parameter]
    columns: list[Column]
    tags: list[str]
    text: str = Field(description="the SPARQL, to read and to paste")


class Catalogue(Model):
    """All ready questions."""

    items: list[QuerySummary]


class QueryAnswer(Model):
    """The answer to a ready question."""

    name: str
    title: str
    columns: list[str]
    rows: list[dict[str, Any]] = Field(description="one object a row, keyed by column")
    total: int = Field(description="number of rows")


class Concept(Ref):
    """A term of a controlled vocabulary."""

    code: str = Field(description="how records and filters write it")
    definition: str | None
    broader: list[str] = Field(description="codes of the wider terms")


class Vocabulary(Model):
    """The controlled vocabularies."""

    areas: list[Concept]
    functions: list[Concept]
    stances: list[Concept]
    roles: list[Concept]
    kinds: list[Concept]
