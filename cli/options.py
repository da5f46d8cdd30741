"""Options that several commands share, and the settings they make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.settings import Settings, load

if TYPE_CHECKING:
    from store.embedded import EmbeddedStore
    from store.remote import RemoteStore

StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="DIR|URL", help="Folder, or SPARQL service, of the store (or DETENTE_STORE).", show_default=False),
]
PortOption = Annotated[int | None, typer.Option("--port", help="Port to serve on (or DETENTE_PORT).", min=0, max=65535, show_default=False)]
HostOption = Annotated[str | None, typer.Option("--host", help="Address to serve on (or DETENTE_HOST).", show_default=False)]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, help="Processes that extract at the same time; the result is the same.")]


def named_path(word: str) -> Path:
    """The path in a word of the command line; an empty one (an unset variable of a shell) is none, and not the folder one is in."""
    if not word:
        raise typer.BadParameter("a path is empty; name a file or a folder")
    return Path(word)


def settings(store: str | Path | None = None, **flags: object) -> Settings:
    """The settings of this run: flags over environment over `detente.toml` over defaults."""
    return load({"store": store, **flags}).settings


def opened(chosen: Settings) -> EmbeddedStore | RemoteStore:
    """The store that the settings name; nothing is opened or asked yet."""
    from store.opening import open_store

    c = chosen
    return open_store(c.store, c.store_kind, c.store_query, c.store_update, c.store_user, c.store_password, c.folder)
