"""A PDF file's bytes → Report. PDFium is no library for several threads at once: one document is read at a time."""

from __future__ import annotations

import threading
import unicodedata

import pypdfium2 as pdfium

from detente.errors import ReportError
from ingest.reading.pdf.columns import Line, Row, lines, rows
from ingest.reading.pdf.furniture import body_size, parted, without_furniture
from ingest.reading.pdf.glyphs import runs
from ingest.reading.pdf.paragraphs import compose, paragraphs
from ingest.reading.report import Report

MOST_PAGES = 2000
# some 1,500 full pages: more is no report, and would take minutes
MOST_LETTERS = 5_000_000
# fewer letters a page on average are a stamp or a page number on pictures
LEAST_LETTERS = 100
MOST_UNKNOWN = 0.2
# what symbol fonts have as bullets, in the area that Unicode leaves to fonts
PRIVATE_USE = ("\ue000", "\uf8ff")
LIGATURES = {ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"}
_ONE_AT_A_TIME = threading.Lock()


def read_pdf(file: str, shown: str, original: bytes) -> Report:
    """The text of a PDF with its pages. ReportError if it is locked, damaged, too long, or pictures without text."""
    with _ONE_AT_A_TIME:
        pages = _pages(shown, original)
    _check_letters(shown, pages)
    laid = [line for number, page in enumerate(without_furniture(pages), 1) for line in lines(page, number)]
    body = body_size(laid)
    text_lines, notes = parted([line for line in map(_cleaned, laid) if line.text.strip()], body)
    text, found = compose(paragraphs(text_lines, body), paragraphs(notes, body))
    return Report(file, "application/pdf", original, text, pages=found)


def _pages(shown: str, original: bytes) -> list[list[Row]]:
    try:
        document = pdfium.PdfDocument(original)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ReportError(f"{shown}: the PDF is locked by a password; give a copy without one") from None
        raise ReportError(f"{shown}: the PDF is damaged and cannot be opened; fetch it again, or save its text") from None
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise ReportError(f"{shown}: {count:,} pages are over the limit of {MOST_PAGES:,}; split the PDF")
        pages: list[list[Row]] = []
        letters = 0
        for number in range(count):
            pages.append(_rows(shown, document, number, MOST_LETTERS - letters))
            letters += sum(len(run.text) for row in pages[-1] for run in row)
        return pages
    finally:
        document.close()


def _rows(shown: str, document: pdfium.PdfDocument, number: int, most: int) -> list[Row]:
    try:
        page = document[number]
        try:
            return rows(runs(page, most))
        except OverflowError:
            raise ReportError(f"{shown}: more than {MOST_LETTERS:,} letters in one PDF; split it") from None
        finally:
            page.close()
    except pdfium.PdfiumError:
        raise ReportError(
            f"{shown}: page {number + 1} of the PDF is damaged and cannot be read; fetch it again, or save its text"
        ) from None


def _check_letters(shown: str, pages: list[list[Row]]) -> None:
    """Refuse what has no text layer, and what has one that means nothing."""
    text = "".join(run.text for page in pages for row in page for run in row)
    letters = sum(c.isalpha() for c in text)
    if letters < LEAST_LETTERS * max(len(pages), 1):
        raise ReportError(
            f"{shown}: the PDF is a scan: its pages are pictures without text; run text recognition (OCR) over it and give the result"
        )
    unknown = sum(PRIVATE_USE[0] <= c <= PRIVATE_USE[1] or c == "\ufffd" or unicodedata.category(c) == "Cc" for c in text)
    if unknown > MOST_UNKNOWN * len(text):
        raise ReportError(
            f"{shown}: the PDF does not say which letters its fonts show; print it anew to PDF, or run text recognition (OCR) over it"
        )


def _cleaned(line: Line) -> Line:
    """Ligatures as letters, a symbol font's mark at the beginning as a bullet, other unknown characters gone."""
    text = line.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(LIGATURES)
    if PRIVATE_USE[0] <= text[:1] <= PRIVATE_USE[1]:
        text = "• " + text[1:].lstrip()
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Co", "Cs"))
    return Line(**{**line.__dict__, "text": text})
