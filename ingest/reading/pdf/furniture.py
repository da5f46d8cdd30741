"""What a page repeats and what stands beneath it: running heads and feet, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from ingest.reading.pdf.columns import Line, Row

# a running head is among so many rows at the top or bottom, at one height on its pages
EDGE_ROWS = 3
SAME_HEIGHT = 4.0
SAME_SIZE = 0.1
# a long document needs more repetitions: two of its chapters may begin alike
LONG, LONG_REPEATS = 6, 3
PAGE_NUMBER = re.compile(
    r"(?:page|p\.|pg\.?)?\s*[-–—|•·]?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?\s*[-–—|•·]?", re.IGNORECASE
)
SMALL = 0.93
NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)[.)]?\s?(?=[^\W\d_]|[“\"‘'(])")

_Key = tuple[bool, str]


def body_size(lines: Sequence[Line]) -> float:
    """The font size that most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def without_furniture(pages: Sequence[list[Row]]) -> list[list[Row]]:
    """The pages' rows without those that recur at the head or foot with only their figures changed, and without page numbers."""
    places: dict[_Key, list[tuple[int, Row]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for top, row in _edges(page):
            places[(top, _shape(row))].append((number, row))
    gone: set[int] = set()
    for found in places.values():
        gone |= _recurring(found, len(pages))
    return [_without_numbers([row for row in page if id(row) not in gone]) for page in pages]


def _edges(page: list[Row]) -> Iterator[tuple[bool, Row]]:
    for row in page[:EDGE_ROWS]:
        yield True, row
    for row in page[EDGE_ROWS:][-EDGE_ROWS:]:
        yield False, row


def _shape(row: Row) -> str:
    return re.sub(r"\d+", "#", " ".join(run.text for run in row)).casefold()


def _recurring(found: Sequence[tuple[int, Row]], pages: int) -> set[int]:
    """Which of the rows of one shape stand at one height, in one size, on enough pages. A title that is repeated as a head is larger."""
    height, size = median(row[0].y for _, row in found), median(row[0].size for _, row in found)
    same = [(number, row) for number, row in found if abs(row[0].y - height) <= SAME_HEIGHT and abs(row[0].size - size) <= SAME_SIZE * size]
    enough = len({number for number, _ in same}) >= (LONG_REPEATS if pages >= LONG else 2)
    return {id(row) for _, row in same} if enough else set()


def _without_numbers(page: list[Row]) -> list[Row]:
    """A page number alone on the first or last row goes, too."""
    kept = list(page)
    for at in (0, -1):
        if kept and PAGE_NUMBER.fullmatch(" ".join(run.text for run in kept[at])):
            kept.pop(at)
    return kept


def parted(lines: Sequence[Line], body: float) -> tuple[list[Line], list[Line]]:
    """The text and the footnotes: small print at the foot of a column that begins with a mark."""
    text: list[Line] = []
    notes: list[Line] = []
    for _, group in groupby(lines, key=lambda line: (line.page, line.column)):
        column = list(group)
        at = _notes_begin(column, body)
        text += column[:at]
        notes += column[at:]
    return text, notes


def _notes_begin(column: Sequence[Line], body: float) -> int:
    """The number of the first footnote's line; that of lines where there is none."""
    first = len(column)
    while first and column[first - 1].size <= SMALL * body:
        first -= 1
    while first < len(column) and not NOTE.match(column[first].text):
        first += 1
    return first
