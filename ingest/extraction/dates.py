"""Dates in English text: single days and ranges within a month or across two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from ingest.extraction.lexicons import lexicon


class DateSpan(NamedTuple):
    """A date or a range of dates at a place in the text."""

    at: int
    start: date
    end: date


def dates(text: str) -> list[DateSpan]:
    """All dates with a day and a year, in order of place."""
    return sorted(_found(text))


def _found(text: str) -> Iterator[DateSpan]:
    for pattern in _patterns():
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = _month(parts.get("month") or "")
            if month is None:
                continue
            first = _date(parts["year"], _month(parts.get("first_month") or "") or month, parts["day"])
            last = _date(parts["year"], month, parts.get("last") or parts["day"])
            if first and last and first <= last:
                yield DateSpan(match.start(), first, last)


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    months: dict[str, int] = lexicon("events")["months"]
    return months.get(text.casefold().rstrip("."))


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    months = "|".join(sorted(lexicon("events")["months"], key=len, reverse=True))
    day, year = r"(?:st|nd|rd|th)?", r"(?P<year>(?:19|20)\d\d)"
    to = r"\s*(?:[-–—/&]|to|and|until)\s*"
    return tuple(
        re.compile(p, re.IGNORECASE)
        for p in (
            rf"\b(?P<day>\d{{1,2}}){day}(?:\s+(?P<first_month>{months})\.?)?(?:{to}(?P<last>\d{{1,2}}){day})?,?\s+(?:of\s+)?(?P<month>{months})\.?,?\s+{year}\b",
            rf"\b(?P<month>{months})\.?\s+(?P<day>\d{{1,2}}){day}(?:{to}(?P<last>\d{{1,2}}){day})?,?\s+{year}\b",
            rf"\b(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})[./]{year}\b",
            rf"\b{year}-(?P<month>\d{{2}})-(?P<day>\d{{2}})\b",
        )
    )
