"""Seventh stage: the kind of event, by a vote of the words for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from ingest.extraction.announcement import QUOTED_TITLE, Announcement, kind_words
from ingest.extraction.lexicons import any_of, lexicon

# words of any programme ("the meeting", "a discussion followed"): they count where nothing says more
GENERIC = frozenset({"meeting", "discussion"})
SENTENCES = 5
OBJECT = 60


def find_kind(announcement: Announcement, title: str) -> str:
    """The kind whose words weigh most: as the object of the host's verb, on the title page, in the first sentences."""
    last = kind_words().search(title.rsplit(maxsplit=1)[-1]) if title else None
    votes: dict[str, float] = defaultdict(float)
    if last:
        votes[kind_of(last[0])] += 3
    for line in announcement.head:
        for kind in _kinds(line.replace(title, " ") if len(title) < len(line) else line):
            votes[kind] += 1
    for n, sentence in enumerate(announcement.opening[:SENTENCES]):
        rest = QUOTED_TITLE.sub(" ", sentence).replace(title, " ")
        for found in kind_words().finditer(rest):
            kind, weight = kind_of(found[0]), _weight(rest, found)
            if not _followed_by_series().match(rest, found.end()) and not (kind in GENERIC and weight == 1):
                votes[kind] += weight / (n + 1)
    if not votes:
        return "other"
    # two words of one kind of thing: the narrower one was meant
    return max(votes, key=lambda kind: votes[kind] * (0.3 if kind in GENERIC else 1))


def _kinds(text: str) -> list[str]:
    return [kind_of(found[0]) for found in kind_words().finditer(text)]


def _weight(sentence: str, found: re.Match[str]) -> float:
    before = sentence[max(0, found.start() - OBJECT) : found.start()]
    after = sentence[found.end() : found.end() + OBJECT]
    if _introduces().search(before) or _held().match(after):
        return 4
    return 1.5 if re.search(r"(?:\b[Tt]he|\b[Aa]n?) (?:[\w-]+ ){0,2}$", before) else 1


def kind_of(word: str) -> str:
    """The kind that a word stands for.

    >>> kind_of("Round Tables"), kind_of("webinar")
    ('roundtable', 'webinar')
    """
    plain = " ".join(word.casefold().split())
    return _kinds_by_word().get(plain) or _kinds_by_word()[plain.removesuffix("s")]


@cache
def _kinds_by_word() -> Mapping[str, str]:
    return {word: kind for kind, words in lexicon("events")["kinds"].items() for word in words}


@cache
def _introduces() -> re.Pattern[str]:
    """The host's verb with the article of its object, some words before the kind."""
    return re.compile(
        rf"\b(?:{any_of('events', 'host_verbs')}|{any_of('events', 'happened')}|at) (?:an?|its|the|their|a one-day) (?:[^\s,.;]+ ){{0,5}}$"
    )


@cache
def _held() -> re.Pattern[str]:
    verbs = any_of("events", "host_verbs")
    return re.compile(rf"[^.;]{{0,40}}?\b(?:was|were|has been|is)(?: jointly| being)? (?:{verbs})\b|\s+(?:was|were) (?:given|delivered)\b")


@cache
def _followed_by_series() -> re.Pattern[str]:
    return re.compile(r"\s+(?:[Ss]eries|[Hh]all|[Rr]oom|[Tt]heatre)\b")
