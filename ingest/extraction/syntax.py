"""The syntactic cue of reported speech: what the main clause's subject is, as a parser sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.masking import TOKEN
from ingest.extraction.parser import Parse, Parser
from ingest.extraction.sentences import Sentence

# Persons are parsed as a surname as long as their mask (⟦3⟧, ⟦12⟧ …), so that offsets stay.
SURNAMES = {3: "Lee", 4: "Ross", 5: "Clark", 6: "Miller"}
LONGEST = 1_500
VOICES = {"nsubj": "active", "nsubjpass": "passive", "poss": "possessive"}


@dataclass(frozen=True)
class Reading:
    """A main clause. `subject` is written as in the masked text ("⟦3⟧", "the ambassador"); `verb` is where its verb starts there.

    `voice`: `active`; `passive`, where something is done to the subject; `possessive`, where it owns what the clause is about
    ("⟦3⟧’s paper").
    """

    subject: str
    verb: int
    voice: str


def persons(parser: Parser | None, layout: Layout, sentences: Sequence[Sentence]) -> tuple[tuple[int, int], ...]:
    """Where the parser sees persons named in headings and sentences, as offsets in the source; nothing without a parser."""
    if parser is None:
        return ()
    places = [(b.start, b.end) for b in layout.blocks if b.kind == HEADING] + [(s.start, s.end) for s in sentences]
    found = parser.persons(layout.view[start : min(end, start + LONGEST)] for start, end in places)
    return tuple((start + a, start + b) for (start, _), spans in zip(places, found, strict=True) for a, b in spans)


def read(parser: Parser | None, sentences: Sequence[str]) -> tuple[Reading | None, ...]:
    """One reading for each sentence (persons masked), None where no clause has a subject or there is no parser, which runs once for all."""
    if parser is None:
        return (None,) * len(sentences)
    texts = [text[:LONGEST] for text in sentences]
    parses = parser.parse(TOKEN.sub(lambda t: SURNAMES.get(len(t[0]), "X" * len(t[0])), text) for text in texts)
    return tuple(next(_readings(text, parse), None) for text, parse in zip(texts, parses, strict=True))


def _readings(text: str, parse: Parse) -> Iterator[Reading]:
    """What the sentence's clauses say, the main one first."""
    for verb in (n for label in ("ROOT", "parataxis") for n, word in enumerate(parse) if word.dependency == label):
        for child in _children(parse, verb):
            if parse[child].dependency in ("nsubj", "nsubjpass"):
                who, label = _who(text, parse, child)
                yield Reading(_phrase(text, parse, who), parse[verb].start, VOICES[label])


def _who(text: str, parse: Parse, subject: int) -> tuple[int, str]:
    """The person in a subject's noun phrase, with the relation: "⟦3⟧’s paper", "the last speaker, ⟦3⟧"; else the subject itself."""
    if not _is_person(text, parse, subject):
        for child in _children(parse, subject):
            if parse[child].dependency in ("poss", "appos") and _is_person(text, parse, child):
                return child, "poss" if parse[child].dependency == "poss" else parse[subject].dependency
    return subject, parse[subject].dependency


def _phrase(text: str, parse: Parse, head: int) -> str:
    """The head with its modifiers on the left: "the Turkish ambassador"."""
    left = min([head, *(n for n in _children(parse, head) if n < head and parse[n].dependency not in ("relcl", "acl", "cc", "conj"))])
    word = parse[head]
    return text[parse[left].start : word.start + len(word.text)]


def _is_person(text: str, parse: Parse, n: int) -> bool:
    return text.startswith("⟦", parse[n].start)


def _children(parse: Parse, head: int) -> list[int]:
    return [n for n, word in enumerate(parse) if word.head == head and n != head]
