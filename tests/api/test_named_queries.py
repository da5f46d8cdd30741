from __future__ import annotations

import csv
import io

import httpx
import pytest

from api.models import Catalogue, Problem, QueryAnswer
from queries.catalogue import catalogue
from tests.api.sample import FIRST

BELOW = "/api/v1/queries"


def test_the_catalogue_names_every_query(client: httpx.Client) -> None:
    listed = Catalogue.model_validate(client.get(BELOW).json())
    assert [query.name for query in listed.items] == list(catalogue())


@pytest.mark.parametrize("name", list(catalogue()))
def test_every_query_answers_or_says_what_it_needs(client: httpx.Client, name: str) -> None:
    query = catalogue()[name]
    needed = {parameter.name: parameter.example for parameter in query.parameters if parameter.required}
    response = client.get(f"{BELOW}/{name}", params=needed)
    answer = QueryAnswer.model_validate(response.json())
    assert answer.columns == [column.name for column in query.columns]
    assert answer.total == len(answer.rows)
    if needed:
        refused = client.get(f"{BELOW}/{name}")
        assert refused.status_code == 422
        assert next(iter(needed)) in refused.json()["detail"]


def test_json_and_csv_hold_the_same_rows(client: httpx.Client) -> None:
    url = f"{BELOW}/event-participants?event={FIRST}"
    answer = client.get(url).json()
    assert [row["personLabel"] for row in answer["rows"]] == ["Ann Example", "Bob Sample"]
    by_header = client.get(url, headers={"Accept": "text/csv"})
    by_format = client.get(f"{url}&format=csv")
    assert by_header.headers["content-type"] == by_format.headers["content-type"] == "text/csv; charset=utf-8"
    assert by_header.text == by_format.text
    rows = list(csv.DictReader(io.StringIO(by_header.text)))
    assert [row["personLabel"] for row in rows] == ["Ann Example", "Bob Sample"]


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("no-such-query", 404, "event-participants"),
        ("events?colour=red", 422, "colour"),
        ("events?since=soon", 422, "since"),
        ("events?format=xls", 422, "format"),
        ("events?relation=a&relation=b", 422, "relation"),
    ],
)
def test_mistakes_are_named(client: httpx.Client, path: str, status: int, word: str) -> None:
    response = client.get(f"{BELOW}/{path}")
    assert response.status_code == status
    assert word in Problem.model_validate(response.json()).detail
    assert client.get(f"{BELOW}/events", headers={"Accept": "image/png"}).status_code == 406
