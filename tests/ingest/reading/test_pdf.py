"""PDF: the text as one reads it, and the page of every word."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from detente.errors import ReportError
from ingest.extraction.chain import extract
from ingest.pipeline import build
from ingest.reading.file import read
from ingest.reading.report import page_at
from ingest.registry import Registry
from ontology.iris import Iris
from ontology.terms import DET, OA
from tests.ingest.material import check_offsets
from tests.ingest.reading.files import BOATENGO, CLOSING, OPENING, QUILLAN, TITLE, empty_pdf, one_column, plain, two_columns, wrapped

NOTES = ("See the yearbook of the institute.", "The figures are those of the two customs offices.")
IRIS = Iris("https://w3id.org/detente/")
PAGES = [
    ((OPENING, QUILLAN), (BOATENGO, QUILLAN.replace("said", "repeated"))),
    ((BOATENGO.replace("proposed", "hoped"), OPENING), (CLOSING, QUILLAN)),
]


def written(folder: Path, content: bytes, name: str = "report.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def paragraphs(path: Path) -> list[str]:
    return read(path).text.rstrip("\n").split("\n\n")


def test_two_columns_are_read_one_after_the_other_without_heads_and_numbers(tmp_path: Path) -> None:
    wanted = [TITLE, *PAGES[0][0], *PAGES[0][1], *PAGES[1][0], *PAGES[1][1]]
    assert paragraphs(written(tmp_path, two_columns(PAGES))) == [plain(paragraph) for paragraph in wanted]


def test_each_statement_has_its_place_and_its_page(tmp_path: Path) -> None:
    report = read(written(tmp_path, two_columns(PAGES)))
    record = extract(report)
    check_offsets(record, report.text)
    triples = set(build(report, record, Registry(), IRIS).triples)
    second = report.text.index("Prof. Kwesi Boatengo hoped")
    assert {s.start >= second for s in record.statements} == {True, False}
    for statement in record.statements:
        evidence = IRIS.id("evidence", f"{record.event.id}-{statement.id}")
        (page,) = [int(str(o)) for s, p, o in triples if (s, p) == (evidence, DET.page)]
        assert page == (2 if statement.start >= second else 1)
        assert (evidence, OA.hasSource, IRIS.id("report", record.event.id)) in triples
    (said,) = [str(o) for _, p, o in triples if p == DET.textSha256]
    assert said == report.text_sha256


def test_a_page_holds_the_text_up_to_the_next(tmp_path: Path) -> None:
    report = read(written(tmp_path, two_columns(PAGES)))
    assert [page.number for page in report.pages] == [1, 2]
    assert report.pages[0].start == 0
    assert report.pages[0].end == report.pages[1].start == report.text.index("Prof. Kwesi Boatengo hoped")
    assert page_at(report.pages, report.pages[1].start - 1) == 1
    assert page_at(report.pages, len(report.text) - 1) == 2


def test_the_text_is_the_same_at_every_reading(tmp_path: Path) -> None:
    path = written(tmp_path, two_columns(PAGES))
    assert read(path) == read(path)


def test_a_word_broken_at_a_line_end_is_joined_and_a_compound_keeps_its_hyphen(tmp_path: Path) -> None:
    lines = [
        "The speaker said that the coopera-",
        "tion of both was long-standing, and that long-",
        "standing ties, counter-terrorism, Indo-",
        "Pacific trade and 2019-",
        "20 had been discussed at the meeting.",
    ]
    content = one_column([(60, 100 + 14 * n, 11, line) for n, line in enumerate(lines)])
    assert paragraphs(written(tmp_path, content)) == [
        "The speaker said that the cooperation of both was long-standing, and that long-standing ties, counter-terrorism, Indo-Pacific "
        "trade and 2019-20 had been discussed at the meeting."
    ]


def test_paragraphs_are_told_by_indent_gap_and_short_last_lines(tmp_path: Path) -> None:
    lines = [
        (60, 100, 11, "The first speaker said that the trade of both countries had"),
        (60, 114, 11, "grown in the last ten years."),
        (60, 128, 11, "The second speaker held that it had not grown in any of the"),
        (60, 142, 11, "years that the first one had been speaking of, and that more"),
        (75, 156, 11, "The third speaker was told apart by the indent of this line"),
        (60, 170, 11, "which is followed by a gap, although this line fills the page"),
        (60, 198, 11, "The fourth speaker came after the gap and said nothing more."),
    ]
    assert [p[:16] for p in paragraphs(written(tmp_path, one_column(lines)))] == [
        "The first speake", "The second speak", "The third speake", "The fourth speak"
    ]  # fmt: skip


def test_headings_items_and_rosters_keep_their_lines(tmp_path: Path) -> None:
    lines = [
        (60, 100, 14, "Speakers"),
        (60, 120, 11, "- The ports of both countries need more investment than they"),
        (70, 134, 11, "have had in the last ten years"),
        (60, 148, 11, "- The fleets need rules"),
        (60, 180, 11, "Dr. Orla Fenwick"),
        (260, 180, 11, "Director, Harbour Policy Institute"),
        (60, 194, 11, "Mr. Ansel Druid"),
        (260, 194, 11, "Harbour Master, Westhaven"),
        (60, 208, 11, "Prof. Kwesi Boatengo"),
        (260, 208, 11, "Dean, University of Westhaven"),
    ]
    assert paragraphs(written(tmp_path, one_column(lines))) == [
        "Speakers",
        "- The ports of both countries need more investment than they have had in the last ten years",
        "- The fleets need rules",
        "Dr. Orla Fenwick, Director, Harbour Policy Institute",
        "Mr. Ansel Druid, Harbour Master, Westhaven",
        "Prof. Kwesi Boatengo, Dean, University of Westhaven",
    ]


def test_footnotes_stand_at_the_end_and_not_within_a_sentence(tmp_path: Path) -> None:
    pdf = empty_pdf()
    said = f"{QUILLAN} {BOATENGO} {CLOSING}"
    pdf.set_font("helvetica", size=11)
    lines = wrapped(pdf, said, 400)
    for number, part in enumerate((lines[:4], lines[4:]), 1):
        pdf.add_page()
        pdf.set_font("helvetica", size=11)
        for n, line in enumerate(part):
            pdf.text(60, 600 + 14 * n, line)
        end = 60 + pdf.get_string_width(part[0])
        pdf.set_font("helvetica", size=6)
        pdf.text(end, 596, str(number))
        pdf.set_font("helvetica", size=8)
        pdf.text(60, 760, f"{number} {NOTES[number - 1]}")
    report = read(written(tmp_path, bytes(pdf.output())))
    body, notes = report.text.split("\n\nNotes\n\n")
    assert body.replace("¹", "").replace("²", "") == plain(said)
    assert body.index("¹") == len(lines[0])
    assert notes.rstrip("\n").split("\n\n") == [f"{n} {note}" for n, note in enumerate(NOTES, 1)]
    assert page_at(report.pages, report.text.index(NOTES[0])) == 1
    assert page_at(report.pages, report.text.index(NOTES[1])) == 2


def picture() -> bytes:
    """A PDF whose page is a picture of a page."""
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (400, 600), "white").save(drawn, "PNG")
    pdf = empty_pdf(heads=True)
    pdf.add_page()
    pdf.image(drawn, x=0, y=60, w=500)
    return bytes(pdf.output())


def locked() -> bytes:
    pdf = empty_pdf()
    pdf.set_encryption(owner_password="owner", user_password="user")
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.text(60, 100, "Nobody sees this.")
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (picture(), "is a scan"),
        (locked(), "locked by a password"),
        (two_columns(PAGES)[:900], "damaged"),
        (b"%PDF-1.7\n", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a picture (PNG)"),
        (b"<!DOCTYPE html><html><body>The text", "holds a web page"),
        (b"The text", "holds something else"),
        (b"", "is empty"),
    ],
    ids=["scan", "locked", "cut off", "head alone", "picture", "web page", "text", "empty"],
)
def test_what_is_no_pdf_with_text_is_refused_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ReportError, match="; ") as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)


def test_a_turned_page_is_read_as_it_is_shown(tmp_path: Path) -> None:
    pdf = empty_pdf()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    with pdf.rotation(90, 300, 400):
        for n, line in enumerate(wrapped(pdf, QUILLAN, 300)):
            pdf.text(150, 300 + 14 * n, line)
    document = pdfium.PdfDocument(bytes(pdf.output()))
    document[0].set_rotation(90)
    turned = io.BytesIO()
    document.save(turned)
    document.close()
    assert paragraphs(written(tmp_path, turned.getvalue())) == [plain(QUILLAN)]
