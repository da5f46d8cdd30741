"""`detente demo`: build the demo corpus into a store and serve it."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HostOption, PortOption, StoreOption, settings

FOLDER = Path("demo-store")


def demo(
    store: StoreOption = None,
    host: HostOption = None,
    port: PortOption = None,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build the store and stop.")] = False,
) -> None:
    """Build the demo corpus into ./demo-store (or --store) and serve it."""
    from cli.ingest import publish_all
    from cli.publishing import REGISTRY, Publisher
    from cli.serve import run
    from ingest.registry import Registry

    chosen = settings(store or FOLDER, host=host, port=port)
    with as_file(files("corpus")) as corpus:
        registry = Registry.load(corpus / REGISTRY)
        refused = publish_all(Publisher(chosen, registry), [corpus / "reports"], chosen)
    if refused:
        raise typer.Exit(refused)
    if not build_only:
        run(chosen)
