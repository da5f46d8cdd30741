"""What a model proposes is checked against the passage, the people and the vocabularies: what does not hold is dropped and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.adviser.questions import SURE, Passage, plain
from ingest.extraction.lexicons import any_of
from ingest.record import GROUP, Office, Participant, Statement
from ontology.documents import codes, notation

LEAST_WORDS = 4
MAX_AREAS = 3
MAX_OFFICES = 3
MAX_TITLE = 120
CONTRADICTED = 0.55
"""Confidence in a speaker whom the model proposes against the rules: where two cues disagree, either is right in about half the cases."""

Short = Annotated[str, Field(max_length=1000)]
Shaped = TypeVar("Shaped", bound="_Proposal")


class _Proposal(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Answer(_Proposal):
    """A model's answer; each proposal is looked at by itself, so that a broken one does not spoil the rest."""

    statements: list[Any]
    offices: list[Any] = []


class _OfStatement(_Proposal):
    id: Short
    quote: Annotated[str, Field(max_length=20_000)]
    function: Short | None = None
    stance: Short | None = None
    areas: list[Short] = []
    speaker: Short | None = None


class _OfOffice(_Proposal):
    person: Short
    quote: Short
    title: Annotated[str, Field(min_length=1, max_length=MAX_TITLE)]
    organisation: Short | None = None
    former: bool = False


@dataclass
class Judged:
    """What holds: the statements that change, by id; new offices, by participant; and how many proposals fared how."""

    statements: dict[str, Statement] = field(default_factory=dict)
    offices: dict[str, list[Office]] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)

    def drop(self, reason: str) -> None:
        """Count a proposal that does not hold."""
        self.tally[f"dropped, {reason}"] += 1


def read(words: str) -> Answer | None:
    """The JSON object in a model's words, with or without a fence or thoughts around it; None if there is none of the right shape."""
    words = words.rpartition("</think>")[2]
    try:
        return Answer.model_validate_json(words[words.find("{") : words.rfind("}") + 1])
    except ValidationError:
        return None


def judge(answer: Answer, passage: Passage, text: str, people: Sequence[Participant], judged: Judged) -> None:
    """Add to `judged` what holds of an answer on a passage of `text`."""
    asked = {s.id: s for s in passage.statements}
    for item in answer.statements:
        proposal = _shaped(_OfStatement, item)
        if proposal is None:
            judged.drop("malformed")
        elif proposal.id not in asked:
            judged.drop("unknown or repeated sentence")
        elif not _is_quoted(proposal.quote, asked[proposal.id].quote):
            judged.drop("quote not found")
        else:
            _judge_statement(proposal, asked.pop(proposal.id), people, judged)
    words = plain(text[passage.statements[0].start : passage.statements[-1].end])
    for item in answer.offices:
        office = _shaped(_OfOffice, item)
        if office is None:
            judged.drop("malformed")
        else:
            _judge_office(office, words, people, judged)


def _shaped(shape: type[Shaped], item: object) -> Shaped | None:
    try:
        return shape.model_validate(item)
    except ValidationError:
        return None


def _is_quoted(quote: str, sentence: str) -> bool:
    """Whether the quote stands in the sentence, and is long enough to mean this one."""
    quote, sentence = plain(quote), plain(sentence)
    return quote in sentence and (len(quote.split()) >= LEAST_WORDS or quote == sentence)


def _judge_statement(proposal: _OfStatement, statement: Statement, people: Sequence[Participant], judged: Judged) -> None:
    changes: dict[str, Any] = {}
    notes: list[str] = []
    for name in ("function", "stance"):
        value, held = getattr(proposal, name), getattr(statement, name)
        if value is None:
            continue
        if value not in notation(name):
            judged.drop(f"unknown {name}")
        elif value == held:
            judged.tally["agreed"] += 1
        else:
            changes[name] = value
            notes.append(f"{name} {value} for {held}")
    areas = _areas(proposal, statement, judged)
    if areas:
        changes["areas"] = (*statement.areas, *areas)
        notes.append(f"areas {', '.join(areas)}")
    if "speaker" in proposal.model_fields_set:
        _judge_speaker(proposal.speaker, statement, people, judged, changes, notes)
    judged.tally["accepted"] += sum(name in changes for name in ("function", "stance", "areas", "speaker"))
    if notes:
        changes["method"] = f"{statement.method}; language model: {', '.join(notes)}"
        judged.statements[statement.id] = statement.model_copy(update=changes)


def _areas(proposal: _OfStatement, statement: Statement, judged: Judged) -> list[str]:
    """Areas to add; the rules' own stay, since a word of the sentence stands for each."""
    added: list[str] = []
    for area in dict.fromkeys(proposal.areas):
        if area not in codes("area"):
            judged.drop("unknown area")
        elif area in statement.areas:
            judged.tally["agreed"] += 1
        elif len(statement.areas) + len(added) < MAX_AREAS:
            added.append(area)
        else:
            judged.drop("too many areas")
    return added


def _judge_speaker(
    speaker: str | None, statement: Statement, people: Sequence[Participant], judged: Judged, changes: dict[str, Any], notes: list[str]
) -> None:
    """Agreement halves the doubt; another speaker is taken with a low confidence; a sure one stays."""
    known = {GROUP, None, *(p.id for p in people)}
    if speaker not in known:
        judged.drop("unknown speaker")
    elif statement.confidence >= SURE:
        judged.drop("speaker not asked for") if speaker != statement.speaker else judged.tally.update(agreed=1)
    elif speaker == statement.speaker:
        judged.tally["agreed"] += 1
        changes["confidence"] = round(1 - (1 - statement.confidence) / 2, 2)
        notes.append("speaker agreed")
    else:
        changes |= {"speaker": speaker, "confidence": CONTRADICTED}
        notes.append(f"speaker for {statement.speaker or 'the report'}")


def _judge_office(proposal: _OfOffice, words: str, people: Sequence[Participant], judged: Judged) -> None:
    quote, title, organisation = plain(proposal.quote), plain(proposal.title), plain(proposal.organisation or "")
    person = next((p for p in people if p.id == proposal.person), None)
    if person is None:
        judged.drop("unknown person")
    elif quote not in words or title not in quote or organisation not in quote or not _names(quote, person):
        judged.drop("office not in the text")
    elif any(_names(quote, other) for other in people if other.id != person.id):
        judged.drop("office beside several names")
    elif not re.search(r"[^\W\d_]{2}", title) or _names(title, person) or title in person.honorifics:
        judged.drop("no office")
    else:
        held = [*person.offices, *judged.offices.get(person.id, ())]
        if any(_same(title, office.title) for office in held):
            judged.tally["agreed"] += 1
        elif len(held) >= MAX_OFFICES:
            judged.drop("too many offices")
        else:
            # "former" needs the model's word and one in the text
            former = proposal.former and bool(re.search(rf"(?i)\b(?:{any_of('offices', 'former')})\b", quote))
            judged.offices.setdefault(person.id, []).append(Office(title=title, organisation=organisation or None, former=former))
            judged.tally["accepted"] += 1


def _names(words: str, person: Participant) -> bool:
    """Whether the words hold a form of the person's name, or the surname."""
    forms = {person.name, *person.aliases, person.name.split()[-1]}
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", words) for form in forms)


def _same(a: str, b: str) -> bool:
    x, y = a.casefold(), plain(b).casefold()
    return x in y or y in x
