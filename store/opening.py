"""Which kind of store an operator's address stands for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from store.dialect import Dialect
from store.embedded import EmbeddedStore
from store.oxigraph import Oxigraph
from store.remote import RemoteStore
from store.service import Address, Service
from store.virtuoso import Virtuoso

Kind = Literal["oxigraph", "virtuoso"]
_DIALECTS: dict[Kind, type[Dialect]] = {"oxigraph": Oxigraph, "virtuoso": Virtuoso}


def open_store(
    where: str | Path,
    kind: Kind = "oxigraph",
    query: str = "",
    update: str = "",
    user: str = "",
    password: str = "",
    folder: Path | None = None,
) -> EmbeddedStore | RemoteStore:
    """The embedded store in a folder, or the remote one behind an http(s) address; nothing is opened or asked yet.

    `kind` is the kind of service; `query` and `update` are its addresses where they are not those that this kind has below `where`.
    `folder` is where writers on this machine take turns.
    """
    if isinstance(where, Path):
        return EmbeddedStore(where)
    dialect = _DIALECTS[kind]()
    root = where.rstrip("/")
    address = Address(query or root + dialect.query_path, update or root + dialect.update_path, user, password, dialect.digest)
    return RemoteStore(Service(address), dialect, folder)
