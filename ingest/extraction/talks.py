"""Eighth stage: titled talks within the event, with their speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.extraction.announcement import QUOTED_TITLE, lecture_topic
from ingest.extraction.layout import HEADING, Block, Layout
from ingest.extraction.lexicons import any_of
from ingest.extraction.masking import TOKEN, Masked
from ingest.extraction.people import Naming, People

MIN_WORDS = 3
LECTURE = re.compile(r"\blecture(?: in this series)? (?:was|is) (?:given|delivered) by ⟦")


@dataclass(frozen=True)
class TalkFound:
    """A talk: who gives it, its title, and the number of the first sentence after its announcement."""

    speaker: int | None
    title: str
    sentence: int


def find_talks(layout: Layout, masked: Sequence[Masked], blocks: Sequence[int], people: People, event_title: str) -> tuple[TalkFound, ...]:
    """Talks announced in sentences ("spoke on “…”") and by headings; `blocks` has the block of each sentence."""
    found = [*_announced(masked, [layout.text(layout.blocks[n]) for n in blocks]), *_headed(layout, blocks, people)]
    unique: dict[str, TalkFound] = {}
    for talk in sorted(found, key=lambda t: (t.speaker is None, t.sentence)):
        key = re.sub(r"\W+", " ", talk.title.casefold())
        if key != re.sub(r"\W+", " ", event_title.casefold()) or _is_lecture(masked):
            unique.setdefault(key, talk)
    return tuple(sorted(unique.values(), key=lambda t: t.sentence))


def _is_lecture(masked: Sequence[Masked]) -> bool:
    """One lecture is the whole event: then the event's title is the talk's."""
    return any(LECTURE.search(m.text) or lecture_topic().search(m.text) for m in masked[:12])


def _announced(masked: Sequence[Masked], written: Sequence[str]) -> Iterator[TalkFound]:
    for n, sentence in enumerate(masked):
        for quote in QUOTED_TITLE.finditer(sentence.text):
            title = _named(next(g for g in quote.groups() if g).strip(" .,;"), written[n])
            if len(title.split()) < MIN_WORDS or not _is_title(title):
                continue
            before, after = sentence.text[: quote.start()], sentence.text[quote.end() :]
            if not (_lead().search(before[-90:]) or re.match(r"^⟦\d+⟧\W*$", before)):
                continue
            speakers = TOKEN.findall(before) or TOKEN.findall(after)
            yield TalkFound(int(speakers[-1]) if speakers else None, title, n + 1)
        told = lecture_topic().search(sentence.text)
        if told:
            speakers = TOKEN.findall(sentence.text[: told.start()])
            yield TalkFound(int(speakers[-1]) if speakers else None, _named(told[1].strip("“” "), written[n]), n)


def _named(title: str, written: str) -> str:
    """A title as it is written in its paragraph, where persons are masked in it."""
    if not TOKEN.search(title):
        return title
    parts = [re.escape(part) for part in re.split(TOKEN.pattern.replace("(", "(?:"), title)]
    found = re.search(".{1,120}?".join(parts), written)
    return found[0] if found else " ".join(TOKEN.sub(" ", title).split())


def _headed(layout: Layout, blocks: Sequence[int], people: People) -> Iterator[TalkFound]:
    """Headings that name a person and hold a title: `Title / Name, office`, `Name: Title`, or a title on the heading before."""
    for n, block in enumerate(layout.blocks[1:], 1):
        named = people.within(block.start, block.end) if block.kind == HEADING else []
        follows = next((k for k, b in enumerate(blocks) if b > n), None)
        speaks = n + 1 < len(layout.blocks) and layout.blocks[n + 1].kind != HEADING
        if not named or follows is None or not speaks:
            continue
        title = _own_title(layout, block, named[0])
        if not title and layout.blocks[n - 1].kind == HEADING and n > 1:
            title = layout.text(layout.blocks[n - 1])
        if len(title.split()) > 1 and _is_title(title) and not _programme().search(title):
            yield TalkFound(named[-1].person, title, follows)


def _own_title(layout: Layout, block: Block, first: Naming) -> str:
    label = re.match(r"\s*:\s+", layout.view[first.end : block.end])
    line_end = next((end for start, end in block.lines if start <= first.start < end), block.end)
    if label and line_end > first.end + label.end():
        title = layout.view[first.end + label.end() : line_end]
    else:
        title = layout.view[block.start : first.start]
    title = " ".join(title.split()).strip(" ,:–-")
    title = re.sub(r"\s*\b(?:remarks|address|speech|lecture|keynote|presentation)[\w ]* by$", "", title, flags=re.IGNORECASE)
    return re.sub(r"^[“‘\"]|[”’\"]$", "", title)


def _is_title(text: str) -> bool:
    words = [w for w in re.findall(r"[^\W\d_][\w’-]*", text) if len(w) > 3]
    return bool(words) and sum(w[0].isupper() for w in words) >= 0.6 * len(words)


@cache
def _lead() -> re.Pattern[str]:
    titles = any_of("events", "titles")
    return re.compile(
        rf"(?:\b(?:{any_of('events', 'talk_leads')})\b[^“‘\"]{{0,60}}|{titles}\s*)$",
        re.IGNORECASE,
    )


@cache
def _programme() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:{any_of('events', 'programme')})\b.{{0,40}}$",
        re.IGNORECASE,
    )
