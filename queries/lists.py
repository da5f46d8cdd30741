"""Pages of a collection: filtered, searched, counted by facets, walked with cursors. Values are put in as terms, never as text."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

import pyoxigraph as ox

from detente.errors import ParameterError
from ontology.iris import Iris
from ontology.terms import DET, PREFIXES
from queries.bind import literal, thing
from queries.collections import Collection, Filter
from queries.results import Plain, rows
from store.base import Store

MAX_LIMIT = 1000
FACET_VALUES = 50
VOICES: Mapping[str, str] = {
    "speaker": str(DET.SpeakerVoice),
    "participants": str(DET.ParticipantsVoice),
    "report": str(DET.ReportVoice),
}
_ENTITIES = ("state", "organisation", "person", "treaty", "project", "exercise", "weapon-system", "crisis", "document")
_HOLDERS = ("person", "state")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})\Z")
_XSD_DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
"""The prefix lines for queries that are written in Python."""


class FacetValue(TypedDict):
    """A value that a filter takes, its label, and how many items of the filtered list have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Page:
    """A page: IRIs in order, the size of the whole filtered list, the cursor of the next page (None at the end), facets by filter."""

    ids: list[str]
    total: int
    next: str | None
    facets: dict[str, list[FacetValue]]


def page(
    store: Store,
    iris: Iris,
    collection: Collection,
    filters: Mapping[str, str] | None = None,
    *,
    q: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """One page of a collection.

    `filters` by name (see `Collection.filters`), slugs or IRIs; `q` is found in labels and other names (for statements: in the quote) in
    upper or lower case; `cursor` is a former page's `next`, and stays right when items come and go between two pages. Facets count the
    filtered list. Raises ParameterError for an unknown filter, a malformed value or cursor, a limit outside 1 to 1000.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise ParameterError(f"limit={limit} is not between 1 and {MAX_LIMIT}")
    chosen = _where(iris, collection, filters or {}, q)
    found = _ids(store, collection, chosen, limit, _after(cursor))
    ids = [str(row["id"]) for row in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    total = rows(store, f"{HEAD}SELECT (COUNT(DISTINCT ?id) AS ?n) WHERE {{ {chosen} }}").plain()[0]["n"]
    facets = {name: _facet(store, iris, f"{chosen} {pattern}") for name, pattern in collection.facets.items()}
    return Page(ids, int(total or 0), _cursor(last) if last else None, facets)


def _where(iris: Iris, collection: Collection, filters: Mapping[str, str], q: str | None) -> str:
    parts = [collection.pattern]
    for number, (name, value) in enumerate(sorted(filters.items())):
        if name not in collection.filters:
            raise ParameterError(f"{collection.name} has no filter {name!r}; it has: {', '.join(collection.filters) or 'none'}")
        chosen = collection.filters[name]
        # Each filter gets variables of its own, so that two of them never meet by chance.
        pattern = re.sub(r"\?(?!id\b)(\w+)", rf"?\g<1>_{number}", chosen.pattern)
        parts.append(pattern.replace("$value", _value(iris, name, chosen, value)))
    if q:
        parts.append(f"{collection.names} FILTER(CONTAINS(LCASE(STR(?name)), LCASE({literal('q', q, 'text')})))")
    return " ".join(parts)


def _value(iris: Iris, name: str, chosen: Filter, value: str) -> str:
    if chosen.type == "date":
        return str(literal(name, value, "date"))
    if chosen.type == "decimal":
        if not _DECIMAL.match(value):
            raise ParameterError(f"{name}={value[:80]!r} is not a decimal number such as 0.5")
        return str(ox.Literal(value, datatype=_XSD_DECIMAL))
    if chosen.type == "voice":
        if value not in VOICES:
            raise ParameterError(f"{name}={value[:80]!r} is not one of {', '.join(VOICES)}")
        return f"<{VOICES[value]}>"
    if chosen.type in ("entity", "holder"):
        return _any_of(iris, name, value, _ENTITIES if chosen.type == "entity" else _HOLDERS)
    return str(thing(name, value.replace(" ", "-") if chosen.type == "kind" else value, chosen.type, iris))


def _any_of(iris: Iris, name: str, value: str, types: tuple[str, ...]) -> str:
    """The IRIs a slug may stand for, where several types of thing are possible."""
    parsed = iris.parse(value)
    wanted = (parsed.type,) if parsed and parsed.type in types else types
    return ", ".join(str(thing(name, value, type, iris)) for type in wanted)


def _ids(store: Store, collection: Collection, chosen: str, limit: int, after: tuple[str, str] | None) -> list[dict[str, Plain]]:
    beyond = ""
    if after:
        key, id = (ox.Literal(text) for text in after)
        beyond = f"FILTER(?key > {key} || (?key = {key} && STR(?id) > {id}))"
    return rows(
        store,
        f"{HEAD}SELECT DISTINCT ?id ?key WHERE {{ {chosen} {collection.sort} {beyond} }} ORDER BY ?key STR(?id) LIMIT {limit + 1}",
    ).plain()


def _facet(store: Store, iris: Iris, where: str) -> list[FacetValue]:
    # Counted inside, labelled outside: the other way round, each item would look up its label.
    counted = f"SELECT ?facet (COUNT(DISTINCT ?id) AS ?count) WHERE {{ {where} }} GROUP BY ?facet ORDER BY DESC(?count) ?facet"
    found = rows(
        store,
        f"{HEAD}SELECT DISTINCT ?facet ?count ?label WHERE {{ {{ {counted} LIMIT {FACET_VALUES} }} "
        "OPTIONAL { ?facet rdfs:label ?label } } ORDER BY DESC(?count) ?facet ?label",
    ).plain()
    values: dict[str, FacetValue] = {}
    for row in found:
        name = iris.parse(str(row["facet"]))
        value = name.slug if name else str(row["facet"])
        values.setdefault(value, FacetValue(value=value, label=str(row["label"] or value), count=int(row["count"] or 0)))
    return list(values.values())


def _cursor(row: Mapping[str, Plain]) -> str:
    return base64.urlsafe_b64encode(json.dumps([row["key"], row["id"]]).encode()).decode().rstrip("=")


def _after(cursor: str | None) -> tuple[str, str] | None:
    if not cursor:
        return None
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not (isinstance(found, list) and [type(part) for part in found] == [str, str]):
            raise ValueError("not two texts")
        "".join(found).encode()  # a lone surrogate is an error
    except ValueError as error:
        raise ParameterError(f"cursor={cursor[:80]!r} is not one that a page gave; start without a cursor") from error
    return found[0], found[1]
