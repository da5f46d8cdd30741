"""First stage: the text is laid out into blocks — headings, paragraphs, bullets — with exact offsets.

The stage keeps a *view* of the text: the same length, every white space a plain space, every line that is not the report's speech
(running heads, captions, footnotes, addresses) blanked. Offsets in the view are offsets in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import quantiles

from ingest.extraction.lexicons import any_of
from ingest.extraction.lines import ENDS, MAX_HEADING, Line, bullet, lines_of, matches, parted, running_heads
from ingest.extraction.stops import STRONG_END, ends_sentence

HEADING = "heading"
PARAGRAPH = "paragraph"
BULLET = "bullet"
SHORT_HEADING = 6
WRAPPED_LINE = 150
DOUBLE_SPACED = 0.2
# lines of a page among which its headline stands
TOP = 25
DATELINE = re.compile(r"^(?:\S+\s+){1,6}(?:19|20)\d\d$")
# Markdown's marks; blanked, so that offsets stay
MARKUP = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?)|\*\*|__(?=\S)|(?<=\S)__|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])", re.MULTILINE
)
FINITE = re.compile(r"\b(?:was|were|is|are|has|have|had|will|would)\b")
ASIDE = re.compile(r"[(\[](?:laughter|applause|inaudible|crosstalk|music)\.?[)\]]", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A stretch of text of one kind; `section` is the heading it stands under, `lines` where its lines begin and end."""

    kind: str
    start: int
    end: int
    section: str = ""
    lines: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Layout:
    """The blocks in reading order, and the view they are read through."""

    view: str
    blocks: tuple[Block, ...]

    def text(self, block: Block) -> str:
        """The block's text, white space as single spaces."""
        return " ".join(self.view[block.start : block.end].split())

    def marked(self, spans: Iterable[tuple[int, int]]) -> bytearray:
        """One byte for each character of the view: 1 within the spans, else 0."""
        marks = bytearray(len(self.view))
        for start, end in spans:
            marks[start:end] = b"\1" * (end - start)
        return marks

    def head(self) -> tuple[Block, ...]:
        """The headings before the first paragraph that holds a sentence: the title page."""
        for n, block in enumerate(self.blocks):
            if block.kind != HEADING and self._has_sentence(block):
                return tuple(b for b in self.blocks[:n] if b.kind == HEADING)
        return tuple(b for b in self.blocks if b.kind == HEADING)

    def _has_sentence(self, block: Block) -> bool:
        text = self.text(block)
        return len(text) > MAX_HEADING or (bool(STRONG_END.search(text)) and text.count(" ") >= SHORT_HEADING and not text.endswith("..."))


def lay_out(text: str, body_start: int = 0) -> Layout:
    """Lay a report's text out; never fails, an odd text becomes plain paragraphs."""
    text = MARKUP.sub(lambda found: " " * len(found[0]), text)
    lines = [part for line in lines_of(text, body_start) for part in parted(line)]
    dropped = running_heads([line for line in lines if line.text])
    view = [" "] * body_start + [_seen(c) for c in text[body_start:]]
    for aside in ASIDE.finditer(text, body_start):
        view[aside.start() : aside.end()] = " " * len(aside[0])
    kept: list[Line] = []
    headlines: set[str] = set()
    for n, line in enumerate(lines):
        # a headline that stands again below is dropped there alone
        again = line.text in dropped and (line.text in headlines or dropped[line.text] or n > TOP)
        if line.text and (again or matches("boilerplate", line.text)):
            view[line.start : line.end] = " " * (line.end - line.start)
        else:
            headlines.add(line.text)
            kept.append(line)
    groups = _join_broken(list(_groups(kept)))
    # captions are blanked while the blocks are made: the view is joined after that
    blocks = tuple(_classified(groups, view))
    return Layout("".join(view), blocks)


