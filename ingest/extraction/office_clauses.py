"""Offices told by a clause: `⟦3⟧, who heads the Centre X`, `⟦3⟧, who was Minister of Y until 2016`, `Professor ⟦3⟧ of the University Z`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from ingest.extraction.lexicons import lexicon
from ingest.extraction.masking import BODY, TAIL, Masked
from ingest.extraction.name_words import office_title
from ingest.extraction.office_phrases import Office, parse, parse_organisation
from ingest.extraction.organisations import organisations
from ingest.extraction.people import People

MAX_ORGANISATION = 120
# "Prof." is a title, "Professor" beside a university an office
TEACHERS = re.compile(r"^(?:(?:Associate|Assistant)\s)?Professor$")
BESIDE = re.compile(r"⟦(?P<n>\d+)⟧(?:,\s|\s(?:of|from|at)\s(?:the\s)?)(?P<body>[A-Z][^.;⟦]{4,160})")


def told_by_clause(masked: Sequence[Masked], people: People) -> Iterator[tuple[int, Office]]:
    """Persons and offices that a clause about them tells, in the order of the text."""
    for sentence in masked:
        if not sentence.persons:
            continue
        for found in _is_office().finditer(sentence.text):
            for office in parse(found["phrase"]):
                past = found["verb"] in lexicon("offices")["clauses"]["past"]
                yield int(found["n"]), replace(office, former=office.former or past)
        for found in _heads().finditer(sentence.text):
            organisation = parse_organisation(found["body"])
            if organisation:
                yield int(found["n"]), Office(_titles()[found["verb"]], organisation, False)
        yield from _teachers(sentence, people)


def _teachers(sentence: Masked, people: People) -> Iterator[tuple[int, Office]]:
    """A professor's university, where the title before the name is the only word for the office."""
    offices = {number for number, phrase in sentence.offices if parse(phrase)}
    for number, phrase in sentence.offices:
        title = _teacher(people, number)
        if title and number not in offices and organisations(phrase):
            yield number, Office(title, parse_organisation(phrase), False)
            offices.add(number)
    for found in BESIDE.finditer(sentence.text):
        number, body = int(found["n"]), found["body"]
        title = _teacher(people, number) if number not in offices else ""
        named = [o for o in organisations(body) if o.start < 2] if title else []
        if named:
            more = re.match(r",\s(?:[A-Z][\w’-]*|of|and|the|for|\s)+", body[named[0].end :])
            tail = more[0].rstrip() if more and organisations(more[0]) else ""
            yield number, Office(title, parse_organisation(body[: named[0].end] + tail), False)


def _teacher(people: People, number: int) -> str:
    """`Professor` or `Associate Professor` if that stands before the name."""
    ranks = [h for h in people.persons[number].honorifics if TEACHERS.match(h)]
    return max(ranks, key=len, default="")


@cache
def _is_office() -> re.Pattern[str]:
    clauses = lexicon("offices")["clauses"]
    verbs = "|".join(re.escape(v) for v in sorted([*clauses["past"], *clauses["present"]], key=len, reverse=True))
    return re.compile(
        rf"⟦(?P<n>\d+)⟧(?:\s(?:of|from|at)\s[^,;.⟦]{{3,80}}(?=,\swho))?,?\s(?:(?:who|and)\s)?(?:also\s|currently\s|himself\s|herself\s|earlier\s|previously\s|formerly\s)?(?P<verb>{verbs})\s(?:also\s|currently\s|earlier\s)?"
        rf"(?P<phrase>(?:the\s|an?\s)?(?:[A-Z][\w-]*[’']s?\s)?(?:[\w’-]+\s){{0,2}}?{office_title()}{BODY}{TAIL})"
    )


@cache
def _heads() -> re.Pattern[str]:
    verbs = "|".join(_titles())
    return re.compile(
        rf"⟦(?P<n>\d+)⟧,?\s(?:who\s)?(?:also\s|currently\s)?(?P<verb>{verbs})\s(?:the\s|an?\s)?(?P<body>[A-Z][^.;,⟦]{{3,{MAX_ORGANISATION}}})"
    )


@cache
def _titles() -> Mapping[str, str]:
    made: Mapping[str, str] = lexicon("offices")["clauses"]["titles"]
    return made
