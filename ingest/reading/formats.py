"""One file's bytes → Report: what a file is, is told from its bytes first and from its name where they do not say."""

from __future__ import annotations

from detente.errors import ReportError
from ingest.reading.archive import is_word
from ingest.reading.language import check_language
from ingest.reading.report import Report

ZIP, MAIL = "zip", "mail"
PDF, WORD, HTML, PLAIN = "pdf", "docx", "html", "text"
# name endings that are read, each with what the file is if its bytes do not say otherwise
READ = {
    **dict.fromkeys(("txt", "text", "md", "markdown"), PLAIN),
    **dict.fromkeys(("html", "htm", "xhtml"), HTML),
    **dict.fromkeys(("eml", "mht", "mhtml"), MAIL),
    "pdf": PDF,
    "docx": WORD,
    "zip": ZIP,
}
# documents that cannot be read, with what to do
OTHER_DOCUMENTS = dict.fromkeys(("doc", "docm", "dot", "rtf", "odt", "pages", "wpd"), "save it as .docx or PDF")
# how files begin that are no reports; the remedy follows
_TO_TEXT = "not a text file; save the report as .docx, PDF or UTF-8 text"
_PICTURE = "not a text file; run text recognition (OCR) over it and give the result as PDF or text"
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", _PICTURE),
    (b"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    (b"GIF8", "a picture (GIF)", _PICTURE),
    (b"II*\x00", "a picture (TIFF)", _PICTURE),
    (b"MM\x00*", "a picture (TIFF)", _PICTURE),
    (b"{\\rtf", "an RTF document", _TO_TEXT),
    (b"Rar!\x1a", "a RAR archive", "unpack it and give the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it and give the files in it"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and give the files in it"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_BEGINS = (b"PK\x03\x04", b"PK\x05\x06")
PDF_BEGINS = b"%PDF-"
# PDF allows for some bytes before its mark
PDF_WITHIN = 1024


def kind_of(file: str, shown: str, original: bytes) -> str:
    """What a file is. ReportError for a kind that is not read, or a name that says another one than the bytes."""
    from ingest.reading.html import looks_like_html

    named = READ.get(suffix(file), "")
    if not original.strip():
        raise ReportError(f"{shown}: the file is empty; give a report with text in it")
    if original.startswith(ZIP_BEGINS):
        return _packed(file, shown, original)
    if original.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in original
        what = "locked by a password; give a copy without one" if locked else "an old Word or Office file; save it as .docx or PDF"
        raise ReportError(f"{shown}: {what}")
    for begin, what, remedy in SIGNATURES:
        if original.startswith(begin):
            raise ReportError(f"{shown}: {what}, {remedy}")
    if original.startswith(PDF_BEGINS) or (named == PDF and PDF_BEGINS in original[:PDF_WITHIN]):
        return PDF
    html = looks_like_html(original)
    if named in (PDF, WORD, ZIP):
        what = "a web page" if html else "something else"
        raise ReportError(f"{shown}: its name says .{suffix(file)}, but it holds {what}; fetch it again, or give it the name of what it is")
    return HTML if html and named != MAIL else named or PLAIN


def suffix(file: str) -> str:
    """The ending of a file's name, in lower case and without the dot; "" where it has none.

    >>> suffix("a.b/Report.PDF"), suffix("README")
    ('pdf', '')
    """
    return file.rpartition("/")[2].rpartition(".")[2].lower() if "." in file.rpartition("/")[2] else ""


def _packed(file: str, shown: str, original: bytes) -> str:
    if is_word(original):
        return WORD
    named = suffix(file)
    if named in OTHER_DOCUMENTS:
        raise ReportError(f"{shown}: a .{named} document, which is not read; {OTHER_DOCUMENTS[named]}")
    if named in ("xlsx", "pptx", "ods", "odp", "epub"):
        raise ReportError(f"{shown}: a .{named} file is no report; give the report as .docx, PDF or text")
    if named == "docx":
        raise ReportError(f"{shown}: the Word file is damaged or no Word file; save it anew as .docx or PDF")
    return ZIP


def report_of(kind: str, file: str, shown: str, original: bytes) -> Report:
    """Read a file of that kind (no archive, no mail). ReportError names it by `shown`; one in another language than English is refused."""
    if kind == PDF:
        from ingest.reading.pdf.document import read_pdf as read
    elif kind == WORD:
        from ingest.reading.docx import read_docx as read
    elif kind == HTML:
        from ingest.reading.html import read_html as read
    else:
        from ingest.reading.plain import read_plain as read
    return in_english(read(file, shown, original), shown)


def in_english(report: Report, shown: str) -> Report:
    """The report itself; ReportError if it is in another language."""
    check_language(shown, report.text[report.body_start :], report.header.get("language"))
    return report
