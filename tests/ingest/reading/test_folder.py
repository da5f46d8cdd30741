"""Folders, archives and mails: every report in them, and a clear word for what is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from detente.errors import ReportError
from ingest.extraction.chain import extract
from ingest.reading.file import read
from ingest.reading.folder import reports_in
from ingest.reading.report import Report
from tests.ingest.material import SEMINAR, check_offsets
from tests.ingest.reading.files import PROSE, TITLE, mail, packed, plain, two_columns, web_page, word

PDF = two_columns([(PROSE[:2], PROSE[2:])])
LIMIT = 20_000_000


def found(path: Path, limit: int = LIMIT) -> list[str]:
    """The names of the reports in a path, and the errors between them without the path."""
    return [r.file if isinstance(r, Report) else str(r).replace(str(path), "…") for r in reports_in(path, limit)]


def test_a_folder_gives_its_reports_in_order_and_the_refused_ones_in_their_place(tmp_path: Path) -> None:
    for name, content in {
        "b.txt": SEMINAR.encode(),
        "a.pdf": PDF,
        "c.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
        "in/d.docx": word(),
        "in/e.html": web_page().encode(),
        "in/.hidden.txt": SEMINAR.encode(),
        ".git/f.txt": SEMINAR.encode(),
        "b.overrides.yaml": b"set: []",
        "picture.png": b"\x89PNG\r\n\x1a\n",
        "z.zip": packed({"g.md": SEMINAR.encode()}),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    names = found(tmp_path)
    assert names.pop(2).startswith("…/c.doc: an old Word")
    assert names == ["a.pdf", "b.txt", "z.zip/g.md", "d.docx", "e.html"]


def test_a_link_to_a_folder_above_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SEMINAR, encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert found(tmp_path) == ["a.txt"]


def test_an_empty_folder_and_a_missing_file_give_one_error(tmp_path: Path) -> None:
    (tmp_path / "only.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (error,) = found(tmp_path)
    assert error.startswith("…: is a directory without a report in it; ")
    (error,) = found(tmp_path / "gone.txt")
    assert error.startswith("…: no such file; ")


def test_an_archive_gives_what_may_be_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    inner = packed({"deep/c.pdf": PDF})
    path.write_bytes(
        packed(
            {
                "x/b.txt": SEMINAR.encode(),
                "inner.zip": inner,
                "../evil.txt": b"x",
                "/root.txt": b"x",
                "C:\\d.txt": b"x",
                "__MACOSX/x/b.txt": b"x",
                "x/.h.txt": b"x",
                "big.txt": b"a" * 6_000_000,
                "too-big.txt": bytes(range(32, 127)) * 300_000,
            }
        )
    )
    made = found(path)
    assert [name for name in made if not name.startswith("…")] == ["a.zip/inner.zip/deep/c.pdf", "a.zip/x/b.txt"]
    assert sum("leads out of the archive" in name for name in made) == 3
    assert sum("would unpack to 6,000,000 bytes" in name for name in made) == 1
    assert sum("over the limit" in name for name in made) == 1
    assert len(made) == 7


def test_a_locked_part_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    content = bytearray(packed({"a.txt": b"secret", "b.txt": SEMINAR.encode()}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.infolist()[0].filename == "a.txt"
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    error, name = found(path)
    assert error == "…/a.txt: locked by a password; unpack it and give the file"
    assert name == "a.zip/b.txt"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (packed({f"{n}.txt": b"x" for n in range(2001)}), "more than 2,000 files"),
        (packed({"1.zip": packed({"2.zip": packed({"3.zip": packed({"a.txt": b"The text"})})})}), "within one another"),
        (packed({"picture.png": b"x"}), "no report is in it"),
        (packed({"a.txt": b"x"})[:40], "damaged"),
    ],
    ids=["many", "deep", "none", "cut off"],
)
def test_an_archive_that_is_refused_says_why_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    (error,) = found(path)
    assert said in error
    assert "; " in error
    with pytest.raises(ReportError):
        read(path)


def test_several_archives_in_one_share_what_they_may_unpack(tmp_path: Path) -> None:
    line = b"".join(b"The report said %d. " % n for n in range(200_000))
    inner = packed({f"{n}.txt": line for n in range(7)})
    path = tmp_path / "a.zip"
    path.write_bytes(packed({f"{n}.zip": inner for n in range(20)}))
    assert "too many bytes or files" in found(path)[-1]


def test_a_mail_is_its_text_under_its_subject(tmp_path: Path) -> None:
    path = tmp_path / "m.eml"
    path.write_bytes(mail("\n\n".join(PROSE), web_page()))
    report = read(path)
    assert report.text.rstrip("\n").split("\n\n") == [TITLE, *PROSE]
    assert (report.file, report.media_type) == ("m.eml", "message/rfc822")
    check_offsets(extract(report), report.text)


def test_a_mail_without_plain_text_is_its_page(tmp_path: Path) -> None:
    path = tmp_path / "m.eml"
    path.write_bytes(mail(None, web_page()))
    assert read(path).text.rstrip("\n").split("\n\n") == [TITLE, *PROSE]


def test_attached_reports_outrank_a_covering_letter(tmp_path: Path) -> None:
    path = tmp_path / "m.eml"
    path.write_bytes(mail("Please find the report attached.", attached={"../a.pdf": PDF, "b.docx": word(), "logo.png": b"x"}))
    assert found(path) == ["m.eml/a.pdf", "m.eml/b.docx"]
    with pytest.raises(ReportError, match="holds several files; "):
        read(path)
    path.write_bytes(mail("Please find the report attached.", attached={"a.pdf": PDF}))
    report = read(path)
    assert (report.file, report.original) == ("m.eml/a.pdf", PDF)
    assert plain(TITLE) in report.text


@pytest.mark.parametrize("content", [b"\x01\x02\x03" * 500, b"", b"no header at all", b"Content-Type: message/rfc822\n\n" * 3000])
def test_what_is_no_mail_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.eml"
    path.write_bytes(content)
    (error,) = found(path)
    assert error.startswith("…: ")
    assert "; " in error


def test_a_fault_of_a_reader_costs_one_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("1.txt", "2.html", "3.txt"):
        (tmp_path / name).write_text(
            "<html><body><p>Dr. Orla Fenwick said that trade grew.</p></body></html>" if "html" in name else "Trade grew."
        )

    def breaks(*_: object) -> None:
        raise ImportError("a library is missing")

    monkeypatch.setattr("ingest.reading.html.read_html", breaks)
    first, second, third = reports_in(tmp_path)
    assert (first.file, third.file) == ("1.txt", "3.txt")  # type: ignore[union-attr]
    assert isinstance(second, ReportError)
    assert "2.html: internal error: ImportError: a library is missing" in str(second)
