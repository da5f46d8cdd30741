"""The last stage: what was found becomes the record."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from pydantic import ValidationError

from detente import __version__
from detente.errors import ReportError
from ingest.extraction.attribution import GROUP, REPORT, Attribution
from ingest.extraction.coding import Coding
from ingest.extraction.found import Found
from ingest.extraction.lexicons import lexicon, vocabulary_sha256
from ingest.extraction.masking import TOKEN
from ingest.extraction.participants import find_participants
from ingest.reading.report import Report
from ingest.record import GROUP as GROUP_ID
from ingest.record import Entity, Event, Extraction, Mention, Model, Participant, Quantity, Record, Source, Statement, Talk
from ontology.iris import slug, statement_id

TITLE_WORDS = 6
DOUBTFUL = 0.6


def assemble(report: Report, found: Found, model: Model | None = None) -> Record:
    """The record; `model` is the parser that took part. ReportError if the report holds no statement, or nobody who could have made one."""
    if not found.sentences:
        raise ReportError(f"{report.file}: no sentence was found; is this the text of a report?")
    people = find_participants(found)
    if not people and not any(a.speaker == GROUP for a in found.attributions):
        raise ReportError(f"{report.file}: no person or group speaks in this text; detente reads reports of who said what at an event")
    talks = _talks(found, people)
    statements = _statements(report, found, people, talks)
    entities, mentions = _entities(report, found, people)
    statements = _with_mentions(statements, mentions)
    warnings = _warnings(found, statements)
    counts = {
        "participants": len(people),
        "statements": len(statements),
        **counted(statements),
        "mentions": len(mentions),
        "quantities": len(found.quantities),
    }
    return Record(
        source=_source(report),
        event=_event(found),
        participants=tuple(people.values()),
        talks=tuple(talk for _, talk in talks),
        statements=tuple(statements),
        mentions=tuple(mentions),
        entities=tuple(entities),
        quantities=tuple(
            Quantity(start=q.start, end=q.end, text=report.text[q.start : q.end], value=q.value, unit=q.unit, of=q.of)
            for q in found.quantities
        ),
        extraction=Extraction(detente=__version__, model=model, vocabulary=vocabulary_sha256(), counts=counts, warnings=tuple(warnings)),
    )


def _source(report: Report) -> Source:
    header = report.header
    fields = {
        "file": report.file,
        "media_type": report.media_type,
        "sha256": report.sha256,
        "characters": len(report.text),
        "language": header.get("language", "en"),
        **{k: header[k] for k in ("url", "publisher", "published", "licence") if k in header},
    }
    try:
        return Source.model_validate(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        raise ReportError(f"{report.file}: header: {fault['loc'][0]}: {fault['msg']}; mend the line between the two '---'") from None


def _event(found: Found) -> Event:
    event = found.event
    return Event(
        id=_event_id(found),
        title=" ".join(event.title.split()),
        kind=event.kind,
        series=event.series,
        start_date=event.start_date,
        end_date=event.end_date,
        hosts=event.hosts,
        venue=event.venue,
        relation=event.relation,
        media=event.media,
    )


def _event_id(found: Found) -> str:
    """Date, the host's short name, at most six content words of the title."""
    event = found.event
    day = event.start_date.isoformat() if event.start_date else "undated"
    words = [w for w in slug(event.title).split("-") if w not in lexicon("events")["no_content"]][:TITLE_WORDS]
    return slug(day, _short_host(found), *words)


def _short_host(found: Found) -> str:
    if not found.event.hosts:
        return ""
    host = found.event.hosts[0]
    initials = "".join(w[0] for w in re.findall(r"[^\W\d_]+", host) if w[0].isupper())
    # of several abbreviations, the one that the name's initials make
    abbreviation = min((short for short, name in found.short.items() if name == host), key=lambda s: s.upper() != initials, default="")
    return abbreviation or (initials if len(initials) > 1 else host)


def _talks(found: Found, people: dict[int, Participant]) -> list[tuple[int, Talk]]:
    """The talks in order, each with the number of its first sentence."""
    return [
        (
            talk.sentence,
            Talk(id=f"talk-{n}", speaker=people[talk.speaker].id if talk.speaker in people else None, title=talk.title, order=n),
        )
        for n, talk in enumerate(found.talks, 1)
    ]


