"""The ten named queries on the hand-made graph, and the completeness of their headers."""

from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest

from detente.errors import NotFoundError, ParameterError
from ontology.iris import Iris
from queries.catalogue import NamedQuery, catalogue, read_query
from queries.results import Plain, run
from store.embedded import EmbeddedStore

E1, E2 = "2019-10-10-ies-current-status", "2021-05-20-ies-gas-futures"
NAMES = (
    "events", "event-participants", "statements-by-area", "statements-by-speaker", "statements-by-function", "relation-areas", "proposals",
    "questions-and-answers", "positions", "statement-evidence",
)  # fmt: skip


def answer(store: EmbeddedStore, name: str, **values: str) -> list[dict[str, Plain]]:
    return run(store, Iris(), name, values).plain()


def keys(found: list[dict[str, Plain]]) -> list[str]:
    return [str(row["statement"]).rpartition("-")[2] for row in found]


def test_the_catalogue_has_the_ten() -> None:
    assert sorted(catalogue()) == sorted(NAMES)


@pytest.mark.parametrize("query", catalogue().values(), ids=catalogue())
def test_a_query_says_what_it_asks_and_answers(query: NamedQuery) -> None:
    results = ox.Store().query(query.text)
    assert isinstance(results, ox.QuerySolutions)
    assert [variable.value for variable in results.variables] == [column.name for column in query.columns]
    assert query.question.endswith("?")
    assert "ORDER BY" in query.text
    columns = {column.name for column in query.columns}
    if "statement" in columns:
        assert {"evidence", "quote", "speaker", "speakerLabel"} <= columns


def test_a_query_without_its_parameter_line_is_refused() -> None:
    parameter = "# parameters:\n#   area: {type: area, description: A, example: a}\n"
    text = f"# title: T\n# question: Q?\n{parameter}# columns:\n#   s: S\n# tags: [t]\nSELECT ?s {{}}"
    with pytest.raises(ValueError, match="exactly one line"):
        read_query("x", text)
    with pytest.raises(ValueError, match="YAML mapping"):
        read_query("x", "SELECT ?s {}")


def test_events(store: EmbeddedStore) -> None:
    first, second = answer(store, "events")
    assert first["event"] == f"https://w3id.org/detente/id/event/{E1}"
    assert [first[key] for key in ("kind", "date", "concernsLabel", "hosts", "statements")] == [
        "in-house seminar", "2019-10-10", "Pakistan–Russia", "Institute for Example Studies", 9,
    ]  # fmt: skip
    assert (second["hosts"], second["statements"]) == ("Institute for Example Studies; Oblomov Centre", 5)
    assert answer(store, "events", since="2020-01-01") == [second]
    assert answer(store, "events", until="2019-10-10", relation="pk-ru") == [first]
    assert answer(store, "events", host="oblomov-centre") == [second]
    assert answer(store, "events", host="sco") == []


def test_event_participants(store: EmbeddedStore) -> None:
    found = answer(store, "event-participants", event=E1)
    assert [
        (row["personLabel"], row["role"], row["officeTitle"], row["former"], row["stateLabel"], row["statements"]) for row in found
    ] == [
        ("Mira Oakshield", "questioner", None, None, None, 1),
        ("Tomas Fennwick", "chair", "Professor", True, None, 3),
        ("Tomas Fennwick", "speaker", "Professor", True, None, 3),
        ("Zara Quill", "keynote", "Ambassador", False, "Russia", 4),
    ]


def test_statements_by_area_includes_narrower_areas(store: EmbeddedStore) -> None:
    assert keys(answer(store, "statements-by-area", area="energy")) == ["s1", "s2", "s7", "s8", "s9", "s10", "s11"]
    assert keys(answer(store, "statements-by-area", area="gas-and-oil")) == ["s1"]
    found = answer(store, "statements-by-area", area="energy", relation="pk-ru")
    assert keys(found) == ["s1", "s2", "s7", "s8", "s9"]
    assert sorted(str(found[2]["areas"]).split()) == ["energy", "trade"]
    assert found[4]["speaker"] is None
    assert found[0]["evidence"] == f"https://w3id.org/detente/id/evidence/{E1}-s1"
    assert found[0]["confidence"] == 0.51


