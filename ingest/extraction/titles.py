"""Seventh stage: the event's title, from what the report quotes, from its title page, or from how it speaks of the event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.extraction.announcement import QUOTED_TITLE, Announcement, announces, kind_words, lecture_topic, posting_line, quoted
from ingest.extraction.dates import dates
from ingest.extraction.lexicons import alternatives, any_of, lexicon
from ingest.extraction.name_words import UPPER
from ingest.extraction.organisations import organisations
from ingest.extraction.places import TOWNS, places

LEAD = 60
LONGEST = 120
EXPLICIT = 6


def find_title(announcement: Announcement) -> str:
    """The title; what the report puts between quotation marks as one beats the headline, the headline beats a description."""
    explicit = next(_explicit(announcement.opening[:EXPLICIT]), "")
    told = explicit or next(_quoted_titles(announcement.ranked), "") or next(_lectures(announcement.opening), "")
    best = _headline(announcement)
    worth = title_worth(best) if best else 0.0
    if explicit and _is_theme(explicit, announcement) and _event_name().search(best) and _overlap(explicit, best) < 0.5:
        # a dialogue with a name of its own, and a theme for this year
        return _core(best)
    if told and (explicit or worth < 2 or _overlap(told, best) > 0.3 or len(states_in(told)) > 1):
        return told
    named = next(_named(announcement.ranked), "")
    if best and worth > 0.5 and not (named and _is_told(best)):
        return _core(best)
    return told or named or _core(best) or _described(announcement)


def _explicit(opening: Sequence[str]) -> Iterator[str]:
    """Quotations that are called a title, or stand right after the word for the event."""
    for sentence in opening:
        for found in QUOTED_TITLE.finditer(sentence):
            before = sentence[max(0, found.start() - LEAD) : found.start()]
            text = quoted(found)
            if (
                text[:1].islower()
                or _talks().search(before)
                or re.match(r"\s*(?:[Ss]eries|[Ii]nitiative|[Pp]rogramme)\b", sentence[found.end() :])
            ):
                continue
            if _title_lead().search(before) or (_kind_before().search(before) and len(text.split()) > 2):
                yield text
        bare = _bare_title().search(sentence)
        if bare:
            yield _without_date(bare[1])


def _is_told(line: str) -> bool:
    """A newspaper's headline is no title: it has a verb, and most of its words in small letters."""
    words = re.findall(r"[^\W\d_]{4,}", line)
    small = sum(w[0].islower() for w in words)
    return bool(_telling().search(line)) and small > 0.4 * len(words)


def _is_theme(title: str, announcement: Announcement) -> bool:
    said = next((s for s in announcement.opening if title in s), "")
    return bool(re.search(r"\btheme\b[^“\"‘]{0,40}$", said[: said.find(title) - 1], re.IGNORECASE))


def _quoted_titles(announcing: Sequence[str]) -> Iterator[str]:
    for sentence in announcing:
        for found in QUOTED_TITLE.finditer(sentence):
            before = sentence[max(0, found.start() - LEAD) : found.start()]
            text = quoted(found)
            capitals = sum(w[0].isupper() for w in text.split()) / len(text.split())
            if _talks().search(before) or capitals < 0.5 or re.match(r"\s*(?:[Ss]eries|[Ii]nitiative)\b", sentence[found.end() :]):
                continue
            if re.search(r"\bon(?: the)?\s*[,:]?\s*$", before) or (announces(sentence) >= 3 and kind_words().search(sentence)):
                yield text


def _lectures(opening: Sequence[str]) -> Iterator[str]:
    yield from (found[1] for sentence in opening if (found := lecture_topic().search(sentence)))


def _headline(announcement: Announcement) -> str:
    said = " ".join(announcement.opening[:EXPLICIT])
    lines = [line for line in announcement.head if _may_be_title(line)] or [line for line in announcement.later_head if _may_be_title(line)]
    return max(lines, key=lambda line: title_worth(line) + 1.5 * _overlap(line, said), default="")


def _may_be_title(line: str) -> bool:
    return bool(re.search(r"[^\W\d_]{3}", line)) and not (_no_title().fullmatch(line) or _only_date(line) or posting_line(line))


def title_worth(line: str) -> float:
    """Two states, or a state and a colon, make a title; a bare organisation's name does not, and a telling headline is a second choice."""
    if any(o.end - o.start > 0.8 * len(line) for o in organisations(shaped(line))):
        return -1
    return (
        2.0 * min(2, len(states_in(line)))
        + (":" in line or "?" in line)
        + 0.5 * bool(kind_words().search(line))
        + min(len(line), 100) / 100
        - (line.count(",") > 2)
        - 0.5 * bool(_telling().search(line))
        - (len(line.split()) < 3)
    )


def _core(line: str) -> str:
    """A headline without "Press release –", and the quoted title if it is most of the line or the object of a telling headline."""
    line = _label().sub("", line).strip(" –-|:")
    found = QUOTED_TITLE.search(line)
    if found and (found.end() - found.start() > 0.5 * len(line) or kind_words().search(line[: found.start()])):
        return quoted(found)
    return line


