"""Seventh stage: where the event took place, the series it belongs to, and the media that covered it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.extraction.announcement import Announcement
from ingest.extraction.dates import dates
from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import any_of, lexicon
from ingest.extraction.places import TOWNS, places

MAX_HEAD = 160


def find_venue(announcement: Announcement) -> str | None:
    """The hall or hotel, else the town, in which the report says it was held."""
    for text in [*announcement.ranked[:4], *announcement.head]:
        found = _venue_pattern().search(text)
        if found:
            return " ".join(found[1].split()).strip(" ,")
    lines = [line for line in announcement.head if len(line) < MAX_HEAD]
    for text in [*lines, *announcement.ranked[:2]]:
        if dates(text):
            for place in places(text):
                if place.kind in TOWNS and (text in lines or re.search(r"\b(?:in|at)\s+$", text[: place.start])):
                    return place.text
    return None


def find_series(opening: Sequence[str]) -> str | None:
    """The series of events that the report says it belongs to."""
    for text in opening:
        found = re.search(lexicon("events")["series"], text)
        if found:
            return next(g for g in found.groups() if g)
    return None


def find_media(layout: Layout) -> tuple[str, ...]:
    """The media that covered the event."""
    found = re.search(lexicon("events")["media"], " ".join(layout.text(b) for b in layout.blocks if b.kind != HEADING))
    if not found:
        return ()
    parts = re.split(r",\s*|\s+and\s+", found["media"])
    return tuple(p.removeprefix("the ").strip() for p in parts if p[:1].isupper() or p.startswith("the "))


@cache
def _venue_pattern() -> re.Pattern[str]:
    return re.compile(rf"\bat (?:the |its )?((?:[A-Z][\w’&.-]*\s+){{0,5}}(?:{any_of('events', 'venues')})(?:,\s+[A-Z]\w+)?)\b")
