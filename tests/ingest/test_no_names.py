"""No rule knows a report: the names and titles of the development set stand nowhere in the code or its data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.ingest.material import REPO, shared

FOLDERS = ("detente", "ontology", "ingest", "store", "queries", "analysis", "api", "cli", "tests")
TEXT = frozenset({".py", ".yaml", ".yml", ".json", ".jsonld", ".ttl", ".rq", ".html", ".css", ".js", ".md", ".txt", ".toml", ".svg"})
# Title of an event or a talk → why it may stand in the code all the same.
GENERAL: dict[str, str] = {}


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@cache
def files() -> dict[str, str]:
    """Every file of the code, words alone, by its path."""
    return {
        str(path.relative_to(REPO)): f" {plain(path.read_text(encoding='utf-8'))} "
        for folder in FOLDERS
        for path in sorted((REPO / folder).rglob("*"))
        if path.is_file() and path.suffix in TEXT and "node_modules" not in path.parts
    }


def gold() -> Iterator[dict[str, object]]:
    for path in sorted(shared("dev").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


@cache
def people() -> frozenset[str]:
    """Full names of two words or more, with the other forms that share their last word ("the ambassador" does not)."""
    found = set()
    for made in gold():
        for person in _list(made["participants"]):
            name = plain(str(person["name"]))
            forms = {name, *(plain(str(alias)) for alias in _list(person.get("aliases")))}
            found |= {form for form in forms if len(form.split()) > 1 and form.split()[-1] == name.split()[-1]}
    return frozenset(found)


@cache
def examples() -> str:
    """The words of the design: what it gives as examples of IRIs may be an example elsewhere, but not in the rules of ingest."""
    return f" {plain(shared('DESIGN.md').read_text(encoding='utf-8'))} "


@cache
def titles() -> frozenset[str]:
    """Titles of events and talks of three words or more."""
    found = {str(talk["title"]) for made in gold() for talk in _list(made.get("talks"))}
    for made in gold():
        event = made["event"]
        assert isinstance(event, dict)
        found.add(str(event.get("title") or ""))
    return frozenset(title for title in map(plain, found) if len(title.split()) > 2) - {plain(title) for title in GENERAL}


def _list(value: object) -> list[dict[str, object]]:
    assert value is None or isinstance(value, list)
    return value or []


def test_there_is_something_to_look_for_and_to_look_in() -> None:
    assert len(people()) > 100
    assert len(titles()) > 20
    assert len(files()) > 100
    assert " gazetteer is data " in files()["tests/ingest/test_gazetteer.py"]


@pytest.mark.parametrize("forms", [people, titles], ids=["people", "titles"])
def test_no_file_has_a_name_or_title_of_the_development_set(forms: Callable[[], frozenset[str]]) -> None:
    found = sorted(
        (form, path)
        for path, text in files().items()
        for form in forms()
        if f" {form} " in text and not (f" {form} " in examples() and not path.startswith("ingest"))
    )
    assert found == []