def _named(announcing: Sequence[str]) -> Iterator[str]:
    """Events with a name of their own, or with a topic in capitals: `the 4th X–Y Dialogue`, `a seminar on Trade and the Sea`."""
    for sentence in announcing[:3]:
        topic = _topic().search(sentence)
        named = _event_name().search(sentence)
        if topic and len(topic[1].split()) > 2 and not _only_date(topic[1]):
            yield _without_date(topic[1])
        elif named and len(named[0].removeprefix("The ").split()) > 2:
            yield _without_date(named[0].removeprefix("The "))


def _without_date(name: str) -> str:
    return re.sub(r"\s+on\s+(?:the\s+)?(?:\w+day,?\s+)?(?:\d|[A-Z][a-z]+ \d).*$", "", name).strip(" ,")


def _described(announcement: Announcement) -> str:
    first = announcement.ranked[0] if announcement.ranked else next(iter(announcement.head), "")
    about = re.search(
        r"\b(?:on|about|regarding|to (?:deliberate|discuss)(?: on)?)\s+((?:[\w’'–-]+\s+){0,6}(?:relations|ties|cooperation|partnership)\b)",
        first,
    )
    if about:
        return about[1][0].upper() + about[1][1:]
    return first if len(first) <= LONGEST else first[:LONGEST].rsplit(maxsplit=1)[0] + " …" if first else "Untitled event"


def states_in(text: str) -> list[str]:
    """Codes of the states named in a text, in order, once each, without towns."""
    return list(dict.fromkeys(p.code for p in places(shaped(text)) if p.kind not in TOWNS and not p.former))


def shaped(line: str) -> str:
    """A line in capitals with small letters, as names are written in sentences."""
    if not line.isupper():
        return line
    return re.sub(
        r"(?<!^)\b(?:Of|For|And|The|On|In|At|Under)\b",
        lambda w: w[0].lower(),
        re.sub(r"\b[^\W\d_]{2,}", lambda w: w[0].title() if len(w[0]) > 3 or w[0] in SMALL else w[0], line),
    )


SMALL = frozenset({"OF", "FOR", "AND", "THE", "ON", "IN", "AT"})


def _overlap(a: str, b: str) -> float:
    x, y = ({w.casefold() for w in re.findall(r"\w{4,}", t)} for t in (a, b))
    return len(x & y) / max(1, min(len(x), len(y)))


def _only_date(line: str) -> bool:
    return bool(dates(line)) and len(re.findall(r"[^\W\d_]{2,}", line)) <= 6


@cache
def _title_lead() -> re.Pattern[str]:
    return re.compile(rf"(?:\b(?:{any_of('events', 'titles')})|{lexicon('events')['title_is']})\s*[,:]?\s*$", re.IGNORECASE)


@cache
def _bare_title() -> re.Pattern[str]:
    """A title without quotation marks: `titled Trade and the Sea: A New Chapter was held`."""
    run = _capitalised(16)
    lead = r"\b(?:titled|entitled|(?:on|under) the (?:theme|topic)(?: of)?)\s*[:,]?\s+(?:the\s+)?"
    return re.compile(rf"{lead}({run}(?::\s+{run})?)(?=[.,]|\s+(?:was|were|on|at|in|held|by)\b)")


@cache
def _kind_before() -> re.Pattern[str]:
    """The word for the event right before the quotation: `a webinar “…”`."""
    return re.compile(rf"(?:{kind_words().pattern})(?: on(?: the)?)?\s*[,:–-]?\s*$", re.IGNORECASE)


@cache
def _talks() -> re.Pattern[str]:
    return re.compile(r"\b(?:said|paper|presented|spoke|speaking|book|called it|article|report|presentation|remarks)\b[^“]{0,30}$")


@cache
def _no_title() -> re.Pattern[str]:
    return re.compile(lexicon("events")["not_titles"], re.IGNORECASE)


@cache
def _label() -> re.Pattern[str]:
    label = lexicon("events")["labels"]
    return re.compile(rf"^\s*(?:{label})\s*[–—:|-]\s*|\s*\((?:{label})\)\s*$", re.IGNORECASE)


@cache
def _telling() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('events', 'telling')})\b", re.IGNORECASE)


def _capitalised(upper_bound: int) -> str:
    word = rf"[{UPPER}\d][\w’'–-]*"
    return rf"{word}(?:,?\s+(?:(?:of|on|for|and|the|in|a|an|to|with|between)\s+){{0,3}}{word}){{0,{upper_bound}}}"


@cache
def _topic() -> re.Pattern[str]:
    kinds = alternatives(w for words in lexicon("events")["kinds"].values() for w in words)
    return re.compile(
        rf"\b(?:{kinds})\s+on\s+(?:the\s+)?({_capitalised(14)}(?::\s+{_capitalised(14)})?)(?=\s+(?:was|on|at|in|held)\b|[.,])"
    )


@cache
def _event_name() -> re.Pattern[str]:
    nouns = "|".join(
        w.title().replace("-", "[- ]")
        for w in (
            "dialogue",
            "forum",
            "conference",
            "seminar",
            "roundtable",
            "round table",
            "symposium",
            "workshop",
            "meeting",
            "consultations",
            "congress",
            "summit",
            "lecture series",
            "colloquium",
        )
    )
    return re.compile(
        rf"(?<![\w’'-])(?:The\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)\s+|(?:first|inaugural|second|third|annual)\s+)?(?:[{UPPER}][\w’'–.-]*\s+){{1,7}}(?:{nouns})(?:\s+(?:of|on|for)\s+(?:the\s+)?{_capitalised(14)})?"
    )
