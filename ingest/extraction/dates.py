"""Dates in English text: single days and ranges within a month or across two, and days told by what the reader knows ("on Wednesday")."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from ingest.extraction.lexicons import lexicon

# a report tells of what has happened; a note written ahead of the event may give a day of the coming weeks
AHEAD = timedelta(days=31)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RELATIVE = re.compile(
    rf"\b(?P<weekday>(?i:{'|'.join(WEEKDAYS)}))\b(?!,? \d)"
    r"|\b(?P<today>today|this (?:morning|afternoon|evening))\b|\b(?P<yesterday>yesterday)\b"
)


class DateSpan(NamedTuple):
    """A date or a range of dates at a place in the text."""

    at: int
    start: date
    end: date


def dates(text: str) -> list[DateSpan]:
    """All dates with a day and a year, in order of place."""
    return sorted(span for pattern in _patterns() for match in pattern.finditer(text) if (span := _span(match, match["year"])))


def dates_near(text: str, near: date) -> list[DateSpan]:
    """Dates without a year ("on 4 May", "between November 5 and 6"): the last such day before `near`, or one of the month after it."""
    found: list[DateSpan] = []
    for match in (m for pattern in _partial_patterns() for m in pattern.finditer(text)):
        spans = [span for year in (near.year + 1, near.year, near.year - 1) if (span := _span(match, str(year)))]
        found += [span for span in spans if span.start <= near + AHEAD][:1]
    return sorted(found)


def days_before(text: str, near: date) -> list[date]:
    """Days named by the calendar of a text that was published on `near`: "today", "yesterday", "on Wednesday" (the last one)."""
    found: list[date] = []
    for match in RELATIVE.finditer(text):
        back = (near.weekday() - WEEKDAYS.index(match["weekday"].casefold())) % 7 if match["weekday"] else int(bool(match["yesterday"]))
        found.append(near - timedelta(days=back))
    return found


def _span(match: re.Match[str], year: str) -> DateSpan | None:
    parts = match.groupdict()
    month = _month(parts["month"])
    if month is None:
        return None
    first = _date(year, _month(parts.get("first_month") or "") or month, parts["day"])
    last = _date(year, _month(parts.get("last_month") or "") or month, parts.get("last") or parts["day"])
    if first is None and parts["month"].isdigit():
        # 04/30/2021: the month stands first
        first = last = _date(year, int(parts["day"]), parts["month"]) if int(parts["day"]) <= 12 else None
    return DateSpan(match.start(), first, last) if first and last and first <= last else None


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 31 else None
    months: dict[str, int] = lexicon("events")["months"]
    return months.get(text.casefold().rstrip("."))


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _shapes() -> tuple[str, str]:
    """Day before month, month before day; without the year."""
    months = "|".join(sorted(lexicon("events")["months"], key=len, reverse=True))
    day, gap = r"(?:\s?(?:st|nd|rd|th))?", r"\s*\.?,?\s+"
    to = r"\s*(?:[-–—/&]|to|and|until|till)\s*(?:the\s+)?"
    return (
        rf"\b(?P<day>\d{{1,2}}){day}(?:\s+(?P<first_month>{months})\b\.?)?(?:{to}(?P<last>\d{{1,2}}){day})?,?\s+(?:of\s+)?(?P<month>{months})\b",
        rf"\b(?P<month>{months})\b{gap}(?P<day>\d{{1,2}}){day}(?:{to}(?:(?P<last_month>{months})\b{gap})?(?P<last>\d{{1,2}}){day})?(?!\d)",
    )


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    year = r"(?P<year>(?:19|20)\d\d)"
    first, second = _shapes()
    return tuple(
        re.compile(p, re.IGNORECASE)
        for p in (
            rf"{first}\s*\.?,?\s+{year}(?!\d)",
            rf"{second},?\s+{year}(?!\d)",
            rf"\b(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})[./]{year}\b",
            rf"\b{year}-(?P<month>\d{{2}})-(?P<day>\d{{2}})\b",
        )
    )


@cache
def _partial_patterns() -> tuple[re.Pattern[str], ...]:
    lead = rf"\b(?:on|from|between|held|dated|this)\s+(?:(?:{'|'.join(WEEKDAYS)}),?\s+)?(?:the\s+)?"
    return tuple(re.compile(rf"{lead}{shape}(?!,?\s+(?:19|20)\d\d)", re.IGNORECASE) for shape in _shapes())
