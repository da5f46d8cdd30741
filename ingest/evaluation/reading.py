"""Reads a folder of annotations and the folder of their texts; every fault is one GoldError that names file, place and remedy."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from detente.errors import GoldError
from ingest.evaluation.gold import Gold
from ontology.documents import codes

PARTS = frozenset({"statements", "participants", "event"})


@dataclass(frozen=True)
class Document:
    """An annotated report: its annotation, its file and text, and where each annotated statement starts in the text."""

    gold: Gold
    path: Path
    text: str
    starts: tuple[int, ...]

    @property
    def id(self) -> str:
        """The name that annotation and text share."""
        return self.path.stem

    def quote(self, number: int) -> str:
        """The text of an annotated statement, or its first words where no offsets were annotated."""
        statement = self.gold.statements[number]
        return statement.anchor if statement.end is None else self.text[self.starts[number] : statement.end]


def read_documents(gold: Path, texts: Path) -> list[Document]:
    """All annotated reports, by name. A JSON file that holds none of an annotation's parts is something else, and is passed over."""
    for folder in (gold, texts):
        if not folder.is_dir():
            raise GoldError(f"{folder}: no such folder; name the folder of annotations, then that of their texts")
    found = [
        _document(file, data, texts / f"{file.stem}.txt") for file in sorted(gold.glob("*.json")) if PARTS & (data := _json(file)).keys()
    ]
    if not found:
        raise GoldError(f"{gold}: no annotation (ID.json with statements) stands in it; docs/how-to/evaluate.md shows the format")
    return found


def gold_sha256(documents: list[Document]) -> str:
    """A hash over all annotations and texts, in the order of their names: which gold was measured against."""
    digest = hashlib.sha256()
    for document in documents:
        for part in (document.id, document.gold.model_dump_json(), document.text):
            digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise GoldError(f"{file}:{error.lineno}: not JSON: {error.msg}; mend the file, or move it elsewhere") from None
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise GoldError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}; give JSON in UTF-8") from None
    return found if isinstance(found, dict) else {}


def _document(file: Path, data: dict[str, Any], path: Path) -> Document:
    gold = _gold(file, data)
    try:
        original = path.read_bytes()
        text = original.decode()
    except FileNotFoundError:
        raise GoldError(f"{path}: no such file; {file} annotates it, so put it there or move the annotation elsewhere") from None
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}; give the text in UTF-8") from None
    if gold.sha256 is not None and gold.sha256 != hashlib.sha256(original).hexdigest():
        raise GoldError(f"{path}: is not the text that {file} annotates (its sha256 differs); give that text, or annotate this one")
    return Document(gold, path, text, _starts(file, gold, text))


def _gold(file: Path, data: dict[str, Any]) -> Gold:
    try:
        gold = Gold.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        raise GoldError(f"{file}: {place + ': ' if place else ''}{message}; mend the annotation") from None
    if gold.id != file.stem:
        raise GoldError(f"{file}: id: {gold.id!r} is not the file's name; rename one of them")
    known = set(codes("area"))
    for number, statement in enumerate(gold.statements):
        for area in (*statement.areas, *statement.areas_optional):
            if area not in known:
                raise GoldError(f"{file}: statements.{number}.areas: {area!r} is no area; docs/reference/vocabulary.md lists them")
    return gold


def _starts(file: Path, gold: Gold, text: str) -> tuple[int, ...]:
    starts: list[int] = []
    for number, statement in enumerate(gold.statements):
        start = _find(text, statement.anchor, starts[-1] if starts else 0)
        if start < 0:
            raise GoldError(f"{file}: statements.{number}.anchor: {statement.anchor!r} is not in the text; mend the annotation")
        starts.append(start)
    return tuple(starts)


def _find(text: str, anchor: str, after: int) -> int:
    """Where the words stand at or after a place, with any white space or soft hyphens between them; else anywhere, in any case."""
    pattern = r"[\s\u00ad]*".join(re.escape(word) for word in anchor.split())
    found = re.compile(pattern).search(text, after) or re.compile(pattern, re.IGNORECASE).search(text)
    return found.start() if found else -1
