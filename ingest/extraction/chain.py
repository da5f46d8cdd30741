"""The chain: Report → Record, one stage after the other. Each stage is a function with one typed result, in a module of its own."""

from __future__ import annotations

from detente.errors import ReportError
from ingest.extraction import (
    attribution,
    coding,
    events,
    exchanges,
    genre,
    layout,
    masking,
    mentions,
    offices,
    quantities,
    quotations,
    roles,
    sentences,
    syntax,
    talks,
)
from ingest.extraction.assembly import assemble
from ingest.extraction.found import Found
from ingest.extraction.organisations import abbreviations
from ingest.extraction.parser import Parser
from ingest.extraction.people import find_people
from ingest.reading.report import Report
from ingest.record import Record


def extract(report: Report, parser: Parser | None = None) -> Record:
    """Make a record of a report; without a parser by rules alone. ReportError if it holds no sentence or no event can be named."""
    try:
        report.text.encode()
    except UnicodeEncodeError as error:
        line = report.text.count("\n", 0, error.start) + 1
        raise ReportError(f"{report.file}:{line}: half a character (a lone surrogate); save the report as UTF-8 text") from None
    return assemble(report, find(report, parser), parser.model if parser else None)


def find(report: Report, parser: Parser | None = None) -> Found:
    """Run the stages in order."""
    laid = layout.lay_out(report.text, report.body_start)
    split = sentences.split(laid)
    people = find_people(laid, syntax.persons(parser, laid, split))
    masked = masking.mask(laid.view, split, people)
    roles_found = roles.find_roles(masked, laid, people)
    offices_found = offices.find_offices(laid, masked, people)
    kind = genre.decide(laid, split, people)
    epithets = offices.find_epithets(people, offices_found, roles_found)
    spoken = quotations.outside(split, masked)
    readings = syntax.read(parser, [s.text for s in spoken])
    attributed = attribution.attribute(laid, split, spoken, people, epithets, kind, roles_found, readings)
    short = dict(abbreviations(laid.text(block) for block in laid.blocks))
    event = events.find_event(laid, split, short, report.header)
    codings = coding.code(laid, split, masked, attributed)
    return Found(
        laid,
        split,
        people,
        masked,
        dict(roles_found),
        dict(offices_found),
        kind,
        attributed,
        short,
        event,
        talks.find_talks(laid, masked, [s.block for s in split], people, event.title),
        codings,
        exchanges.find_responses(split, attributed, codings),
        mentions.find_mentions(laid, people, short),
        quantities.find_quantities(laid),
    )
