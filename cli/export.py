"""`detente export`: the whole dataset in one file."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli.options import StoreOption, opened, settings

if TYPE_CHECKING:
    from store.base import Store

FORMATS = ("nq", "ttl", "jsonld", "csv")
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
PAGE = 500


def export(
    store: StoreOption = None,
    format: Annotated[str, typer.Option(help="nq (all graphs, canonical), ttl or jsonld (their union), csv (statements).")] = "nq",
) -> None:
    """Print the dataset on standard output; the same data gives the same bytes."""
    from detente.errors import ParameterError

    if format not in FORMATS:
        raise ParameterError(f"--format {format}: choose one of {', '.join(FORMATS)}")
    chosen = settings(store)
    found = opened(chosen)
    if format == "nq":
        for line in found.dump():
            sys.stdout.buffer.write(f"{line}\n".encode())
    elif format == "csv":
        _statements(found, chosen.base)
    else:
        accept = {"ttl": "text/turtle", "jsonld": "application/ld+json"}[format]
        for frame in _union(found, accept):
            sys.stdout.buffer.write(frame)
    sys.stdout.flush()
    sys.stdout.buffer.flush()


def _union(store: Store, media_type: str) -> Iterable[bytes]:
    """The union of all graphs. From a service the graphs are read whole first: its answer to one query may be cut without a word."""
    from store.remote import RemoteStore

    if not isinstance(store, RemoteStore):
        return store.query(EVERYTHING, [media_type]).frames
    import pyoxigraph as ox

    from store.answers import evaluate, serialise

    memory = ox.Store()
    memory.bulk_load("".join(f"{line}\n" for line in store.dump()).encode(), format=ox.RdfFormat.N_QUADS)
    return [serialise(evaluate(memory, EVERYTHING), media_type)]


def _statements(store: Store, base: str) -> None:
    """One row a statement, columns named as in the record; areas are joined by a space, a quote stands on one line."""
    from ontology.iris import Iris
    from queries.collections import COLLECTIONS
    from queries.details.statements import statements
    from queries.lists import page

    iris = Iris(base)
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    columns = ["id", "event", "order", "voice", "speaker", "quote", "function", "stance", "areas", "confidence", "start", "end", "report"]
    writer.writerow(columns)
    cursor: str | None = None
    while True:
        listed = page(store, iris, COLLECTIONS["statements"], limit=PAGE, cursor=cursor)
        for item in statements(store, iris, listed.ids):
            codes = cast("list[str]", item["areas"])
            refs: dict[str, object] = {k: v["slug"] if isinstance(v, dict) else v for k, v in item.items()}
            refs |= {"areas": " ".join(codes), "quote": " ".join(str(item["quote"]).split())}
            writer.writerow(["" if refs.get(c) is None else refs[c] for c in columns])
        cursor = listed.next
        if cursor is None:
            return
