"""Seventh stage, part one: where a report announces its event — the title page, and the sentences that say who held what and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.extraction.dates import dates
from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import alternatives, any_of, lexicon
from ingest.extraction.sentences import Sentence

OPENING = 10
CLOSING = 3
FIRST_BLOCKS = 8
# a sentence is this much less likely to announce the event than the one before it
LATER = 0.3
QUOTED_TITLE = re.compile(r"“([^“”]{8,200})”|‘([^‘]{8,200}?)’(?=[\s,.;:)]|$)|\"([^\"]{8,200})\"|«([^»]{8,200})»")
# a place and a day before the first sentence: "Accra, 4 May – Scholars met"
DATELINE = re.compile(r"(?!The\b)(?P<line>[A-Z][^:–—“\"]{1,90}?)(?:\s*:{1,2}|\s?[–—](?=\s)|\s?-{1,2}(?=\s))\s*(?=[“\"‘]?[A-Z])")
URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?=/|$)")


@dataclass(frozen=True)
class Announcement:
    """What the rules for the event read.

    `head` holds the lines of the title page, `later_head` the headings that follow soon; `opening` the first sentences in order, without
    datelines; `ranked` the same, the likeliest announcement first; `published` the day of publication, if the page tells it.
    """

    head: tuple[str, ...]
    later_head: tuple[str, ...]
    opening: tuple[str, ...]
    ranked: tuple[str, ...]
    closing: tuple[str, ...]
    published: date | None


def find_announcement(layout: Layout, sentences: Sequence[Sentence], header: Mapping[str, str]) -> Announcement:
    """The announcement of a report; `header` is its front matter."""
    head = [layout.text(b) for b in layout.head()]
    later = [layout.text(b) for b in layout.blocks[len(head) : len(head) + FIRST_BLOCKS] if b.kind == HEADING]
    cut = [split_dateline(s.text) for s in sentences[:OPENING]]
    opening = [rest for _, rest in cut]
    # the announcement stands early: a later sentence has to look much more like it
    ranked = [s for _, s in sorted(enumerate(opening), key=lambda p: LATER * p[0] - announces(p[1]))]
    posted = [line for line in [*head, *later] if posting_line(line)]
    stamps = [header.get("published", ""), *(line for line, _ in cut), *posted, URL_DATE.sub(r" \1-\2-\3 ", header.get("url", ""))]
    told = next((d[0].start for text in stamps if (d := dates(text))), None)
    return Announcement(tuple(head), tuple(later), tuple(opening), tuple(ranked), tuple(s.text for s in sentences[-CLOSING:]), told)


def announces(sentence: str) -> int:
    """How much a sentence looks like the one that announces the event."""
    return (
        2 * bool(host_verb().search(sentence) or host_passive().search(sentence) or happened().search(sentence))
        + bool(kind_words().search(sentence))
        + bool(dates(sentence))
        + bool(QUOTED_TITLE.search(sentence))
    )


def split_dateline(sentence: str) -> tuple[str, str]:
    """The dateline before a sentence and the rest of it; no dateline is an empty one."""
    found = DATELINE.match(sentence)
    if not found:
        return "", sentence
    words = re.findall(r"[^\W\d_]{2,}", found["line"])
    small = sum(w.islower() and w not in ("st", "nd", "rd", "th") for w in words)
    marked = (words and words[0].isupper() and len(words[0]) > 2) or re.search(r"\d|\([A-Z]", found["line"])
    return (found["line"], sentence[found.end() :]) if marked and small <= 1 else ("", sentence)


def posting_line(line: str) -> bool:
    """Whether a line says when the page was published."""
    return bool(_posted().match(line)) and bool(dates(line))


def quoted(found: re.Match[str]) -> str:
    """The text between the quotation marks of a QUOTED_TITLE match."""
    return next(g for g in found.groups() if g).strip(" ,.")


@cache
def kind_words() -> re.Pattern[str]:
    """Words for kinds of event."""
    return re.compile(rf"\b(?:{alternatives(w for words in lexicon('events')['kinds'].values() for w in words)})s?\b", re.IGNORECASE)


@cache
def host_verb() -> re.Pattern[str]:
    """A verb whose subject is the host: `X held a seminar`."""
    return re.compile(
        rf"(?<!was )(?<!were )(?<!been )(?<!be )\b(?:{any_of('events', 'host_verbs')})\b"
        r"(?!\s+(?:\w+\s+)?(?:by|on|at|under)\b)"
    )


@cache
def host_passive() -> re.Pattern[str]:
    """`organised by`, and the like."""
    return re.compile(lexicon("events")["host_passive"], re.IGNORECASE)


@cache
def happened() -> re.Pattern[str]:
    """A verb that tells of the event without its host: `took place`."""
    return re.compile(rf"\b(?:{any_of('events', 'happened')})\b")


@cache
def lecture_topic() -> re.Pattern[str]:
    """What a lecturer spoke about, without quotation marks: `in his lecture on Trade and the Sea focused`."""
    verbs = rf"{any_of('speech', 'verbs')}|[a-z]+ed|dwelt|gave|shed|laid|began"
    lead = r"\b(?:(?:[Ii]n )?(?:his|her) (?:lecture|talk)|delivered (?:a|the) (?:lecture|talk)) on "
    return re.compile(rf"{lead}([A-Z][^“”\"]{{6,100}}?),? (?:s?he )?(?:{verbs})\b")


@cache
def _posted() -> re.Pattern[str]:
    return re.compile(lexicon("events")["posted"], re.IGNORECASE)
