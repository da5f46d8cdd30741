"""Scores one record against the annotation of its report."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.evaluation.judging import Judged, judge, same_people
from ingest.evaluation.matching import folded, office_similarity, pairs, similarity
from ingest.evaluation.measures import MISSED, Scores, catalogue
from ingest.evaluation.reading import Document
from ingest.record import Event, Office, Participant, Record

ACCEPTED = 0.8
"""The confidence from which on a speaker is taken without review."""

SAME_TITLE = 0.85
SAME_HOST = 0.75
SAME_OFFICE = 0.7


def score(document: Document, record: Record | None) -> tuple[Scores, list[Judged]]:
    """Every measure on one report, and its sentences judged; without a record everything that gold has is missing."""
    scores, judged = Scores(), judge(document, record)
    _event(scores, document, record.event if record else None)
    _people(scores, document, record.participants if record else ())
    gold, talks = document.gold.talks, record.talks if record else ()
    matched = pairs(gold, talks, lambda one, other: similarity(one.title, other.title), SAME_TITLE)
    scores.overlaps["talks"].add(len(matched), len(talks), len(gold))
    for sentence in judged:
        _sentence(scores, document.text, sentence)
    hit = [sentence.found.id for sentence in judged if sentence.found]
    # two annotated sentences in one statement, or two statements for one sentence, are one match
    scores.overlaps["statements"].add(len(set(hit)), len(record.statements) if record else 0, len(judged))
    wanted = {(mention.type, folded(mention.text)) for mention in document.gold.mentions}
    found = {(mention.type, folded(mention.text)) for mention in record.mentions} if record else set()
    scores.overlaps["mentions"].add(len(wanted & found), len(found), len(wanted))
    return scores, judged


def _event(scores: Scores, document: Document, event: Event | None) -> None:
    gold = document.gold.event
    if gold.title:
        alike = similarity(gold.title, event.title if event else None)
        scores.agreements["event.title"].add(True, alike >= SAME_TITLE)
    scores.agreements["event.kind"].add(_kind(gold.kind), _kind(event.kind if event else ""))
    if gold.start_date:
        found = event.start_date if event else None
        scores.agreements["event.start_date"].add(gold.start_date.isoformat(), found.isoformat() if found else None)
    hosts = event.hosts if event else ()
    scores.overlaps["event.hosts"].add(len(pairs(gold.hosts, hosts, similarity, SAME_HOST)), len(hosts), len(gold.hosts))
    if gold.pair:
        wanted, relation = set(gold.pair), set(event.relation if event else ())
        scores.overlaps["event.relation"].add(len(wanted & relation), len(relation), len(wanted))


def _kind(kind: str) -> str:
    """A seminar is a seminar, in-house or not."""
    return folded(kind).replace("in house ", "")


def _people(scores: Scores, document: Document, people: Sequence[Participant]) -> None:
    same = same_people(document.gold.participants, people)
    scores.overlaps["participants"].add(len(same), len(people), len(document.gold.participants))
    for number, gold in enumerate(document.gold.participants):
        person = same.get(number)
        wanted = set(gold.roles)
        roles = set(person.roles if person else ()) - (set(gold.roles_optional) - wanted)
        scores.overlaps["participants.roles"].add(len(wanted & roles), len(roles), len(wanted))
        offices: tuple[Office, ...] = person.offices if person else ()
        matched = pairs(gold.offices, offices, office_similarity, SAME_OFFICE)
        scores.overlaps["participants.offices"].add(len(matched), len(offices), len(gold.offices))
        for i, j in matched:
            scores.agreements["participants.offices.former"].add(gold.offices[i].former, offices[j].former)
        if gold.country:
            scores.agreements["participants.country"].add(gold.country, person.country if person else None)


def _sentence(scores: Scores, text: str, sentence: Judged) -> None:
    gold, found, coarse = sentence.gold, sentence.found, catalogue()["coarse"]

    def answer(measure: str, wanted: str | bool | None, given: str | bool | None) -> None:
        scores.agreements[f"statements.{measure}"].add(wanted, given)

    answer("speaker", gold.speaker, sentence.speaker)
    answer("speaker.baseline-last-named", gold.speaker, sentence.named_last)
    if gold.speaker not in {None, "participants"}:
        answer("speaker.people", gold.speaker, sentence.speaker)
    if found and found.confidence >= ACCEPTED:
        answer("speaker.accepted", gold.speaker, sentence.speaker)
    function, stance = (found.function, found.stance) if found else (MISSED, MISSED)
    answer("function", gold.function, function)
    answer("function.coarse", coarse[gold.function], coarse.get(function, MISSED))
    answer("stance", gold.stance, stance)
    if "function" not in gold.uncertain_in:
        answer("function.certain", gold.function, function)
    if "stance" not in gold.uncertain_in:
        answer("stance.certain", gold.stance, stance)
    answer("evidence", True, found is not None and text[found.start : found.end] == found.quote)
    wanted, given = set(gold.areas), set(found.areas if found else ())
    asked = (given & (set(catalogue()["areas"]) - set(gold.areas_optional))) | (given & wanted)
    scores.overlaps["statements.areas"].add(len(wanted & given), len(asked), len(wanted))
