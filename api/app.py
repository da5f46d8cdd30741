"""The web service, put together from top to bottom."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from api import errors, openapi
from api.backing import backing
from api.middleware import Fixed, Head, Revalidation
from api.pages import Pages
from api.routes import collections, entities, health, home, named_queries, ontology
from api.site import FOLDER, Site
from api.sparql import running, writing
from api.sparql.cache import AnswerCache
from api.sparql.endpoint import SparqlEndpoint
from api.sparql.metrics import Metrics
from api.sparql.page import SparqlPages
from detente import __version__
from detente.settings import Settings
from ontology.iris import Iris
from store.sources import Sources

# POST belongs to reading, too: long SPARQL queries come that way.
READING = ["GET", "HEAD", "OPTIONS", "POST"]


def create_app(settings: Settings, pool: Path | None = None) -> FastAPI:
    """The service for these settings; `pool` is the socket of a running pool of query processes, without which it starts its own."""
    behind = backing(settings, pool)
    store = behind.store
    app = FastAPI(title="detente", version=__version__, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=behind.lifespan)

    iris = Iris(settings.base)
    sources = Sources(settings.folder)
    site = Site(store, iris)
    cache = AnswerCache(settings.cache_bytes)
    metrics = Metrics(cache, behind.pool.running if behind.pool else None)
    app.state.settings = settings
    app.state.iris = iris
    app.state.store = store
    app.state.pool = behind.pool
    app.state.site = site
    app.state.pages = Pages(site, store, sources, iris)
    app.state.metrics = metrics

    app.include_router(health.router)
    app.include_router(writing.router)
    app.include_router(running.router)
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
    app.add_middleware(
        SparqlEndpoint,
        answers=behind.answers,
        pages=SparqlPages(site),
        cache=cache,
        metrics=metrics,
        token=settings.token,
        default=settings.default_graph,
        room=settings.folder,
    )
    app.add_middleware(Fixed)
    return app
