"""The sentences of words.yaml with their places filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LONGEST = 400
"""The longest filling of a place, in characters."""


@dataclass(frozen=True)
class Found:
    """A warning before it has words: its code in words.yaml, and what fills its places."""

    code: str
    fields: Mapping[str, str] = field(default_factory=dict)


@cache
def words() -> Mapping[str, Any]:
    """The content of words.yaml; callers know its shape, tests check it."""
    loaded: Mapping[str, Any] = yaml.safe_load((files(__package__) / "words.yaml").read_text(encoding="utf-8"))
    return loaded


def say(part: str, key: str, **fields: object) -> str:
    """A sentence of words.yaml with its places filled."""
    sentence: str = words()[part][key]
    return filled(sentence, fields)


def filled(sentence: str, fields: Mapping[str, object]) -> str:
    """A sentence with its places filled; what is very long is cut."""
    return sentence.format_map({name: cut(str(value)) for name, value in fields.items()})


def cut(text: str) -> str:
    """A text of a length that can be read."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
