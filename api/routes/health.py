"""`/healthz`: the process lives. `/readyz`: it can answer from its store."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import StoreDep
from api.models import Health, Problem, Readiness

router = APIRouter(tags=["service"])


@router.get("/healthz", operation_id="health", summary="Is the process alive?")
async def health() -> Health:
    """Always 200 while the process serves; asks nothing of the store."""
    return Health(status="ok")


@router.get("/readyz", operation_id="readiness", summary="Can it answer?", responses={503: {"model": Problem}})
def readiness(store: StoreDep) -> Readiness:
    """200 when the store answers a query, 503 until then."""
    store.query("ASK { }").body()
    return Readiness(status="ready", version=store.version().tag)
