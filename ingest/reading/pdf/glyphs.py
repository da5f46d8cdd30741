"""A PDF page → runs: stretches of letters on one baseline, with their place and size. The only module that calls PDFium's text functions.

Coordinates are PDF points, y grows upwards, on the page as it is shown (its rotation applied).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

# as parts of the letters' height
BASELINE = 0.15
WORD_GAP = 0.18
WIDE_GAP = 0.35
RUN_GAP = 0.65
BACK = 0.35
# marks that PDFium puts where a word was broken at a line's end
HYPHENS = frozenset({0x02, 0xAD, 0x2010})
NO_CHARACTERS = frozenset({0, 0xFFFE, 0xFFFF})
LINE_ENDS = frozenset({0x0A, 0x0D})
SPACES = frozenset({0x09, 0x20, 0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F})
FORCE_BOLD = 1 << 18
# a page with more figures that stand alone is a table
MOST_MARKS = 50
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SUPERSCRIPTS = str.maketrans("0123456789", RAISED)
OPENING = "“‘\"'([«–—"


@dataclass(frozen=True)
class Run:
    """Letters on one baseline `y`, from `x0` to `x1`; `size` is the font's in points.

    `gaps`: where a word stands well apart from the one before it, as its index in the text and its place.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    gaps: tuple[tuple[int, float], ...] = ()

    def then(self, run: Run, space: str) -> Run:
        """The run and one behind it as one."""
        behind = len(self.text) + len(space)
        gaps = tuple((behind + index, x) for index, x in run.gaps)
        apart = ((behind, run.x0),) if run.x0 - self.x1 > WIDE_GAP * run.size else ()
        return replace(
            self,
            text=self.text + space + run.text,
            x1=run.x1,
            size=max(self.size, run.size),
            bold=self.bold and run.bold,
            gaps=self.gaps + apart + gaps,
        )


@dataclass(frozen=True)
class _Glyph:
    code: int
    x0: float
    x1: float
    y: float
    height: float


def runs(page: pdfium.PdfPage, most: int) -> list[Run]:
    """The page's horizontal text in the order in which it was written.

    Raises pypdfium2.PdfiumError for a damaged page, OverflowError for one of more than `most` letters.
    """
    width, height = page.get_size()
    rotation = page.get_rotation()
    if rotation in (90, 270):
        width, height = height, width
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > most:
            raise OverflowError
        made = [_run(textpage, group, rotation) for group in _groups(textpage, rotation, width, height)]
    finally:
        textpage.close()
    return _with_superscripts([run for run in made if run is not None])


def _groups(textpage: pdfium.PdfTextPage, rotation: int, width: float, height: float) -> Iterator[list[tuple[int, _Glyph]]]:
    """Glyphs with their numbers, cut where the baseline or the place jumps; a glyph of code 32 stands for a word gap."""
    group: list[tuple[int, _Glyph]] = []
    gap = False
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in NO_CHARACTERS:
            continue
        if code in SPACES or code in LINE_ENDS:
            gap = True
            continue
        glyph = _glyph(textpage, index, code, rotation, width, height)
        if glyph is None:
            continue
        before = group[-1][1] if group else None
        if before is not None and not _follows(before, glyph):
            yield group
            group, before = [], None
        if before is not None and (gap or glyph.x0 - before.x1 > WORD_GAP * glyph.height):
            group.append((index, replace(glyph, code=32)))
        group.append((index, glyph))
        gap = False
    if group:
        yield group


def _glyph(textpage: pdfium.PdfTextPage, index: int, code: int, rotation: int, width: float, height: float) -> _Glyph | None:
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not raw.FPDFText_GetLooseCharBox(textpage, index, box) or not raw.FPDFText_GetCharOrigin(textpage, index, x, y):
        return None
    left, bottom = _turned(box.left, box.bottom, rotation, width, height)
    right, top = _turned(box.right, box.top, rotation, width, height)
    _, baseline = _turned(x.value, y.value, rotation, width, height)
    values = (left, right, bottom, top, baseline)
    if not all(map(math.isfinite, values)):
        return None
    return _Glyph(code, min(left, right), max(left, right), baseline, max(abs(top - bottom), 1.0))