def test_statements_by_speaker(store: EmbeddedStore) -> None:
    found = answer(store, "statements-by-speaker", speaker="mira-oakshield")
    assert keys(found) == ["s7", "s10", "s11"]
    assert {row["speakerLabel"] for row in found} == {"Mira Oakshield"}
    assert keys(answer(store, "statements-by-speaker", speaker="mira-oakshield", since="2020-01-01")) == ["s10", "s11"]


def test_statements_by_function(store: EmbeddedStore) -> None:
    assert keys(answer(store, "statements-by-function", function="proposal")) == ["s1", "s8", "s9", "s10"]
    assert keys(answer(store, "statements-by-function", function="question", relation="cn-pk")) == ["s14"]


def test_relation_areas(store: EmbeddedStore) -> None:
    found = answer(store, "relation-areas", relation="pk-ru")
    assert len(found) == 8
    assert found[2] == {"area": "energy", "areaLabel": "Energy", "function": "proposal", "stance": "supportive", "statements": 2}


def test_proposals(store: EmbeddedStore) -> None:
    found = answer(store, "proposals", area="energy")
    assert keys(found) == ["s1", "s8", "s9", "s10"]
    assert [row["speakerLabel"] for row in found] == ["Zara Quill", "Zara Quill", None, "Mira Oakshield"]
    assert found[1]["quote"] == "Let us build power stations."
    assert keys(answer(store, "proposals", area="https://w3id.org/detente/id/area/energy", until="2019-12-31")) == ["s1", "s8", "s9"]


def test_questions_and_answers(store: EmbeddedStore) -> None:
    first, second = answer(store, "questions-and-answers")
    assert (first["quote"], first["answerQuote"], first["answerSpeakerLabel"]) == (
        "What about energy and trade?", "Let us build power stations.", "Zara Quill",
    )  # fmt: skip
    assert (second["quote"], second["answer"]) == ('Is "defence" — Оборона — next?', None)
    assert answer(store, "questions-and-answers", event=E2) == [second]


def test_positions(store: EmbeddedStore) -> None:
    found = answer(store, "positions", state="RU", area="energy")
    assert [(row["areaLabel"], row["positionStance"], row["supporting"], row["opposing"]) for row in found] == [
        ("Energy", "qualified", 1, 1), ("Energy", "qualified", 1, 1), ("Gas-and-oil", "supportive", 1, 0),
    ]  # fmt: skip
    assert keys(found) == ["s2", "s8", "s1"]
    assert [row["sideLabel"] for row in answer(store, "positions", relation="cn-pk")] == ["China", "Pakistan", "Pakistan"]
    assert len(answer(store, "positions")) == 7


def test_statement_evidence(store: EmbeddedStore) -> None:
    (row,) = answer(store, "statement-evidence", statement=f"{E1}-s2")
    assert [row[key] for key in ("quote", "prefix", "suffix", "start", "end", "page", "file")] == [
        "Energy ties are weak.", "before", "after", 200, 221, 1, f"{E1}.txt",
    ]  # fmt: skip


def test_rows_as_csv_and_terms(store: EmbeddedStore) -> None:
    found = run(store, Iris(), "questions-and-answers", {})
    table = list(csv.reader(io.StringIO(found.csv())))
    assert table[0] == list(found.columns)
    assert table[2][2] == 'Is "defence" — Оборона — next?'
    assert table[2][5] == ""
    assert found.csv().count("\r\n") == 3
    first = found.rows[0]
    assert str(first["statement"]) == f"https://w3id.org/detente/id/statement/{E1}-s7"
    assert found.rows[1]["answer"] is None


def test_limit(store: EmbeddedStore) -> None:
    assert len(run(store, Iris(), "proposals", {"area": "energy"}, limit=2)) == 2
    with pytest.raises(ParameterError):
        run(store, Iris(), "proposals", {"area": "energy"}, limit=0)


def test_an_unknown_query_lists_those_there_are(store: EmbeddedStore) -> None:
    with pytest.raises(NotFoundError, match="statement-evidence"):
        answer(store, "nope")
