"""Which state the words beside a person tell they speak for: its name, an adjective, an institution that is its own, a town."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from ingest.extraction.forms import Forms
from ingest.extraction.lexicons import any_of, gazetteer
from ingest.extraction.name_words import office_title
from ingest.extraction.places import TOWNS, Place, places

# "Special Envoy for Afghanistan", "Embassy of Japan in Bangladesh": where or on what somebody works
ABOUT = re.compile(
    r"\b(?:to|for|on|towards?|with|between|about|and)\s(?:the\s)?(?:(?:Islamic|People[’']s|Federal|Democratic|Socialist|Hashemite|Federative)\s){0,3}"
    r"(?:(?:Republic|Kingdom|State|Union|Federation|Commonwealth)\sof\s(?:the\s)?)?$"
)
WITHIN = re.compile(ABOUT.pattern.replace("to|for|on|towards?|with|between|about|and", "in|at"))
LONGER = re.compile(r"\s(?:for|of)\s(?:the\s)?[A-Z]")
DASHED = re.compile(r"[-–]\s?$")


def told(phrase: str) -> str | None:
    """The state an office or affiliation tells its holder speaks for; None without evidence, or where it points two ways.

    An envoy's phrase names two states and is read elsewhere (ingest.extraction.office_phrases).
    """
    if re.search(rf"(?i)\b(?:{any_of('offices', 'envoys')})\b", phrase) and not re.search(r"(?i)embassy|mission|consulate", phrase):
        return None
    return _only(_own_states(phrase)) or _only(institutions(phrase)) or _only(_towns(phrase))


def institutions(text: str) -> Iterator[str]:
    """The states of the institutions and regions named in a text that one state alone has."""
    for found in _index().finditer(text):
        if not _is_part(text, found.start(), found.end()):
            yield _forms()[" ".join(found[0].split()).replace("’", "'")]


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a name is part of another institution's: `State Department for Energy`, `Accra Council on Foreign Relations`."""
    before = text[max(0, start - 40) : start].rstrip()
    return bool(LONGER.match(text, end)) or any(p.end == len(before) for p in places(before))


def _only(codes: Iterator[str]) -> str | None:
    found = set(codes)
    return found.pop() if len(found) == 1 else None


def _own_states(phrase: str) -> Iterator[str]:
    """States named as the owner: `Ministry of X of Ghana`, `Ghanaian Navy`, `Director, Centre Y, Ghana`."""
    for place in places(phrase):
        before, after = phrase[: place.start], phrase[place.end :]
        if place.former or place.kind not in ("state", "demonym", "government") or _subject_matter().match(after):
            continue
        if place.kind == "government" and LONGER.match(after):
            continue
        # "Adviser to the Ghanaian President" is Ghana's
        if place.kind in ("state", "demonym") and _served().match(after):
            yield place.code
            continue
        if ABOUT.search(before[-60:]) or (
            WITHIN.search(before[-60:]) and re.search(r"Embassy|Mission|Consulate|Delegation|Commission", before)
        ):
            continue
        if DASHED.search(before[-2:]) or after[:1] in ("-", "–"):
            continue
        if place.kind == "demonym" and not _names_more().match(after) and before.strip():
            continue
        yield place.code


def _towns(phrase: str) -> Iterator[str]:
    found: list[Place] = [p for p in places(phrase) if p.kind in TOWNS and not p.former and not _subject_matter().match(phrase[p.end :])]
    return (p.code for p in found)


@cache
def _names_more() -> re.Pattern[str]:
    """After a demonym: the name of what is that state's, or an office in small letters ("Ghanaian foreign secretary")."""
    return re.compile(rf"\s{{1,3}}(?:[A-Z]|(?:and|&)\s[A-Z]|{office_title()})")


@cache
def _served() -> re.Pattern[str]:
    return re.compile(rf"(?:[’']s)?\s{{1,3}}(?:{any_of('offices', 'served')}|[Gg]overnment)\b")


@cache
def _subject_matter() -> re.Pattern[str]:
    """What follows a state that is studied, as in "China Desk", or dealt with: it is not whom one speaks for."""
    words = any_of("offices", "subject_matter")
    return re.compile(rf"\s{{1,3}}(?:(?:and|&)\s(?:[A-Z][\w-]+\s){{1,3}})?(?:{words})(?![\w-])")


@cache
def _forms() -> Mapping[str, str]:
    forms = {
        name.replace("’", "'"): entry["country"]
        for entry in gazetteer("organisations")
        if entry.get("country")
        for name in (entry["name"], *(entry.get("names") or ()))
    }
    return forms | {form: code for code, names in gazetteer("institutions").items() for form in names}


@cache
def _index() -> Forms:
    return Forms(_forms(), in_compounds=True)
