"""A Word file's bytes → Report: paragraphs, list items, tables row by row, footnotes at the end; what a tracked change deleted is left out.

python-docx opens the package and knows the styles; the text is walked here, since its paragraphs leave out insertions, content controls and
text boxes. Its XML parser resolves no entities.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from detente.errors import ReportError
from ingest.reading.archive import check_package
from ingest.reading.report import Report

if TYPE_CHECKING:
    from docx.document import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
NOTE_KINDS = ("footnotes", "endnotes")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# deleted or moved away, field codes, an older program's copy of the same shape, text boxes (which come after their paragraph)
LEFT_OUT = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{MC}Fallback", f"{W}txbxContent", f"{W}pPr"})
SKIPPED_STYLES = re.compile(r"(?i)toc\b|table of (?:figures|contents)|caption$")
HEADING_STYLES = re.compile(r"(?i)heading|title|subtitle")
LIST_STYLES = re.compile(r"(?i)list (?:bullet|number)")
# what the libraries raise for broken packages and XML (lxml's error is a SyntaxError)
DAMAGE = (
    *(BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError),
    *(SyntaxError, LookupError, ValueError, AttributeError, TypeError),
)
SHORT_CELL, LONG_CELL = 60, 140
DEEPEST = 60


def read_docx(file: str, shown: str, original: bytes) -> Report:
    """The text of a Word file. ReportError if it is damaged, or would unpack to too much."""
    from docx import Document

    check_package(shown, original)
    try:
        document = Document(io.BytesIO(original))
        text = "\n\n".join(_Walk(document).blocks())
    except DAMAGE as error:
        what = type(error).__name__
        raise ReportError(f"{shown}: the Word file is damaged and cannot be read ({what}); save it anew as .docx or PDF") from None
    if not text.strip():
        raise ReportError(f"{shown}: the Word file has no text in it; if it holds pictures of pages, run text recognition (OCR) over them")
    return Report(file, MEDIA_TYPE, original, text + "\n")


class _Walk:
    """Goes through a document's body once and gives its blocks as lines of text."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._notes = _notes(document)
        self._called: list[tuple[str, str]] = []
        self._styles: dict[str, Any] = {style.style_id: style for style in document.styles}

    def blocks(self) -> Iterator[str]:
        """Paragraphs, items and table rows in order, then the notes that were called, under a heading of their own."""
        yield from self._blocks(self._document.element.body)
        if self._called:
            yield "Notes"
        for number, note in enumerate(self._called, 1):
            text = " ".join(self._blocks(self._notes[note]))
            yield f"{str(number).translate(SUPERSCRIPTS)} {text}"

    def _blocks(self, parent: Any, depth: int = 0) -> Iterator[str]:
        if depth > DEEPEST:
            raise ValueError("nested too deep")
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element, depth)
            elif element.tag == f"{W}tbl":
                yield from self._table(element, depth)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                yield from self._blocks(element, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[str]:
        style = self._style(paragraph)
        if not SKIPPED_STYLES.match(style):
            lines = [" ".join(line.split()) for line in self._text(paragraph).split("\n")]
            mark = "• " if self._is_item(paragraph, style) else ""
            for line in lines:
                if line:
                    yield mark + line
                    mark = ""
        for box in _boxes(paragraph):
            yield from self._blocks(box, depth + 1)

    def _text(self, element: Any) -> str:
        parts: list[str] = []
        stack = [element]
        while stack:
            at = stack.pop()
            if at.tag == f"{W}t":
                parts.append(at.text or "")
            elif at.tag in (f"{W}tab", f"{W}ptab"):
                parts.append(" ")
            elif at.tag in (f"{W}br", f"{W}cr"):
                parts.append("\n")
            elif at.tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif at.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                parts.append(self._mark(at))
            else:
                stack.extend(child for child in reversed(at) if child.tag not in LEFT_OUT)
        return "".join(parts)

    def _mark(self, reference: Any) -> str:
        note = (reference.tag[len(W) :].removesuffix("Reference"), reference.get(f"{W}id", ""))
        if note not in self._notes:
            return ""
        self._called.append(note)
        return str(len(self._called)).translate(SUPERSCRIPTS)

    def _style(self, paragraph: Any) -> str:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self._styles.get(named.get(f"{W}val")) if named is not None else None
        return str(style.name or "") if style is not None else ""

    def _is_item(self, paragraph: Any, style: str) -> bool:
        """Whether a paragraph is an item of a list: by its style, or by a numbering of its own; numbered headings are none."""
        if HEADING_STYLES.match(style):
            return False
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        return number.get(f"{W}val") != "0" if number is not None else bool(LIST_STYLES.match(style))

    def _table(self, table: Any, depth: int) -> Iterator[str]:
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is table:
                yield from self._row([list(self._blocks(cell, depth + 1)) for cell in _cells(row)])

    def _row(self, cells: list[list[str]]) -> Iterator[str]:
        """A row of short cells is one line (`Name, Office`), a name beside a long text a turn in a transcript; else cell after cell."""
        cells = [cell for cell in cells if cell]
        if not cells:
            return
        if all(len(cell) == 1 and len(cell[0]) <= LONG_CELL for cell in cells):
            yield _roster_line([cell[0] for cell in cells])
        elif len(cells) == 2 and len(cells[0]) == 1 and len(cells[0][0]) <= SHORT_CELL:
            yield f"{cells[0][0].rstrip(':')}: {cells[1][0]}"
            yield from cells[1][1:]
        else:
            for cell in cells:
                yield from cell


def _roster_line(cells: list[str]) -> str:
    """Cells parted by commas; a running number in front becomes the number of an item."""
    number = [f"{cells.pop(0).rstrip('.)')}. "] if len(cells) > 1 and re.fullmatch(r"\d{1,3}[.)]?", cells[0]) else []
    cells = [cell.removeprefix("• ") for cell in cells]
    return "".join(number) + ", ".join(cell.rstrip(",;") for cell in cells)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes in a paragraph, without those within another one."""
    stack = list(paragraph)[::-1]
    while stack:
        at = stack.pop()
        if at.tag == f"{W}txbxContent":
            yield at
        elif at.tag != f"{MC}Fallback":
            stack.extend(reversed(at))


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag == f"{W}sdt":
            yield from child.iter(f"{W}tc")


def _notes(document: Document) -> dict[tuple[str, str], Any]:
    """Footnotes and endnotes by kind and id; those that Word keeps for its separating lines have no text and are never called."""
    from docx.oxml import parse_xml

    found: dict[tuple[str, str], Any] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in NOTE_KINDS and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(f"{W}type") is None:
                    found[(kind.removesuffix("s"), note.get(f"{W}id", ""))] = note
    return found
