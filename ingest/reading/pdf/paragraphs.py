"""Lines → paragraphs → the text, with the page of every stretch. Line breaks go, hyphenation is joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingest.reading.pdf.columns import Line
from ingest.reading.report import Page

STRONG_END = re.compile(r"[.?!…:][\"”’')\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
SENTENCE_END = re.compile(r"[.!…][\"”’')\]]*$")
BULLET = re.compile(r"[•▪●◦‣∙➢➤✓]|[-–*·]\s")
BROKEN = re.compile(r"\w-$")
NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S")
LETTERS = re.compile(r"[^\W\d_]+")
# as parts of the font's size, or of the usual distance of lines
INDENT = 0.8
GAP = 1.3
OTHER_SIZE = 0.12
LARGE = 1.12
WRAPPED_TITLE = 0.6
CHARACTER = 0.5
HANGING = 3.0
# a shorter line of capitals may be an abbreviation that was wrapped
LEAST_CAPITALS = 6

Paragraph = list[Line]


def paragraphs(lines: Sequence[Line], body: float) -> list[Paragraph]:
    """The lines grouped into paragraphs, headings, list items and rows of a roster."""
    leading = _leading(lines)
    usual = leading.get(_half(body), 1.2 * body) / body
    found: list[Paragraph] = []
    for line in lines:
        # a size with few lines is seen between paragraphs only
        distance = min(leading.get(_half(line.size), line.size * usual), line.size * usual * 1.15)
        if found and not _starts_new(found[-1], line, distance, body):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _leading(lines: Sequence[Line]) -> dict[float, float]:
    """The usual distance between the lines of a paragraph, by font size in half points."""
    gaps: dict[float, list[float]] = defaultdict(list)
    for before, line in pairwise(lines):
        alike = (before.page, before.column, _half(before.size)) == (line.page, line.column, _half(line.size))
        if alike and 0 < before.y - line.y < 3 * line.size:
            gaps[_half(line.size)].append(before.y - line.y)
    return {size: median(sorted(found)[: max(1, len(found) * 3 // 4)]) for size, found in gaps.items()}


def _half(size: float) -> float:
    return round(size * 2) / 2


def _starts_new(paragraph: Paragraph, line: Line, leading: float, body: float) -> bool:
    before = paragraph[-1]
    if abs(before.size - line.size) > OTHER_SIZE * before.size or BULLET.match(line.text) or line.hang is not None:
        return True
    same_column = (before.page, before.column) == (line.page, line.column)
    gap = (before.y - line.y) / leading if same_column else 1.0
    ended, forced = bool(STRONG_END.search(before.text)), _is_forced(before, line)
    if NUMBERED.match(line.text) and (ended or forced or gap > GAP):
        return True
    if before.hang is not None and gap <= GAP and abs(line.x0 - before.hang) < HANGING:
        return False
    if gap <= 2 * GAP and ((line.text[:1].islower() and not ended) or BROKEN.search(before.text)):
        return False
    if gap > GAP:
        return True
    if before.size > LARGE * body:
        wide = before.x1 - before.x0 >= WRAPPED_TITLE * (before.right - before.left)
        return not wide or bool(SENTENCE_END.search(before.text))
    if before.bold != line.bold:
        return True
    if before.text.isupper() != line.text.isupper() and min(len(before.text), len(line.text)) > LEAST_CAPITALS:
        return True
    if same_column and _is_indented(paragraph, line):
        return True
    return forced or (not same_column and ended and (line.x0 - line.left > INDENT * line.size or before.x1 < before.right - 2 * line.size))


def _is_forced(before: Line, line: Line) -> bool:
    """Whether the first word of a line would have had room on the line before: then somebody broke the line there."""
    word = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) / max(len(line.text), 1)
    return before.x1 + (len(word) + 1) * max(width, CHARACTER * 0.5 * line.size) + CHARACTER * line.size < before.right


def _is_indented(paragraph: Paragraph, line: Line) -> bool:
    """A first line that is moved in, or one that comes back out behind an item; an item's further lines may hang."""
    before = paragraph[-1]
    moved = line.x0 - before.x0
    item = len(paragraph) == 1 and (BULLET.match(before.text) or NUMBERED.match(before.text))
    if moved > INDENT * line.size:
        return not item and line.x0 - line.left < 0.25 * (line.right - line.left)
    return moved < -INDENT * line.size and len(paragraph) > 1 and paragraph[0].x0 <= before.x0 + 1


def compose(body: Iterable[Paragraph], notes: Iterable[Paragraph]) -> tuple[str, tuple[Page, ...]]:
    """The text, paragraphs parted by a blank line and footnotes at the end under a heading, and its pages."""
    body, notes = list(body), list(notes)
    words = {word.casefold() for paragraph in (*body, *notes) for word in _words(paragraph)}
    parts: list[tuple[str, int]] = []
    for paragraph in body:
        parts += [*_flowing(paragraph, words), ("\n\n", 0)]
    if notes:
        parts.append(("Notes\n\n", 0))
        for paragraph in notes:
            parts += [*_flowing(paragraph, words), ("\n\n", 0)]
    return _mapped(parts)


def _words(paragraph: Paragraph) -> Iterator[str]:
    """The words that stand whole in the lines: not the halves at a line's end and the next one's beginning."""
    broken = False
    for line in paragraph:
        text = re.sub(r"^\S+", "", line.text) if broken else line.text
        broken = line.text.endswith("-")
        yield from re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", re.sub(r"\S+-$", "", text))


def _flowing(paragraph: Paragraph, words: set[str]) -> list[tuple[str, int]]:
    """The paragraph's lines as they follow on one another, each with its page."""
    parts: list[tuple[str, int]] = []
    for line in paragraph:
        text = " ".join(line.text.split())
        if parts:
            joined, page = parts[-1]
            parts[-1] = (_joint(joined, text, words), page)
        parts.append((text, line.page))
    return parts


def _joint(before: str, after: str, words: set[str]) -> str:
    """The line before with what joins it to the next: a space, nothing, or its hyphen taken away."""
    if before[-1:] in "–—" and before[-2:-1].isalnum():
        return before
    if before[-1:] != "-" or not before[-2:-1].isalnum():
        return before + " "
    first, second = before[:-1].rsplit(" ", maxsplit=1)[-1], after.split(" ", 1)[0]
    head, tail = LETTERS.findall(first), LETTERS.match(second)
    if not head or tail is None or not tail[0].islower() or re.search(r"[-/@.\d]", first):
        return before
    together, apart = (head[-1] + tail[0]).casefold(), f"{head[-1]}-{tail[0]}".casefold()
    if together in words or (apart not in words and not {head[-1].casefold(), tail[0].casefold()} <= words):
        return before[:-1]
    return before


def _mapped(parts: Sequence[tuple[str, int]]) -> tuple[str, tuple[Page, ...]]:
    """The text of all parts, and its pages; white space between two parts belongs to the first one's page."""
    text: list[str] = []
    pages: list[Page] = []
    at = 0
    for part, page in parts:
        text.append(part)
        end = at + len(part)
        if page and pages and pages[-1].number == page:
            pages[-1] = pages[-1]._replace(end=end)
        elif page:
            pages.append(Page(page, at, end))
        elif pages:
            pages[-1] = pages[-1]._replace(end=end)
        at = end
    return "".join(text).rstrip() + "\n", tuple(pages)
