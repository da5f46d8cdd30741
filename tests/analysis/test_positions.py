"""Positions are counted as docs/reference/graph.md says, once, and again when the record changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from analysis.positions import derivation
from ontology.iris import Iris
from ontology.terms import PREFIXES
from queries.results import Plain, rows
from store.embedded import EmbeddedStore

IRIS = Iris("https://example.org/lod/")
EVENT, OTHER = IRIS.id("event", "2020-01-01-a"), IRIS.id("event", "2020-02-02-b")
HEAD = "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items()) + f"@base <{IRIS.base}id/> .\n"
ENVOYS = {"ann-envoy": "ru", "bob-envoy": "ru", "cy-free": ""}


def record(event: URIRef, said: list[tuple[str, str, str]]) -> Graph:
    """A record graph in which each (speaker, area, stance) is one statement; speaker "-" is nobody."""
    slug = event.rpartition("/")[2]
    text = f"<event/{slug}> a det:Event ; det:concerns <relation/pk-ru> .\n"
    for name, state in ENVOYS.items():
        text += f"<participation/{slug}-{name}> a det:Participation ; det:participant <person/{name}> ; det:atEvent <event/{slug}> "
        text += f"; det:represents <state/{state}> .\n" if state else ".\n"
    for number, (speaker, area, stance) in enumerate(said):
        text += f"<statement/{slug}-{number}> a det:Statement ; det:atEvent <event/{slug}> ; det:area <area/{area}> "
        text += f"; det:stance <stance/{stance}> "
        text += f"; det:speaker <person/{speaker}> .\n" if speaker != "-" else ".\n"
    return Graph().parse(data=HEAD + text, format="turtle")


def positions(store: EmbeddedStore) -> dict[str, tuple[Plain, ...]]:
    found = rows(
        store,
        """PREFIX det: <https://w3id.org/detente/ontology#> SELECT * { GRAPH <https://example.org/lod/graph/positions> {
        ?p a det:Position ; det:holder ?holder ; det:area ?area ; det:concerns ?relation ; det:stance ?stance ;
        det:supportingCount ?s ; det:qualifyingCount ?q ; det:opposingCount ?o } }""",
    ).plain()
    assert {row["relation"] for row in found} <= {f"{IRIS.base}id/relation/pk-ru"}
    return {
        str(row["p"]).rpartition("/")[2]: (str(row["stance"]).rpartition("/")[2], row["s"], row["q"], row["o"])
        for row in found
    }  # fmt: skip


def publish(store: EmbeddedStore, event: URIRef, said: list[tuple[str, str, str]]) -> bool:
    graph = IRIS.id("record", event.rpartition("/")[2])
    return store.replace({graph: record(event, said)}, then=derivation(IRIS, event))  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        ("supportive", ("supportive", 1, 0, 0)),
        ("critical", ("critical", 0, 0, 1)),
        ("qualified", ("qualified", 0, 1, 0)),
        ("supportive critical", ("qualified", 1, 0, 1)),
        ("supportive supportive critical", ("supportive", 2, 0, 1)),
        ("supportive qualified", ("supportive", 1, 1, 0)),
        ("supportive qualified qualified", ("qualified", 1, 2, 0)),
        ("supportive critical critical qualified qualified", ("critical", 1, 2, 2)),
        ("critical neutral neutral neutral", ("critical", 0, 0, 1)),
    ],
)
def test_the_stance_is_that_of_the_larger_side(tmp_path: Path, stances: str, expected: tuple[Plain, ...]) -> None:
    store = EmbeddedStore(tmp_path / "db")
    publish(store, EVENT, [("cy-free", "trade", stance) for stance in stances.split()])
    assert positions(store) == {"2020-01-01-a-person-cy-free-trade": expected}


def test_holders_are_speakers_and_the_states_they_represent(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "db")
    publish(
        store,
        EVENT,
        [
            ("ann-envoy", "trade", "supportive"),
            ("bob-envoy", "trade", "critical"),
            ("bob-envoy", "trade", "critical"),
            ("cy-free", "energy", "neutral"),
            ("-", "energy", "supportive"),
        ],
    )
    assert positions(store) == {
        "2020-01-01-a-person-ann-envoy-trade": ("supportive", 1, 0, 0),
        "2020-01-01-a-person-bob-envoy-trade": ("critical", 0, 0, 2),
        "2020-01-01-a-state-ru-trade": ("critical", 1, 0, 2),
    }


def test_deriving_again_changes_nothing_and_a_new_record_changes_its_event_alone(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "db")
    publish(store, EVENT, [("ann-envoy", "trade", "supportive")])
    publish(store, OTHER, [("ann-envoy", "trade", "critical")])
    before = list(store.dump())
    assert store.replace({}, then=f"{derivation(IRIS, EVENT)} ;\n{derivation(IRIS, OTHER)}")
    assert list(store.dump()) == before
    publish(store, EVENT, [("ann-envoy", "energy", "qualified")])
    assert sorted(positions(store)) == [
        "2020-01-01-a-person-ann-envoy-energy",
        "2020-01-01-a-state-ru-energy",
        "2020-02-02-b-person-ann-envoy-trade",
        "2020-02-02-b-state-ru-trade",
    ]
    publish(store, EVENT, [])
    assert len(positions(store)) == 2


@pytest.mark.parametrize(
    "bad", ["https://example.org/lod/id/person/x", "https://elsewhere.org/id/event/x", "https://example.org/lod/id/event/x> }"]
)
def test_only_an_event_of_ours_is_derived(bad: str) -> None:
    with pytest.raises(ValueError, match="is not an event"):
        derivation(IRIS, URIRef(bad))
