"""Items in the API's shape."""

from __future__ import annotations

from typing import Any

import pytest

from ontology.iris import Iris
from queries import details
from queries.collections import COLLECTIONS
from queries.lists import page
from store.base import Answer
from store.embedded import EmbeddedStore

E1, E2 = "2019-10-10-ies-current-status", "2021-05-20-ies-gas-futures"
IRIS = Iris()
BASE = "https://w3id.org/detente/id/"


def ref(type: str, slug: str, label: str) -> dict[str, str]:
    return {"id": f"{BASE}{type}/{slug}", "slug": slug, "label": label}


def test_event(store: EmbeddedStore) -> None:
    (item,) = details.events(store, IRIS, [f"{BASE}event/{E1}"])
    assert item == ref("event", E1, "Current Status") | {
        "title": "Current Status",
        "kind": "in-house seminar",
        "series": None,
        "start_date": "2019-10-10",
        "end_date": "2019-10-10",
        "hosts": [ref("organisation", "ies", "Institute for Example Studies")],
        "venue": "Hall",
        "relation": ref("relation", "pk-ru", "Pakistan–Russia") | {"states": ["PK", "RU"]},
        "media": ["Daily Example"],
        "report": ref("report", E1, "Report: Current Status"),
        "counts": {"statements": 9, "participants": 3, "talks": 1},
    }


def test_statement(store: EmbeddedStore) -> None:
    quote = "The gas pipeline should be built within five years by both states together, and soon."
    (item,) = details.statements(store, IRIS, [f"{BASE}statement/{E1}-s1"])
    assert item == ref("statement", f"{E1}-s1", "The gas pipeline should be built within five years by both states …") | {
        "quote": quote,
        "start": 100,
        "end": 100 + len(quote),
        "page": 1,
        "report": ref("report", E1, "Report: Current Status"),
        "section": "Opening",
        "talk": ref("talk", f"{E1}-1", "Opening"),
        "speaker": ref("person", "zara-quill", "Zara Quill"),
        "voice": "speaker",
        "source_cited": "IEA",
        "function": "proposal",
        "stance": "supportive",
        "areas": ["gas-and-oil"],
        "mentions": [ref("state", "ru", "Russia"), ref("project", "pipeline", "The Pipeline")],
        "responds_to": None,
        "confidence": 0.51,
        "method": "rules",
        "event": ref("event", E1, "Current Status"),
        "relation": ref("relation", "pk-ru", "Pakistan–Russia"),
        "evidence": f"{BASE}evidence/{E1}-s1",
        "quantities": [],
        "order": 1,
    }


def test_statements_in_the_order_asked_without_unknown_ones(store: EmbeddedStore) -> None:
    ids = [f"{BASE}statement/{E2}-s13", f"{BASE}statement/none", "http://elsewhere/> }", f"{BASE}statement/{E1}-s8", f"{BASE}event/{E1}"]
    first, second = details.statements(store, IRIS, ids)
    assert first["quantities"] == [{"text": "US $800 million", "value": 800_000_000.0, "unit": "USD", "of": "trade"}]
    assert (first["voice"], first["speaker"]) == ("report", None)
    assert second["responds_to"] == ref("statement", f"{E1}-s7", "What about energy and trade?")
    assert details.statements(store, IRIS, []) == []


def test_persons(store: EmbeddedStore) -> None:
    zara, tomas, mira = details.persons(
        store, IRIS, [f"{BASE}person/{name}" for name in ("zara-quill", "tomas-fennwick", "mira-oakshield")]
    )
    assert (zara["aliases"], zara["country"], zara["counts"]) == (["Z. Quill"], "RU", {"statements": 4})
    assert zara["offices"] == [
        {
            "office": ref("office", "ambassador", "Ambassador of Russia to Pakistan"),
            "title": "Ambassador",
            "organisation": ref("state", "pk", "Pakistan"),
            "unit": None,
            "former": False,
            "event": E1,
        }
    ]
    assert (tomas["roles"], tomas["country"]) == (["chair", "speaker"], None)
    assert mira["events"] == [ref("event", E1, "Current Status"), ref("event", E2, "Gas Futures")]
    assert mira["country"] == "PK"


def test_organisations_states_relations_areas_offices(store: EmbeddedStore) -> None:
    ies, sco = details.organisations(store, IRIS, [f"{BASE}organisation/ies", f"{BASE}organisation/sco"])
    assert (ies["aliases"], ies["counts"], sco["counts"]) == (["IES"], {"events": 2}, {"events": 0})
    (pk,) = details.states(store, IRIS, [f"{BASE}state/pk"])
    assert (pk["code"], pk["relations"]) == (
        "PK",
        [ref("relation", "cn-pk", "China–Pakistan"), ref("relation", "pk-ru", "Pakistan–Russia")],
    )
    (relation,) = details.relations(store, IRIS, [f"{BASE}relation/pk-ru"])
    assert (relation["states"], relation["counts"]) == (["PK", "RU"], {"events": 1, "statements": 9})
    energy, gas = details.areas(store, IRIS, [f"{BASE}area/energy", f"{BASE}area/gas-and-oil"])
    assert (energy["code"], energy["narrower"], energy["counts"]) == ("energy", ["gas-and-oil"], {"statements": 7})
    assert (gas["broader"], gas["definition"]) == ("energy", "About gas-and-oil.")
    (office,) = details.offices(store, IRIS, [f"{BASE}office/professor"])
    assert (office["title"], office["unit"], office["accredited_to"]) == ("Professor", "History", None)
    assert office["holders"] == [
        {"person": ref("person", "tomas-fennwick", "Tomas Fennwick"), "former": True, "event": ref("event", E1, "Current Status")}
    ]


def test_position(store: EmbeddedStore) -> None:
    (item,) = details.positions(store, IRIS, [f"{BASE}position/{E1}-state-ru-energy"])
    assert item == ref("position", f"{E1}-state-ru-energy", "Russia on Energy: qualified") | {
        "holder": ref("state", "ru", "Russia"),
        "area": "energy",
        "relation": ref("relation", "pk-ru", "Pakistan–Russia"),
        "event": ref("event", E1, "Current Status"),
        "stance": "qualified",
        "counts": {"supporting": 1, "qualifying": 0, "opposing": 1},
        "supported_by": [f"{E1}-s8"],
        "qualified_by": [],
        "opposed_by": [f"{E1}-s2"],
    }


class Counting(EmbeddedStore):
    """Counts the queries it is asked."""

    asked = 0

    def query(self, *asked: Any, **further: Any) -> Answer:
        self.asked += 1
        return super().query(*asked, **further)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_number_of_queries_does_not_grow_with_the_page(store: EmbeddedStore, name: str) -> None:
    counts = []
    for limit in (1, 1000):
        counting = Counting(store.path)
        ids = page(counting, IRIS, COLLECTIONS[name], limit=limit).ids
        assert len(getattr(details, name)(counting, IRIS, ids)) == len(ids)
        counts.append(counting.asked)
    assert counts[0] == counts[1] <= 18
