"""Seventh stage: the relation — the states that the event is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.extraction.announcement import Announcement
from ingest.extraction.layout import Layout
from ingest.extraction.places import Place, places
from ingest.extraction.titles import states_in

SAID_OF_STATES = ("state", "demonym", "prefix")
EARLY = 4
BESIDE = re.compile(r"\s*[-–]\s*|\s+and\s+")
RELATION = re.compile(
    r"^\s*(?:[\w-]+ ){0,3}(?:relations|relationship|ties|links|cooperation|co-operation|partnership|friendship|dialogue)\b"
)


def find_relation(title: str, announcement: Announcement, layout: Layout, hosts: Sequence[str]) -> tuple[str, ...]:
    """Sorted codes: the states of the title, else of the title page, else the pair that the text speaks of; one if there is but one."""
    titled = states_in(title)
    if len(titled) < 2:
        titled = list(dict.fromkeys([*titled, *(c for line in announcement.head for c in states_in(line))]))
    if len(titled) >= 2:
        return tuple(sorted(titled[:2] if len(titled) != 3 else titled))
    host = list(dict.fromkeys(c for h in hosts for c in states_in(h)))
    if not titled and len(host) == 2:
        return tuple(sorted(host))
    text = layout.view.replace("\n", " ")
    named = places(text)
    counts = Counter(p.code for p in named if not p.former and p.kind in SAID_OF_STATES)
    pairs = Counter(pair_of(a, b) for a, b in _side_by_side(text, named))
    for sentence in announcement.opening[:EARLY]:
        pairs.update(pair_of(a, b) for a, b in _side_by_side(sentence, places(sentence)) if RELATION.search(sentence[b.end : b.end + 40]))
    for pair, number in pairs.most_common(3):
        if number >= 2 and (not titled or titled[0] in pair):
            return pair
    ranked = list(dict.fromkeys([*titled, *host, *(c for c, n in counts.most_common(4) if n >= 3)]))
    return tuple(sorted(ranked[:2]))


def _side_by_side(text: str, named: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """States named one beside the other: `Sri Lanka – Russia`, `Ghana and Iceland`."""
    for a, b in pairwise(named):
        if a.code != b.code and not (a.former or b.former) and BESIDE.fullmatch(text[a.end : b.start]):
            yield a, b


def pair_of(a: Place, b: Place) -> tuple[str, ...]:
    """The codes of two states, sorted."""
    return tuple(sorted((a.code, b.code)))
