"""Word files: what a reader sees in them, and what was deleted left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import ReportError
from ingest.extraction.chain import extract
from ingest.reading.file import read
from tests.ingest.material import check_offsets
from tests.ingest.reading.files import OPENING, QUILLAN, TITLE, part, repacked, word

BODY = "word/document.xml"


def written(folder: Path, content: bytes, name: str = "report.docx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def changed(old: bytes, new: bytes) -> bytes:
    """The report with something in its XML replaced."""
    made = word()
    body = part(made, BODY)
    assert old in body
    return repacked(made, {BODY: body.replace(old, new)})


def test_headings_items_table_rows_and_paragraphs(tmp_path: Path) -> None:
    report = read(written(tmp_path, word()))
    assert report.text.rstrip("\n").split("\n\n") == [
        TITLE,
        OPENING,
        "Speakers",
        "• Amb. (R) Tomas Quillan, former Ambassador of Iceland to Ghana",
        "Dr. Orla Fenwick, Director, HPI",
        "Mr. Ansel Druid, Harbour Master, Westhaven",
        QUILLAN,
        "He concluded that trade",
    ]
    assert report.pages == ()
    check_offsets(extract(report), report.text)


def test_deletions_go_insertions_stay_and_notes_come_at_the_end(tmp_path: Path) -> None:
    edit = (
        '<w:del w:id="1"><w:r><w:delText>fell badly</w:delText></w:r></w:del>',
        '<w:ins w:id="2"><w:r><w:t>grew strongly.</w:t></w:r></w:ins>',
        '<w:r><w:footnoteReference w:id="5"/></w:r>',
        '<w:r><w:t xml:space="preserve"> So did hope.</w:t></w:r>',
        '<w:r><w:footnoteReference w:id="77"/></w:r>',
    )
    text = read(written(tmp_path, word(edit, {5: "See the yearbook."}))).text
    assert text.endswith("He concluded that trade grew strongly.¹ So did hope.\n\nNotes\n\n¹ See the yearbook.\n")


def test_a_text_box_follows_its_paragraph_once(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    content = changed(
        b"He concluded that trade </w:t></w:r>", f"He concluded that trade </w:t></w:r><w:r><w:pict>{box}</w:pict></w:r>".encode()
    )
    assert read(written(tmp_path, content)).text.endswith("He concluded that trade\n\nIn the box.\n")


def test_a_name_beside_a_long_text_is_a_turn(tmp_path: Path) -> None:
    content = changed(b"Director, HPI", b"I thank the institute for its work. " * 6)
    assert "Dr. Orla Fenwick: I thank the institute" in read(written(tmp_path, content)).text


def test_an_entity_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    made = word()
    body = part(made, BODY)
    declared = f'<!DOCTYPE d [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'.encode()
    at = body.index(b"<w:document")
    hostile = body[:at] + declared + body[at:].replace(b"He concluded", b"He &a; concluded")
    assert "the secret" not in read(written(tmp_path, repacked(made, {BODY: hostile}))).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (word()[:3000], "damaged"),
        (repacked(word(), {BODY: part(word(), BODY)[:700]}), "damaged"),
        (changed(b"He concluded", b"<w:t>"), "damaged"),
        (changed(b"He concluded", b"x" * 9_000_000), "would unpack to"),
        (changed(b"</w:body>", b"<w:tbl><w:tr><w:tc>" * 80 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 80 + b"</w:body>"), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        (b"{\\rtf1 The text}", "an RTF document"),
        (b"The text", "holds something else"),
    ],
    ids=["cut off", "XML cut off", "broken XML", "bomb", "nested", "old Word", "locked", "RTF", "text"],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ReportError, match="; ") as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)


def test_no_entity_bomb_goes_off(tmp_path: Path) -> None:
    made = word()
    body = part(made, BODY)
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    at = body.index(b"<w:document")
    bomb = body[:at] + f'<!DOCTYPE d [<!ENTITY e0 "ha">{levels}]>'.encode() + body[at:].replace(b"He concluded", b"&e11;")
    with pytest.raises(ReportError, match="damaged"):
        read(written(tmp_path, repacked(made, {BODY: bomb})))
