"""Statements, their evidence and quantities as triples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.graph.event import talk_iri
from ingest.graph.naming import Names
from ingest.graph.triples import Subject, Triple
from ingest.reading.report import Page, page_at
from ingest.record import GROUP, Quantity, Statement
from ontology.iris import Iris
from ontology.terms import DET, OA, SCHEMA

CONTEXT = 64


def statement_triples(names: Names, iris: Iris, text: str, pages: Sequence[Page] = ()) -> list[Triple]:
    """All statements; `text` is the source text, for the words around each quote, `pages` say on which page each begins."""
    items: list[Triple] = []
    quantities = _by_statement(names.record.statements, names.record.quantities)
    for order, statement in enumerate(names.record.statements, 1):
        _statement(items, names, iris, statement, order, len(quantities.get(statement.id, ())))
        _evidence(items, names, iris, statement, text, page_at(pages, statement.start))
        for n, quantity in enumerate(quantities.get(statement.id, ()), 1):
            _quantity(items, names, iris, statement, quantity, n)
    return items


def _by_statement(statements: Sequence[Statement], quantities: Sequence[Quantity]) -> Mapping[str, list[Quantity]]:
    found: dict[str, list[Quantity]] = {}
    at = 0
    for quantity in quantities:
        # both lists are in the order of the text
        while at < len(statements) and statements[at].end <= quantity.start:
            at += 1
        if at < len(statements) and statements[at].start <= quantity.start and quantity.end <= statements[at].end:
            found.setdefault(statements[at].id, []).append(quantity)
    return found


def _statement(items: list[Triple], names: Names, iris: Iris, statement: Statement, order: int, quantities: int) -> None:
    event = names.record.event.id
    slug = f"{event}-{statement.id}"
    person = statement.speaker if statement.speaker != GROUP else None
    voice = DET.ParticipantsVoice if statement.speaker == GROUP else DET.SpeakerVoice if person else DET.ReportVoice
    (
        Subject(items, iris.id("statement", slug))
        .type(DET.Statement)
        .text(SCHEMA.text, statement.quote)
        .link(DET.atEvent, iris.id("event", event))
        .link(DET.concerns, iris.id("relation", names.relation) if names.relation else None)
        .link(DET.talk, talk_iri(iris, event, statement.talk) if statement.talk else None)
        .link(DET.voice, voice)
        .link(DET.speaker, iris.id(*names.entities[person]) if person else None)
        .text(DET.sourceCited, statement.source_cited)
        .link(DET.function, iris.id("function", statement.function))
        .link(DET.stance, iris.id("stance", statement.stance))
        .link(DET.area, *(iris.id("area", area) for area in statement.areas))
        .link(DET.mentions, *(iris.id(*names.entities[entity]) for entity in statement.mentions))
        .link(DET.respondsTo, iris.id("statement", f"{event}-{statement.responds_to}") if statement.responds_to else None)
        .decimal(DET.confidence, statement.confidence)
        .text(DET.method, statement.method)
        .number(DET.order, order)
        .text(DET.section, statement.section)
        .link(DET.evidence, iris.id("evidence", slug))
        .link(DET.quantity, *(iris.id("statement", slug, f"quantity-{n}") for n in range(1, quantities + 1)))
    )


def _evidence(items: list[Triple], names: Names, iris: Iris, statement: Statement, text: str, page: int | None) -> None:
    event = names.record.event.id
    slug = f"{event}-{statement.id}"
    quote, position = iris.id("evidence", slug, "quote"), iris.id("evidence", slug, "position")
    (
        Subject(items, iris.id("evidence", slug))
        .type(DET.Evidence)
        .link(OA.hasSource, iris.id("report", event))
        .link(OA.hasSelector, quote, position)
        .number(DET.page, page)
    )
    (
        Subject(items, quote)
        .type(OA.TextQuoteSelector)
        .text(OA.exact, statement.quote)
        .text(OA.prefix, text[max(0, statement.start - CONTEXT) : statement.start])
        .text(OA.suffix, text[statement.end : statement.end + CONTEXT])
    )
    Subject(items, position).type(OA.TextPositionSelector).number(OA.start, statement.start).number(OA.end, statement.end)


def _quantity(items: list[Triple], names: Names, iris: Iris, statement: Statement, quantity: Quantity, n: int) -> None:
    slug = f"{names.record.event.id}-{statement.id}"
    (
        Subject(items, iris.id("statement", slug, f"quantity-{n}"))
        .type(DET.Quantity)
        .text(DET.text, " ".join(quantity.text.split()))
        .decimal(DET.value, quantity.value)
        .text(DET.unit, quantity.unit)
        .text(DET.measures, quantity.of)
        .link(DET.inStatement, iris.id("statement", slug))
    )
