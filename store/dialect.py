"""What differs between SPARQL services: how a dataset is chosen, how a version is kept, what a failed update leaves, how errors read.

A version of the data in a service is an empty graph's name, `urn:detente:version:7:3fa9c1d2…`. Creating and dropping it, in the request
that changes the data, makes a writer fail that did not see the latest version, and shows in no answer to `?s ?p ?o`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from detente.errors import DetenteError
from store.base import DefaultGraph, Version
from store.service import Refused, Reply

OURS = "urn:detente:"
STORE = OURS + "store"
_VERSION = OURS + "version:"
STAGING = tuple(f"{OURS}staging:{number}" for number in range(8))
"""Graphs in which large ones are put together; they are no part of the dataset."""


@dataclass(frozen=True)
class State:
    """What a service holds: the version, the graphs that are not ours, and whether a writer died in the middle of an update."""

    version: Version
    hidden: tuple[str, ...] = ()
    torn: bool = False


@dataclass(frozen=True)
class Dataset:
    """How a query's dataset is told to a service: a text before the query, and parameters beside it."""

    prefix: str = ""
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """The dataset a query is to see; the fields are those of `store.base.Store.query`, `graphs` gives the names of all graphs of ours."""

    default_graph: DefaultGraph
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    base: str
    graphs: Callable[[], Sequence[str]]


class Dialect(Protocol):
    """One kind of service."""

    query_path: str
    update_path: str
    digest: bool
    most_triples: int | None
    """Triples that one INSERT DATA may hold, or None."""
    most_bytes: int | None
    """Bytes that one request may have, or None; what is larger goes by way of staging graphs."""
    unnamed: bool
    """Whether there is a default graph of its own."""
    whole: bool
    """Whether a request of several updates is undone as a whole when one of them fails."""
    state_query: str
    """Gives rows of `name` and `value`: `version` and the IRI of the version, `hidden` and a graph, `torn` and anything."""

    def check(self, text: str) -> None:
        """Raise QueryRefusedError for what this service would do at a query's bidding, and must not."""
        ...

    def check_update(self, text: str) -> None:
        """Raise InputError for an update that this service cannot carry out as it is meant."""
        ...

    def spelled(self, text: str) -> str:
        """A query or update in the spelling that this service reads; its lines stay where they are."""
        ...

    def dataset(self, text: str, asked: Asked, state: State) -> Dataset:
        """How this service is told the query's dataset."""
        ...

    def part(self, pattern: str, offset: int) -> str:
        """The query for the triples of a pattern, or for a part of them that begins at an offset."""
        ...

    def timeout(self, seconds: float) -> Mapping[str, Sequence[str]]:
        """The parameters that make the service stop a query by itself."""
        ...

    def framed(self, text: str, before: State, after: Version) -> str:
        """An update's text with what makes it fail unless `before` is the current state, and the version `after` if it succeeds."""
        ...

    def hiding(self, graph: str, hidden: bool) -> str:
        """An update after which a staging graph is no part of the dataset, or after which nothing needs to be kept from it."""
        ...

    def restored(self, text: str, before: State) -> str:
        """An update's text with what puts the version back that a failed one took away."""
        ...

    def stopped(self, reply: Reply) -> bool:
        """Whether the answer is but the beginning of one, since the service stopped the query."""
        ...

    def cut(self, reply: Reply) -> bool:
        """Whether the service left rows out because of a limit of its own."""
        ...

    def mended(self, found: dict[str, Any]) -> dict[str, Any]:
        """The service's JSON results as the standard has them."""
        ...

    def fault(self, refused: Refused, text: str, prefix: str = "") -> DetenteError:
        """What the refusal of a query or update means; `prefix` was sent before its text."""
        ...


def version_iri(version: Version) -> str:
    """The IRI that stands for a version in a service."""
    return f"{_VERSION}{version.number}:{version.digest}"


def version_of(iri: str) -> Version:
    """The version that an IRI stands for.

    >>> version_of(version_iri(Version(7, "3fa9")))
    Version(number=7, digest='3fa9')
    """
    number, _, digest = iri.removeprefix(_VERSION).partition(":")
    return Version(int(number), digest)


def joined(*operations: str) -> str:
    """Several updates as one text; empty ones are left out."""
    return " ;\n".join(operation for operation in operations if operation.strip())
