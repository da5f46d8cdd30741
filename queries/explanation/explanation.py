"""What an explanation is, and how it travels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Step:
    """A sentence of the plan, with those that say more under it."""

    sentence: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class QueryWarning:
    """What a person should know before running the query; `code` is a stable name for programs, `remedy` says what to write instead."""

    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class Explanation:
    """A query in words. `form` is SELECT, ASK, CONSTRUCT or DESCRIBE, or `unknown` for a query that is too new to be read here.

    `steps` say in which order the parts stand and what each does (the engine may join them in another order); `limits` say which limit of
    the service the query can meet, and what happens then.
    """

    form: str
    steps: tuple[Step, ...]
    warnings: tuple[QueryWarning, ...]
    limits: tuple[str, ...]


_ADAPTER = TypeAdapter(Explanation)


def to_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation as a value that `json.dumps` takes; `from_json` gives it back."""
    plain: dict[str, Any] = _ADAPTER.dump_python(explanation, mode="json")
    return plain


def from_json(value: object) -> Explanation:
    """The explanation from `to_json`'s value, also after a journey as JSON; pydantic's ValidationError (a ValueError) for another value."""
    return _ADAPTER.validate_python(value)
