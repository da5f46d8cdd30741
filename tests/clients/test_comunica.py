"""Comunica, which runs parts of a query itself, against our server; it runs in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.data import ALL_NAMES, COUNT, EX, FIRST, KNOWS, NAMES, TOKEN, TRIPLES

NODE = Path(__file__).with_name("node")


def comunica(endpoint: str, *requests: dict[str, str]) -> list[Any]:
    """The answers of one engine to requests in turn; AssertionError for an error."""
    node = shutil.which("node")
    assert node is not None, "Node is missing: install Node 20 or newer (apt-get install nodejs npm)"
    assert (NODE / "node_modules").is_dir(), f"Comunica is missing: run `npm ci` in {NODE}, or `make test`"
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    ran = subprocess.run([node, "ask.mjs", endpoint], cwd=NODE, input=lines, capture_output=True, text=True, timeout=120, check=False)
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(answers) == len(requests), f"exit {ran.returncode}: {ran.stderr}"
    assert [each["error"] for each in answers if "error" in each] == []
    return [each["answer"] for each in answers]


def test_queries(endpoint: str) -> None:
    graph = f"SELECT ?s WHERE {{ GRAPH <{FIRST}> {{ ?s <{EX}name> ?name }} }}"
    joined = f"SELECT ?name WHERE {{ ?a <{EX}knows> ?b . ?b <{EX}name> ?name OPTIONAL {{ ?b <{EX}born> ?y }} FILTER(!BOUND(?y)) }}"
    names, yes, no, built, count, first, others = comunica(
        endpoint,
        {"query": ALL_NAMES},
        {"query": f"ASK {{ <{EX}ann> <{EX}knows> ?x }}", "type": "ask"},
        {"query": f"ASK {{ <{EX}cy> <{EX}knows> ?x }}", "type": "ask"},
        {"query": KNOWS, "type": "quads"},
        {"query": COUNT},
        {"query": graph},
        {"query": joined},
    )
    assert {row["who"]["value"].removeprefix(EX): row["name"]["value"] for row in names} == NAMES
    assert names[0]["name"]["language"] == "en"
    assert (yes, no) == (True, False)
    assert {(s["value"], o["value"]) for s, _, o in built} == {(f"{EX}ann", f"{EX}bo"), (f"{EX}bo", f"{EX}cy")}
    assert [row["n"]["value"] for row in count] == [str(TRIPLES)]
    assert {row["s"]["value"] for row in first} == {f"{EX}ann", f"{EX}bo"}
    assert {row["name"]["value"] for row in others} == {NAMES["bo"], NAMES["cy"]}


def test_an_update(writable: str) -> None:
    insert = f"INSERT DATA {{ GRAPH <{EX}third> {{ <{EX}dee> <{EX}name> 'Dée' }} }}"
    done, count = comunica(writable, {"query": insert, "type": "update", "token": TOKEN}, {"query": COUNT})
    assert done is True
    assert [row["n"]["value"] for row in count] == [str(TRIPLES + 1)]


def test_an_error_reaches_the_client(writable: str) -> None:
    with pytest.raises(AssertionError, match="401"):
        comunica(writable, {"query": "CLEAR DEFAULT", "type": "update", "token": "wrong"})