def _seen(character: str) -> str:
    """A character of the view: any white space a space; the brackets of masking (ingest.extraction.masking) belong to us alone."""
    if character.isspace() or character in "\x0b\x0c\u00ad\u200b\ufeff":
        return " "
    return {"⟦": "[", "⟧": "]"}.get(character, character)


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belong together: a paragraph, or a heading. Newlines come as empty lines, two in a row are a gap."""
    rows: list[tuple[Line, int]] = []
    breaks = 0
    for line in lines:
        if line.text:
            rows.append((line, breaks))
            breaks = 0
        else:
            breaks += 1
    if not rows:
        return
    usual = _usual_gap(rows)
    lengths = [len(line.text) for line, _ in rows]
    width = quantiles(lengths, n=10)[-2] if len(lengths) > 1 else lengths[0]
    group = [rows[0][0]]
    for line, gap in rows[1:]:
        if _starts_new(group[-1], line, gap, usual, width):
            yield group
            group = []
        group.append(line)
    yield group


def _usual_gap(rows: Sequence[tuple[Line, int]]) -> int:
    """How many line ends part the lines of one paragraph: 1, or more in a double-spaced text (a PDF's), where a gap means nothing."""
    gaps = sorted(gap for _, gap in rows[1:])
    usual = gaps[len(gaps) // 2] if gaps else 1
    apart = [line for line, gap in rows[1:] if gap == usual]
    broken = sum(line.text[:1].islower() for line in apart)
    return usual if usual > 1 and broken > DOUBLE_SPACED * len(apart) else 1


def _starts_new(before: Line, line: Line, gap: int, usual: int, width: float) -> bool:
    if bullet().match(line.text):
        return not (usual > 1 and gap <= usual and line.text[:1].islower())
    if width > WRAPPED_LINE or gap > max(usual, 1):
        return True
    if usual <= 1 and gap > 1:
        return True
    short = len(before.text) < 0.75 * width
    if before.text.endswith(":") and line.text[:1].isupper() and len(before.text) < 0.9 * width:
        return True
    if matches("headings", before.text) or matches("headings", line.text):
        return True
    if before.text.isupper() and not line.text.isupper():
        return True
    if len(before.text) < 0.5 * width <= len(line.text) and line.text[:1].isupper() and usual > 1:
        return True
    return short and ends_sentence(before.text[-40:], line.text[:40])


def _join_broken(groups: list[list[Line]]) -> list[list[Line]]:
    """A paragraph cut by a page break goes on where the next begins in lower case."""
    joined: list[list[Line]] = []
    for group in groups:
        if joined and group[0].text[:1].islower() and not STRONG_END.search(joined[-1][-1].text) and not bullet().match(group[0].text):
            joined[-1] = joined[-1] + group
        else:
            joined.append(group)
    return joined


def _classified(groups: Sequence[Sequence[Line]], view: list[str]) -> Iterator[Block]:
    section = ""
    muted = False
    for group in groups:
        start, end = group[0].start, group[-1].end
        text = " ".join(line.text for line in group)
        heading = _is_heading(group, text, group is groups[0] and len(groups) > 1)
        if heading:
            muted = matches("boilerplate_headings", text)
        if muted or matches("captions", text) or (not heading and matches("boilerplate_headings", text.split(":")[0]) and ":" in text[:80]):
            view[start:end] = " " * (end - start)
            continue
        if heading:
            # the title, and a line with place and date, head the report and no section of it
            title = (group is groups[0] and not matches("headings", text)) or matches("rosters", text)
            section = section if title or DATELINE.search(text) else text.rstrip(":").strip()
            yield Block(HEADING, start, end, section, tuple((line.start, line.end) for line in group))
            continue
        mark = bullet().match(group[0].text)
        yield Block(BULLET if mark else PARAGRAPH, start + (mark.end() if mark else 0), end, section)


def _is_heading(group: Sequence[Line], text: str, first: bool) -> bool:
    if matches("rosters", text) and not STRONG_END.search(text):
        return True
    if len(text) > (1.5 * MAX_HEADING if first and not ENDS.search(text) else MAX_HEADING) or len(group) > 3:
        return _is_talk_heading(group, text)
    if matches("headings", text):
        return True
    mark = bullet().match(text)
    if mark and not text.isupper():
        words = text[mark.end() :].split()
        return bool(re.match(r"\d", text)) and not ENDS.search(text) and len(words) <= 9 and words[0][:1].isupper()
    if STRONG_END.search(text) and not text.isupper() and not (len(text.split()) <= SHORT_HEADING and re.search(r"\d\.$|\b[A-Z]\.$", text)):
        return (text.endswith("?") and _is_title_case(text)) or (first and not re.search(r"\. |\b[a-z][^\W\d_]{3,}", text))
    if text.endswith(":") and (len(text.split()) > 5 or "," in text):
        return False
    if FINITE.search(text) and not (first or text.isupper() or _is_title_case(text)):
        return False
    return text[:1].isupper() or not text[:1].isalpha() or first


def _is_title_case(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{4,}", text)
    return bool(words) and sum(w[0].isupper() for w in words) > 0.6 * len(words)


def _is_talk_heading(group: Sequence[Line], text: str) -> bool:
    """A talk's title with its speaker's name and office on the lines below."""
    if len(text) > 2 * MAX_HEADING or len(group) > 4 or STRONG_END.search(text):
        return False
    return any(_starts_with_person(line.text) for line in group[1:])


@cache
def _honorific() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('people', 'honorifics')})(?=[\s.])")


def _starts_with_person(text: str) -> bool:
    return bool(_honorific().match(text))
