"""Positions: derived stances, with the statements they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from ontology.iris import Iris
from queries.details.batch import Batch, Item, Row
from store.base import Store

_ONE = """?id a det:Position ; det:holder ?holder ; det:area ?area ; det:atEvent ?event ; det:stance/skos:notation ?stance ;
  det:supportingCount ?supporting ; det:qualifyingCount ?qualifying ; det:opposingCount ?opposing .
?area skos:notation ?areaCode .
OPTIONAL { ?holder rdfs:label ?holderLabel } OPTIONAL { ?area rdfs:label ?areaLabel } OPTIONAL { ?event rdfs:label ?eventLabel }
OPTIONAL { ?id det:concerns ?relation . OPTIONAL { ?relation rdfs:label ?relationLabel } }"""
_ONE_COLUMNS = (
    "?holder ?holderLabel ?area ?areaCode ?areaLabel ?event ?eventLabel ?stance ?supporting ?qualifying ?opposing ?relation ?relationLabel"
)


def positions(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The positions among `ids`, in their order: holder, area (code), relation, event, stance, counts, the statements' slugs."""
    batch = Batch.of(store, iris, ids)
    one = batch.one(_ONE_COLUMNS, _ONE)
    supporting = batch.many("?statement", "?id det:supportedBy ?statement .")
    qualifying = batch.many("?statement", "?id det:qualifiedBy ?statement .")
    opposing = batch.many("?statement", "?id det:opposedBy ?statement .")
    return [
        _position(batch, id, one[id])
        | {
            "supported_by": _slugs(batch, supporting.get(id, [])),
            "qualified_by": _slugs(batch, qualifying.get(id, [])),
            "opposed_by": _slugs(batch, opposing.get(id, [])),
        }
        for id in batch.ids
        if id in one
    ]


def _position(batch: Batch, id: str, row: Row) -> Item:
    return batch.common(id, f"{row['holderLabel']} on {row['areaLabel']}: {row['stance']}") | {
        "holder": batch.ref(row["holder"], row["holderLabel"]),
        "area": row["areaCode"],
        "relation": batch.ref(row["relation"], row["relationLabel"]),
        "event": batch.ref(row["event"], row["eventLabel"]),
        "stance": row["stance"],
        "counts": {"supporting": row["supporting"], "qualifying": row["qualifying"], "opposing": row["opposing"]},
    }


def _slugs(batch: Batch, found: Sequence[Row]) -> list[str]:
    return [batch.slug(row["statement"]) for row in found]
