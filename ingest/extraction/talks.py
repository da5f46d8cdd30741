"""Eighth stage: titled talks within the event, with their speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.extraction.events import QUOTED_TITLE
from ingest.extraction.layout import HEADING, Layout
from ingest.extraction.lexicons import alternatives, lexicon
from ingest.extraction.masking import TOKEN, Masked
from ingest.extraction.people import People

MIN_WORDS = 3


@dataclass(frozen=True)
class TalkFound:
    """A talk: who gives it, its title, and the number of the first sentence after its announcement."""

    speaker: int | None
    title: str
    sentence: int


def find_talks(layout: Layout, masked: Sequence[Masked], blocks: Sequence[int], people: People, event_title: str) -> tuple[TalkFound, ...]:
    """Talks announced in sentences ("spoke on “…”") and by headings; `blocks` has the block of each sentence."""
    found = [*_announced(masked), *_headed(layout, blocks, people)]
    unique: dict[str, TalkFound] = {}
    for talk in sorted(found, key=lambda t: t.sentence):
        key = re.sub(r"\W+", " ", talk.title.casefold())
        if key != re.sub(r"\W+", " ", event_title.casefold()) or _is_lecture(masked):
            unique.setdefault(key, talk)
    return tuple(unique.values())


def _is_lecture(masked: Sequence[Masked]) -> bool:
    """One lecture is the whole event: then the event's title is the talk's."""
    return any(re.search(r"\blecture (?:was|is) (?:given|delivered) by ⟦", m.text) for m in masked[:8])


def _announced(masked: Sequence[Masked]) -> Iterator[TalkFound]:
    for n, sentence in enumerate(masked):
        for quote in QUOTED_TITLE.finditer(sentence.text):
            title = next(g for g in quote.groups() if g).strip(" .,;")
            if len(title.split()) < MIN_WORDS or not _is_title(title):
                continue
            before, after = sentence.text[: quote.start()], sentence.text[quote.end() :]
            if not (_lead().search(before[-90:]) or re.match(r"^⟦\d+⟧\W*$", before)):
                continue
            speakers = TOKEN.findall(before) or TOKEN.findall(after)
            yield TalkFound(int(speakers[-1]) if speakers else None, title, n + 1)


def _headed(layout: Layout, blocks: Sequence[int], people: People) -> Iterator[TalkFound]:
    """A heading that holds a title and then a person, or a title followed by a heading with the person."""
    for n, block in enumerate(layout.blocks):
        named = people.within(block.start, block.end)
        if block.kind != HEADING or not named or n == 0:
            continue
        title = " ".join(layout.view[block.start : named[0].start].split()).strip(" ,:–-")
        title = re.sub(r"\s*\b(?:remarks|address|speech|lecture|keynote|presentation)[\w ]* by$", "", title, flags=re.IGNORECASE)
        title = re.sub(r"^[“‘\"]|[”’\"]$", "", title)
        if not title and layout.blocks[n - 1].kind == HEADING and n > 1:
            title = layout.text(layout.blocks[n - 1])
        follows = next((k for k, b in enumerate(blocks) if b > n), None)
        speaks = n + 1 < len(layout.blocks) and layout.blocks[n + 1].kind != HEADING
        if len(title.split()) > 1 and _is_title(title) and follows is not None and speaks and not _programme().search(title):
            yield TalkFound(named[-1].person, title, follows)


def _is_title(text: str) -> bool:
    words = [w for w in re.findall(r"[^\W\d_][\w’-]*", text) if len(w) > 3]
    return bool(words) and sum(w[0].isupper() for w in words) >= 0.6 * len(words)


@cache
def _lead() -> re.Pattern[str]:
    titles = alternatives(lexicon("events")["titles"])
    return re.compile(
        rf"(?:\b(?:speaking|spoke|talk|talked|presentation|presented|paper|lecture|lectured|topic (?:was|of)|remarks|address|give|gave|delivered|breakdown of|speech)\b[^“‘\"]{{0,60}}|{titles}\s*)$",
        re.IGNORECASE,
    )


@cache
def _programme() -> re.Pattern[str]:
    return re.compile(r"^(?:welcome|opening|closing|concluding|inaugural|valedictory|chair|co-chairs?|session|panel|moderator|keynote address|introduction)\b.{0,40}$", re.IGNORECASE)
