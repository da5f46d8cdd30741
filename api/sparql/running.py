"""`/api/v1/running` and `/metrics`: what the service is doing, and how an operator stops a query."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api.deps import PoolDep, SettingsDep
from api.models import Running
from api.openapi import WITH_TOKEN
from api.tokens import need_token
from detente.errors import NotFoundError

router = APIRouter(tags=["service"])


@router.get("/api/v1/running", operation_id="running", summary="The queries that run or wait", openapi_extra=WITH_TOKEN)
async def running(request: Request, pool: PoolDep, settings: SettingsDep) -> Running:
    """Each with its id, client, seconds, memory and the beginning of its text. Needs the token."""
    need_token(dict(request.scope["headers"]), settings.token)
    found: dict[str, Any] = await run_in_threadpool(pool.running)
    return Running(items=found["running"], waiting=found["waiting"], workers=found["workers"])


@router.delete(
    "/api/v1/running/{id}",
    operation_id="stop",
    summary="Stop a query",
    status_code=204,
    response_class=Response,
    openapi_extra=WITH_TOKEN,
)
async def stop(id: str, request: Request, pool: PoolDep, settings: SettingsDep) -> Response:
    """Ends it at once; its client is told. Needs the token."""
    need_token(dict(request.scope["headers"]), settings.token)
    if not await run_in_threadpool(pool.stop, id):
        raise NotFoundError(f"no query {id[:40]!r} is running or waiting")
    return Response(status_code=204)


@router.get("/metrics", operation_id="metrics", summary="Figures for Prometheus", response_class=Response)
def metrics(request: Request) -> Response:
    """Requests by outcome, seconds, cache hits, processes."""
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
