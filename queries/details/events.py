"""Events."""

from __future__ import annotations

from collections.abc import Sequence

from ontology.iris import Iris
from queries.details.batch import Batch, Item, texts
from store.base import Store

_ONE = """?id a det:Event ; rdfs:label ?label .
OPTIONAL { ?id dcterms:title ?title }
OPTIONAL { ?id det:kind/skos:notation ?kind }
OPTIONAL { ?id det:inSeries ?series . OPTIONAL { ?series rdfs:label ?seriesLabel } }
OPTIONAL { ?id schema:startDate ?start }
OPTIONAL { ?id schema:endDate ?end }
OPTIONAL { ?id det:venue ?venue }
OPTIONAL { ?id det:concerns ?relation . OPTIONAL { ?relation rdfs:label ?relationLabel } }
OPTIONAL { ?id det:reportedIn ?report . OPTIONAL { ?report rdfs:label ?reportLabel } }"""


def events(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The events among `ids`, in their order: title, kind, series, dates, hosts, venue, relation, media, report, counts."""
    batch = Batch.of(store, iris, ids)
    one = batch.one("?label ?title ?kind ?series ?seriesLabel ?start ?end ?venue ?relation ?relationLabel ?report ?reportLabel", _ONE)
    hosts = batch.many("?host ?hostLabel", "?id det:host ?host . OPTIONAL { ?host rdfs:label ?hostLabel }")
    media = batch.many("?text", "?id det:mediaCoverage ?text .")
    states = batch.many("?code", "?id det:concerns/det:between/det:isoCode ?code .")
    statements = batch.count("?item det:atEvent ?id ; a det:Statement .")
    participants = batch.count("?seat det:atEvent ?id ; det:participant ?item .")
    talks = batch.count("?item det:atEvent ?id ; a det:Talk .")
    items = []
    for id in (id for id in batch.ids if id in one):
        row = one[id]
        relation = batch.ref(row["relation"], row["relationLabel"])
        items.append(
            batch.common(id, row["label"])
            | {
                "title": row["title"] or row["label"],
                "kind": row["kind"],
                "series": batch.ref(row["series"], row["seriesLabel"]),
                "start_date": row["start"],
                "end_date": row["end"],
                "hosts": batch.refs(hosts.get(id, []), "host", "hostLabel"),
                "venue": row["venue"],
                "relation": relation | {"states": texts(states.get(id, []), "code")} if relation else None,
                "media": texts(media.get(id, []), "text"),
                "report": batch.ref(row["report"], row["reportLabel"]),
                "counts": {"statements": statements[id], "participants": participants[id], "talks": talks[id]},
            }
        )
    return items
