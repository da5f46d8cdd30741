"""Runs of a page → its lines in reading order: a title across the page first, then the left column, then the right one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.reading.pdf.glyphs import Run

# as parts of the font's size
SAME_ROW = 0.35
WORD_GAP = 0.15
CELL_GAP = 0.75
TABLE_GAP = 1.2
# cells of a table begin at the same place, to so many points
ALIGNED = 2.0
# a line that ends so close to the edge may be justified
JUSTIFIED = 2.0
# a column has so many lines, of so many characters on average: the cells of a table are shorter
LEAST_LINES = 3
PROSE = 22
STEP = 3.0
GUTTER = 5.0
# a page with more is a drawing or a table: its rows are read as they stand
MOST_RUNS = 2000
MARK = re.compile(r"(?:[•▪●◦‣∙➢➤✓\-–*·]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)])\Z")


@dataclass(frozen=True)
class Line:
    """A line of text; `left` and `right` are its column's edges, `column` that number on the page, `hang` where its last cell begins."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int = 0
    column: int = 0
    left: float = 0.0
    right: float = 0.0
    hang: float | None = None


Row = list[Run]


def rows(runs: Sequence[Run]) -> list[Row]:
    """Runs on one height, from the top down; in a row from left to right, neighbours joined."""
    found: list[Row] = []
    for run in sorted(runs, key=lambda run: (-run.y, run.x0)):
        if found and abs(found[-1][0].y - run.y) <= SAME_ROW * min(run.size, found[-1][0].size):
            found[-1].append(run)
        else:
            found.append([run])
    return [_joined(row) for row in found]


def _joined(row: Row) -> Row:
    joined: Row = []
    for run in sorted(row, key=lambda run: (run.x0, run.x1)):
        before = joined[-1] if joined else None
        if before and run.x0 - before.x1 < CELL_GAP * max(run.size, before.size):
            # the same letters twice in one place are a shadow, or a poor printer's bold
            if run.text == before.text and run.x0 - before.x0 < 0.3 * run.size:
                continue
            space = " " if run.x0 - before.x1 > WORD_GAP * run.size else ""
            joined[-1] = before.then(run, space)
        else:
            joined.append(run)
    return joined


def lines(page_rows: Sequence[Row], page: int) -> list[Line]:
    """The lines of a page in reading order."""
    ordered: list[Line] = []
    for number, zone in enumerate(_zones(list(page_rows))):
        runs = [run for row in zone for run in row]
        left, right = min(run.x0 for run in runs), _right([row[-1].x1 for row in zone])
        cells = _cell_places(zone, right)
        for row in zone:
            apart = any(run.x0 - before.x1 > TABLE_GAP * run.size for before, run in pairwise(row))
            if cells and (apart or abs(row[-1].x1 - right) > JUSTIFIED):
                ordered.append(_line([cell for run in row for cell in _cells(run, cells)], page, number, left, right, cells))
            else:
                ordered.append(_line(row, page, number, left, right))
    return ordered


def _cell_places(zone: Sequence[Row], right: float) -> set[int]:
    """Where the cells of a table begin: a wide gap in one row, and a gap at the same place in another.

    Rows that reach the column's edge do not count: the gaps of justified lines mean nothing.
    """
    wide: set[int] = set()
    seen: Counter[int] = Counter()
    for row in zone:
        if abs(row[-1].x1 - right) <= JUSTIFIED:
            continue
        seen.update({_place(x) for run in row for _, x in run.gaps} | {_place(run.x0) for run in row[1:]})
        wide |= {_place(run.x0) for before, run in pairwise(row) if run.x0 - before.x1 > TABLE_GAP * run.size}
    return {place + n for place in wide for n in (-1, 0, 1) if seen[place - 1] + seen[place] + seen[place + 1] > 1}


def _place(x: float) -> int:
    return round(x / ALIGNED)


def _cells(run: Run, places: set[int]) -> Row:
    """A run cut where cells begin: the longest name of a roster reaches close to the column beside it."""
    cuts = [(index, x) for index, x in run.gaps if _place(x) in places]
    if not cuts:
        return [run]
    starts = [(0, run.x0), *cuts]
    ends = [*(index for index, _ in cuts), len(run.text)]
    return [replace(run, text=run.text[a:b].strip(), x0=x, gaps=()) for (a, x), b in zip(starts, ends, strict=True)]


