"""The web service, put together from top to bottom."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from api import errors, openapi
from api.middleware import Fixed, Head, Revalidation
from api.pages import Pages
from api.routes import collections, entities, health, home, named_queries, ontology, sparql
from api.site import FOLDER, Site
from detente import __version__
from detente.settings import Settings
from ontology.iris import Iris
from store.embedded import EmbeddedStore
from store.sources import Sources

# POST belongs to reading, too: long SPARQL queries come that way.
READING = ["GET", "HEAD", "OPTIONS", "POST"]


def create_app(settings: Settings) -> FastAPI:
    """The service for these settings. The store is opened at the first question, so that `/healthz` answers from the start."""
    app = FastAPI(title="detente", version=__version__, docs_url=None, redoc_url=None, redirect_slashes=False)

    iris = Iris(settings.base)
    store = EmbeddedStore(settings.store)
    sources = Sources(settings.store)
    site = Site(store, iris)
    app.state.settings = settings
    app.state.iris = iris
    app.state.store = store
    app.state.site = site
    app.state.pages = Pages(site, store, sources, iris)

    app.include_router(health.router)
    app.include_router(sparql.router)
    app.include_router(entities.router)
    app.include_router(ontology.router)
    app.include_router(named_queries.router(), prefix="/api/v1")
    app.include_router(collections.router(), prefix="/api/v1")
    app.include_router(home.router())
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")

    openapi.describe(app)
    errors.handle(app)

    # The last one added is the first to see a request.
    app.add_middleware(errors.Unforeseen)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6)
    app.add_middleware(Revalidation, version=lambda: store.version().tag)
    app.add_middleware(Head)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=READING, allow_headers=["*"])
    app.add_middleware(Fixed)
    return app
