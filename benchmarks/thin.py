"""The thinnest service there can be, to compare with: one FastAPI route, pyoxigraph in threads, no limits, nothing that could be stopped.

`python benchmarks/thin.py FOLDER PORT`
"""

from __future__ import annotations

import sys

import pyoxigraph as ox
import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool


def thin_app(folder: str) -> FastAPI:
    """The service over a published snapshot."""
    store = ox.Store.read_only(folder)
    app = FastAPI()

    @app.post("/sparql")
    async def sparql(request: Request) -> Response:
        """Answers a query sent as the body."""
        text = (await request.body()).decode()
        turtle = "turtle" in request.headers["accept"]

        def answer() -> bytes | None:
            results = store.query(text, use_default_graph_as_union=True)
            return results.serialize(format=ox.RdfFormat.TURTLE if turtle else ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]

        media = "text/turtle" if turtle else "application/sparql-results+json"
        return Response(await run_in_threadpool(answer), media_type=media)

    return app


if __name__ == "__main__":
    uvicorn.run(thin_app(sys.argv[1]), port=int(sys.argv[2]), log_level="warning", access_log=False)