def _right(ends: Sequence[float]) -> float:
    """A column's right edge: where many of its lines end, else where the longest do; one that sticks out (an address) is none."""
    exact = Counter(round(x) for x in ends)
    edge, count = max(exact.items(), key=lambda item: (item[1] + exact[item[0] + 1], item[0]))
    if count >= 0.3 * len(ends) and len(ends) > LEAST_LINES:
        return edge + 1.0
    return sorted(ends)[int(0.95 * (len(ends) - 1) + 0.5)]


def _line(row: Row, page: int, column: int, left: float, right: float, cells: Collection[int] = ()) -> Line:
    """A row as one line; the cells of a table's row are parted by commas, so that a roster reads as one. `cells`: where cells begin."""
    text = row[0].text
    for run in row[1:]:
        is_cell = _place(run.x0) in cells and text[-1] not in ",;:.–—-" and not MARK.match(text)
        text += (", " if is_cell else " ") + run.text
    hang = row[-1].x0 if len(row) > 1 and _place(row[-1].x0) in cells else None
    size = max(row, key=lambda run: len(run.text)).size
    return Line(text, row[0].x0, row[-1].x1, row[0].y, size, all(run.bold for run in row), page, column, left, right, hang)


def _zones(page_rows: list[Row]) -> Iterator[list[Row]]:
    """Stretches of rows that are read one after the other; columns come as zones of their own."""
    gutter = _gutter(page_rows)
    if gutter is None:
        if page_rows:
            yield page_rows
        return
    for columns, zone in _cut(page_rows, gutter):
        if not columns:
            yield zone
            continue
        for side in _sides(zone, gutter):
            yield from _zones(side)


def _gutter(page_rows: list[Row]) -> float | None:
    """The middle of the white stripe that has most text in columns beside it; None on a page without columns."""
    runs = [run for row in page_rows for run in row]
    if not 2 * LEAST_LINES <= len(runs) <= MOST_RUNS:
        return None
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    scores: list[tuple[int, float]] = []
    x = left + 0.12 * (right - left)
    while x < right - 0.12 * (right - left) and len(scores) < 500:
        held = sum(len(zone) for columns, zone in _cut(page_rows, x) if columns)
        scores.append((held, x))
        x += STEP
    best = max((score for score, _ in scores), default=0)
    if not best:
        return None
    at = [x for score, x in scores if score == best]
    # equal ones lie side by side in one stripe; of several stripes, the first
    stripe = [x for n, x in enumerate(at) if x - at[0] <= STEP * n + 0.1]
    return stripe[len(stripe) // 2]


def _cut(page_rows: list[Row], x: float) -> list[tuple[bool, list[Row]]]:
    """The rows cut where text crosses `x`: stretches with whether they are columns; those that are not are joined."""
    cut: list[tuple[bool, list[Row]]] = []
    zone: list[Row] = []

    def close() -> None:
        if zone:
            cut.append((_is_columns(zone, x), zone.copy()))
            zone.clear()

    for row in page_rows:
        if any(run.x0 < x < run.x1 for run in row):
            close()
            cut.append((False, [row]))
        else:
            zone.append(row)
    close()
    joined: list[tuple[bool, list[Row]]] = []
    for columns, part in cut:
        if joined and not columns and not joined[-1][0]:
            joined[-1] = (False, joined[-1][1] + part)
        else:
            joined.append((columns, part))
    return joined


def _sides(zone: list[Row], x: float) -> tuple[list[Row], list[Row]]:
    left = [[run for run in row if run.x1 <= x] for row in zone]
    right = [[run for run in row if run.x0 >= x] for row in zone]
    return [row for row in left if row], [row for row in right if row]


def _is_columns(zone: list[Row], x: float) -> bool:
    """Whether both sides hold prose at the same height, with a clear stripe between them."""
    if len(zone) < LEAST_LINES:
        return False
    left, right = _sides(zone, x)
    if len(left) < LEAST_LINES or len(right) < LEAST_LINES:
        return False
    if min(run.x0 for row in right for run in row) - max(run.x1 for row in left for run in row) < GUTTER:
        return False
    for side in (left, right):
        if sum(len(run.text) for row in side for run in row) < PROSE * len(side):
            return False
    shared = min(left[0][0].y, right[0][0].y) - max(left[-1][0].y, right[-1][0].y)
    return shared >= 0.5 * min(left[0][0].y - left[-1][0].y, right[0][0].y - right[-1][0].y)
