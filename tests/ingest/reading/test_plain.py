"""Reading: every file becomes a text whose offsets mean what a reader sees, or one line that says why not."""

import hashlib
from pathlib import Path

import pytest

from detente.errors import ReportError
from ingest.reading.file import read
from ingest.reading.plain import decode

TEXT = "Ms. Zoë Farrow said — “trade grew”.\nShe went on.\n"
LATIN = "Señora Núñez dijo que la cooperación económica entre los dos países es más importante que nunca. " * 20
RUSSIAN = "Участники семинара обсудили торговлю, энергетику и образование между двумя странами. " * 20


def write(folder: Path, content: bytes | str, name: str = "report.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path, max_bytes: int = 1_000_000) -> str:
    """The one line that a file is refused with."""
    with pytest.raises(ReportError) as caught:
        read(path, max_bytes)
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(str(path))
    assert ";" in line, "a remedy follows the fault"
    return line


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("utf-16"), b"\xfe\xff" + TEXT.encode("utf-16-be")],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big"],
)
def test_unicode_gives_the_same_text_with_and_without_a_mark(tmp_path: Path, content: bytes) -> None:
    report = read(write(tmp_path, content))
    assert report.text == TEXT
    assert report.body_start == 0
    assert report.original == content
    assert report.sha256 == hashlib.sha256(content).hexdigest()


def test_line_ends_are_kept_because_offsets_count_them(tmp_path: Path) -> None:
    assert read(write(tmp_path, "one\r\ntwo\rthree\n")).text == "one\r\ntwo\rthree\n"


@pytest.mark.parametrize(("text", "encoding"), [(LATIN, "cp1252"), (RUSSIAN, "koi8-r")])
def test_an_older_encoding_is_detected(text: str, encoding: str) -> None:
    found, name = decode("report.txt", text.encode(encoding))
    assert found == text
    assert name != "utf-8"


@pytest.mark.parametrize(
    ("content", "line"), [(bytes(range(1, 256)) * 20, 2), (b"%PD-1.7\n" + bytes(range(1, 256)) * 9, 3), (b"\x80\x81\x1f\x02" * 400, 1)]
)
def test_a_binary_is_refused_with_the_line_of_the_first_fault(tmp_path: Path, content: bytes, line: int) -> None:
    path = write(tmp_path, content)
    assert refused(path).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize("content", ["", "   \n\t\n  ", "\ufeff", "\ufeff \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    assert "is empty" in refused(write(tmp_path, content))


def test_a_header_alone_is_no_report(tmp_path: Path) -> None:
    assert "after the header" in refused(write(tmp_path, "---\nurl: https://example.org/\n---\n \n"))


def test_a_nul_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, b"one\ntwo\nth\x00ree\n")
    assert refused(path).startswith(f"{path}:3: a NUL byte")


def test_control_characters_are_refused_if_there_are_many(tmp_path: Path) -> None:
    assert "control characters" in refused(write(tmp_path, "one\n" + "\x01x" * 50))
    assert read(write(tmp_path, "one\x01" + "text " * 100)).text.startswith("one\x01")


def test_a_large_file_is_refused_with_its_size_and_the_setting(tmp_path: Path) -> None:
    line = refused(write(tmp_path, "x" * 2000), max_bytes=1999)
    assert "2,000 bytes" in line
    assert "1,999" in line
    assert "DETENTE_MAX_REPORT_BYTES" in line
    assert read(write(tmp_path, "x" * 1999), max_bytes=1999).text


def test_a_directory_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    assert "is a directory" in refused(tmp_path)
    assert "no such file" in refused(tmp_path / "nothing.txt")
    assert "cannot be read" in refused(write(tmp_path, "x") / "below.txt")


def test_header_fields_are_read_and_others_left(tmp_path: Path) -> None:
    header = "url: https://example.org/a\npublisher: Harbour Institute\npublished: 2021-05-06\nlanguage: en\nauthor: nobody"
    text = f"---\n{header}\n---\nThe text.\n"
    report = read(write(tmp_path, text, "report.md"))
    assert report.header == {"url": "https://example.org/a", "publisher": "Harbour Institute", "published": "2021-05-06", "language": "en"}
    assert report.text == text
    assert report.text[report.body_start :] == "The text.\n"
    assert report.media_type == "text/markdown"


def test_a_header_counts_only_at_the_start(tmp_path: Path) -> None:
    report = read(write(tmp_path, "The text.\n---\nurl: https://example.org/\n---\n"))
    assert report.header == {}
    assert report.body_start == 0


def test_lines_between_dashes_that_are_no_fields_are_text(tmp_path: Path) -> None:
    assert read(write(tmp_path, "---\nOnly a line\n---\nThe text.\n")).body_start == 0


def test_a_broken_header_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "---\nurl: a\npublisher: [open\n---\nThe text.\n")
    assert "the header is not YAML" in (line := refused(path))
    assert line.startswith((f"{path}:3:", f"{path}:4:"))


def test_a_tag_in_the_header_runs_nothing(tmp_path: Path) -> None:
    assert "not YAML" in refused(write(tmp_path, "---\nurl: !!python/object/apply:os.getcwd []\n---\nThe text.\n"))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("a: &a [x, x]\nurl: [*a, *a]", "refers to parts of itself"),
        ("publisher: [one, two]", "publisher: give one line"),
        (f"publisher: {'x' * 3000}", "publisher: give one line"),
        ("url: javascript:alert(1)", "url: give an address"),
    ],
)
def test_a_header_gives_lines_of_text(tmp_path: Path, header: str, said: str) -> None:
    file = tmp_path / "report.txt"
    file.write_text(f"---\n{header}\n---\nDr. Orla Fenwick said that trade grew.\n")
    with pytest.raises(ReportError, match=said):
        read(file)
