"""What routes are given: the store, the IRIs, the settings, the pages, and what the client accepts."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from api.errors import InvalidRequestError
from api.pages import Pages
from api.site import Site
from detente.errors import NotFoundError
from detente.settings import Settings
from ontology.iris import Iris
from store.base import Store
from store.isolation.client import PoolClient


def _store(request: Request) -> Store:
    return cast(Store, request.app.state.store)


def _pool(request: Request) -> PoolClient:
    if request.app.state.pool is None:
        raise NotFoundError("the store is a SPARQL service, which runs the queries itself: ask it what is running")
    return cast(PoolClient, request.app.state.pool)


def _iris(request: Request) -> Iris:
    return cast(Iris, request.app.state.iris)


def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def _site(request: Request) -> Site:
    return cast(Site, request.app.state.site)


def _pages(request: Request) -> Pages:
    return cast(Pages, request.app.state.pages)


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept"))


StoreDep = Annotated[Store, Depends(_store)]
PoolDep = Annotated[PoolClient, Depends(_pool)]
IrisDep = Annotated[Iris, Depends(_iris)]
SettingsDep = Annotated[Settings, Depends(_settings)]
SiteDep = Annotated[Site, Depends(_site)]
PagesDep = Annotated[Pages, Depends(_pages)]
Accept = Annotated[str, Depends(_accept)]


def only(request: Request, allowed: tuple[str, ...]) -> dict[str, str]:
    """The query's parameters; InvalidRequestError names those that are unknown, or given twice, and lists the allowed ones."""
    given = request.query_params.multi_items()
    names = [name for name, _ in given]
    listed = ", ".join(allowed) or "none"
    faults = [
        {"name": name, "in": "query", "message": f"unknown parameter; allowed are: {listed}"} for name in names if name not in allowed
    ]
    faults += [{"name": name, "in": "query", "message": "given more than once"} for name in allowed if names.count(name) > 1]
    if faults:
        raise InvalidRequestError(faults)
    return dict(given)
