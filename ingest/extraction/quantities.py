"""Eleventh stage: figures that were quoted — money, shares, multiples, people, distances, spans of time — as value and unit."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import alternatives, gazetteer
from ingest.extraction.places import places

LONGEST = 2_000
# "20 per cent of exports", "US$ 40 million in bilateral trade", "$2 billion worth of fish": what the figure measures
OF = re.compile(
    r"\s(?:worth\s)?(?:of|in)\s(?:(?:the|its|their|his|her|our|all|total|annual|bilateral|mutual|two-way)\s){0,2}"
    r"(?P<what>(?:[a-z]{2,}(?:al|ic|ive|able|ible|ign|ern|ous|ary)\s)?[a-z][\w-]{2,})(?![\w-])"
)


class QuantityFound(NamedTuple):
    """A figure at a place; `unit` is an ISO 4217 code for money, else the canonical name of `gazetteer/units.yaml`.

    `of`: what it measures, where that follows ("20 per cent of exports").
    """

    start: int
    end: int
    text: str
    value: float | None
    unit: str
    of: str | None = None


def find_quantities(layout: Layout) -> tuple[QuantityFound, ...]:
    """All quantities in paragraphs and bullets, in order, without overlap; years and plain numbers are none."""
    kept: list[QuantityFound] = []
    currencies = _currencies_here(layout.view)
    for block in layout.blocks:
        text = layout.view[block.start : block.end]
        if block.kind == HEADING or not _may_hold().search(text):
            continue
        found = sorted(_in(text, currencies), key=lambda q: (q.start, -(q.end - q.start)))
        for quantity in found:
            what = OF.match(text, quantity.end)
            moved = quantity._replace(
                start=quantity.start + block.start,
                end=quantity.end + block.start,
                of=what["what"] if what and not _time().match(what["what"]) else None,
            )
            if moved.end - moved.start <= LONGEST and (not kept or moved.start >= kept[-1].end):
                kept.append(moved)
    return tuple(kept)


def _in(text: str, currencies: Mapping[str, str]) -> Iterator[QuantityFound]:
    for found in _money_before().finditer(text):
        yield _made(text, found, currencies[_plain(found["sign"])])
    for found in _money_after().finditer(text):
        yield _made(text, found, currencies[_plain(found["name"])])
    for found in _measured().finditer(text):
        yield _made(text, found, _units()[_plain(found["unit"])])
    words = gazetteer("units")
    for found in _multiplied().finditer(text):
        yield QuantityFound(*found.span(), found[0], words["multiples"]["words"][found[0].casefold()], words["multiples"]["unit"])
    for found in _share().finditer(text):
        yield QuantityFound(*found.span(), found[0], words["fractions"][" ".join(re.split(r"[\s-]+", found[0].casefold()))], "share")


@cache
def _time() -> re.Pattern[str]:
    """Words after "in" that tell when, not what."""
    return re.compile(rf"(?:{alternatives(gazetteer('units')['no_measure'])})\b")


def _currencies_here(text: str) -> Mapping[str, str]:
    """Forms of money → its code; a form that several states share stands for the one that the report names most, else for itself."""
    shared = gazetteer("units")["shared_names"]
    used = [form for form in shared if form in text]
    if not used:
        return _currencies()
    named = Counter(place.code for place in places(text))
    here: dict[str, str] = {}
    for form in used:
        likely = max(shared[form], key=lambda code: named[code[:2]])
        here[form] = likely if named[likely[:2]] else form
    return {**_currencies(), **here}


def _made(text: str, found: re.Match[str], unit: str) -> QuantityFound:
    return QuantityFound(found.start(), found.end(), text[found.start() : found.end()], _value(found["number"]), unit)


def _value(number: str) -> float | None:
    """The first number of a range, its multiplier applied: "10-15" → 10, "1.5 million" → 1500000, "twenty-five" → 25."""
    words = gazetteer("units")
    total: float | None = None
    factor = 1.0
    digits = re.match(r"\d[\d,]*(?:\.\d+)?", number)
    if digits:
        total = float(digits[0].replace(",", ""))
    for word in re.findall(r"[^\W\d_]+", number[digits.end() if digits else 0 :].casefold()):
        if word in words["multipliers"]:
            factor *= words["multipliers"][word]
        elif word in words["number_words"] and not digits:
            total = (total or 0) + words["number_words"][word]
    if total is None:
        return None if factor == 1 else factor
    value = total * factor
    return value if math.isfinite(value) else None


def _plain(form: str) -> str:
    return " ".join(form.split())


@cache
def _number() -> str:
    words = gazetteer("units")
    multiplier = alternatives(words["multipliers"])
    spelled = alternatives(words["number_words"])
    digits = r"\d[\d,]*(?:\.\d+)?"
    one = rf"(?:{digits}|(?i:\b(?:{spelled})\b(?:[\s-](?:{spelled})\b)*))"
    return rf"(?P<number>{one}(?:\s*(?:[-–]|to|and)\s*{digits})?(?:[\s-]+(?i:{multiplier})\b){{0,2}})"


@cache
def _currencies() -> Mapping[str, str]:
    return {form: c["code"] for c in gazetteer("units")["currencies"] for form in (*(c.get("signs") or ()), *(c.get("names") or ()))}


@cache
def _units() -> Mapping[str, str]:
    units = gazetteer("units")
    forms = {form: unit["name"] for unit in units["units"] for form in (unit["name"], *(unit.get("forms") or ()))}
    multiples, percent = units["multiples"], units["percent"]
    forms |= dict.fromkeys(multiples["forms"], multiples["unit"]) | dict.fromkeys(percent["forms"], "%")
    forms |= dict.fromkeys(percent["points"], "percentage points")
    # "times less" is no factor but its inverse: the unit keeps the word
    return forms | {form: form for form in multiples["less"]}


@cache
def _money_before() -> re.Pattern[str]:
    units = gazetteer("units")
    shared = [form for form in units["shared_names"] if form[0].isupper()]
    signs = alternatives([*shared, *(s for c in units["currencies"] for s in c.get("signs") or ())])
    return re.compile(rf"(?<![\w$])(?P<sign>{signs})\s?{_number()}")


@cache
def _money_after() -> re.Pattern[str]:
    units = gazetteer("units")
    shared = [form for form in units["shared_names"] if form[0].islower()]
    names = alternatives([*shared, *(n for c in units["currencies"] for n in c.get("names") or ())])
    return re.compile(rf"(?<![\w$.,]){_number()}[\s-]*(?P<name>{names})(?!\w)")


@cache
def _multiplied() -> re.Pattern[str]:
    """`doubled`, `threefold`; "once" counts nothing."""
    words = [word for word in gazetteer("units")["multiples"]["words"] if word not in ("once", "double", "triple", "treble")]
    return re.compile(rf"(?<![\w-])(?i:{alternatives(words)})(?![\w-])")


@cache
def _share() -> re.Pattern[str]:
    """`a third of`, `two-thirds`."""
    words = alternatives(f for f in gazetteer("units")["fractions"] if " " in f).replace(r"\s+", r"[\s-]")
    return re.compile(rf"(?<![\w-])(?i:{words})(?![\w-])(?! (?:century|day|year|hour|session|round|party|country|countries|time)\b)")


@cache
def _may_hold() -> re.Pattern[str]:
    """A quick look: without a digit or a number word there is nothing to measure."""
    units = gazetteer("units")
    words = [*units["number_words"], *units["multipliers"], *units["multiples"]["words"], *(f.split()[-1] for f in units["fractions"])]
    return re.compile(rf"\d|\b(?:{alternatives(words)})\b", re.IGNORECASE)


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$.,]){_number()}[\s-]*(?P<unit>{alternatives(_units())})(?!\w)")
