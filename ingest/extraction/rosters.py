"""Fourth stage: roles told by layout — persons listed under "Speakers:", or the one who speaks under "Welcome Address"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.extraction.layout import HEADING, Block, Layout
from ingest.extraction.lexicons import lexicon
from ingest.extraction.people import Naming, People

LEAD = 12
MAX_CAPTION = 60
# under these captions one person speaks; the others list as many as follow
SINGLE = frozenset({"welcome", "concluding", "keynote", "chief-guest", "host", "moderator", "chair"})


def rosters(layout: Layout, people: People) -> Iterator[tuple[int, str]]:
    """Persons and the role that the caption above them tells."""
    role = ""
    for block, start, end in _lines(layout):
        text = " ".join(layout.view[start:end].split())
        named = people.within(start, end)
        if not named:
            role = _caption(text)
            continue
        # "Chair: Dr. A B" on one line
        own = _caption(layout.view[start : named[0].start].strip())
        if own:
            yield from ((n.person, own) for n in (named if own not in SINGLE else _joined(layout, named)))
            role = role if block.kind == HEADING and own in SINGLE else ""
            continue
        if role and named[0].start - start <= LEAD:
            yield named[0].person, role
        role = "" if role in SINGLE or named[0].start - start > LEAD else role


def _joined(layout: Layout, named: Sequence[Naming]) -> Iterator[Naming]:
    """The first person and those joined to it by commas and "and", offices in brackets aside."""
    for n, naming in enumerate(named):
        between = layout.view[named[n - 1].end : naming.start] if n else ""
        if n and not re.fullmatch(r"(?:\s?\([^()]*\))?\s?(?:,|;|&|,?\sand)\s{1,3}", between):
            return
        yield naming


def _lines(layout: Layout) -> Iterator[tuple[Block, int, int]]:
    for block in layout.blocks:
        for start, end in block.lines or ((block.start, block.end),):
            yield block, start, end


def _caption(text: str) -> str:
    """The role a caption tells; empty if the words are none."""
    words = re.sub(r"^[\d.)IVX•–—*-]+\s+", "", text).strip(" :–—-").casefold()
    if not words or len(words) > MAX_CAPTION:
        return ""
    return next((role for role, pattern in _captions() if pattern.fullmatch(words)), "")


@cache
def _captions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((role, re.compile("|".join(words), re.IGNORECASE)) for role, words in lexicon("rosters").items())
