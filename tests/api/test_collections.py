from __future__ import annotations

import httpx
import pytest
from pydantic import BaseModel

from api.models import Page, Problem, Vocabulary
from api.objects import MODELS
from tests.api.sample import FIRST, HOSTILE_NAME, HOSTILE_QUOTE, IRIS, LONG, MANY

BELOW = "/api/v1"


@pytest.mark.parametrize(("collection", "model"), MODELS.items())
def test_every_list_and_every_item_has_the_documented_shape(client: httpx.Client, collection: str, model: type[BaseModel]) -> None:
    response = client.get(f"{BELOW}/{collection}", params={"limit": 1000})
    assert response.status_code == 200
    page = Page[model].model_validate(response.json())  # type: ignore[valid-type]
    assert page.total == len(page.items) > 0
    assert page.next is None
    for item in response.json()["items"][:5]:
        assert item["id"].endswith(f"/{item['slug']}")
        one = client.get(f"{BELOW}/{collection}/{item['slug']}")
        assert one.json() == item
        assert "cite-as" in one.headers["link"]


def test_walking_the_cursors_meets_every_item_once(client: httpx.Client) -> None:
    seen: list[str] = []
    url: str | None = f"{BELOW}/statements?limit=7&event={LONG}"
    while url:
        page = client.get(url).json()
        assert page["total"] == MANY
        assert len(page["items"]) <= 7
        seen += [item["quote"] for item in page["items"]]
        url = page["next"]
        assert url is None or url.startswith(f"{BELOW}/statements?")
    assert seen == [f"Remark number {number} is about culture." for number in range(1, MANY + 1)]


def test_filters_search_and_facets(client: httpx.Client) -> None:
    found = client.get(f"{BELOW}/statements", params={"area": "energy", "q": "PIPELINE"}).json()
    assert [item["slug"] for item in found["items"]] == [f"{FIRST}-aaaaaaaa01"]
    assert {"value": "supportive", "label": "Supportive", "count": 1} in found["facets"]["stance"]
    iri = client.get(f"{BELOW}/statements", params={"speaker": str(IRIS.id("person", "bob-sample"))}).json()
    assert iri["total"] == 1
    assert client.get(f"{BELOW}/persons", params={"q": "a. example"}).json()["items"][0]["slug"] == "ann-example"
    assert client.get(f"{BELOW}/events", params={"since": "2020-01-01"}).json()["total"] == 2
    assert client.get(f"{BELOW}/statements", params={"q": "no such words"}).json() == {
        "items": [], "total": 0, "next": None,
        "facets": {name: [] for name in found["facets"]},
    }  # fmt: skip


def test_a_statement_carries_its_evidence(client: httpx.Client) -> None:
    item = client.get(f"{BELOW}/statements/{FIRST}-aaaaaaaa01").json()
    assert item["end"] - item["start"] == len(item["quote"])
    assert item["page"] == 1
    assert item["report"]["slug"] == FIRST
    assert item["areas"] == ["connectivity", "energy"]
    assert item["quantities"][0]["value"] == 2
    group = client.get(f"{BELOW}/statements/{FIRST}-aaaaaaaa03").json()
    assert group["speaker"] is None
    assert group["voice"] == "participants"


def test_hostile_strings_come_through_as_they_are(client: httpx.Client) -> None:
    item = client.get(f"{BELOW}/persons/mallory").json()
    assert item["label"] == HOSTILE_NAME
    assert client.get(f"{BELOW}/statements", params={"q": "</script>"}).json()["items"][0]["quote"] == HOSTILE_QUOTE


@pytest.mark.parametrize("limit", ["-4", "0", "1001", "many", "1e9", ""])
def test_a_wrong_limit_is_named(client: httpx.Client, limit: str) -> None:
    response = client.get(f"{BELOW}/events", params={"limit": limit})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate(response.json())
    assert problem.errors[0].name == "limit"
    assert problem.detail.startswith("limit")
    assert problem.instance == f"{BELOW}/events"


def test_an_unknown_parameter_is_named_and_the_allowed_are_listed(client: httpx.Client) -> None:
    problem = client.get(f"{BELOW}/events", params={"areas": "energy"}).json()
    assert problem["status"] == 422
    assert problem["errors"][0]["name"] == "areas"
    assert all(word in problem["detail"] for word in ("relation", "host", "limit", "cursor", "q"))
    assert client.get(f"{BELOW}/events/{FIRST}", params={"x": "1"}).status_code == 422
    assert client.get(f"{BELOW}/events", params={"kind": ["seminar", "webinar"]}).status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [("cursor", "nonsense"), ("cursor", "WzEsMl0"), ("since", "yesterday"), ("relation", "<x> } DROP ALL"), ("host", "../etc")],
)
def test_a_malformed_value_is_refused(client: httpx.Client, name: str, value: str) -> None:
    response = client.get(f"{BELOW}/events", params={name: value})
    assert response.status_code == 422
    assert name in response.json()["detail"]


def test_what_is_not_there_is_not_found(client: httpx.Client) -> None:
    for path in ("/persons/nobody", "/persons/NOT%20A%20SLUG", "/nothing", "/statements/ann-example"):
        response = client.get(f"{BELOW}{path}")
        assert response.status_code == 404
        Problem.model_validate(response.json())


def test_the_vocabulary(client: httpx.Client) -> None:
    vocabulary = Vocabulary.model_validate(client.get(f"{BELOW}/vocabulary").json())
    assert {stance.code for stance in vocabulary.stances} == {"supportive", "critical", "qualified", "neutral"}
    assert "in-house seminar" in {kind.code for kind in vocabulary.kinds}
    assert next(area for area in vocabulary.areas if area.code == "nuclear").definition
    assert client.get(f"{BELOW}/vocabulary?x=1").status_code == 422
