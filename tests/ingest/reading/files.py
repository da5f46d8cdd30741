"""Real files of every format, made anew in each test from one invented report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF

TITLE = "Iceland–Ghana Relations: Fish, Trade and the Sea"
OPENING = (
    "The Harbour Policy Institute (HPI) held a seminar titled “Iceland–Ghana Relations: Fish, Trade and the Sea” on 4 May 2021. The "
    "seminar was moderated by Dr. Orla Fenwick, Director of HPI. The speakers included Amb. (R) Tomas Quillan, former Ambassador of "
    "Iceland to Ghana, and Prof. Kwesi Boatengo, Dean of the University of Westhaven."
)
QUILLAN = (
    "Ambassador Tomas Quillan said that trade had grown to US $40 million in ten years. He warned that piracy at sea remained a threat "
    "to the fishing fleets of both countries. He added that the coast guards should train together and that the ports needed investment."
)
BOATENGO = (
    "Prof. Kwesi Boatengo proposed that the two countries should sign a free trade agreement before the end of the next year. He noted "
    "that exports to Iceland were low and that the banks of both countries knew too little of one another."
)
CLOSING = (
    "Mr. Ansel Druid asked whether the ports were deep enough. Prof. Boatengo replied that they were not. Participants agreed that "
    "fishing needed rules and that the two institutes should meet again."
)
PROSE = (OPENING, QUILLAN, BOATENGO, CLOSING)


class _Pages(FPDF):
    """A PDF with a running head and page numbers."""

    def header(self) -> None:
        self.set_font("helvetica", size=9)
        self.text(60, 40, "Harbour Policy Institute - Seminar Report 2021")

    def footer(self) -> None:
        self.set_font("helvetica", size=9)
        self.text(290, 815, f"Page {self.page_no()}")


def plain(text: str) -> str:
    """The text in letters that a PDF's own fonts have."""
    return text.translate(str.maketrans("–“”’", '-""\''))


def empty_pdf(heads: bool = False) -> FPDF:
    """A PDF measured in points, with running heads and feet if wanted."""
    pdf = (_Pages if heads else FPDF)(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    return pdf


def wrapped(pdf: FPDF, text: str, width: float) -> list[str]:
    """The text cut into lines that fit."""
    made = [""]
    for word in plain(text).split():
        longer = f"{made[-1]} {word}".strip()
        if pdf.get_string_width(longer) > width:
            made.append(word)
        else:
            made[-1] = longer
    return made


def two_columns(pages: Sequence[tuple[Sequence[str], Sequence[str]]], title: str = TITLE) -> bytes:
    """Paragraphs in two columns, written row by row over both, as poor converters do; the title runs over the first page."""
    pdf = empty_pdf(heads=True)
    for number, sides in enumerate(pages):
        pdf.add_page()
        top = 80
        if number == 0:
            pdf.set_font("helvetica", style="B", size=18)
            pdf.text(60, 90, plain(title))
            top = 130
        pdf.set_font("helvetica", size=10)
        columns = [[line for paragraph in side for line in [*wrapped(pdf, paragraph, 220), ""]] for side in sides]
        for row in range(max(map(len, columns))):
            for x, column in zip((60, 310), columns, strict=True):
                if row < len(column) and column[row]:
                    pdf.text(x, top + 13 * row, column[row])
    return bytes(pdf.output())


def one_column(lines: Sequence[tuple[float, float, float, str]], pages: int = 1) -> bytes:
    """Lines as (x, y, size, text), on each of so many pages."""
    pdf = empty_pdf()
    for _ in range(pages):
        pdf.add_page()
        for x, y, size, text in lines:
            pdf.set_font("helvetica", size=size)
            pdf.text(x, y, plain(text))
    return bytes(pdf.output())


def word(edit: Sequence[str] = (), notes: Mapping[int, str] | None = None) -> bytes:
    """A Word file of the report; `edit` are runs, insertions … in raw XML that end its last paragraph, `notes` its footnotes by id."""
    document = Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(OPENING)
    document.add_heading("Speakers", 1)
    document.add_paragraph("Amb. (R) Tomas Quillan, former Ambassador of Iceland to Ghana", style="List Bullet")
    table = document.add_table(2, 2)
    for row, cells in enumerate((("Dr. Orla Fenwick", "Director, HPI"), ("Mr. Ansel Druid", "Harbour Master, Westhaven"))):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    document.add_paragraph(QUILLAN)
    last = document.add_paragraph("He concluded that trade ")
    for xml in edit:
        last._p.append(parse_xml(_named(xml)))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue() if notes is None else _with_notes(made.getvalue(), notes)


def _named(xml: str) -> str:
    """The XML with its namespace declared on the first element."""
    end = min(at for at in (xml.find(" "), xml.find(">"), xml.find("/")) if at > 0)
    return f"{xml[:end]} {nsdecls('w')}{xml[end:]}"


def repacked(package: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A ZIP file with some of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        return packed({**{name: old.read(name) for name in old.namelist()}, **changed})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP file of those parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def part(package: bytes, name: str) -> bytes:
    """One part of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


def _with_notes(package: bytes, notes: Mapping[int, str]) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    body = "".join(f'<w:footnote w:id="{id}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>' for id, text in notes.items())
    relations, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    return repacked(
        package,
        {
            "word/footnotes.xml": f"<w:footnotes {nsdecls('w')}>{body}</w:footnotes>".encode(),
            relations: part(package, relations).replace(
                b"</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode()
            ),
            types: part(package, types).replace(
                b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{media}"/></Types>'.encode()
            ),
        },
    )


def web_page(body: str = "", head: str = '<meta charset="utf-8">') -> str:
    """A page as institutes publish it: menu, notice, report, related posts, foot."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    return f"""<!DOCTYPE html><html lang="en"><head>{head}<title>{TITLE} | Harbour Policy Institute</title>
<script>var text = "<p>Not this.</p>";</script></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/events">All events</a></li></ul></nav></header>
<div class="cookie-banner" id="cookie-notice"><p>We use cookies to improve this website.</p><button>Accept</button></div>
<main><article><h1>{TITLE}</h1>{paragraphs}{body}</article>
<aside><h3>Related posts</h3><ul><li><a href="/a">Another seminar</a></li></ul></aside></main>
<footer><p>© Harbour Policy Institute</p></footer></body></html>"""


def mail(text: str | None, html: str | None = None, attached: Mapping[str, bytes] | None = None) -> bytes:
    """A mail with its parts; the subject is the report's title, forwarded."""
    message = EmailMessage()
    message["Subject"] = f"Fwd: {TITLE}"
    message["From"] = "desk@example.org"
    if text is not None:
        message.set_content(text)
    if html is not None:
        if text is None:
            message.set_content(html, subtype="html")
        else:
            message.add_alternative(html, subtype="html")
    for name, content in (attached or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
