"""Seventh stage: the event — title, kind, dates, hosts, relation, venue, series, media."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.extraction.announcement import Announcement, announces, find_announcement, posting_line
from ingest.extraction.dates import dates, dates_near, days_before
from ingest.extraction.hosts import find_hosts
from ingest.extraction.kinds import find_kind
from ingest.extraction.layout import Layout
from ingest.extraction.relation import find_relation
from ingest.extraction.sentences import Sentence
from ingest.extraction.setting import MAX_HEAD, find_media, find_series, find_venue
from ingest.extraction.titles import find_title

NEAR = timedelta(days=7)
# how long after the event its report may be published
LATE = timedelta(days=150)
SOON = timedelta(days=60)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
Days = tuple[date, date]


@dataclass(frozen=True)
class EventFound:
    """What the report says of its event; None and empty where it says nothing."""

    title: str
    kind: str
    start_date: date | None
    end_date: date | None
    hosts: tuple[str, ...]
    relation: tuple[str, ...]
    venue: str | None
    series: str | None
    media: tuple[str, ...]


def find_event(layout: Layout, sentences: Sequence[Sentence], short: Mapping[str, str], header: Mapping[str, str]) -> EventFound:
    """The event, from the title page and the first sentences; `short` maps abbreviations to names, `header` is the front matter."""
    announcement = find_announcement(layout, sentences, header)
    title = find_title(announcement)
    days = find_days(announcement)
    hosts = find_hosts(announcement, short, header.get("publisher", ""))
    return EventFound(
        title,
        find_kind(announcement, title),
        days[0] if days else None,
        days[1] if days else None,
        hosts,
        find_relation(title, announcement, layout, hosts),
        find_venue(announcement),
        find_series(announcement.opening),
        find_media(layout),
    )


def find_days(announcement: Announcement) -> Days | None:
    """First and last day: as announced, by the calendar of the page if no year is told, else as the title page shows."""
    lines = [line for line in announcement.head if len(line) < MAX_HEAD and dates(line) and not posting_line(line)]
    # a page may show the day it was looked at: the earlier day is the text's own
    shown = min(map(_days, lines), default=None)
    told = next((_days(s) for s in announcement.ranked if announces(s) >= 3 and dates(s)), None)
    if told and shown:
        # a title page's date beats that of an earlier meeting told of; some days or weeks later, it is the day of publication
        return told if -NEAR <= shown[0] - told[0] <= LATE else shown
    if told is None:
        told = _by_calendar(announcement, announcement.published or (shown[0] if shown else None))
    if told and shown:
        return told if timedelta() <= shown[0] - told[0] <= SOON else shown
    anywhere = next((_days(s) for s in (*announcement.ranked, *announcement.closing) if dates(s)), None)
    return told or shown or anywhere or ((announcement.published,) * 2 if announcement.published else None)


def _by_calendar(announcement: Announcement, near: date | None) -> Days | None:
    """The day of an announcement that leaves the year, or all but the weekday, to the reader."""
    likely = [s for s in announcement.ranked if announces(s) >= 2]
    year = YEAR.search(" ".join(announcement.head))
    by = near or (date(int(year[0]), 12, 31) if year else None)
    partial = next((d[0] for s in likely if by and (d := dates_near(s, by))), None)
    if partial:
        return partial.start, partial.end
    day = next((days[0] for s in likely if near and (days := days_before(s, near))), None)
    return (day, day) if day else None


def _days(text: str) -> Days:
    span = dates(text)[0]
    return span.start, span.end
