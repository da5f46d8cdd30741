"""Values become terms: right ones by their type, wrong ones errors that help, and none of them SPARQL."""

from __future__ import annotations

import contextlib
import re

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.errors import ParameterError
from ontology.iris import Iris
from queries.bind import bind
from queries.catalogue import catalogue, read_query

TEXT = read_query(
    "text-query",
    "# title: T\n# question: Q?\n# parameters:\n#   words: {type: text, description: D., example: x, required: true}\n"
    "#   n: {type: integer, description: D., example: 1}\n# columns:\n#   words: W\n#   n: N\n# tags: [t]\n"
    'SELECT ?words ?n WHERE {\n  VALUES ?words { "x" }\n  VALUES ?n { UNDEF }\n}\n',
)
OURS = Iris()


@given(st.text())
@example('" } ; DROP ALL #')
@example("\\")
@example("\\1 \\g<0>")
@example("\n  VALUES ?n { 7 }\n")
@example("'''\"\"\"\x00\x85\u2028\ud800")
def test_a_text_stays_a_text(value: str) -> None:
    try:
        text = bind(TEXT, {"words": value}, OURS)
    except ParameterError:
        assert value == "" or any("\ud800" <= character <= "\udfff" for character in value)
        return
    results = ox.Store().query(text)
    assert isinstance(results, ox.QuerySolutions)
    (row,) = results
    assert row["words"].value == value
    assert row["n"] is None


@given(name=st.sampled_from(["area", "relation", "since"]), value=st.text(min_size=1))
@example("area", "energy> } UNION { ?s ?p ?o")
@example("area", "https://w3id.org/detente/id/area/energy#x")
@example("area", "https://w3id.org/detente/id/person/energy")
@example("since", "2020-01-01\n")
def test_any_value_gives_the_same_query_or_an_error(name: str, value: str) -> None:
    values = {"area": "energy", name: value}
    with contextlib.suppress(ParameterError):
        text = bind(catalogue()["proposals"], values, OURS)
        ox.Store().query(text)
        bound = re.findall(rf"^  *VALUES \?{name} \{{ (\S+) \}}$", text, re.MULTILINE)
        assert len(bound) == 1
        assert len(text.splitlines()) <= len(catalogue()["proposals"].text.splitlines())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "needs area .*Example: education"),
        ({"area": ""}, "needs area"),
        ({"area": "energy", "x": "1"}, "has no parameter 'x'; it has: area, relation, since, until"),
        ({"area": "En Ergy"}, "names no area; it is one of afghanistan"),
        ({"area": "energy", "since": "yesterday"}, "YYYY-MM-DD"),
        ({"area": "energy", "since": "20200101"}, "YYYY-MM-DD"),
        ({"area": "energy", "since": "2020-02-30"}, "YYYY-MM-DD"),
    ],
)
def test_a_wrong_value_is_explained(values: dict[str, str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        bind(catalogue()["proposals"], values, OURS)


def test_an_integer_is_an_integer() -> None:
    assert 'VALUES ?n { "7"^^<http://www.w3.org/2001/XMLSchema#integer> }' in bind(TEXT, {"words": "x", "n": "007"}, OURS)
    with pytest.raises(ParameterError, match="whole number"):
        bind(TEXT, {"words": "x", "n": "7.5"}, OURS)


def test_another_base_moves_things_and_not_the_ontology() -> None:
    text = bind(catalogue()["proposals"], {"area": "energy"}, Iris("https://example.org/lod/"))
    assert "<https://example.org/lod/id/area/energy>" in text
    assert "<https://example.org/lod/id/function/proposal>" in text
    assert "PREFIX det: <https://w3id.org/detente/ontology#>" in text
    assert "w3id.org/detente/id" not in text