def _statements(report: Report, found: Found, people: dict[int, Participant], talks: Sequence[tuple[int, Talk]]) -> list[Statement]:
    seen: Counter[str] = Counter()
    ids: list[str] = []
    for sentence in found.sentences:
        plain = statement_id(report.text[sentence.start : sentence.end])
        seen[plain] += 1
        ids.append(statement_id(report.text[sentence.start : sentence.end], seen[plain]))
    made: list[Statement] = []
    for n, sentence in enumerate(found.sentences):
        attribution, coding, answered = found.attributions[n], found.codings[n], found.responses[n]
        speaker = {GROUP: GROUP_ID, REPORT: None}.get(attribution.speaker) if attribution.speaker < 0 else people[attribution.speaker].id
        made.append(
            Statement(
                id=ids[n],
                quote=report.text[sentence.start : sentence.end],
                start=sentence.start,
                end=sentence.end,
                section=found.layout.blocks[sentence.block].section or None,
                talk=_talk_of(n, speaker, talks),
                speaker=speaker,
                source_cited=attribution.cited,
                function=coding.function,
                stance=coding.stance,
                areas=coding.areas,
                responds_to=ids[answered] if answered is not None else None,
                confidence=round(attribution.confidence, 2),
                method=_method(attribution, coding),
            )
        )
    return made


def _method(attribution: Attribution, coding: Coding) -> str:
    """Which rule named the speaker, and which cue each code."""
    reasons = [(coding.function, coding.reason), (coding.stance, coding.stance_reason), (", ".join(coding.areas), coding.area_reason)]
    told = [f"{code} by “{TOKEN.sub('…', reason)}”" for code, reason in reasons if code and reason]
    return "; ".join([f"rules: {attribution.method}", *told])


def _talk_of(sentence: int, speaker: str | None, talks: Sequence[tuple[int, Talk]]) -> str | None:
    """The talk under way: the last one announced before the sentence, while its speaker speaks."""
    begun = [talk for start, talk in talks if start <= sentence]
    return begun[-1].id if begun and speaker is not None and begun[-1].speaker == speaker else None


def _entities(report: Report, found: Found, people: dict[int, Participant]) -> tuple[list[Entity], list[Mention]]:
    """Mentions, and one entity for each thing named; ids are unique in the record, a participant keeps their own."""
    entities: dict[tuple[str, str], Entity] = {}
    taken: dict[str, str] = {p.id: "person" for p in people.values()}
    mentions: list[Mention] = []
    for mention in found.mentions:
        key = (mention.type, mention.id)
        if key not in entities:
            id = mention.id if taken.setdefault(mention.id, mention.type) == mention.type else f"{mention.id}-{mention.type}"
            entities[key] = Entity(id=id, type=mention.type, label=" ".join(mention.label.split()))
        mentions.append(
            Mention(
                start=mention.start,
                end=mention.end,
                text=report.text[mention.start : mention.end],
                type=mention.type,
                canonical=entities[key].id,
            )
        )
    return list(entities.values()), mentions


def _with_mentions(statements: list[Statement], mentions: list[Mention]) -> list[Statement]:
    """The statements, which are in order as the mentions are, with what each mentions."""
    starts = [m.start for m in mentions]
    made: list[Statement] = []
    for s in statements:
        within = mentions[bisect_left(starts, s.start) : bisect_left(starts, s.end)]
        named = tuple(dict.fromkeys(m.canonical for m in within if m.canonical and m.end <= s.end))
        made.append(s.model_copy(update={"mentions": named}))
    return made


def _warnings(found: Found, statements: list[Statement]) -> list[str]:
    event = found.event
    warnings = [
        f"{what} was not found in the text"
        for what, value in (("the event's date", event.start_date), ("the host", event.hosts), ("the relation", event.relation))
        if not value
    ]
    return [*warnings, *doubts(statements)]


def doubts(statements: Sequence[Statement]) -> list[str]:
    """The warning about doubtful speakers; none if there is no doubt."""
    doubtful = sum(s.confidence < DOUBTFUL for s in statements)
    return [f"{doubtful} of {len(statements)} statements have a doubtful speaker (confidence below {DOUBTFUL})"] if doubtful else []


def counted(statements: Sequence[Statement]) -> dict[str, int]:
    """The counts that hang on who is said to speak."""
    return {"attributed": sum(s.speaker is not None for s in statements), "doubtful": sum(s.confidence < DOUBTFUL for s in statements)}
