"""A record becomes questions: passages of whole paragraphs, each with the prompt and the data that the prompt speaks of."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from ingest.record import Record, Statement
from ontology.documents import notation, vocabulary_graph
from ontology.iris import Iris
from ontology.terms import SKOS

SURE = 0.8
"""From this confidence on a speaker is taken without review, and is not asked for."""

MAX_SENTENCES = 12
MAX_CHARACTERS = 6000
BEFORE = 3
BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*\n")


@dataclass(frozen=True)
class Passage:
    """What one question is about: statements, the paragraph of each, and the statements just before."""

    statements: tuple[Statement, ...]
    paragraphs: tuple[int, ...]
    before: tuple[Statement, ...]


def passages(record: Record, text: str) -> list[Passage]:
    """All statements in passages of bounded size, in the order of the text; paragraphs are kept whole as far as they fit.

    A sentence that alone is too long for a question is left out.
    """
    made: list[Passage] = []
    batch: list[tuple[int, Statement]] = []
    before: tuple[Statement, ...] = ()
    for n, paragraph in enumerate(_paragraphs(record, text)):
        quotes = [s.quote for s in paragraph]
        for at, statement in enumerate(paragraph):
            # a paragraph that does not fit any more begins a new passage; one that never fits is cut
            if batch and not _fits(batch, quotes if at == 0 else [statement.quote]):
                made.append(_passage(batch, before))
                before, batch = made[-1].statements[-BEFORE:], []
            batch.append((n, statement))
    return [*made, _passage(batch, before)] if batch else made


def _passage(batch: list[tuple[int, Statement]], before: tuple[Statement, ...]) -> Passage:
    return Passage(tuple(s for _, s in batch), tuple(n for n, _ in batch), before)


def _fits(batch: list[tuple[int, Statement]], quotes: list[str]) -> bool:
    return len(batch) + len(quotes) <= MAX_SENTENCES and sum(len(s.quote) for _, s in batch) + sum(map(len, quotes)) <= MAX_CHARACTERS


def _paragraphs(record: Record, text: str) -> Iterator[list[Statement]]:
    """Statements with no blank line between them and under one heading; a sentence too long to ask about is none."""
    current: list[Statement] = []
    for statement in (s for s in record.statements if len(s.quote) <= MAX_CHARACTERS):
        if current and (statement.section != current[-1].section or BLANK_LINE.search(text, current[-1].end, statement.start)):
            yield current
            current = []
        current.append(statement)
    if current:
        yield current


def messages(record: Record, passage: Passage) -> list[dict[str, str]]:
    """The prompt, and the passage as one JSON object: what the report says stays inside JSON strings, whatever it says."""
    data = {
        "participants": [
            {"id": p.id, "name": p.name, "also": p.aliases, "offices": [[o.title, o.organisation] for o in p.offices]}
            for p in record.participants
        ],
        "before": [{"sentence": plain(s.quote), **_speaker(s)} for s in passage.before],
        "sentences": [
            {"id": s.id, "paragraph": n, "section": s.section, "sentence": plain(s.quote), **(_speaker(s) or {"speaker_wanted": True})}
            for s, n in zip(passage.statements, passage.paragraphs, strict=True)
        ],
    }
    # no angle brackets: some servers read marks such as <|…|> in a text as the end of a message
    content = json.dumps(data, ensure_ascii=False).replace("<", r"\u003c").replace(">", r"\u003e")
    return [{"role": "system", "content": instructions()}, {"role": "user", "content": content}]


def _speaker(statement: Statement) -> dict[str, str | None]:
    """A sure speaker; nothing for a doubtful one, so that the rules' guess does not suggest itself."""
    return {"speaker": statement.speaker} if statement.confidence >= SURE else {}


def plain(text: str) -> str:
    """The text with single spaces: lines of a report break anywhere."""
    return " ".join(text.split())


@cache
def instructions() -> str:
    """The prompt with the codes of the vocabularies."""
    return Template(_prompt()["system"]).substitute({f"{type}s": _meanings(type) for type in ("function", "stance", "area")})


def parameters() -> Mapping[str, Any]:
    """What goes with each question beside the messages."""
    found: Mapping[str, Any] = _prompt()["parameters"]
    return found


@cache
def prompt_sha256() -> str:
    """The sha256 of the prompt with its codes and parameters: which questions were asked."""
    return hashlib.sha256(f"{instructions()}\n{json.dumps(parameters(), sort_keys=True)}".encode()).hexdigest()


@cache
def _prompt() -> Any:
    return yaml.safe_load((files(__package__) / "prompt.yaml").read_text(encoding="utf-8"))


def _meanings(type: str) -> str:
    """One line a code: `code: definition`."""
    graph, iris = vocabulary_graph(Iris()), Iris()
    return "\n".join(f"{code}: {graph.value(iris.id(type, slug), SKOS.definition)}" for code, slug in notation(type).items())
