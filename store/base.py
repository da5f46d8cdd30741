"""The store's protocol: what every kind of store promises.

A store publishes graphs and knows no report. Readers always see a whole version: never half of a replacement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from rdflib import URIRef
from rdflib.term import Node

Triple = tuple[URIRef, URIRef, Node]
DefaultGraph = Literal["union", "strict"]
Cut = Literal["", "rows", "bytes"]

BINDINGS = "application/sparql-results+json"
TRIPLES = "text/turtle"
SELECT_TYPES = (BINDINGS, "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
GRAPH_TYPES = (TRIPLES, "application/n-triples", "application/ld+json", "application/rdf+xml")


@dataclass(frozen=True)
class Version:
    """One published state of the data: `number` counts from 0 (empty), `digest` tells two stores with equal numbers apart."""

    number: int
    digest: str

    @property
    def tag(self) -> str:
        """A short text for ETags and footers: `7-3fa9c1d2`."""
        return f"{self.number}-{self.digest[:8]}"


@dataclass(frozen=True)
class Limits:
    """What one query may use.

    `seconds` of wall clock; `memory` in MiB, beyond what a process needs to be ready; `rows` (solutions or triples) and `bytes` of its
    answer, which is cut there.
    """

    seconds: float = 10.0
    memory: int = 768
    rows: int = 1_000_000
    bytes: int = 128 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """RDF as bytes, or in a file, in a format that its media type names."""

    data: bytes | Path
    media_type: str


@dataclass(frozen=True)
class Answer:
    """A query's answer: media type, the bytes in frames, the version that answered; `cut` names the limit that cut it, if one did.

    Iterating over `frames` raises QueryStoppedError if the query is stopped after its first frames: what came before is then no answer.
    """

    media_type: str
    frames: Iterable[bytes]
    version: Version
    cut: Cut = ""

    def body(self) -> bytes:
        """The frames, joined."""
        return b"".join(self.frames)


@dataclass(frozen=True)
class Statistics:
    """Sizes: quads in all, and by named graph."""

    quads: int
    graphs: Mapping[str, int]


class Store(Protocol):
    """What a store does. Every method raises StoreError when the store cannot be used."""

    def query(
        self,
        text: str,
        accept: Sequence[str] = (BINDINGS, TRIPLES),
        default_graph: DefaultGraph = "union",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str = "",
        limits: Limits | None = None,
    ) -> Answer:
        """Run a SPARQL query.

        `accept` lists media types, best first; the first that fits the query's form is used (SELECT and ASK: `SELECT_TYPES`;
        CONSTRUCT and DESCRIBE: `GRAPH_TYPES`). `default_graph="union"` makes the union of all graphs the default graph;
        `default_graphs` and `named_graphs` set the dataset as the SPARQL protocol's parameters do. Relative IRIs stand against `base`
        (without one they are errors). `limits` hold where the store can stop a query (not in `EmbeddedStore`, which runs it in this
        process). Raises QuerySyntaxError, QueryRefusedError, NotAcceptableError, QueryStoppedError.
        """
        ...

    def replace(self, graphs: Mapping[URIRef, Iterable[Triple]], then: str = "") -> bool:
        """Replace whole named graphs in one transaction and publish the new version.

        `then` holds further SPARQL Update operations that run in the same transaction (derived graphs). Returns False, and
        publishes nothing, if every graph already holds exactly these triples. On any error the store is as it was.
        """
        ...

    def update(self, text: str, base: str = "", using_graphs: Sequence[str] = (), using_named_graphs: Sequence[str] = ()) -> None:
        """Run a SPARQL update in one transaction and publish the new version.

        `using_graphs` and `using_named_graphs` are the protocol's `using-graph-uri` and `using-named-graph-uri`: they set the dataset that
        every WHERE clause sees. Raises QuerySyntaxError, QueryRefusedError (SERVICE, LOAD), InputError (an update that names its dataset as
        well), ConflictError or NotFoundError (an operation on a graph that is there, or is not). On any error the store is as it was.
        """
        ...

    def load(self, documents: Sequence[Document], graph: str | None, base: str = "", replace: bool = False) -> bool:
        """Add RDF to a graph, or put it in the graph's place, in one step; whether the graph was new.

        `graph` is an IRI, `""` for the default graph, or None for the whole dataset (the media types are then ones of quads). `base` is
        what relative IRIs stand against. Raises InputError for data that does not parse; the store is then as it was.
        """
        ...

    def dump(self, graph: URIRef | None = None) -> Iterator[str]:
        """Canonical N-Quads lines (RDFC-1.0 order) of one graph, or of all."""
        ...

    def statistics(self) -> Statistics:
        """Sizes of the version that is current."""
        ...

    def version(self) -> Version:
        """The version that is current."""
        ...
