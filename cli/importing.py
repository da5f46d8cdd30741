"""`detente import FILE…`: take RDF into a store as it is, without a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import StoreOption, named_path, opened, settings

MEDIA_TYPES = {
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
}
DATASETS = (".nq", ".trig")


def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE…", parser=named_path, help="RDF files: .nq, .trig, .ttl …", show_default=False)
    ],
    store: StoreOption = None,
    graph: Annotated[
        str | None, typer.Option("--graph", help="Graph for files of triples (default: the default graph).", show_default=False)
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of what is there.")] = False,
) -> None:
    """Load RDF into the store, all files in one step. N-Quads and TriG name their graphs themselves."""
    from detente.errors import InputError
    from store.base import Document

    unknown = next((path for path in paths if path.suffix.lower() not in MEDIA_TYPES), None)
    if unknown is not None:
        raise InputError(f"{unknown}: its name ends in none of {', '.join(MEDIA_TYPES)}; rename it, or convert it")
    missing = next((path for path in paths if not path.is_file()), None)
    if missing is not None:
        raise InputError(f"{missing}: there is no such file")
    datasets = {path.suffix.lower() in DATASETS for path in paths}
    if len(datasets) > 1:
        raise InputError(f"{paths[0]}: files of quads and files of triples are imported in separate calls")
    documents = [Document(path, MEDIA_TYPES[path.suffix.lower()]) for path in paths]
    found = opened(settings(store))
    found.load(documents, None if datasets == {True} else graph or "", replace=replace)
    typer.echo(f"{len(documents)} files: published as version {found.version().tag}", err=True)
