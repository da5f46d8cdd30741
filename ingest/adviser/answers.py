"""What a model answered is kept by what it was asked: the same question is asked once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from detente.files import write_durably
from ingest.adviser.endpoint import Message


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    sha256: str
    answer: str


def key_of(model: str, messages: Sequence[Message], parameters: Mapping[str, Any]) -> str:
    """The sha256 of all that decides an answer: the model's name, the prompt and the passage."""
    asked = {"model": model, "messages": list(messages), "parameters": dict(parameters)}
    return _sha256(json.dumps(asked, sort_keys=True))


class Answers:
    """A folder with one file an answer. A damaged file counts as none and is written anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> str | None:
        """The answer kept under that key; None if there is none that is whole."""
        try:
            kept = _Kept.model_validate_json(self._file(key).read_bytes())
        except (OSError, ValidationError):
            return None
        return kept.answer if kept.sha256 == _sha256(kept.answer) else None

    def keep(self, key: str, answer: str) -> None:
        """Keep an answer so that it lasts through a crash; OSError if the folder cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"sha256": _sha256(answer), "answer": answer}, ensure_ascii=False)
        write_durably(self._file(key), content.encode())

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
