"""`detente serve`: serve a store over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import HostOption, PortOption, StoreOption, settings

if TYPE_CHECKING:
    from detente.settings import Settings


def serve(
    store: StoreOption = None,
    host: HostOption = None,
    port: PortOption = None,
    default_graph: Annotated[
        str | None, typer.Option("--default-graph", help="Default graph of /sparql: union (of all graphs) or strict.", show_default=False)
    ] = None,
) -> None:
    """Serve the store: pages, JSON API and SPARQL."""
    chosen = settings(store, host=host, port=port, default_graph=default_graph)
    from store.embedded import EmbeddedStore

    EmbeddedStore(chosen.store).version()  # a missing or damaged store is told before serving
    run(chosen)


def run(chosen: Settings) -> None:
    """Serve until stopped; StoreError if the address cannot be listened on."""
    import socket

    import uvicorn

    from api.app import create_app
    from detente.errors import StoreError

    app = create_app(chosen)
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
        uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