def _turned(x: float, y: float, rotation: int, width: float, height: float) -> tuple[float, float]:
    """A point of the page as it is shown; width and height are those before the turn."""
    if rotation == 90:
        return y, width - x
    if rotation == 180:
        return width - x, height - y
    return (height - y, x) if rotation == 270 else (x, y)


def _follows(before: _Glyph, glyph: _Glyph) -> bool:
    high = max(before.height, glyph.height)
    same_line = abs(glyph.y - before.y) <= BASELINE * high and min(before.height, glyph.height) > 0.8 * high
    return same_line and -BACK * high <= glyph.x0 - before.x1 <= RUN_GAP * high


def _run(textpage: pdfium.PdfTextPage, group: list[tuple[int, _Glyph]], rotation: int) -> Run | None:
    """The run of a group; None for text that stands upright along a margin."""
    index, first = group[0]
    angle = raw.FPDFText_GetCharAngle(textpage, index)
    if rotation == 0 and 0.2 < angle < 2 * math.pi - 0.2:
        return None
    matrix = raw.FS_MATRIX()
    scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(textpage, index, matrix) else 1.0
    size = raw.FPDFText_GetFontSize(textpage, index) * scale
    size = size if size > 1 else first.height
    text = "".join("-" if glyph.code in HYPHENS else chr(glyph.code) for _, glyph in group)
    gaps = tuple(
        (n + 1, glyph.x0)
        for n, (_, glyph) in enumerate(group)
        if glyph.code == 32 and n and glyph.x0 - group[n - 1][1].x1 > WIDE_GAP * size
    )
    return Run(text, first.x0, group[-1][1].x1, first.y, size, _is_bold(textpage, index), gaps)


def _is_bold(textpage: pdfium.PdfTextPage, index: int) -> bool:
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(textpage, index, buffer, len(buffer), flags)
    name = buffer.raw[: min(length, len(buffer))].lower()
    return any(word in name for word in (b"bold", b"black", b"heavy")) or bool(flags.value & FORCE_BOLD)


def _with_superscripts(found: list[Run]) -> list[Run]:
    """Small raised figures joined to the word before them, as superscripts; the line goes on behind them."""
    joined: list[Run] = []
    for run in found:
        before = joined[-1] if joined else None
        if before and _is_mark(before, run):
            # a footnote's own mark, in front of its text
            text = f"{before.text.translate(SUPERSCRIPTS)} {run.text}"
            joined[-1] = replace(run, text=text, x0=before.x0)
        elif before and _is_raised(before, run):
            joined[-1] = replace(before, text=before.text + run.text.translate(SUPERSCRIPTS), x1=run.x1)
        elif before and before.text[-1:] in RAISED and abs(run.y - before.y) < 1 and -1 <= run.x0 - before.x1 < run.size:
            space = " " if run.text[0].isalnum() or run.text[0] in OPENING else ""
            joined[-1] = before.then(run, space)
        else:
            joined.append(run)
    return _with_late_marks(joined)


def _with_late_marks(found: list[Run]) -> list[Run]:
    """Marks that were written after the line they stand in, joined to its end."""
    marks = [run for run in found if run.text.isdecimal() and len(run.text) <= 3][:MOST_MARKS]
    for mark in marks:
        at = next((n for n, run in enumerate(found) if _is_raised(run, mark)), None)
        if at is not None:
            found[at] = replace(found[at], text=found[at].text + mark.text.translate(SUPERSCRIPTS), x1=mark.x1)
            found.remove(mark)
    return found


def _is_raised(before: Run, run: Run) -> bool:
    gap = (run.x0 - before.x1) / before.size
    return _is_above(run, before) and -0.2 < gap < 0.3


def _is_mark(before: Run, run: Run) -> bool:
    return _is_above(before, run) and -0.2 < (run.x0 - before.x1) / run.size < 1


def _is_above(small: Run, large: Run) -> bool:
    """Whether a run is a figure in small print that stands higher than another."""
    rise = (small.y - large.y) / large.size
    return small.text.isdecimal() and len(small.text) <= 3 and small.size < 0.85 * large.size and 0.1 < rise < 0.75
