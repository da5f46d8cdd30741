"""Where a statement is written: the report's facts, and the words around the quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ontology.iris import Iris
from queries.lists import HEAD
from queries.results import rows
from store.base import Store
from store.sources import Sources

AROUND = 400
_PARAGRAPH = re.compile(r"\n\s*\n")
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph; `marked` if it belongs to the quote."""

    text: str
    marked: bool


def source(store: Store, iris: Iris, report: str | None) -> dict[str, Any] | None:
    """A report's label, file name, address and hash; None if nothing is known of it."""
    name = iris.parse(report) if report else None
    if name is None:
        return None
    this = iris.id(name.type, name.slug).n3()
    pattern = f"""OPTIONAL {{ {this} rdfs:label ?label }} OPTIONAL {{ {this} det:fileName ?file }}
      OPTIONAL {{ {this} dcterms:source ?url }} OPTIONAL {{ {this} det:sha256 ?sha256 }}"""
    found = rows(store, f"{HEAD}SELECT ?label ?file ?url ?sha256 WHERE {{ {pattern} }} LIMIT 1").plain()
    return {"report": report, **found[0]} if found else None


def context(sources: Sources, sha256: str | None, start: int | None, end: int | None, quote: str) -> list[list[Piece]]:
    """The quote in its paragraphs, with up to 400 characters on either side; empty where the text is not kept, or is another text."""
    if start is None or end is None or not _HASH.match(sha256 or ""):
        return []
    text = sources.text(str(sha256))
    if text is None or text[start:end] != quote:
        return []
    before, after = _whole_words(text[max(0, start - AROUND) : start], text[end : end + AROUND], start > AROUND, end + AROUND < len(text))
    return _paragraphs([Piece(before, False), Piece(text[start:end], True), Piece(after, False)])


def _whole_words(before: str, after: str, cut_before: bool, cut_after: bool) -> tuple[str, str]:
    """Both sides without the halves of words at their ends, and with an ellipsis instead."""
    if cut_before:
        before = "… " + before.partition(" ")[2]
    if cut_after:
        after = after.rpartition(" ")[0] + " …"
    return before, after


def _paragraphs(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces broken at blank lines; other white space becomes one space."""
    paragraphs: list[list[Piece]] = [[]]
    for piece in pieces:
        for number, part in enumerate(_PARAGRAPH.split(piece.text)):
            if number:
                paragraphs.append([])
            if part:
                paragraphs[-1].append(Piece(re.sub(r"\s+", " ", part), piece.marked))
    return [paragraph for paragraph in paragraphs if any(piece.text.strip() for piece in paragraph)]
