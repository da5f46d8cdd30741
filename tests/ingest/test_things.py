"""Things with names: by a head in capitals or in small letters, by a head that stands first, by an abbreviation."""

import pytest

from ingest.extraction.things import find_things


def things(*texts: str) -> list[tuple[str, str]]:
    return [(text[t.start : t.end], t.type) for text, found in zip(texts, find_things(texts), strict=True) for t in found]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("They met at the Westhaven summit.", ("Westhaven summit", "conflict-or-event")),
        ("After the Quillan crisis they met.", ("Quillan crisis", "conflict-or-event")),
        ("The Fenwick–Druid pipeline was built.", ("Fenwick–Druid pipeline", "infrastructure")),
        ("The Westhaven declaration was read.", ("Westhaven declaration", "document")),
        ("They signed the Treaty on Fish and Ports in the North.", ("Treaty on Fish and Ports in the North", "treaty")),
        ("The Battle of Quillan was lost.", ("Battle of Quillan", "conflict-or-event")),
        ("Operation Northern Gull began.", ("Operation Northern Gull", "conflict-or-event")),
        ("Our Fish Trade Agreement is old.", ("Fish Trade Agreement", "treaty")),
        ("The Mutual Fish Pact of November 1963 holds.", ("Mutual Fish Pact", "treaty")),
        ("since the tsunami of December 2004", ("tsunami of December 2004", "conflict-or-event")),
        ("A Seminar on Quillan Conflict was held.", ("Quillan Conflict", "conflict-or-event")),
    ],
)
def test_a_thing(text: str, thing: tuple[str, str]) -> None:
    assert thing in things(text)


@pytest.mark.parametrize(
    "text",
    ["The crisis grew.", "The Exclusive Economic Zone is large.", "Fish Policy matters.", "the Quillan Strait", "India’s Foreign Act"],
)
def test_what_is_no_thing(text: str) -> None:
    assert things(text) == []


def test_a_listed_name_is_not_found_twice_with_its_head() -> None:
    assert things("the INF treaty") == [("INF", "treaty")]


def test_an_abbreviation_defined_once_counts_everywhere() -> None:
    assert things("the Fish Trade Agreement (FXTA) was signed", "The FXTA holds.")[1:] == [("FXTA", "treaty"), ("FXTA", "treaty")]
