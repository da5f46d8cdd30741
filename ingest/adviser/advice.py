"""A language model advises on what the rules found: Record → Record, and nothing happens without an endpoint."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ingest.adviser.answers import Answers, key_of
from ingest.adviser.endpoint import Endpoint, Unheard
from ingest.adviser.proposals import Answer, Judged, judge, read
from ingest.adviser.questions import Passage, messages, parameters, passages, prompt_sha256
from ingest.extraction.assembly import counted, doubts
from ingest.record import Adviser, Extraction, Office, Participant, Record, Statement

PATIENCE = 3
"""So many answers in a row that hold no proposals, and no more is asked."""


def advise(record: Record, text: str, endpoint: Endpoint | None, cache: Path) -> Record:
    """The record with what a language model proposes and the text bears out; without an endpoint, the record itself.

    It may change a statement's function, stance and doubtful speaker, add areas, and add offices; ids, quotes, places in the text and
    everything else stay. It runs before a person's corrections are applied, and so nothing it says outranks one. A proposal that does
    not hold (see `proposals`) is dropped and counted in `extraction.counts`. The endpoint's failure is never the report's: what was not
    heard stands by rules alone, and one line in `extraction.warnings` says why. Answers are kept in the folder `cache`.
    """
    if endpoint is None or not record.statements:
        return record
    hearing = _hear(record, text, endpoint, Answers(cache))
    judged = Judged()
    for passage, answer in hearing.heard:
        judge(answer, passage, text, record.participants, judged)
    if not hearing.heard:
        return record.model_copy(update={"extraction": _warned(record.extraction, hearing.warnings())})
    statements = tuple(_in_their_talk(record, judged.statements.get(s.id, s)) for s in record.statements)
    return record.model_copy(
        update={
            "statements": statements,
            "participants": tuple(_with_offices(p, judged.offices.get(p.id, [])) for p in record.participants),
            "extraction": _warned(_extraction(record, statements, judged, endpoint.model, len(hearing.heard)), hearing.warnings()),
        }
    )


@dataclass
class _Hearing:
    """The answers that could be read, and what became of the rest."""

    asked: int
    heard: list[tuple[Passage, Answer]] = field(default_factory=list)
    unreadable: int = 0
    failure: str = ""
    unkept: str = ""

    def warnings(self) -> list[str]:
        """One line if something is amiss."""
        missing = self.asked - len(self.heard)
        reason = self.failure or "what it answered held no proposals in JSON"
        said = []
        if missing:
            said.append(f"{missing} of {self.asked} passages stand by rules alone: {reason}")
        if self.unkept:
            said.append(f"its answers are not kept: {self.unkept}")
        return [f"language model: {'; '.join(said)}"] if said else []


def _hear(record: Record, text: str, endpoint: Endpoint, answers: Answers) -> _Hearing:
    """Ask about each passage whose answer is not kept, until the endpoint fails."""
    questions = passages(record, text)
    hearing, in_a_row = _Hearing(len(questions)), 0
    for passage in questions:
        asked = messages(record, passage)
        key = key_of(endpoint.model, asked, parameters())
        words = answers.find(key)
        answer = read(words) if words is not None else None
        if answer is None and not hearing.failure and in_a_row < PATIENCE:
            try:
                words = endpoint.ask(asked, parameters())
            except Unheard as failure:
                hearing.failure = str(failure)
                continue
            answer = read(words)
            in_a_row = in_a_row + 1 if answer is None else 0
            if answer is not None:
                _keep(answers, key, words, hearing)
        if answer is not None:
            hearing.heard.append((passage, answer))
    return hearing


def _keep(answers: Answers, key: str, words: str, hearing: _Hearing) -> None:
    try:
        answers.keep(key, words)
    except OSError as error:
        hearing.unkept = error.strerror or type(error).__name__


def _in_their_talk(record: Record, statement: Statement) -> Statement:
    """The statement without its talk, if the talk is of somebody else than the one who now speaks."""
    if statement.talk is None or any(t.id == statement.talk and t.speaker == statement.speaker for t in record.talks):
        return statement
    return statement.model_copy(update={"talk": None})


def _with_offices(participant: Participant, offices: list[Office]) -> Participant:
    return participant.model_copy(update={"offices": (*participant.offices, *offices)}) if offices else participant


def _extraction(record: Record, statements: tuple[Statement, ...], judged: Judged, model: str, heard: int) -> Extraction:
    """How the record was made, now that the model was heard."""
    before = record.extraction
    names = {p.id: p.name for p in record.participants}
    tally = Counter({"passages": heard}) + judged.tally
    offices = tuple(f"{names[id]}: {o.title}" for id, added in judged.offices.items() for o in added)
    return before.model_copy(
        update={
            "adviser": Adviser(name=model, prompt=prompt_sha256(), offices=offices),
            "counts": {**before.counts, **counted(statements), **{f"language model: {name}": n for name, n in sorted(tally.items())}},
            "warnings": (*(w for w in before.warnings if w not in doubts(record.statements)), *doubts(statements)),
        }
    )


def _warned(extraction: Extraction, warnings: list[str]) -> Extraction:
    return extraction.model_copy(update={"warnings": (*extraction.warnings, *warnings)})
