"""The embedded store as the web service uses it: this process opens no database and reads no query; the pool's processes do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from rdflib import URIRef

from store.base import BINDINGS, TRIPLES, Answer, Cut, DefaultGraph, Document, Limits, Statistics, Triple, Version
from store.embedded import EmbeddedStore
from store.isolation.client import PoolClient, head_of, packets
from store.isolation.wire import DATA, END, Kind, Share, Task, Ticket
from store.refusals import refuse_service
from store.snapshots import Folder

EXCERPT = 400
_NAMES_AND_VALUES = re.compile(r"""<[^<>\s]*>|"[^"]*"|'[^']*'|(?<=:)[\w.-]+|\d+|\s+""")
WRITING = Limits(seconds=600, memory=8_192)
_LATE = 15.0
"""Seconds beyond a job's limit until its silence is taken for a fault: it may have waited for its turn as long as it may run."""


class PooledStore:
    """A store in a folder, asked through a pool; see `store.base.Store` for what each method promises.

    Its queries are the service's own: they have the house's share. Threads may share it.
    """

    def __init__(self, folder: Path, client: PoolClient, limits: Limits) -> None:
        self.path = folder
        self.client = client
        self.limits = limits
        self._embedded = EmbeddedStore(folder)
        self._folder = Folder(folder)
        self._stamp: tuple[int, int, int] | None = None

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
        """Run a query in a worker and wait for the whole answer."""
        refuse_service(text)
        limits = limits or self.limits
        task = Task(tuple(accept), default_graph, tuple(default_graphs), tuple(named_graphs), base, limits.rows, limits.bytes)
        ticket = self.ticket("query", limits, text, share="house")
        with self.client.submit(ticket, task, text.encode(errors="replace")) as channel:
            channel.settimeout(2 * limits.seconds + _LATE)
            answer = packets(channel)
            head = head_of(next(answer))
            frames, cut = [], ""
            for kind, content in answer:
                if kind == DATA:
                    frames.append(content)
                elif kind == END:
                    cut = json.loads(content).get("cut", "")
        return Answer(head.media_type, tuple(frames), head.version, cast(Cut, cut))

    def ticket(self, kind: Kind, limits: Limits, text: str, client: str = "", share: Share = "public") -> Ticket:
        """A ticket for a job of this service."""
        excerpt = text[:EXCERPT]
        shape = f"{len(text) // EXCERPT} {_NAMES_AND_VALUES.sub('', text[: 4 * EXCERPT])}" if share == "public" else ""
        return Ticket(self.client.new_id(), kind, client, share, limits.seconds, limits.memory, excerpt, shape)

    def update(self, text: str, base: str = "", using_graphs: Sequence[str] = (), using_named_graphs: Sequence[str] = ()) -> None:
        """Run a SPARQL update in a process of its own; queries asked after this see what it did."""
        refuse_service(text)
        task = Task(base=base, default_graphs=tuple(using_graphs), named_graphs=tuple(using_named_graphs))
        self._written(self.ticket("update", WRITING, text, share="house"), task, text.encode(errors="replace"))

    def load(self, documents: Sequence[Document], graph: str | None, base: str = "", replace: bool = False) -> bool:
        """Add RDF, or put it in a graph's place, in a process of its own; queries asked after this see it."""
        data = [each.data if isinstance(each.data, bytes) else each.data.read_bytes() for each in documents]
        parts = [(document.media_type, len(content)) for document, content in zip(documents, data, strict=True)]
        task = Task(base=base, documents=parts, graph=graph, replace=replace)
        ticket = self.ticket("load", WRITING, f"load into {graph or 'the default graph'}", share="house")
        return bool(self._written(ticket, task, b"".join(data))["new"])

    def replace(self, graphs: Mapping[URIRef, Iterable[Triple]], then: str = "") -> bool:
        """As the embedded store does it, in this process: the data are our own."""
        changed = self._embedded.replace(graphs, then)
        self.client.refresh()
        return changed

    def dump(self, graph: URIRef | None = None) -> Iterator[str]:
        """Sorted N-Quads lines, from the embedded store."""
        return self._embedded.dump(graph)

    def statistics(self) -> Statistics:
        """Quads in all, and by named graph, of the current version."""
        body = self.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g").body()
        sizes = {row["g"]["value"]: int(row["n"]["value"]) for row in json.loads(body)["results"]["bindings"]}
        return Statistics(sum(sizes.values()), sizes)

    def version(self) -> Version:
        """The version that queries are answered from; what was published before this call, by whatever process, is in it."""
        stamp = self._folder.stamp()
        if stamp != self._stamp:
            self.client.refresh()
            self._stamp = stamp
        return self.client.version() or self._embedded.version()

    def _written(self, ticket: Ticket, task: Task, content: bytes) -> dict[str, object]:
        with self.client.submit(ticket, task, content) as channel:
            channel.settimeout(ticket.seconds + _LATE)
            *_, (_, told) = packets(channel)
        self.client.refresh()
        found: dict[str, object] = json.loads(told)
        return found
