"""`detente serve`: serve a store over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import HostOption, PortOption, StoreOption, opened, settings

if TYPE_CHECKING:
    import socket

    from detente.settings import Settings


def serve(
    store: StoreOption = None,
    host: HostOption = None,
    port: PortOption = None,
    default_graph: Annotated[
        str | None, typer.Option("--default-graph", help="Default graph of /sparql: union (of all graphs) or strict.", show_default=False)
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Web processes; they share one pool of query processes.", show_default=False)
    ] = None,
) -> None:
    """Serve the store: pages, JSON API and SPARQL. With a token set, a store that is not there yet begins empty."""
    chosen = settings(store, host=host, port=port, default_graph=default_graph, workers=workers)
    served = opened(chosen)
    if chosen.token:
        served.create()
    served.version()  # a missing or damaged store is told before serving
    run(chosen)


def run(chosen: Settings) -> None:
    """Serve until stopped; StoreError if the address cannot be listened on."""
    import socket

    from detente.errors import StoreError

    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((chosen.host, chosen.port))
        except OSError as error:
            raise StoreError(f"{chosen.host}:{chosen.port}: cannot listen there ({error.strerror}); choose another with --port") from None
        port = listener.getsockname()[1]
        shown = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
        typer.echo(f"detente serves {chosen.store} at http://{shown}:{port}/ (stop with Ctrl-C)", err=True)
        if chosen.workers == 1:
            _serve_here(chosen, listener)
        else:
            _serve_with_workers(chosen, listener)


def _serve_here(chosen: Settings, listener: socket.socket) -> None:
    import uvicorn

    from api.app import create_app

    uvicorn.Server(uvicorn.Config(create_app(chosen), log_level="warning", access_log=False)).run(sockets=[listener])


def _serve_with_workers(chosen: Settings, listener: socket.socket) -> None:
    """Several web processes on one address; this process keeps the pool and starts anew those that die."""
    import os
    import tempfile

    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from api.backing import query_pool
    from detente.settings import PREFIX

    pool = query_pool(chosen) if isinstance(chosen.store, Path) else None
    if pool:
        pool.start()
        os.environ["DETENTE_POOL"] = str(pool.address)
    with tempfile.TemporaryDirectory(prefix="detente-metrics-") as figures:
        # the web processes are started anew (spawned): what they need to know stands in the environment
        os.environ.update({PREFIX + name.upper(): str(value) for name, value in chosen.model_dump().items()})
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures
        config = uvicorn.Config("api.served:app", factory=True, workers=chosen.workers, log_level="warning", access_log=False)
        try:
            Multiprocess(config, sockets=[listener]).run()
        finally:
            if pool:
                pool.close()
