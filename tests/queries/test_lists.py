"""Lists: filters, search, facets, cursors."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import ParameterError
from ontology.iris import Iris
from queries.collections import COLLECTIONS
from queries.lists import page
from store.embedded import EmbeddedStore

E1, E2 = "2019-10-10-ies-current-status", "2021-05-20-ies-gas-futures"
IRIS = Iris()
SIZES = {
    "events": 2,
    "persons": 4,
    "organisations": 3,
    "states": 3,
    "relations": 2,
    "areas": 4,
    "statements": 14,
    "offices": 2,
    "positions": 11,
}


def keys(store: EmbeddedStore, collection: str, q: str | None = None, **filters: str) -> list[str]:
    found = page(store, IRIS, COLLECTIONS[collection], filters, q=q)
    assert found.total == len(found.ids)
    return [id.rpartition("/")[2].removeprefix(f"{E1}-").removeprefix(f"{E2}-") for id in found.ids]


@pytest.mark.parametrize("name", COLLECTIONS)
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 1000])
def test_cursors_walk_everything_exactly_once(store: EmbeddedStore, name: str, limit: int) -> None:
    walked: list[str] = []
    cursor = None
    while True:
        found = page(store, IRIS, COLLECTIONS[name], limit=limit, cursor=cursor)
        assert found.total == SIZES[name]
        assert len(found.ids) <= limit
        walked += found.ids
        cursor = found.next
        if cursor is None:
            break
    assert len(walked) == len(set(walked)) == SIZES[name]
    assert walked == page(store, IRIS, COLLECTIONS[name]).ids


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"area": "energy"}, "s1 s2 s7 s8 s9 s10 s11"),
        ({"area": "gas-and-oil"}, "s1"),
        ({"function": "proposal"}, "s1 s8 s9 s10"),
        ({"function": "proposal", "stance": "qualified"}, "s10"),
        ({"speaker": "zara-quill"}, "s1 s2 s3 s8"),
        ({"event": E2}, "s10 s11 s12 s13 s14"),
        ({"relation": "cn-pk"}, "s10 s11 s12 s13 s14"),
        ({"voice": "participants"}, "s9"),
        ({"voice": "report"}, "s13"),
        ({"mentions": "pipeline"}, "s1"),
        ({"mentions": "ru"}, "s1"),
        ({"mentions": "https://w3id.org/detente/id/project/pipeline"}, "s1"),
        ({"side": "PK"}, "s10 s11"),
        ({"side": "ru"}, "s1 s2 s3 s8"),
        ({"since": "2020-01-01"}, "s10 s11 s12 s13 s14"),
        ({"until": "2019-10-10", "function": "question"}, "s7"),
        ({"since": "2019-10-10", "until": "2019-10-11", "side": "ru", "area": "energy"}, "s1 s2 s8"),
        ({"min_confidence": "0.63"}, "s13 s14"),
        ({"area": "https://w3id.org/detente/id/area/defence"}, "s3 s14"),
    ],
)
def test_statement_filters(store: EmbeddedStore, filters: dict[str, str], expected: str) -> None:
    assert keys(store, "statements", **filters) == expected.split()


@pytest.mark.parametrize(
    ("name", "filters", "expected"),
    [
        ("events", {"relation": "pk-ru"}, [E1]),
        ("events", {"kind": "in-house seminar"}, [E1]),
        ("events", {"host": "oblomov-centre"}, [E2]),
        ("events", {"state": "CN"}, [E2]),
        ("events", {"state": "PK"}, [E1, E2]),
        ("events", {"since": "2020-01-01"}, [E2]),
        ("persons", {"event": E2}, ["bilal-thornby", "mira-oakshield"]),
        ("persons", {"state": "RU"}, ["zara-quill"]),
        ("persons", {"role": "speaker"}, ["mira-oakshield", "tomas-fennwick"]),
        ("persons", {"organisation": "oblomov-centre"}, ["tomas-fennwick"]),
        ("organisations", {"event": E1}, ["ies", "oblomov-centre"]),
        ("areas", {"broader": "energy"}, ["gas-and-oil"]),
        ("areas", {"relation": "cn-pk"}, ["defence", "energy", "trade"]),
        ("positions", {"holder": "pk"}, ["state-pk-energy"]),
        ("positions", {"holder": "mira-oakshield"}, ["person-mira-oakshield-energy"]),
        ("positions", {"stance": "critical", "event": E1}, ["person-tomas-fennwick-trade"]),
        ("positions", {"area": "energy", "relation": "pk-ru", "holder": "ru"}, ["state-ru-energy", "state-ru-gas-and-oil"]),
    ],
)
def test_other_filters(store: EmbeddedStore, name: str, filters: dict[str, str], expected: list[str]) -> None:
    assert keys(store, name, **filters) == expected


def test_search(store: EmbeddedStore) -> None:
    assert keys(store, "statements", q="ENERGY") == ["s2", "s7", "s9", "s10"]
    assert keys(store, "statements", q="оборона") == ["s14"]
    assert keys(store, "statements", q='"defence" —') == ["s14"]
    assert keys(store, "statements", q=".*") == []
    assert keys(store, "organisations", q="Ies") == ["ies"]
    assert keys(store, "persons", q="z. quill") == ["zara-quill"]
    assert keys(store, "states", q="federation") == ["ru"]


@given(q=st.text(min_size=1, max_size=20))
def test_any_search_text_is_only_searched_for(store: EmbeddedStore, q: str) -> None:
    try:
        found = page(store, IRIS, COLLECTIONS["persons"], q=q)
    except ParameterError:
        assert any("\ud800" <= character <= "\udfff" for character in q)
        return
    names = ["Zara Quill", "Z. Quill", "Tomas Fennwick", "Mira Oakshield", "Bilal Thornby"]
    assert bool(found.ids) == any(q.lower() in name.lower() for name in names)


def test_facets_count_the_filtered_list(store: EmbeddedStore) -> None:
    facets = page(store, IRIS, COLLECTIONS["statements"], {"area": "energy"}, limit=1).facets
    assert facets["stance"] == [
        {"value": "supportive", "label": "Supportive", "count": 3},
        {"value": "critical", "label": "Critical", "count": 2},
        {"value": "neutral", "label": "Neutral", "count": 1},
        {"value": "qualified", "label": "Qualified", "count": 1},
    ]
    assert facets["area"][0] == {"value": "energy", "label": "Energy", "count": 7}
    assert {row["value"]: row["count"] for row in facets["speaker"]} == {"zara-quill": 3, "mira-oakshield": 3}
    for name, values in facets.items():
        for row in values:
            assert page(store, IRIS, COLLECTIONS["statements"], {"area": "energy"} | {name: row["value"]}).total >= row["count"]


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_limits(store: EmbeddedStore, limit: int) -> None:
    with pytest.raises(ParameterError, match="between 1 and 1000"):
        page(store, IRIS, COLLECTIONS["events"], limit=limit)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"nope": "x"}, "no filter 'nope'; it has: area"),
        ({"area": "a b"}, "names no area"),
        ({"voice": "angel"}, "one of speaker, participants, report"),
        ({"min_confidence": "high"}, "decimal"),
        ({"since": "2020"}, "YYYY-MM-DD"),
        ({"mentions": "> }"}, "names no"),
    ],
)
def test_wrong_filters_are_explained(store: EmbeddedStore, filters: dict[str, str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        page(store, IRIS, COLLECTIONS["statements"], filters)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor", ["x", "ä", "====", encoded([1, 2]), encoded(["a"]), encoded({"a": 1, "b": 2}), encoded("ab"), encoded(["\ud800", "b"])]
)
def test_a_malformed_cursor_is_refused(store: EmbeddedStore, cursor: str) -> None:
    with pytest.raises(ParameterError, match="cursor"):
        page(store, IRIS, COLLECTIONS["events"], cursor=cursor)


def test_a_cursor_is_text_that_is_compared_and_no_query(store: EmbeddedStore) -> None:
    assert page(store, IRIS, COLLECTIONS["events"], cursor=encoded(['" || true) } #', "x"])).ids
