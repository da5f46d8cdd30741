"""The web service as one of several processes that `detente serve --workers` starts: everything comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI

from api.app import create_app
from detente.settings import load


def app() -> FastAPI:
    """The service, with the pool of the process that started this one."""
    pool = os.environ.get("DETENTE_POOL")
    return create_app(load().settings, Path(pool) if pool else None)
