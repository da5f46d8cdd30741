"""Statements, with their evidence."""

from __future__ import annotations

from collections.abc import Sequence

from ontology.iris import Iris
from queries.details.batch import Batch, Item, Row, texts
from queries.lists import VOICES
from queries.results import Plain
from store.base import Store

LABEL_WORDS = 12
_VOICE_OF = {iri: voice for voice, iri in VOICES.items()}
_SAID = """?id a det:Statement ; schema:text ?quote ; det:atEvent ?event ; det:voice ?voice ; det:function/skos:notation ?function ;
  det:stance/skos:notation ?stance ; det:confidence ?confidence ; det:method ?method ; det:order ?order ; det:evidence ?evidence .
?event rdfs:label ?eventLabel .
OPTIONAL { ?id det:speaker ?speaker . OPTIONAL { ?speaker rdfs:label ?speakerLabel } }
OPTIONAL { ?id det:concerns ?relation . OPTIONAL { ?relation rdfs:label ?relationLabel } }
OPTIONAL { ?id det:section ?section }
OPTIONAL { ?id det:sourceCited ?cited }
OPTIONAL { ?id det:talk ?talk . OPTIONAL { ?talk rdfs:label ?talkLabel } }
OPTIONAL { ?id det:respondsTo ?asked . OPTIONAL { ?asked schema:text ?askedQuote } }"""
_SAID_COLUMNS = (
    "?quote ?event ?eventLabel ?voice ?function ?stance ?confidence ?method ?order ?evidence ?speaker ?speakerLabel "
    "?relation ?relationLabel ?section ?cited ?talk ?talkLabel ?asked ?askedQuote"
)
_WRITTEN = """?id det:evidence ?evidence . ?evidence oa:hasSource ?report ; oa:hasSelector ?place .
?place oa:start ?start ; oa:end ?end .
OPTIONAL { ?report rdfs:label ?reportLabel } OPTIONAL { ?evidence det:page ?page }"""
_QUANTITY = """?id det:quantity ?quantity . ?quantity det:text ?text .
OPTIONAL { ?quantity det:value ?value } OPTIONAL { ?quantity det:unit ?unit } OPTIONAL { ?quantity det:measures ?of }"""
_NOWHERE: Row = {"start": None, "end": None, "page": None, "report": None, "reportLabel": None}


def statements(store: Store, iris: Iris, ids: Sequence[str]) -> list[Item]:
    """The statements among `ids`, in their order, each with its words, its place in the report, and what it was read as."""
    batch = Batch.of(store, iris, ids)
    said = batch.one(_SAID_COLUMNS, _SAID)
    written = batch.one("?start ?end ?page ?report ?reportLabel", _WRITTEN)
    areas = batch.many("?code", "?id det:area/skos:notation ?code .")
    mentions = batch.many("?thing ?thingLabel", "?id det:mentions ?thing . OPTIONAL { ?thing rdfs:label ?thingLabel }")
    quantities = batch.many("?quantity ?text ?value ?unit ?of", _QUANTITY)
    return [
        _said(batch, id, said[id])
        | _written(batch, written.get(id, _NOWHERE))
        | {
            "areas": texts(areas.get(id, []), "code"),
            "mentions": batch.refs(mentions.get(id, []), "thing", "thingLabel"),
            "quantities": [{key: row[key] for key in ("text", "value", "unit", "of")} for row in quantities.get(id, [])],
        }
        for id in batch.ids
        if id in said
    ]


def short(quote: Plain) -> str:
    """The first words of a quote, as a label."""
    words = str(quote).split()
    return " ".join(words[:LABEL_WORDS]) + (" …" if len(words) > LABEL_WORDS else "")


def _said(batch: Batch, id: str, row: Row) -> Item:
    asked = row["asked"]
    return batch.common(id, short(row["quote"])) | {
        "quote": row["quote"],
        "section": row["section"],
        "talk": batch.ref(row["talk"], row["talkLabel"]),
        "speaker": batch.ref(row["speaker"], row["speakerLabel"]),
        "voice": _VOICE_OF.get(str(row["voice"])),
        "source_cited": row["cited"],
        "function": row["function"],
        "stance": row["stance"],
        "responds_to": batch.ref(asked, short(row["askedQuote"]) if row["askedQuote"] else None),
        "confidence": row["confidence"],
        "method": row["method"],
        "event": batch.ref(row["event"], row["eventLabel"]),
        "relation": batch.ref(row["relation"], row["relationLabel"]),
        "evidence": row["evidence"],
        "order": row["order"],
    }


def _written(batch: Batch, row: Row) -> Item:
    return {
        "start": row["start"],
        "end": row["end"],
        "page": row["page"],
        "report": batch.ref(row["report"], row["reportLabel"]),
    }
