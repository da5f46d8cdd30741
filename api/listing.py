"""The pages that list things: the start page and one for each collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from api.items import counting, items
from api.links import next_page
from api.site import Site
from ontology.iris import Iris
from queries.collections import COLLECTIONS
from queries.lists import HEAD, FacetValue, page
from queries.results import rows
from store.base import Store

LATEST = 6
RELATIONS = 20
ON_A_PAGE = 50
COUNTED: dict[str, tuple[str, ...]] = {"events": (), "persons": (), "statements": ("area",), "relations": ()}
_LATEST = f"""{HEAD}SELECT ?event WHERE {{ ?event a det:Event OPTIONAL {{ ?event schema:startDate ?date }} }}
ORDER BY DESC(?date) ?event LIMIT {LATEST}"""


def home(request: Request, site: Site, store: Store, iris: Iris) -> Response:
    """The start page: what this is, how much there is, and ways in."""
    found = {name: page(store, iris, counting(name, *facets), limit=RELATIONS) for name, facets in COUNTED.items()}
    latest = [str(row["event"]) for row in rows(store, _LATEST).plain()]
    return site.page(
        request,
        "home.html",
        counts=[(name, found[name].total) for name in COUNTED],
        events=items(store, iris, "events", latest),
        areas=found["statements"].facets["area"],
        relations=items(store, iris, "relations", found["relations"].ids),
    )


def collection_page(request: Request, site: Site, store: Store, iris: Iris, name: str) -> Response:
    """A page of a collection, filtered by the address's parameters; empty ones count as absent, as forms send them."""
    collection = COLLECTIONS[name]
    values = {key: value for key, value in request.query_params.items() if value}
    chosen = {key: value for key, value in values.items() if key != "cursor"}
    filters = {key: value for key, value in chosen.items() if key != "q"}
    found = page(store, iris, collection, filters, q=values.get("q"), limit=ON_A_PAGE, cursor=values.get("cursor"))
    root = str(request.scope.get("root_path", ""))
    return site.page(
        request,
        "list.html",
        collection=name,
        title=name.capitalize(),
        listed=items(store, iris, name, found.ids),
        total=found.total,
        choices=[(facet, options(known, filters.get(facet))) for facet, known in found.facets.items()],
        chosen=chosen,
        kept=[(key, value) for key, value in filters.items() if key not in found.facets],
        next=next_page(request.url.path, chosen, found.next),
        data=f"{root}/api/v1/{name}" + (f"?{urlencode(chosen)}" if chosen else ""),
    )


def options(known: Sequence[FacetValue], chosen: str | None) -> list[Mapping[str, Any]]:
    """What a filter's menu offers: the values that occur, and the chosen one even if nothing has it."""
    offered: list[Mapping[str, Any]] = list(known)
    if chosen and all(option["value"] != chosen for option in offered):
        offered.insert(0, {"value": chosen, "label": chosen, "count": 0})
    return offered
